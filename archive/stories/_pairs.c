/* The hashes that a text is known by, as archive.stories.signature has them in Python, in C: the same numbers in a
 * fraction of the time. signature.py is the specification and what runs where this was not compiled; tests hold them equal.
 */
#include "_folding.h"
#include "_sketch.h"
#include "_tokens.h"

/* As in signature.py. */
enum { LONGEST = 20000, SAMPLE = 300, ASKED = 20, KEPT = 5, PARTS = 5, PART = 12, LEVELS = 3 };
enum { USUAL = 8000 }; /* characters; a longer text takes its room elsewhere */
static const Py_ssize_t LETTERS[LEVELS] = {6, 4, 1};

typedef struct {
    Py_ssize_t start, end;
} word_t;

static Py_ssize_t shorter_of(const word_t *words)
{
    Py_ssize_t one = words[0].end - words[0].start, other = words[1].end - words[1].start;
    return one < other ? one : other;
}

/* A word folded, in UTF-8; where it ends, NULL with an exception. */
static unsigned char *put_folded(unsigned char *to, PyObject *text, const word_t *word)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    unsigned char *begun = to;
    for (Py_ssize_t i = word->start; i < word->end; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c < 0x80) {
            *to++ = (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            continue;
        }
        int32_t low = folded(c);
        if (low < 0)
            return NULL;
        if (low != NOT_ONE) {
            to = put(to, (Py_UCS4)low);
            continue;
        }
        PyObject *whole = PyUnicode_Substring(text, word->start, word->end);
        PyObject *folded_whole = whole ? PyObject_CallMethod(whole, "casefold", NULL) : NULL;
        Py_XDECREF(whole);
        if (!folded_whole)
            return NULL;
        to = begun;
        for (Py_ssize_t at = 0; at < PyUnicode_GET_LENGTH(folded_whole); at++)
            to = put(to, PyUnicode_READ_CHAR(folded_whole, at));
        Py_DECREF(folded_whole);
        break;
    }
    return to;
}

/* Without a branch that depends on the text, for words are short. */
static inline Py_ssize_t find_edges(int kind, const void *data, Py_ssize_t length, Py_ssize_t *edges)
{
    Py_ssize_t count = 0;
    int was_space = 1;
    for (Py_ssize_t i = 0; i < length; i++) {
        int space = is_space(PyUnicode_READ(kind, data, i));
        edges[count] = i;
        count += space != was_space;
        was_space = space;
    }
    if (!was_space)
        edges[count++] = length;
    return count;
}

/* What stands between spaces; how many. There is room for one more edge than characters. */
static Py_ssize_t find_words(PyObject *text, Py_ssize_t length, word_t *words)
{
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t *edges = &words->start;
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND:
        return find_edges(PyUnicode_1BYTE_KIND, data, length, edges) / 2;
    case PyUnicode_2BYTE_KIND:
        return find_edges(PyUnicode_2BYTE_KIND, data, length, edges) / 2;
    default:
        return find_edges(PyUnicode_4BYTE_KIND, data, length, edges) / 2;
    }
}

/* Offers the pairs that are of the level and of none before; -1 with an exception.
 *
 * `low`: of ASCII all of it, folded, and what is between two words a space; else NULL. */
static int offer_pairs(smallest_t *kept, PyObject *text, const word_t *words, Py_ssize_t count, int level,
                       const unsigned char *low, unsigned char *bytes)
{
    unsigned char *second = NULL, *end = bytes; /* of the last pair, where the next one begins with its second word */
    for (Py_ssize_t i = 0; i + 1 < count; i++) {
        const word_t *one = words + i, *other = one + 1;
        Py_ssize_t shorter = shorter_of(one);
        unsigned char *first = second ? second : bytes;
        if (shorter < LETTERS[level] || (level && shorter >= LETTERS[level - 1])) {
            second = NULL;
            continue;
        }
        if (low && other->start == one->end + 1) {
            offer(kept, crc32_of(low + one->start, (size_t)(other->end - one->start)));
            second = NULL;
            continue;
        }
        if (!second && !(end = put_folded(bytes, text, one)))
            return -1;
        *end++ = ' ';
        second = end;
        if (!(end = put_folded(second, text, other)))
            return -1;
        offer(kept, crc32_of(first, (size_t)(end - first)));
    }
    return 0;
}

/* The text as it is folded where it is ASCII. */
static void put_low(unsigned char *low, PyObject *text, Py_ssize_t length, const word_t *words, Py_ssize_t count)
{
    const unsigned char *data = PyUnicode_DATA(text);
    for (Py_ssize_t i = 0; i < length; i++)
        low[i] = (unsigned char)(data[i] + ((data[i] >= 'A') & (data[i] <= 'Z')) * 0x20);
    for (Py_ssize_t i = 0; i + 1 < count; i++)
        low[words[i].end] = ' ';
}

