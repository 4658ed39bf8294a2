#ifndef SLOTS_H
#define SLOTS_H

/* Fields of blocks and containers: dataclasses with slots, read where they lie in the object. To ask for an attribute by its
 * name takes ten times as long, and a page has thousands of them. */
#include <Python.h>
#include <structmember.h>

enum { MOST_SLOTS = 12 };
typedef struct { PyTypeObject *type; Py_ssize_t offsets[MOST_SLOTS]; } record_t;

/* Learn where the fields of these names lie, in this order. */
static int learn_slots(record_t *record, PyObject *class, const char *const *names, int count)
{
    if (!PyType_Check(class)) { PyErr_SetString(PyExc_TypeError, "a class is wanted"); return -1; }
    for (int i = 0; i < count; i++) {
        PyObject *member = PyObject_GetAttrString(class, names[i]);
        int plain = member && Py_IS_TYPE(member, &PyMemberDescr_Type)
                    && ((PyMemberDescrObject *)member)->d_member->type == T_OBJECT_EX;
        if (plain) record->offsets[i] = ((PyMemberDescrObject *)member)->d_member->offset;
        Py_XDECREF(member);
        if (plain) continue;
        if (!PyErr_Occurred()) PyErr_Format(PyExc_TypeError, "%R has no slot %s", class, names[i]);
        return -1;
    }
    Py_XSETREF(record->type, (PyTypeObject *)Py_NewRef(class));
    return 0;
}

/* Borrowed. None where the object is of another class or has no value there, with an error set. */
static PyObject *slot(const record_t *record, PyObject *object, int which)
{
    PyObject *value = Py_IS_TYPE(object, record->type) ? *(PyObject **)((char *)object + record->offsets[which]) : NULL;
    if (value) return value;
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "no block or container, or none that is whole");
    return Py_None;
}

/* A whole number, or whether something is so; -1 with an error where it is neither. */
static Py_ssize_t slot_number(const record_t *record, PyObject *object, int which)
{
    return PyLong_AsSsize_t(slot(record, object, which));
}

static PyObject *slot_text(const record_t *record, PyObject *object, int which)
{
    PyObject *text = slot(record, object, which);
    if (PyUnicode_Check(text)) return text;
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "a text is wanted");
    return NULL;
}

static inline int is_one(PyObject *text, const char *wanted) { return PyUnicode_CompareWithASCIIString(text, wanted) == 0; }

#endif
