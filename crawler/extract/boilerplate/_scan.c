/* What crawler.extract.boilerplate.screen does in Python, in C: a text's plain form, and which rules have anything to
 * look for in it. screen.py is the specification and what runs where this was not compiled; tests hold them equal.
 *
 * What a character is, and what becomes of it, is asked of Python, for 256 characters at a time, when the first of them
 * is met. Words are looked up in a filter of bits; only what passes it is looked up in Python's tables.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

/* What a character is, as in characters.py; what a text may hold, as in screen.py. */
enum { LETTER = 1, SPACE = 2, ALNUM = 4, STRIPPED = 8, FIRST = 16, LAST = 32, UNSPACED = 64, DECIMAL = 128, SPECIAL = 256,
       DIGIT = 512, DOUBTFUL = 1024 };
enum { PHRASES = 1, FIGURES = 2, SIGNS = 4, WORDED = 8, WORDLESS = 16 };
/* The places that a word may have in the lists; those behind END are seen by Python alone once they are met. */
enum { START, TELLING, PAIR, END, LINE, ALONE, RIGHTS, SHARED, NETWORK, NAMED, PLACES };
enum { MOST_FORMED = 240, MOST_WORDS = 14, FEW_WORDS = 4 };
enum { MOST_FIGURED = 100, SPACED = 14, MOST_COUNTED = 70, MANY = 3, BEFORE_DATE = 28, BEHIND_SCORE = 25 }; /* as in figures.py */
enum { PAGES = 0x1100, PAGE = 256, NARROW = 0, WIDE = 1, FILTER_BITS = 18 };
enum { LONGEST = 1536 }; /* characters; what is longer is rare, and left to Python */

typedef uint16_t flags_t;
/* What a character becomes: up to three characters of 21 bits, the first one lowest; 0: nothing; UNKNOWN: ask Python. */
typedef uint64_t folding_t;
static const folding_t UNKNOWN = (folding_t)1 << 63, ONE = 0x1fffff;

static flags_t *flags_of[PAGES];
static folding_t *folding_of[2][PAGES];
static uint8_t filter[1 << (FILTER_BITS - 3)];
static Py_ssize_t longest_line;
static uint64_t market, markets; /* hashes of these words */

static struct {
    PyObject *flags, *foldings, *is_composed, *in_python; /* functions */
    PyObject *phrases[END + 1];                           /* of each place up to END: dict of (phrase, kind) */
} asked;

typedef struct { Py_UCS4 *chars; Py_ssize_t length; } text_t;
/* What was seen in a text before it was folded: the sum of its flags, signs of per cent, and whether of these or of degrees. */
typedef struct { int flags, percents, signs; } seen_t;

/* ---- tables of characters ---- */

static const flags_t *load_flags(Py_UCS4 page)
{
    PyObject *held = PyObject_CallFunction(asked.flags, "I", page);
    if (!held) return NULL;
    flags_t *flags = PyMem_Calloc(PAGE, sizeof *flags);
    if (!flags) PyErr_NoMemory();
    PyObject *numbers = flags ? PySequence_Fast(held, "flags are a sequence") : NULL;
    if (numbers && PySequence_Fast_GET_SIZE(numbers) != PAGE) PyErr_SetString(PyExc_ValueError, "flags of 256 characters");
    for (int i = 0; numbers && i < PAGE && !PyErr_Occurred(); i++)
        flags[i] = (flags_t)PyLong_AsLong(PySequence_Fast_GET_ITEM(numbers, i));
    Py_XDECREF(numbers);
    Py_DECREF(held);
    if (PyErr_Occurred()) {
        PyMem_Free(flags);
        return NULL;
    }
    return flags_of[page] = flags;
}