/* Adds those not there yet; how many there are then. */
static size_t join(uint32_t *best, size_t length, const smallest_t *more)
{
    for (size_t i = 0; i < more->length; i++) {
        size_t at = 0;
        while (at < length && best[at] != more->numbers[i])
            at++;
        if (at == length)
            best[length++] = more->numbers[i];
    }
    return length;
}

/* The best hashes of pairs of words; how many, -1 with an exception. */
static Py_ssize_t of_words(PyObject *text, Py_ssize_t length, uint32_t *best)
{
    /* A character may become three of three bytes when it is folded. */
    int is_ascii = PyUnicode_IS_ASCII(text), failed = 0;
    size_t bytes_each = is_ascii ? 1 : 9, have = 0;
    word_t few[USUAL / 2 + 1];
    word_t *words = length <= USUAL ? few : PyMem_Malloc(((size_t)length / 2 + 1) * sizeof *words);
    unsigned char *bytes = PyMem_Malloc((is_ascii + bytes_each) * (size_t)length + 2);
    if (!words || !bytes) {
        PyErr_NoMemory();
        failed = 1;
    } else {
        Py_ssize_t count = find_words(text, length, words);
        unsigned char *low = is_ascii ? bytes + length + 2 : NULL;
        if (low)
            put_low(low, text, length, words, count);
        smallest_t kept = {.most = MOST};
        for (int level = 0; level < LEVELS && have < ASKED && !failed; level++) {
            failed = offer_pairs(&kept, text, words, count, level, low, bytes) < 0;
            have = join(best, have, &kept);
        }
    }
    if (words != few)
        PyMem_Free(words);
    PyMem_Free(bytes);
    return failed ? -1 : have < ASKED ? (Py_ssize_t)have : ASKED;
}

/* The best hashes of its characters by threes; how many, -1 with an exception, -2 where folding changes their number. */
static Py_ssize_t of_characters(PyObject *text, Py_ssize_t length, uint32_t *best)
{
    Py_UCS4 last[2] = {0, 0};
    smallest_t kept = {.most = ASKED};
    int seen = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        if (!Py_UNICODE_ISALNUM(c) && c != '_')
            continue;
        int32_t low = folded(c);
        if (low < 0)
            return -1;
        if (low == NOT_ONE)
            return -2;
        if (seen == 2) {
            unsigned char bytes[17], *to = put(put(bytes, last[0]), last[1]);
            *to++ = ' ';
            to = put(put(to, last[1]), (Py_UCS4)low);
            offer(&kept, crc32_of(bytes, (size_t)(to - bytes)));
        } else {
            seen++;
        }
        last[0] = last[1];
        last[1] = (Py_UCS4)low;
    }
    memcpy(best, kept.numbers, kept.length * sizeof *best);
    return (Py_ssize_t)kept.length;
}

/* Whether most of its beginning is of scripts without spaces. */
static int is_mostly_unspaced(PyObject *text, Py_ssize_t length)
{
    Py_ssize_t sample = length < SAMPLE ? length : SAMPLE, found = 0;
    if (PyUnicode_MAX_CHAR_VALUE(text) < 0xe00)
        return 0;
    for (Py_ssize_t i = 0; i < sample; i++)
        found += is_unspaced(PyUnicode_READ_CHAR(text, i));
    return 2 * found > sample;
}

PyDoc_STRVAR(signed_doc, "signed(text)\n--\n\nThe keys of its signature and the rest; None where Python must find them.");

static PyObject *signed_text(PyObject *self, PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text is wanted");
        return NULL;
    }
    if (PyUnicode_READY(text) < 0)
        return NULL;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    if (length > LONGEST)
        length = LONGEST;
    uint32_t best[LEVELS * MOST];
    Py_ssize_t count = is_mostly_unspaced(text, length) ? of_characters(text, length, best) : of_words(text, length, best);
    if (count == -2)
        Py_RETURN_NONE;
    PyObject *keys = count < 0 ? NULL : PyTuple_New(count);
    uint64_t rest = 0;
    for (Py_ssize_t i = 0; keys && i < count; i++) {
        int32_t key = (int32_t)(best[i] ^ 0x80000000u);
        PyObject *number = PyLong_FromLong(key);
        if (!number)
            Py_CLEAR(keys);
        else
            PyTuple_SET_ITEM(keys, i, number);
        if (i >= KEPT && i < KEPT + PARTS)
            rest = rest << PART | (best[i] & ((1 << PART) - 1));
    }
    return keys ? Py_BuildValue("(NK)", keys, (unsigned long long)rest) : NULL;
}

static PyMethodDef methods[] = {
    {"signed", signed_text, METH_O, signed_doc},
    {NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_pairs", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__pairs(void)
{
    make_crc_table();
    return PyModule_Create(&module);
}
