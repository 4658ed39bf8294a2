/* A set of hashes, and how many two of them have in common. */
#ifndef KLIPING_HASH_SET_H
#define KLIPING_HASH_SET_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

/* Different numbers. */
typedef struct {
    uint64_t *slots; /* 0 is a free one */
    size_t size, count;
} set_t;

static inline int make_set(set_t *set, Py_ssize_t most)
{
    set->count = 0;
    set->size = 64;
    while (set->size < 2 * (size_t)most)
        set->size *= 2;
    set->slots = PyMem_Calloc(set->size, sizeof *set->slots);
    return set->slots ? 0 : (PyErr_NoMemory(), -1);
}

static inline uint64_t *slot_of(const set_t *set, uint64_t number)
{
    size_t at = (size_t)(number >> 8) & (set->size - 1);
    while (set->slots[at] && set->slots[at] != number)
        at = (at + 1) & (set->size - 1);
    return set->slots + at;
}

static inline void add(set_t *set, uint64_t number)
{
    uint64_t *slot = slot_of(set, number);
    set->count += !*slot;
    *slot = number;
}

static inline size_t shared(const set_t *one, const set_t *other)
{
    const set_t *small = one->size <= other->size ? one : other, *large = small == one ? other : one;
    size_t found = 0;
    for (size_t at = 0; at < small->size; at++)
        found += small->slots[at] && *slot_of(large, small->slots[at]);
    return found;
}

/* The same with twice the room; -1 with an exception. */
static inline int grow(set_t *set)
{
    set_t larger;
    if (make_set(&larger, (Py_ssize_t)set->size) < 0)
        return -1;
    for (size_t at = 0; at < set->size; at++)
        if (set->slots[at])
            add(&larger, set->slots[at]);
    PyMem_Free(set->slots);
    *set = larger;
    return 0;
}

#endif
