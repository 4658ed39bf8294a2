/* The decisions that cut, as crawler.extract.decisions.cuts_in_python makes them, in C: that is the specification, and what runs
 * where this was not compiled; tests hold them equal. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "body/_slots.h"

enum { TEXT, CONTAINER, PATH, OF_BLOCK };
enum { PARENT, TAG, NAMES, OF_CONTAINER };
enum { DECISION_TEXT, KEPT, RULE, WHERE, EVIDENCE, OF_DECISION };
enum { MOST_LABELS = 3, LONG_NAME = 40 };
static const char *const block_slots[] = {"text", "container", "path"};
static const char *const container_slots[] = {"parent", "tag", "names"};
static const char *const decision_slots[] = {"text", "kept", "rule", "where", "evidence"};
static record_t block_record, container_record, decision_record;
static PyObject *line_feed;

typedef struct {
    PyObject *blocks, *containers, *verdicts, *inside, *made; /* borrowed, but for the last: a list */
    PyObject **places;                                        /* where each container is, once that was asked; owned */
    Py_ssize_t longest;
} page_t;

/* Container.label */
static PyObject *label(PyObject *container)
{
    PyObject *tag = slot_text(&container_record, container, TAG), *names = tag ? slot_text(&container_record, container, NAMES) : NULL;
    if (!names) return NULL;
    Py_ssize_t length = PyUnicode_GET_LENGTH(names), end = PyUnicode_FindChar(names, ' ', 0, length, 1);
    if (end < 0) end = length;
    if (!end || end >= LONG_NAME) return Py_NewRef(tag);
    PyObject *name = PyUnicode_Substring(names, 0, end), *both = name ? PyUnicode_FromFormat("%U.%U", tag, name) : NULL;
    Py_XDECREF(name);
    return both;
}

static PyObject *place_made(const page_t *page, Py_ssize_t index)
{
    PyObject *labels[MOST_LABELS] = {NULL}, *place = NULL;
    int count = 0;
    do {
        PyObject *container = PyTuple_GET_ITEM(page->containers, index);
        Py_ssize_t parent = slot_number(&container_record, container, PARENT);
        if (PyErr_Occurred() || !(labels[count] = label(container))) break;
        count++;
        index = parent;
        if (index >= PyTuple_GET_SIZE(page->containers)) PyErr_SetString(PyExc_IndexError, "no such container");
    } while (index > 0 && count < MOST_LABELS && !PyErr_Occurred());
    if (!PyErr_Occurred())
        place = count == 1   ? Py_NewRef(labels[0])
                : count == 2 ? PyUnicode_FromFormat("%U > %U", labels[1], labels[0])
                             : PyUnicode_FromFormat("%U > %U > %U", labels[2], labels[1], labels[0]);
    for (int i = 0; i < count; i++) Py_DECREF(labels[i]);
    return place;
}

/* Outline.where */
static PyObject *where(page_t *page, PyObject *block)
{
    PyObject *path = slot_text(&block_record, block, PATH);
    if (!path) return NULL;
    if (PyUnicode_GET_LENGTH(path)) return Py_NewRef(path);
    Py_ssize_t index = slot_number(&block_record, block, CONTAINER);
    if (PyErr_Occurred() || index < 0 || index >= PyTuple_GET_SIZE(page->containers))
        return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_IndexError, "no such container");
    if (!page->places[index]) page->places[index] = place_made(page, index);
    return Py_XNewRef(page->places[index]);
}

/* The texts of a run of blocks, a line each. */
static PyObject *text_of(const page_t *page, Py_ssize_t first, Py_ssize_t last)
{
    if (last - first == 1) return Py_XNewRef(slot_text(&block_record, PyTuple_GET_ITEM(page->blocks, first), TEXT));
    PyObject *texts = PyList_New(0), *joined = NULL;
    for (Py_ssize_t i = first; texts && i < last; i++) {
        PyObject *text = slot_text(&block_record, PyTuple_GET_ITEM(page->blocks, i), TEXT);
        if (!text || PyList_Append(texts, text)) Py_CLEAR(texts);
    }
    if (texts) joined = PyUnicode_Join(line_feed, texts);
    Py_XDECREF(texts);
    return joined;
}

