/* Two texts compared word for word, as archive.stories.wording has it in Python, in C: the same in a twentieth of the time.
 * wording.py is the specification and what runs where this was not compiled; tests hold them equal.
 *
 * A word is a number here, its hash of 64 bits, and so is a pair of words.
 */
#include "_wording.h"
#include <string.h>

enum { BEGINNING = 30 }; /* as in wording.py */

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
