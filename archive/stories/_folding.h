/* What single characters are folded to, as str.casefold folds them: asked of Python once each. */
#ifndef KLIPING_FOLDING_H
#define KLIPING_FOLDING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

enum { BASIC = 0x10000, NOT_ONE = 1 };

/* Of the basic plane; 0 where it was not asked yet, NOT_ONE where it is not one character. */
static uint16_t folded_to[BASIC];

static int ask_folded(Py_UCS4 c)
{
    PyObject *one = PyUnicode_FromOrdinal((int)c);
    PyObject *low = one ? PyObject_CallMethod(one, "casefold", NULL) : NULL;
    Py_XDECREF(one);
    if (!low)
        return -1;
    Py_UCS4 found = PyUnicode_GET_LENGTH(low) == 1 ? PyUnicode_READ_CHAR(low, 0) : NOT_ONE;
    folded_to[c] = found < BASIC ? (uint16_t)found : NOT_ONE;
    Py_DECREF(low);
    return 0;
}

/* The character it is folded to; NOT_ONE where that must be asked of Python with the word that it stands in, as that of
 * the few that are folded to several; -1 with an exception. */
static inline int32_t folded(Py_UCS4 c)
{
    if (c >= BASIC)
        return NOT_ONE;
    if (!c)
        return 0;
    if (!folded_to[c] && ask_folded(c) < 0)
        return -1;
    return folded_to[c];
}

#endif
