#ifndef MAKES_H
#define MAKES_H

/* What is counted over the judged blocks of a page: those in elements of the same make, and those with the same text. */
#include <Python.h>
#include <string.h>

#include "_surroundings.h"

/* Of a container and of the one around it: the element and the first class, which is so many characters of the names. */
typedef struct { PyObject *tags[2], *names[2]; Py_ssize_t lengths[2]; size_t hash; } make_t;
typedef struct { make_t make; double count, good, words, links, kept_words, kept; } alike_t;
typedef struct { PyObject *text; double copies; } copies_t;

typedef struct {
    alike_t *alike;
    copies_t *texts;
    Py_ssize_t *makes_at, *texts_at; /* places in these, by hash, from 1; 0: free */
    Py_ssize_t *text_of;             /* of each judged block */
    Py_ssize_t make_count, text_count;
    size_t room;
} counts_t;

static void close_counts(counts_t *counts)
{
    PyMem_Free(counts->alike);
    PyMem_Free(counts->texts);
    PyMem_Free(counts->makes_at);
    PyMem_Free(counts->texts_at);
    PyMem_Free(counts->text_of);
}

static size_t hash_of(PyObject *names, Py_ssize_t length, size_t hash)
{
    int kind = PyUnicode_KIND(names);
    const void *from = PyUnicode_DATA(names);
    for (Py_ssize_t i = 0; i < length; i++) {
        hash = (hash ^ PyUnicode_READ(kind, from, i)) * (size_t)0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

static int are_same(PyObject *one, PyObject *other, Py_ssize_t length)
{
    if (one == other) return 1;
    int kind = PyUnicode_KIND(one);
    if (kind == PyUnicode_KIND(other)) return !memcmp(PyUnicode_DATA(one), PyUnicode_DATA(other), (size_t)(length * kind));
    for (Py_ssize_t i = 0; i < length; i++)
        if (PyUnicode_READ_CHAR(one, i) != PyUnicode_READ_CHAR(other, i)) return 0;
    return 1;
}

/* Surroundings.make */
static int make_of(const page_t *page, const box_t *box, make_t *make)
{
    const box_t *both[] = {box, box->parent >= 0 ? &page->boxes[box->parent] : box};
    make->hash = 0;
    for (int i = 0; i < 2; i++) {
        PyObject *tag = slot_text(&container_record, both[i]->object, BOX_TAG);
        PyObject *names = tag ? slot_text(&container_record, both[i]->object, NAMES) : NULL;
        if (!names) return -1;
        Py_ssize_t length = PyUnicode_GET_LENGTH(names), end = PyUnicode_FindChar(names, ' ', 0, length, 1);
        make->tags[i] = tag;
        make->names[i] = names;
        make->lengths[i] = end >= 0 ? end : length;
        make->hash = hash_of(names, make->lengths[i], make->hash ^ (size_t)PyObject_Hash(tag)); /* which no page foresees */
    }
    return 0;
}

static int are_alike(const make_t *one, const make_t *other)
{
    if (one->hash != other->hash) return 0;
    for (int i = 0; i < 2; i++)
        if (one->lengths[i] != other->lengths[i] || PyUnicode_Compare(one->tags[i], other->tags[i])
            || !are_same(one->names[i], other->names[i], one->lengths[i]))
            return 0;
    return 1;
}

/* The number of a container's make; -1 with an error. */
static Py_ssize_t number_of_make(counts_t *counts, const page_t *page, box_t *box)
{
    if (box->make >= 0) return box->make;
    make_t make;
    if (make_of(page, box, &make)) return -1;
    size_t at = make.hash & (counts->room - 1);
    for (; counts->makes_at[at]; at = (at + 1) & (counts->room - 1))
        if (are_alike(&counts->alike[counts->makes_at[at] - 1].make, &make)) return box->make = counts->makes_at[at] - 1;
    counts->alike[counts->make_count].make = make;
    counts->makes_at[at] = ++counts->make_count;
    return box->make = counts->make_count - 1;
}

static Py_ssize_t number_of_text(counts_t *counts, PyObject *text)
{
    size_t at = (size_t)PyObject_Hash(text) & (counts->room - 1);
    for (; counts->texts_at[at]; at = (at + 1) & (counts->room - 1)) {
        PyObject *other = counts->texts[counts->texts_at[at] - 1].text;
        if (other == text || PyUnicode_Compare(other, text) == 0) return counts->texts_at[at] - 1;
    }
    counts->texts[counts->text_count].text = text;
    counts->texts_at[at] = ++counts->text_count;
    return counts->text_count - 1;
}

/* Surroundings.alike, and how often each text stands there. The counts must be closed in any case. */
static int count_blocks(counts_t *counts, const page_t *page, const Py_ssize_t *judged, Py_ssize_t count)
{
    *counts = (counts_t){.room = 16};
    while (counts->room < (size_t)count * 2) counts->room *= 2;
    counts->alike = PyMem_Calloc((size_t)count + 1, sizeof(alike_t));
    counts->texts = PyMem_Calloc((size_t)count + 1, sizeof(copies_t));
    counts->makes_at = PyMem_Calloc(counts->room, sizeof(Py_ssize_t));
    counts->texts_at = PyMem_Calloc(counts->room, sizeof(Py_ssize_t));
    counts->text_of = PyMem_Calloc((size_t)count + 1, sizeof(Py_ssize_t));
    if (!counts->alike || !counts->texts || !counts->makes_at || !counts->texts_at || !counts->text_of) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        const block_t *block = &page->blocks[judged[i]];
        PyObject *text = slot_text(&block_record, block->object, TEXT);
        Py_ssize_t make = text ? number_of_make(counts, page, &page->boxes[block->container]) : -1;
        if (make < 0) return -1;
        counts->texts[counts->text_of[i] = number_of_text(counts, text)].copies++;
        alike_t *alike = &counts->alike[make];
        alike->count++;
        alike->words += block->words;
        alike->links += block->links;
        alike->good += block->good;
        if (block->class != KEPT) continue;
        alike->kept++;
        alike->kept_words += block->words;
    }
    return 0;
}

#endif