static const folding_t *load_foldings(Py_UCS4 page, int width)
{
    PyObject *held = PyObject_CallFunction(asked.foldings, "Ii", page, width);
    if (!held) return NULL;
    folding_t *foldings = PyMem_Calloc(PAGE, sizeof *foldings);
    if (!foldings) PyErr_NoMemory();
    PyObject *forms = foldings ? PySequence_Fast(held, "foldings are a sequence") : NULL;
    if (forms && PySequence_Fast_GET_SIZE(forms) != PAGE) PyErr_SetString(PyExc_ValueError, "foldings of 256 characters");
    for (int i = 0; forms && i < PAGE && !PyErr_Occurred(); i++) {
        PyObject *form = PySequence_Fast_GET_ITEM(forms, i);
        Py_ssize_t length = PyUnicode_Check(form) ? PyUnicode_GET_LENGTH(form) : 4;
        folding_t folding = length > 3 ? UNKNOWN : 0;
        for (Py_ssize_t at = 0; at < length && length <= 3; at++) {
            Py_UCS4 one = PyUnicode_READ_CHAR(form, at);
            if (!one) folding = UNKNOWN; /* would be taken for nothing */
            folding |= (folding_t)one << (21 * at);
        }
        foldings[i] = folding;
    }
    Py_XDECREF(forms);
    Py_DECREF(held);
    if (PyErr_Occurred()) {
        PyMem_Free(foldings);
        return NULL;
    }
    return folding_of[width][page] = foldings;
}

/* The flags of a character whose page was met before. */
static inline flags_t known(Py_UCS4 one) { return flags_of[one >> 8][one & 255]; }

static inline int meet(Py_UCS4 one) { return flags_of[one >> 8] || load_flags(one >> 8) ? 0 : -1; }

/* ---- the filter ---- */

static inline uint64_t hashed(uint64_t hash, Py_UCS4 one) { return (hash ^ one) * 0x100000001b3u; }

/* Two bits for each word: one word in two hundred that is not known passes. */
static inline uint64_t mixed(uint64_t hash, int place) { return (hash + (uint64_t)place) * 0x9e3779b97f4a7c15u; }
static inline uint32_t first_bit(uint64_t mix) { return (uint32_t)(mix >> (64 - FILTER_BITS)); }
static inline uint32_t second_bit(uint64_t mix) { return (uint32_t)(mix >> (64 - 2 * FILTER_BITS)) & ((1 << FILTER_BITS) - 1); }
static inline int is_set(uint32_t bit) { return filter[bit >> 3] >> (bit & 7) & 1; }

static inline int passes(uint64_t hash, int place)
{
    uint64_t mix = mixed(hash, place);
    return is_set(first_bit(mix)) && is_set(second_bit(mix));
}

static inline uint64_t hash_of(const Py_UCS4 *chars, Py_ssize_t length)
{
    uint64_t hash = 0;
    for (Py_ssize_t i = 0; i < length; i++) hash = hashed(hash, chars[i]);
    return hash;
}

/* ---- the plain form ---- */

/* The same as `fold` of a text in ASCII, where nothing is a variant of anything. */
static int fold_ascii(const Py_UCS1 *chars, Py_ssize_t length, text_t *out, seen_t *seen)
{
    if (meet(0)) return -1;
    const flags_t *page = flags_of[0];
    Py_UCS4 *to = out->chars;
    int all = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS1 one = chars[i];
        flags_t flags = page[one];
        all |= flags;
        if (flags & SPACE) {
            if (to > out->chars && to[-1] != ' ') *to++ = ' ';
            continue;
        }
        if (one == '(' && i + 2 < length && chars[i + 2] == ')' && (chars[i + 1] | 32) == 'c') all |= SPECIAL;
        seen->percents += one == '%';
        *to++ = one >= 'A' && one <= 'Z' ? one + 32u : one;
    }
    if (to > out->chars && to[-1] == ' ') to--;
    out->length = to - out->chars;
    seen->signs = seen->percents > 0;
    seen->flags = all;
    return 0;
}