static int add_decision(page_t *page, Py_ssize_t first, Py_ssize_t last)
{
    PyObject *verdict = PyTuple_GET_ITEM(page->verdicts, first), *text = text_of(page, first, last);
    PyObject *place = text ? where(page, PyTuple_GET_ITEM(page->blocks, first)) : NULL;
    PyObject *made = place ? decision_record.type->tp_alloc(decision_record.type, 0) : NULL;
    if (made) {
        PyObject *values[OF_DECISION] = {text, Py_None, PyTuple_GET_ITEM(verdict, 1), place, PyTuple_GET_ITEM(verdict, 2)};
        for (int i = 0; i < OF_DECISION; i++) *(PyObject **)((char *)made + decision_record.offsets[i]) = Py_NewRef(values[i]);
    }
    int failed = !made || PyList_Append(page->made, made);
    Py_XDECREF(text);
    Py_XDECREF(place);
    Py_XDECREF(made);
    return failed ? -1 : 0;
}

/* -1 with an error, and where there is no verdict. */
static int is_cut(const page_t *page, Py_ssize_t i)
{
    PyObject *verdict = PyTuple_GET_ITEM(page->verdicts, i);
    if (PyTuple_Check(verdict) && PyTuple_GET_SIZE(verdict) == 3) return PyTuple_GET_ITEM(verdict, 0) == Py_None;
    PyErr_SetString(PyExc_TypeError, "a verdict is a field, a rule and its evidence");
    return -1;
}

static int is_inside(const page_t *page, Py_ssize_t i)
{
    PyObject *index = PyLong_FromSsize_t(i);
    int yes = index ? PySet_Contains(page->inside, index) : -1;
    Py_XDECREF(index);
    return yes;
}

static Py_ssize_t length_of(const page_t *page, Py_ssize_t i)
{
    PyObject *text = slot_text(&block_record, PyTuple_GET_ITEM(page->blocks, i), TEXT);
    return text ? PyUnicode_GET_LENGTH(text) : -1;
}

static int add_all(page_t *page)
{
    Py_ssize_t count = PyTuple_GET_SIZE(page->blocks), last;
    for (Py_ssize_t first = 0; first < count; first = last) {
        last = first + 1;
        int cut = is_cut(page, first), inside = cut > 0 ? is_inside(page, first) : 0;
        Py_ssize_t length = length_of(page, first);
        if (cut < 0 || inside < 0 || length < 0) return -1;
        if (!cut) continue;
        while (!inside && last < count && length < page->longest) {
            PyObject *verdict = PyTuple_GET_ITEM(page->verdicts, first), *next = PyTuple_GET_ITEM(page->verdicts, last);
            int same = verdict == next ? 1 : PyObject_RichCompareBool(next, verdict, Py_EQ), beside = same > 0 ? is_inside(page, last) : 0;
            if (same < 0 || beside < 0) return -1;
            if (!same || beside) break;
            Py_ssize_t more = length_of(page, last++);
            if (more < 0) return -1;
            length += more;
        }
        if (add_decision(page, first, last)) return -1;
    }
    return 0;
}

static PyObject *cuts(PyObject *module, PyObject *arguments)
{
    page_t page = {0};
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!n", &PyTuple_Type, &page.blocks, &PyTuple_Type, &page.containers, &PyTuple_Type,
                          &page.verdicts, &PyFrozenSet_Type, &page.inside, &page.longest))
        return NULL;
    if (!line_feed) return PyErr_Format(PyExc_RuntimeError, "learn() comes first");
    Py_ssize_t containers = PyTuple_GET_SIZE(page.containers);
    if (PyTuple_GET_SIZE(page.verdicts) != PyTuple_GET_SIZE(page.blocks)) return PyErr_Format(PyExc_ValueError, "a verdict for each block");
    page.places = PyMem_Calloc((size_t)containers + 1, sizeof *page.places);
    page.made = page.places ? PyList_New(0) : PyErr_NoMemory();
    if (page.made && add_all(&page)) Py_CLEAR(page.made);
    for (Py_ssize_t i = 0; page.places && i < containers; i++) Py_XDECREF(page.places[i]);
    PyMem_Free(page.places);
    return page.made;
}

static PyObject *learn(PyObject *module, PyObject *arguments)
{
    PyObject *block, *container, *decision;
    if (!PyArg_ParseTuple(arguments, "OOO", &block, &container, &decision)) return NULL;
    if (learn_slots(&block_record, block, block_slots, OF_BLOCK)) return NULL;
    if (learn_slots(&container_record, container, container_slots, OF_CONTAINER)) return NULL;
    if (learn_slots(&decision_record, decision, decision_slots, OF_DECISION)) return NULL;
    if (!line_feed && !(line_feed = PyUnicode_FromString("\n"))) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"learn", learn, METH_VARARGS, "Take the classes."},
    {"cuts", cuts, METH_VARARGS, "The decisions that cut."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_cuts", "What was cut from a page, as decisions.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__cuts(void) { return PyModule_Create(&definition); }
