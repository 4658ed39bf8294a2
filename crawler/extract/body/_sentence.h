#ifndef SENTENCE_H
#define SENTENCE_H

#include <Python.h>

static int ends(Py_UCS4 c)
{
    switch (c) {
    case '.': case '!': case '?': case ':': case ';': case 0x2026: case 0x3002: case 0xff01: case 0xff1f: case 0xff1a:
    case 0xff1b: case 0x061f: case 0x06d4: case 0x0964: case 0x0965: return 1;
    default: return 0;
    }
}

static int closes(Py_UCS4 c)
{
    switch (c) {
    case '"': case '\'': case ')': case ']': case 0x201d: case 0x2019: case 0xbb: case 0x300d: case 0x300f: return 1;
    default: return 0;
    }
}

/* boilerplate.view.ends_sentence */
static int ends_sentence(PyObject *text)
{
    Py_ssize_t end = PyUnicode_GET_LENGTH(text), start = Py_MAX(0, end - 6);
    if (end && PyUnicode_READ_CHAR(text, end - 1) == '\n') end--;
    while (end > start && closes(PyUnicode_READ_CHAR(text, end - 1))) end--;
    return end > start && ends(PyUnicode_READ_CHAR(text, end - 1));
}

#endif
