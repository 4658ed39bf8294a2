/* What a batch of articles is looked up by, and which articles each of them may be a copy of, as archive.stories.candidates
 * has it in Python, in C. candidates.py is the specification and what runs where this was not compiled; tests hold them
 * equal.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { FULL = 4, SURE = 3, COMPARED = 6, PART = 12 }; /* as in candidates.py and signature.py */
enum { DIGIT = 11, DIGITS = 3, FEW = 128 };

/* Sorts numbers by their digits; `spare` has as much room. */
static void sort(uint32_t *numbers, uint32_t *spare, Py_ssize_t count)
{
    for (int digit = 0; digit < DIGITS; digit++) {
        Py_ssize_t places[1 << DIGIT] = {0}, before = 0;
        int shift = digit * DIGIT;
        for (Py_ssize_t i = 0; i < count; i++)
            places[numbers[i] >> shift & ((1 << DIGIT) - 1)]++;
        for (int value = 0; value < 1 << DIGIT; value++) {
            Py_ssize_t here = places[value];
            places[value] = before;
            before += here;
        }
        for (Py_ssize_t i = 0; i < count; i++)
            spare[places[numbers[i] >> shift & ((1 << DIGIT) - 1)]++] = numbers[i];
        memcpy(numbers, spare, (size_t)count * sizeof *numbers);
    }
}

/* Puts keys, signed numbers of 32 bits, where they sort as unsigned ones; -1 with an exception. */
static int put_keys(uint32_t *to, PyObject *keys)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); i++) {
        long long key = PyLong_AsLongLong(PyTuple_GET_ITEM(keys, i));
        if (key == -1 && PyErr_Occurred())
            return -1;
        if (key < INT32_MIN || key > INT32_MAX) {
            PyErr_SetString(PyExc_ValueError, "a key has 32 bits");
            return -1;
        }
        to[i] = (uint32_t)(key - INT32_MIN);
    }
    return 0;
}

static PyObject *different(const uint32_t *sorted, Py_ssize_t count)
{
    Py_ssize_t have = 0;
    for (Py_ssize_t i = 0; i < count; i++)
        have += !i || sorted[i] != sorted[i - 1];
    PyObject *found = PyList_New(have);
    for (Py_ssize_t i = 0, at = 0; found && i < count; i++) {
        if (i && sorted[i] == sorted[i - 1])
            continue;
        PyObject *key = PyLong_FromLongLong((long long)sorted[i] + INT32_MIN);
        if (key)
            PyList_SET_ITEM(found, at++, key);
        else
            Py_CLEAR(found);
    }
    return found;
}

PyDoc_STRVAR(keys_doc, "keys(signed)\n--\n\nThe different keys of a list of tuples of them, by rising number.");

static PyObject *all_keys(PyObject *self, PyObject *rows)
{
    if (!PyList_CheckExact(rows)) {
        PyErr_SetString(PyExc_TypeError, "a list is wanted");
        return NULL;
    }
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(rows); i++) {
        if (!PyTuple_Check(PyList_GET_ITEM(rows, i))) {
            PyErr_SetString(PyExc_TypeError, "tuples are wanted");
            return NULL;
        }
        count += PyTuple_GET_SIZE(PyList_GET_ITEM(rows, i));
    }
    uint32_t *numbers = PyMem_Malloc((2 * (size_t)count + 1) * sizeof *numbers);
    if (!numbers)
        return PyErr_NoMemory();
    PyObject *found = NULL;
    uint32_t *to = numbers;
    Py_ssize_t i = 0;
    for (; i < PyList_GET_SIZE(rows) && put_keys(to, PyList_GET_ITEM(rows, i)) == 0; i++)
        to += PyTuple_GET_SIZE(PyList_GET_ITEM(rows, i));
    if (i == PyList_GET_SIZE(rows)) {
        sort(numbers, numbers + count, count);
        found = different(numbers, count);
    }
    PyMem_Free(numbers);
    return found;
}

typedef struct {
    long long id;
    unsigned long long rest;
    int times;
} met_t;

typedef struct {
    met_t few[FEW], *all;
    Py_ssize_t count, room;
} met_list_t;