/* Writes the folded text; returns 0, 1 where Python must be asked, -1 with an exception. */
static int fold(PyObject *text, text_t *out, seen_t *seen)
{
    int kind = PyUnicode_KIND(text), width = NARROW;
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), written = 0;
    if (PyUnicode_IS_ASCII(text)) return fold_ascii(data, length, out, seen);
    for (Py_ssize_t i = 0; kind != PyUnicode_1BYTE_KIND && i < length && width == NARROW; i++) {
        Py_UCS4 one = PyUnicode_READ(kind, data, i);
        if (one >= 0x3000 && one <= 0xffff) width = WIDE;
    }
    int all = 0, pending = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 one = PyUnicode_READ(kind, data, i);
        if (meet(one)) return -1;
        flags_t flags = known(one);
        all |= flags;
        seen->percents += one == '%' || one == 0x66a;
        seen->signs |= one == '%' || one == 0x66a || one == 0xff05 || one == 0xb0 || one == 0xba || one == 0x2103 || one == 0x2109;
        if (one == '(' && i + 2 < length && PyUnicode_READ(kind, data, i + 2) == ')' &&
            (PyUnicode_READ(kind, data, i + 1) | 32) == 'c')
            all |= SPECIAL;
        const folding_t *foldings = folding_of[width][one >> 8];
        if (!foldings && !(foldings = load_foldings(one >> 8, width))) return -1;
        folding_t form = foldings[one & 255];
        if (form & UNKNOWN) return 1;
        for (; form; form >>= 21) {
            Py_UCS4 folded = (Py_UCS4)(form & ONE);
            if (meet(folded)) return -1;
            if (known(folded) & SPACE) {
                pending = written > 0;
                continue;
            }
            if (pending) out->chars[written++] = ' ';
            pending = 0;
            out->chars[written++] = folded;
        }
    }
    out->length = written;
    seen->flags = all;
    if (width == NARROW && all & DOUBTFUL) {
        PyObject *answer = PyObject_CallOneArg(asked.is_composed, text);
        int composed = answer ? PyObject_IsTrue(answer) : -1;
        Py_XDECREF(answer);
        return composed < 0 ? -1 : !composed;
    }
    return 0;
}

/* Without punctuation at its ends. */
static void strip(text_t *text)
{
    Py_UCS4 *chars = text->chars;
    Py_ssize_t start = 0, end = text->length;
    while (start < end && known(chars[start]) & STRIPPED) start++;
    while (end > start && known(chars[end - 1]) & STRIPPED) end--;
    if (start == end || !(known(chars[start]) & ALNUM) || !(known(chars[end - 1]) & ALNUM)) {
        while (start < end && !(known(chars[start]) & FIRST)) start++;
        while (end > start && !(known(chars[end - 1]) & LAST)) end--;
    }
    text->chars = chars + start;
    text->length = end - start;
}

/* ---- phrases ---- */

static int begins_word(const text_t *text, Py_ssize_t at)
{
    if (at == 0 || !(known(text->chars[at - 1]) & LETTER)) return 1;
    return ((known(text->chars[at]) | known(text->chars[at - 1])) & UNSPACED) != 0;
}

static int ends_word(const text_t *text, Py_ssize_t at)
{
    if (at >= text->length || !(known(text->chars[at]) & LETTER)) return 1;
    return ((known(text->chars[at]) | known(text->chars[at - 1])) & UNSPACED) != 0;
}

/* Whether the phrase stands at that place, as a word does on the sides that are asked for. */
static int stands_at(const text_t *text, Py_ssize_t at, PyObject *phrase, int begins, int ends)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(phrase);
    int kind = PyUnicode_KIND(phrase);
    const void *data = PyUnicode_DATA(phrase);
    if (!length || at < 0 || length > text->length - at) return 0;
    for (Py_ssize_t i = 0; i < length; i++)
        if (PyUnicode_READ(kind, data, i) != text->chars[at + i]) return 0;
    if (begins && known(text->chars[at]) & ALNUM && !begins_word(text, at)) return 0;
    return !(ends && known(text->chars[at + length - 1]) & ALNUM && !ends_word(text, at + length));
}

static int stands(const text_t *text, int place, PyObject *phrase)
{
    if (place == START) return stands_at(text, 0, phrase, 0, 1);
    if (place == END) return stands_at(text, text->length - PyUnicode_GET_LENGTH(phrase), phrase, 1, 0);
    for (Py_ssize_t at = 0; at <= text->length - PyUnicode_GET_LENGTH(phrase); at++)
        if (stands_at(text, at, phrase, 1, 1)) return 1;
    return 0;
}

