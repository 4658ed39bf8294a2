/* Two texts compared word for word, as archive.stories.wording has it in Python, in C: the same in a twentieth of the time.
 * wording.py is the specification and what runs where this was not compiled; tests hold them equal.
 *
 * A word is a number here, its hash of 64 bits, and so is a pair of words.
 */
#include "_folding.h"
#include "_tokens.h"
#include <string.h>

enum { BEGINNING = 30, LONG_WORD = 20, FEW = 16 }; /* the first two as in wording.py */

/* Different numbers. */
typedef struct {
    uint64_t *slots; /* 0 is a free one */
    size_t size, count;
} set_t;

static uint64_t seed; /* another one in each process: nobody can make up words that are taken for others */

static inline uint64_t mixed(uint64_t hash)
{
    hash = (hash ^ hash >> 29) * 0xbf58476d1ce4e5b9u;
    return hash ^ hash >> 32;
}

static inline uint64_t with(uint64_t hash, Py_UCS4 c)
{
    return (hash ^ c) * 0x9e3779b97f4a7c15u;
}

static inline uint64_t pair_of(uint64_t one, uint64_t other)
{
    return mixed(one * 0x9e3779b97f4a7c15u ^ other) | 1; /* never 0 */
}

static int make_set(set_t *set, Py_ssize_t most)
{
    set->count = 0;
    set->size = 64;
    while (set->size < 2 * (size_t)most)
        set->size *= 2;
    set->slots = PyMem_Calloc(set->size, sizeof *set->slots);
    return set->slots ? 0 : (PyErr_NoMemory(), -1);
}

static inline uint64_t *slot_of(const set_t *set, uint64_t number)
{
    size_t at = (size_t)(number >> 8) & (set->size - 1);
    while (set->slots[at] && set->slots[at] != number)
        at = (at + 1) & (set->size - 1);
    return set->slots + at;
}

static inline void add(set_t *set, uint64_t number)
{
    uint64_t *slot = slot_of(set, number);
    set->count += !*slot;
    *slot = number;
}

static size_t shared(const set_t *one, const set_t *other)
{
    const set_t *small = one->size <= other->size ? one : other, *large = small == one ? other : one;
    size_t found = 0;
    for (size_t at = 0; at < small->size; at++)
        found += small->slots[at] && *slot_of(large, small->slots[at]);
    return found;
}

/* Of what is in a text. */
typedef enum { IS_NUMBER = 1, IS_NAME = 2, IS_FACT = 4 } mark_t;

typedef struct {
    PyObject_HEAD
    PyObject *text;
    set_t pieces, pairs; /* without slots: not looked for yet */
    uint64_t *words;     /* folded */
    unsigned char *marks;
    Py_ssize_t count, room;
} wording_t;

static PyTypeObject wording_type;

static PyObject *new_wording(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    PyObject *text;
    if (!PyArg_ParseTuple(arguments, "U", &text) || PyUnicode_READY(text) < 0)
        return NULL;
    wording_t *self = (wording_t *)type->tp_alloc(type, 0);
    if (self)
        self->text = Py_NewRef(text);
    return (PyObject *)self;
}

static void free_wording(wording_t *self)
{
    PyMem_Free(self->pieces.slots);
    PyMem_Free(self->pairs.slots);
    PyMem_Free(self->words);
    PyMem_Free(self->marks);
    Py_XDECREF(self->text);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* What stands between spaces, or else each two characters. */
static int find_pieces(wording_t *self)
{
    int kind = PyUnicode_KIND(self->text);
    const void *data = PyUnicode_DATA(self->text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(self->text), words = 0;
    int was_space = 1;
    if (self->pieces.slots)
        return 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        int is_space = Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, i));
        words += was_space && !is_space;
        was_space = is_space;
    }
    int is_unspaced = words * LONG_WORD < length;
    if (make_set(&self->pieces, is_unspaced ? length : words) < 0)
        return -1;
    uint64_t hash = seed;
    was_space = 1;
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (is_unspaced) {
            if (i)
                add(&self->pieces, mixed(with(with(seed, PyUnicode_READ(kind, data, i - 1)), c)) | 1);
            continue;
        }
        int is_space = Py_UNICODE_ISSPACE(c);
        if (!is_space)
            hash = with(was_space ? seed : hash, c);
        else if (!was_space)
            add(&self->pieces, mixed(hash) | 1);
        was_space = is_space;
    }
    if (!is_unspaced && !was_space)
        add(&self->pieces, mixed(hash) | 1);
    return 0;
}

