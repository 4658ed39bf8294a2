#ifndef TOLD_H
#define TOLD_H

/* The words at the beginning of a block: how many, and how many of them are stop words or words of the title. */
#include <Python.h>
#include <stdint.h>

enum { BEGINNING = 300 };

/* Words by their hash; open addressing, a power of two of places, of which a quarter is taken at most. */
typedef struct { PyObject **words; size_t room; } words_t;
typedef struct { Py_ssize_t count, stops, titled; } told_t;
/* Of the title: for each place which block it was met in last, counted from 1. */
typedef struct { words_t words; Py_ssize_t *met, block; } title_t;

static words_t stop_words;

static const uint32_t BASIS = 2166136261u;
static uint32_t mixed(uint32_t hash, Py_UCS4 c) { return (hash ^ c) * 16777619u; }

/* Make a table of a set's words, which it borrows; -1 with an error. */
static int put_words(words_t *table, PyObject *set)
{
    PyObject *list = PySequence_List(set);
    if (!list) return -1;
    size_t room = 16;
    while (room < (size_t)PyList_GET_SIZE(list) * 4) room *= 2;
    *table = (words_t){PyMem_Calloc(room, sizeof *table->words), room};
    if (!table->words) PyErr_NoMemory();
    for (Py_ssize_t n = 0; table->words && n < PyList_GET_SIZE(list); n++) {
        PyObject *word = PyList_GET_ITEM(list, n);
        if (!PyUnicode_Check(word)) { PyErr_SetString(PyExc_TypeError, "words are texts"); break; }
        uint32_t hash = BASIS;
        for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(word); i++) hash = mixed(hash, PyUnicode_READ_CHAR(word, i));
        size_t at = hash & (room - 1);
        while (table->words[at]) at = (at + 1) & (room - 1);
        table->words[at] = word;
    }
    Py_DECREF(list);
    return PyErr_Occurred() ? -1 : 0;
}

/* The place of a word in a table; -1 where it has none. */
static Py_ssize_t find_word(const words_t *table, int kind, const void *text, Py_ssize_t start, Py_ssize_t end, uint32_t hash)
{
    for (size_t at = hash & (table->room - 1); table->words[at]; at = (at + 1) & (table->room - 1)) {
        PyObject *word = table->words[at];
        if (PyUnicode_GET_LENGTH(word) != end - start) continue;
        Py_ssize_t i = 0;
        while (i < end - start && PyUnicode_READ_CHAR(word, i) == PyUnicode_READ(kind, text, start + i)) i++;
        if (i == end - start) return (Py_ssize_t)at;
    }
    return -1;
}

/* The title is NULL where nobody asks for it. */
static int tell(PyObject *text, title_t *title, told_t *told)
{
    unsigned char small[BEGINNING];
    Py_ssize_t length = Py_MIN(PyUnicode_GET_LENGTH(text), BEGINNING);
    PyObject *folded = NULL;
    const void *letters = small;
    int kind = PyUnicode_1BYTE_KIND;
    *told = (told_t){0, 0, 0};
    if (title) title->block++;
    if (PyUnicode_IS_ASCII(text)) {
        const unsigned char *from = PyUnicode_1BYTE_DATA(text);
        for (Py_ssize_t i = 0; i < length; i++) small[i] = from[i] >= 'A' && from[i] <= 'Z' ? from[i] + 32 : from[i];
    } else {
        PyObject *beginning = PyUnicode_Substring(text, 0, length);
        folded = beginning ? PyObject_CallMethod(beginning, "casefold", NULL) : NULL;
        Py_XDECREF(beginning);
        if (!folded) return -1;
        kind = PyUnicode_KIND(folded);
        letters = PyUnicode_DATA(folded);
        length = PyUnicode_GET_LENGTH(folded);
    }
    for (Py_ssize_t i = 0; i < length;) {
        Py_UCS4 c = PyUnicode_READ(kind, letters, i);
        if (Py_UNICODE_ISSPACE(c)) { i++; continue; }
        Py_ssize_t start = i;
        uint32_t hash = BASIS;
        do hash = mixed(hash, c);
        while (++i < length && (c = PyUnicode_READ(kind, letters, i), !Py_UNICODE_ISSPACE(c)));
        told->count++;
        told->stops += find_word(&stop_words, kind, letters, start, i, hash) >= 0;
        Py_ssize_t place = title ? find_word(&title->words, kind, letters, start, i, hash) : -1;
        if (place < 0 || title->met[place] == title->block) continue;
        title->met[place] = title->block;
        told->titled++;
    }
    Py_XDECREF(folded);
    return 0;
}

#endif
