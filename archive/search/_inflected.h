/* Forms and stems of inflected words, gathered one by one and handed out in order: by code points, as Python and SQLite
 * compare them.
 */
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Followed by the form and the stem, in UTF-8. */
typedef struct {
    uint16_t form, stem;
} pair_t;

typedef struct {
    unsigned char *store;
    size_t length, room, count;
} pairs_t;

/* Where a pair goes whose form and stem take no more than so many bytes together: they follow it there, and kept() is
 * told when they are. NULL where there is no memory. */
static pair_t *pairs_room(pairs_t *pairs, size_t bytes)
{
    size_t need = sizeof(pair_t) + bytes + 1;
    if (pairs->length + need > pairs->room) {
        size_t room = 2 * pairs->room + need + 4096;
        unsigned char *store = PyMem_Realloc(pairs->store, room);
        if (!store)
            return NULL;
        pairs->store = store;
        pairs->room = room;
    }
    return (pair_t *)(pairs->store + pairs->length);
}

static void pairs_kept(pairs_t *pairs, const pair_t *pair)
{
    pairs->length += (sizeof *pair + pair->form + pair->stem + 1) & ~(size_t)1;
    pairs->count++;
}

static void pairs_forget(pairs_t *pairs)
{
    PyMem_Free(pairs->store);
    memset(pairs, 0, sizeof *pairs);
}

static int compared_bytes(const unsigned char *one, size_t length, const unsigned char *other, size_t other_length)
{
    int found = memcmp(one, other, length < other_length ? length : other_length);
    return found ? found : (length > other_length) - (length < other_length);
}

static int compared(const void *one, const void *other)
{
    const pair_t *a = *(const pair_t *const *)one, *b = *(const pair_t *const *)other;
    const unsigned char *form_a = (const unsigned char *)(a + 1), *form_b = (const unsigned char *)(b + 1);
    int found = compared_bytes(form_a, a->form, form_b, b->form);
    return found ? found : compared_bytes(form_a + a->form, a->stem, form_b + b->form, b->stem);
}

/* Form, stem, form, stem … each pair once; NULL with an exception. */
static PyObject *pairs_in_order(const pairs_t *pairs)
{
    const pair_t **order = PyMem_Malloc((pairs->count + 1) * sizeof *order);
    PyObject *list = order ? PyList_New(0) : PyErr_NoMemory();
    const unsigned char *at = pairs->store;
    size_t count = list ? pairs->count : 0;
    for (size_t i = 0; i < count; i++) {
        order[i] = (const pair_t *)at;
        at += (sizeof(pair_t) + order[i]->form + order[i]->stem + 1) & ~(size_t)1;
    }
    if (count)
        qsort(order, count, sizeof *order, compared);
    for (size_t i = 0; i < count && list; i++) {
        if (i && !compared(order + i - 1, order + i))
            continue;
        const char *form = (const char *)(order[i] + 1);
        PyObject *parts[2] = {PyUnicode_DecodeUTF8(form, order[i]->form, NULL),
                              PyUnicode_DecodeUTF8(form + order[i]->form, order[i]->stem, NULL)};
        for (int part = 0; part < 2; part++) {
            if (list && (!parts[part] || PyList_Append(list, parts[part]) < 0))
                Py_CLEAR(list);
            Py_XDECREF(parts[part]);
        }
    }
    PyMem_Free(order);
    return list;
}