/* Whether a phrase of that place, filed under these characters, stands in the text; -1 with an exception. */
static int holds(const text_t *text, int place, const Py_UCS4 *key, Py_ssize_t length)
{
    PyObject *name = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, key, length);
    if (!name) return -1;
    PyObject *entries = PyDict_GetItemWithError(asked.phrases[place], name);
    Py_DECREF(name);
    if (!entries) return PyErr_Occurred() ? -1 : 0;
    if (!PyList_Check(entries)) {
        PyErr_SetString(PyExc_TypeError, "phrases are lists");
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(entries); i++) {
        PyObject *entry = PyList_GET_ITEM(entries, i);
        PyObject *phrase = PyTuple_Check(entry) && PyTuple_GET_SIZE(entry) ? PyTuple_GET_ITEM(entry, 0) : NULL;
        if (!phrase || !PyUnicode_Check(phrase)) {
            PyErr_SetString(PyExc_TypeError, "an entry begins with its phrase");
            return -1;
        }
        if (stands(text, place, phrase)) return 1;
    }
    return 0;
}

/* Whether there is a phrase in the text that is not found by a word in it; -1 with an exception. */
static int holds_by_its_ends(const text_t *text, int seen)
{
    const Py_UCS4 *chars = text->chars;
    Py_ssize_t length = text->length, two = length < 2 ? length : 2;
    if ((chars[0] == '(' || chars[0] == '[') && (chars[length - 1] == ')' || chars[length - 1] == ']'))
        return 1; /* brackets are for Python */
    int found = 0;
    if (!(known(chars[0]) & ALNUM) || known(chars[0]) & UNSPACED)
        found = passes(hash_of(chars, 1), START) ? holds(text, START, chars, 1) : 0;
    for (Py_ssize_t i = 0; !found && seen & UNSPACED && i + 1 < length; i++)
        if (known(chars[i]) & UNSPACED && passes(hash_of(chars + i, 2), PAIR)) found = holds(text, PAIR, chars + i, 2);
    if (!found && passes(hash_of(chars + length - two, two), END)) found = holds(text, END, chars + length - two, two);
    return found;
}

/* ---- the whole of it ---- */

/* Whether a text with figures may have one of the forms of figures.py. One that has none but known words is asked there. */
static int may_be_formed(const text_t *text, Py_ssize_t length, const seen_t *seen)
{
    if (seen->percents >= MANY) return 1;
    if (length > MOST_FIGURED) return 0;
    const Py_UCS4 *chars = text->chars;
    Py_ssize_t first = -1, last = -1;
    int spaces = 0, numbers = 0, unknown = 0;
    for (Py_ssize_t i = 0; i < text->length;) {
        Py_ssize_t start = i;
        uint64_t hash = 0;
        spaces += chars[i] == ' ';
        if (known(chars[i]) & DECIMAL) {
            while (i < text->length && known(chars[i]) & DECIMAL) i++;
            if (!numbers++) first = start;
            last = i;
            continue;
        }
        for (; i < text->length && chars[i] >= 'a' && chars[i] <= 'z'; i++) hash = hashed(hash, chars[i]);
        if (i > start) {
            int part = (start && chars[start - 1] > 127 && known(chars[start - 1]) & LETTER) ||
                       (i < text->length && chars[i] > 127 && known(chars[i]) & LETTER);
            unknown |= !part && !passes(hash, NAMED);
        } else i++;
    }
    if (spaces >= SPACED) return 0;
    if (seen->signs) return 1;
    if (text->length > MOST_COUNTED) return 0;
    /* Beside a word that no form has only scores and dates are left: two numbers, near both ends. */
    return !unknown || (numbers > 1 && first <= BEFORE_DATE && text->length - last <= BEHIND_SCORE);
}