static int make_room(wording_t *self)
{
    if (self->count < self->room)
        return 0;
    Py_ssize_t room = self->room ? 2 * self->room : PyUnicode_GET_LENGTH(self->text) / 6 + FEW;
    uint64_t *words = PyMem_Realloc(self->words, (size_t)room * sizeof *words);
    if (words)
        self->words = words;
    unsigned char *marks = words ? PyMem_Realloc(self->marks, (size_t)room) : NULL;
    if (!marks) {
        PyErr_NoMemory();
        return -1;
    }
    self->marks = marks;
    self->room = room;
    return 0;
}

typedef struct {
    uint64_t own, low;  /* hashes, as it is written and folded */
    int is_other;       /* folded it is another one */
    int has_small, has_capital;
} word_t;

static int read_word(PyObject *text, const token_t *token, word_t *word)
{
    int kind = PyUnicode_KIND(text), is_simple = 1;
    const void *data = PyUnicode_DATA(text);
    *word = (word_t){.own = seed, .low = seed};
    for (Py_ssize_t i = token->start; i < token->end; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        word->own = with(word->own, c);
        if (token->is_small)
            continue;
        word->has_small |= Py_UNICODE_ISLOWER(c);
        word->has_capital |= Py_UNICODE_ISUPPER(c) || Py_UNICODE_ISTITLE(c);
        int32_t low = folded(c);
        if (low < 0)
            return -1;
        is_simple &= low != NOT_ONE;
        word->is_other |= (Py_UCS4)low != c;
        word->low = with(word->low, (Py_UCS4)low);
    }
    if (token->is_small) {
        word->low = word->own;
        word->has_small = token->class == LETTER;
    } else if (!is_simple) {
        PyObject *whole = PyUnicode_Substring(text, token->start, token->end);
        PyObject *low = whole ? PyObject_CallMethod(whole, "casefold", NULL) : NULL;
        if (low) {
            word->is_other = PyUnicode_Compare(whole, low) != 0;
            word->low = seed;
            for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(low); i++)
                word->low = with(word->low, PyUnicode_READ_CHAR(low, i));
        }
        Py_XDECREF(whole);
        Py_XDECREF(low);
        if (!low)
            return -1;
    }
    word->own = mixed(word->own) | 1;
    word->low = mixed(word->low) | 1;
    return 0;
}

