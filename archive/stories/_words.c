/* Comparing two texts word for word, as archive.stories.likeness has it in Python, in C: the same in a third of the time.
 * likeness.py is the specification and what runs where this was not compiled; tests hold them equal.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* As archive.stories.tokens.UNSPACED. */
static int is_unspaced(Py_UCS4 c)
{
    return c >= 0xe00 &&
           (c <= 0xeff || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff) || (c >= 0x3040 && c <= 0x30ff) ||
            (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff));
}

enum { OTHER, NUMBER, UNSPACED, LETTER };

/* As archive.stories.tokens.WORD tries them, one after the other. */
static int class_of(Py_UCS4 c)
{
    if (c < 0x80)
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? LETTER : c >= '0' && c <= '9' ? NUMBER : OTHER;
    if (Py_UNICODE_ISDECIMAL(c))
        return NUMBER;
    if (is_unspaced(c))
        return UNSPACED;
    return Py_UNICODE_ISALNUM(c) ? LETTER : OTHER;
}

static int put(PyObject *found, PyObject *low, PyObject *text, Py_ssize_t start, Py_ssize_t end, int is_small)
{
    PyObject *word = PyUnicode_Substring(text, start, end);
    PyObject *folded = !word ? NULL : is_small ? Py_NewRef(word) : PyObject_CallMethod(word, "casefold", NULL);
    int failed = !folded || PyList_Append(found, word) < 0 || PyList_Append(low, folded) < 0;
    Py_XDECREF(word);
    Py_XDECREF(folded);
    return failed ? -1 : 0;
}

PyDoc_STRVAR(split_doc, "split(text)\n--\n\nThe words of a text, and the same folded.");

static PyObject *split(PyObject *self, PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text is wanted");
        return NULL;
    }
    if (PyUnicode_READY(text) < 0)
        return NULL;
    PyObject *found = PyList_New(0), *low = PyList_New(0);
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    if (!found || !low)
        goto failed;
    for (Py_ssize_t i = 0; i < length;) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        Py_ssize_t start = i++;
        int is_small = c < 0x80 && !(c >= 'A' && c <= 'Z');
        switch (class_of(c)) {
        case OTHER:
            continue;
        case UNSPACED: /* without capitals, all of them */
            is_small = 1;
            break;
        case NUMBER:
            for (; i < length; i++) {
                c = PyUnicode_READ(kind, data, i);
                if (class_of(c) == NUMBER)
                    is_small &= c < 0x80;
                else if ((c != '.' && c != ',' && c != ':') || i + 1 == length ||
                         class_of(PyUnicode_READ(kind, data, i + 1)) != NUMBER)
                    break;
            }
            break;
        case LETTER:
            for (; i < length && class_of(c = PyUnicode_READ(kind, data, i)) == LETTER; i++)
                is_small &= c < 0x80 && !(c >= 'A' && c <= 'Z');
        }
        if (put(found, low, text, start, i, is_small) < 0)
            goto failed;
    }
    return Py_BuildValue("(NN)", found, low);
failed:
    Py_XDECREF(found);
    Py_XDECREF(low);
    return NULL;
}

/* Of two words in this order; the same for the same words in one process. */
static Py_hash_t pair_of(PyObject *one, PyObject *other)
{
    uint64_t mixed = ((uint64_t)PyObject_Hash(one) * 0x9e3779b97f4a7c15u) ^ (uint64_t)PyObject_Hash(other);
    mixed = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9u;
    return (Py_hash_t)((mixed ^ mixed >> 32) & 0x3fffffffffffffff);
}

static int are_words(PyObject *list)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++)
        if (!PyUnicode_Check(PyList_GET_ITEM(list, i)) || !PyUnicode_GET_LENGTH(PyList_GET_ITEM(list, i))) {
            PyErr_SetString(PyExc_TypeError, "words are wanted");
            return 0;
        }
    return 1;
}

PyDoc_STRVAR(pairs_doc, "pairs(words)\n--\n\nThe different pairs of neighbours, each as a number.");