/* Which rules have something to look for in it; -1 with an exception. */
static int screen(const text_t *text, Py_ssize_t length, const seen_t *seen)
{
    const Py_UCS4 *chars = text->chars;
    int says = 0, formed = length <= MOST_FORMED, folded = 0, telling = 0, network = 0, shared = 1, found = 0;
    Py_ssize_t words = 0;
    if (formed && seen->flags & DECIMAL && may_be_formed(text, length, seen)) says |= FIGURES;
    if (formed && seen->flags & SPECIAL) says |= SIGNS;
    for (Py_ssize_t i = 0; i < text->length;) {
        flags_t flags = known(chars[i]);
        folded |= flags;
        if (!(flags & LETTER)) {
            i++;
            continue;
        }
        Py_ssize_t start = i;
        uint64_t hash = 0;
        for (; i < text->length && (flags = known(chars[i])) & LETTER; i++) {
            hash = hashed(hash, chars[i]);
            folded |= flags;
            if (words < FEW_WORDS && (i == start + 1 || i == start + 3)) network |= passes(hash, NETWORK);
        }
        if (!words++) {
            flags_t first = known(chars[0]);
            if (first & ALNUM && !(first & UNSPACED) && passes(hash, START) && !found)
                found = holds(text, START, chars, i);
            telling |= passes(hash, RIGHTS);
        }
        shared = shared && (known(chars[start]) & DIGIT || passes(hash, SHARED));
        telling |= hash == market || hash == markets;
        if (!found && passes(hash, TELLING)) found = holds(text, TELLING, chars + start, i - start);
        if (found < 0) return -1;
    }
    if (text->length && !found) found = holds_by_its_ends(text, folded);
    if (found < 0) return -1;
    if (text->length && text->length <= longest_line) {
        uint64_t hash = hash_of(chars, text->length);
        found |= passes(hash, LINE);
        telling |= passes(hash, ALONE);
    }
    if (found) says |= PHRASES;
    if (formed && words <= MOST_WORDS && (telling || (shared && words) || (network && words <= FEW_WORDS))) says |= WORDED;
    if (formed && !words) says |= WORDLESS;
    return says;
}

static PyObject *scan(PyObject *module, PyObject *text)
{
    if (!asked.flags || !PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, asked.flags ? "a text is a str" : "learn comes first");
        return NULL;
    }
    Py_UCS4 room[3 * LONGEST];
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    text_t plain = {room, 0};
    seen_t seen = {0};
    int odd = length > LONGEST ? 1 : fold(text, &plain, &seen);
    if (odd) return odd > 0 ? PyObject_CallOneArg(asked.in_python, text) : NULL;
    strip(&plain);
    int says = screen(&plain, length, &seen);
    PyObject *form = says < 0 ? NULL : PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, plain.chars, plain.length);
    return form ? Py_BuildValue("Ni", form, says) : NULL;
}

static int learn_words(PyObject *words, int place)
{
    PyObject *each = PyObject_GetIter(words), *word;
    while (each && (word = PyIter_Next(each))) {
        uint64_t hash = 0;
        Py_ssize_t length = PyUnicode_Check(word) ? PyUnicode_GET_LENGTH(word) : 0;
        for (Py_ssize_t i = 0; i < length; i++) hash = hashed(hash, PyUnicode_READ_CHAR(word, i));
        uint32_t bits[] = {first_bit(mixed(hash, place)), second_bit(mixed(hash, place))};
        for (int i = 0; i < 2; i++) filter[bits[i] >> 3] |= (uint8_t)(1 << (bits[i] & 7));
        if ((place == LINE || place == ALONE) && length > longest_line) longest_line = length;
        Py_DECREF(word);
    }
    Py_XDECREF(each);
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *learn(PyObject *module, PyObject *arguments)
{
    PyObject *flags, *foldings, *is_composed, *in_python, *places;
    if (!PyArg_ParseTuple(arguments, "OOOOO!", &flags, &foldings, &is_composed, &in_python, &PyTuple_Type, &places))
        return NULL;
    if (PyTuple_GET_SIZE(places) != PLACES) return PyErr_Format(PyExc_ValueError, "%d places", (int)PLACES);
    for (int place = 0; place < PLACES; place++) {
        PyObject *words = PyTuple_GET_ITEM(places, place);
        if (place <= END && !PyDict_Check(words)) return PyErr_Format(PyExc_TypeError, "phrases are in a dict");
        if (learn_words(words, place)) return NULL;
        if (place <= END) Py_XSETREF(asked.phrases[place], Py_NewRef(words));
    }
    market = 0;
    for (const char *one = "market"; *one; one++) market = hashed(market, (Py_UCS4)*one);
    markets = hashed(market, 's');
    Py_XSETREF(asked.foldings, Py_NewRef(foldings));
    Py_XSETREF(asked.is_composed, Py_NewRef(is_composed));
    Py_XSETREF(asked.in_python, Py_NewRef(in_python));
    Py_XSETREF(asked.flags, Py_NewRef(flags));
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"scan", scan, METH_O, "The plain form of a text, and which rules have something to look for in it."},
    {"learn", learn, METH_VARARGS, "Take the tables: (flags, foldings, is_composed, in_python, words by place)."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_scan", "One look at a text.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__scan(void) { return PyModule_Create(&definition); }