/* Finds the words, with what they are; what is in `plain` afterwards is written without a capital somewhere. */
static int read_words(wording_t *self, set_t *plain)
{
    int kind = PyUnicode_KIND(self->text);
    const void *data = PyUnicode_DATA(self->text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(self->text);
    token_t token = {0};
    self->count = 0;
    while (next_token(kind, data, length, token.end, &token)) {
        word_t word;
        if (make_room(self) < 0 || read_word(self->text, &token, &word) < 0)
            return -1;
        if (word.has_small && !word.has_capital) {
            if (2 * plain->count >= plain->size) {
                set_t larger;
                if (make_set(&larger, (Py_ssize_t)plain->size) < 0)
                    return -1;
                for (size_t at = 0; at < plain->size; at++)
                    if (plain->slots[at])
                        add(&larger, plain->slots[at]);
                PyMem_Free(plain->slots);
                *plain = larger;
            }
            add(plain, word.own);
        }
        self->marks[self->count] = token.class == NUMBER ? IS_NUMBER
                                   : word.is_other && Py_UNICODE_ISUPPER(PyUnicode_READ(kind, data, token.start))
                                       ? IS_NAME
                                       : 0;
        self->words[self->count++] = word.low;
    }
    return 0;
}

/* Finds the words, what of them is a fact, and their pairs. */
static int find_words(wording_t *self)
{
    set_t plain = {0}, facts = {0}, pairs = {0};
    if (self->pairs.slots)
        return 0;
    if (make_set(&plain, 0) < 0 || read_words(self, &plain) < 0 || make_set(&facts, self->count) < 0 ||
        make_set(&pairs, self->count) < 0)
        goto done;
    for (Py_ssize_t i = 0; i < self->count; i++) {
        uint64_t word = self->words[i];
        if (self->marks[i] & IS_NUMBER || (self->marks[i] & IS_NAME && !*slot_of(&plain, word)))
            add(&facts, word);
        if (i)
            add(&pairs, pair_of(self->words[i - 1], word));
    }
    for (Py_ssize_t i = 0; i < self->count; i++)
        if (*slot_of(&facts, self->words[i]))
            self->marks[i] |= IS_FACT;
    self->pairs = pairs;
done:
    PyMem_Free(plain.slots);
    PyMem_Free(facts.slots);
    return self->pairs.slots ? 0 : (PyMem_Free(pairs.slots), -1);
}

static wording_t *as_wording(PyObject *other)
{
    if (Py_TYPE(other) == &wording_type)
        return (wording_t *)other;
    PyErr_SetString(PyExc_TypeError, "a Wording is wanted");
    return NULL;
}

PyDoc_STRVAR(pieces_doc, "shared_pieces(other)\n--\n\nHow many pieces both have, this one has, and the other one.");

static PyObject *shared_pieces(wording_t *self, PyObject *argument)
{
    wording_t *other = as_wording(argument);
    if (!other || find_pieces(self) < 0 || find_pieces(other) < 0)
        return NULL;
    return Py_BuildValue("(nnn)", (Py_ssize_t)shared(&self->pieces, &other->pieces), (Py_ssize_t)self->pieces.count,
                         (Py_ssize_t)other->pieces.count);
}

PyDoc_STRVAR(pairs_doc, "shared_pairs(other)\n--\n\nHow many pairs of neighbouring words both have.");

static PyObject *shared_pairs(wording_t *self, PyObject *argument)
{
    wording_t *other = as_wording(argument);
    if (!other || find_words(self) < 0 || find_words(other) < 0)
        return NULL;
    return PyLong_FromSize_t(shared(&self->pairs, &other->pairs));
}

PyDoc_STRVAR(begins_doc, "begins_in(other)\n--\n\nWhether a third of its first pairs are in the other one.");

static PyObject *begins_in(wording_t *self, PyObject *argument)
{
    wording_t *other = as_wording(argument);
    if (!other || find_words(self) < 0 || find_words(other) < 0)
        return NULL;
    uint64_t opening[BEGINNING];
    int count = 0, met = 0;
    for (Py_ssize_t i = 1; i < self->count && i <= BEGINNING; i++) {
        uint64_t pair = pair_of(self->words[i - 1], self->words[i]);
        int at = 0;
        while (at < count && opening[at] != pair)
            at++;
        if (at == count) {
            opening[count++] = pair;
            met += *slot_of(&other->pairs, pair) != 0;
        }
    }
    return PyBool_FromLong(3 * met >= count);
}

/* What stands between two words: a slot by their hash. */
typedef struct {
    uint64_t place; /* of the words before and after; 0 where the slot is free */
    Py_ssize_t at;  /* of the word; -1 where different ones stand there */
} between_t;

static between_t *between(between_t *slots, size_t size, uint64_t place)
{
    size_t at = (size_t)(place >> 8) & (size - 1);
    while (slots[at].place && slots[at].place != place)
        at = (at + 1) & (size - 1);
    return slots + at;
}

PyDoc_STRVAR(exchanged_doc, "exchanged(other)\n--\n\nHow many facts, and how many other words, stand as others in the "
                            "same places of the other one; and how many facts there are.");

static PyObject *exchanged(wording_t *self, PyObject *argument)
{
    wording_t *other = as_wording(argument);
    if (!other || find_words(self) < 0 || find_words(other) < 0)
        return NULL;
    Py_ssize_t facts = 0, others = 0, all = 0;
    size_t size = 64;
    while (size < 2 * (size_t)other->count)
        size *= 2;
    between_t *slots = PyMem_Malloc(size * sizeof *slots);
    if (!slots)
        return PyErr_NoMemory();
    for (Py_ssize_t length = 1; length <= 2; length++) {
        memset(slots, 0, size * sizeof *slots);
        for (Py_ssize_t i = 0; i + length + 1 < other->count; i++) {
            uint64_t place = pair_of(other->words[i], other->words[i + length + 1]);
            between_t *slot = between(slots, size, place);
            if (!slot->place)
                *slot = (between_t){place, i + 1};
            else if (slot->at >= 0 && other->words[slot->at] != other->words[i + 1])
                slot->at = -1;
        }
        for (Py_ssize_t i = 0; i + length + 1 < self->count; i++) {
            between_t *slot = between(slots, size, pair_of(self->words[i], self->words[i + length + 1]));
            if (!slot->place || slot->at < 0 || other->words[slot->at] == self->words[i + 1])
                continue;
            unsigned char here = self->marks[i + 1], there = other->marks[slot->at];
            if (here & there & IS_FACT && !((here ^ there) & IS_NUMBER))
                facts++;
            else if (length == 1)
                others++;
        }
    }
    PyMem_Free(slots);
    for (Py_ssize_t i = 0; i < self->count; i++)
        all += (self->marks[i] & IS_FACT) != 0;
    return Py_BuildValue("(nnn)", facts, others, all);
}

static PyObject *size_of(wording_t *self, void *closure)
{
    return find_words(self) < 0 ? NULL : PyLong_FromSsize_t(self->count);
}

static PyObject *pairs_of(wording_t *self, void *closure)
{
    return find_words(self) < 0 ? NULL : PyLong_FromSize_t(self->pairs.count);
}

static PyMethodDef methods[] = {
    {"shared_pieces", (PyCFunction)shared_pieces, METH_O, pieces_doc},
    {"shared_pairs", (PyCFunction)shared_pairs, METH_O, pairs_doc},
    {"begins_in", (PyCFunction)begins_in, METH_O, begins_doc},
    {"exchanged", (PyCFunction)exchanged, METH_O, exchanged_doc},
    {NULL},
};

static PyGetSetDef figures[] = {
    {"size", (getter)size_of, NULL, "Words in all.", NULL},
    {"pairs", (getter)pairs_of, NULL, "Different pairs of neighbouring words.", NULL},
    {NULL},
};

static PyTypeObject wording_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "archive.stories._wording.Wording",
    .tp_doc = "Wording(text)\n--\n\nA text, ready to be compared.",
    .tp_basicsize = sizeof(wording_t),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = new_wording,
    .tp_dealloc = (destructor)free_wording,
    .tp_methods = methods,
    .tp_getset = figures,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_wording", .m_size = -1};

PyMODINIT_FUNC PyInit__wording(void)
{
    PyObject *word = PyUnicode_FromString("wording"), *made = NULL;
    Py_hash_t hash = word ? PyObject_Hash(word) : -1;
    Py_XDECREF(word);
    if (hash == -1)
        return NULL;
    seed = mixed((uint64_t)hash);
    if (PyType_Ready(&wording_type) == 0 && (made = PyModule_Create(&module)) &&
        PyModule_AddObjectRef(made, "Wording", (PyObject *)&wording_type) < 0)
        Py_CLEAR(made);
    return made;
}