static PyObject *pairs(PyObject *self, PyObject *words)
{
    if (!PyList_Check(words)) {
        PyErr_SetString(PyExc_TypeError, "a list is wanted");
        return NULL;
    }
    PyObject *found = are_words(words) ? PyFrozenSet_New(NULL) : NULL;
    for (Py_ssize_t i = 1; found && i < PyList_GET_SIZE(words); i++) {
        PyObject *pair = PyLong_FromSsize_t(pair_of(PyList_GET_ITEM(words, i - 1), PyList_GET_ITEM(words, i)));
        if (!pair || PySet_Add(found, pair) < 0)
            Py_CLEAR(found);
        Py_XDECREF(pair);
    }
    return found;
}

/* What stands between two words: a slot by their hash. */
typedef struct {
    Py_hash_t place; /* of the words before and after, and one more; 0 where the slot is free */
    PyObject *word;  /* NULL where different ones stand there */
} slot_t;

static slot_t *slot_of(slot_t *slots, size_t size, Py_hash_t place)
{
    size_t at = (size_t)place & (size - 1);
    while (slots[at].place && slots[at].place != place)
        at = (at + 1) & (size - 1);
    return slots + at;
}

static int is_same(PyObject *one, PyObject *other)
{
    return one == other || PyUnicode_Compare(one, other) == 0;
}

static int is_number(PyObject *word)
{
    return Py_UNICODE_ISDECIMAL(PyUnicode_READ_CHAR(word, 0));
}

PyDoc_STRVAR(exchanged_doc, "exchanged(one, other, facts_of_one, facts_of_other)\n--\n\n"
                            "How many facts, and how many other words, stand as others in their places.");

static PyObject *exchanged(PyObject *self, PyObject *arguments)
{
    PyObject *one, *other, *facts_of_one, *facts_of_other;
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!", &PyList_Type, &one, &PyList_Type, &other, &PyFrozenSet_Type,
                          &facts_of_one, &PyFrozenSet_Type, &facts_of_other))
        return NULL;
    if (!are_words(one) || !are_words(other))
        return NULL;
    Py_ssize_t facts = 0, others = 0, count = PyList_GET_SIZE(other);
    size_t size = 64;
    while (size < 2 * (size_t)count)
        size *= 2;
    slot_t *slots = PyMem_Malloc(size * sizeof *slots);
    if (!slots)
        return PyErr_NoMemory();
    for (Py_ssize_t length = 1; length <= 2; length++) {
        memset(slots, 0, size * sizeof *slots);
        for (Py_ssize_t i = 0; i + length + 1 < count; i++) {
            PyObject *word = PyList_GET_ITEM(other, i + 1);
            Py_hash_t place = pair_of(PyList_GET_ITEM(other, i), PyList_GET_ITEM(other, i + length + 1)) + 1;
            slot_t *slot = slot_of(slots, size, place);
            if (!slot->place)
                *slot = (slot_t){place, word};
            else if (slot->word && !is_same(slot->word, word))
                slot->word = NULL;
        }
        for (Py_ssize_t i = 0; i + length + 1 < PyList_GET_SIZE(one); i++) {
            PyObject *word = PyList_GET_ITEM(one, i + 1);
            Py_hash_t place = pair_of(PyList_GET_ITEM(one, i), PyList_GET_ITEM(one, i + length + 1)) + 1;
            PyObject *there = slot_of(slots, size, place)->word;
            if (!there || is_same(word, there))
                continue;
            int here_is_fact = PySet_Contains(facts_of_one, word);
            int there_is_fact = PySet_Contains(facts_of_other, there);
            if (here_is_fact < 0 || there_is_fact < 0) {
                PyMem_Free(slots);
                return NULL;
            }
            if (here_is_fact && there_is_fact && is_number(word) == is_number(there))
                facts++;
            else if (length == 1)
                others++;
        }
    }
    PyMem_Free(slots);
    return Py_BuildValue("(nn)", facts, others);
}

static PyMethodDef methods[] = {
    {"split", split, METH_O, split_doc},
    {"pairs", pairs, METH_O, pairs_doc},
    {"exchanged", exchanged, METH_VARARGS, exchanged_doc},
    {NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_words", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__words(void)
{
    return PyModule_Create(&module);
}