static int meet(met_list_t *met, PyObject *pair, int times)
{
    if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2) {
        PyErr_SetString(PyExc_TypeError, "pairs are wanted");
        return -1;
    }
    long long id = PyLong_AsLongLong(PyTuple_GET_ITEM(pair, 0));
    unsigned long long rest = PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(pair, 1));
    if (PyErr_Occurred())
        return -1;
    Py_ssize_t at = 0;
    while (at < met->count && met->all[at].id != id)
        at++;
    if (at == met->room) {
        met_t *more = PyMem_Malloc(2 * (size_t)met->room * sizeof *more);
        if (!more)
            return PyErr_NoMemory(), -1;
        memcpy(more, met->all, (size_t)met->room * sizeof *more);
        if (met->all != met->few)
            PyMem_Free(met->all);
        met->all = more;
        met->room *= 2;
    }
    if (at == met->count)
        met->all[met->count++] = (met_t){.id = id};
    met->all[at].rest = rest;
    met->all[at].times += times;
    return 0;
}

/* Those under these keys; what is under a full one counts once, under another one twice. */
static int meet_all(met_list_t *met, PyObject *under, PyObject *keys)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); i++) {
        PyObject *there = PyDict_GetItemWithError(under, PyTuple_GET_ITEM(keys, i));
        if (!there && PyErr_Occurred())
            return -1;
        if (there && !PyList_CheckExact(there)) {
            PyErr_SetString(PyExc_TypeError, "lists are wanted");
            return -1;
        }
        for (Py_ssize_t at = 0; there && at < PyList_GET_SIZE(there); at++)
            if (meet(met, PyList_GET_ITEM(there, at), PyList_GET_SIZE(there) >= FULL ? 1 : 2) < 0)
                return -1;
    }
    return 0;
}

/* As archive.stories.signature.parts_of: a bit for each that there is; -1 with an exception. */
static int find_parts(PyObject *keys, uint64_t *parts)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); i++) {
        long long key = PyLong_AsLongLong(PyTuple_GET_ITEM(keys, i));
        if (key == -1 && PyErr_Occurred())
            return -1;
        parts[key >> 6 & ((1 << (PART - 6)) - 1)] |= (uint64_t)1 << (key & 63);
    }
    return 0;
}

/* As archive.stories.signature.may_be. */
static int may_be(const uint64_t *parts, unsigned long long rest)
{
    int met = 0;
    for (; rest; rest >>= PART)
        met += (int)(parts[rest >> 6 & ((1 << (PART - 6)) - 1)] >> (rest & 63) & 1);
    return met > 1;
}

PyDoc_STRVAR(candidates_doc, "candidates(under, id, keys)\n--\n\nThe articles that may be a copy of this one.");

static PyObject *candidates(PyObject *self, PyObject *arguments)
{
    PyObject *under, *keys, *found = NULL;
    long long id;
    if (!PyArg_ParseTuple(arguments, "O!LO!", &PyDict_Type, &under, &id, &PyTuple_Type, &keys))
        return NULL;
    met_list_t met = {.all = met.few, .room = FEW};
    met_t best[COMPARED + 1];
    uint64_t parts[1 << (PART - 6)] = {0};
    int count = 0, failed = meet_all(&met, under, keys) < 0 || (met.count && find_parts(keys, parts) < 0);
    for (Py_ssize_t i = 0; i < met.count && !failed; i++) {
        met_t one = met.all[i];
        if (one.times == 1 || one.id == id || (one.times <= SURE && one.rest && !may_be(parts, one.rest)))
            continue;
        int at = count;
        for (; at && (best[at - 1].times < one.times || (best[at - 1].times == one.times && best[at - 1].id > one.id)); at--)
            best[at] = best[at - 1];
        best[at] = one;
        count += count < COMPARED;
    }
    if (!failed)
        found = PyList_New(count);
    for (int at = 0; found && at < count; at++) {
        PyObject *number = PyLong_FromLongLong(best[at].id);
        if (number)
            PyList_SET_ITEM(found, at, number);
        else
            Py_CLEAR(found);
    }
    if (met.all != met.few)
        PyMem_Free(met.all);
    return found;
}

static PyMethodDef methods[] = {
    {"keys", all_keys, METH_O, keys_doc},
    {"candidates", candidates, METH_VARARGS, candidates_doc},
    {NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_shelf", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__shelf(void)
{
    return PyModule_Create(&module);
}
