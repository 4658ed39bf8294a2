/* A word as a number of 64 bits, as it is written and folded, and its case. */
#ifndef KLIPING_WORD_HASH_H
#define KLIPING_WORD_HASH_H

#include "_folding.h"
#include "_tokens.h"

static uint64_t seed; /* another one in each process: nobody can make up words that are taken for others */

static inline uint64_t mixed(uint64_t hash)
{
    hash = (hash ^ hash >> 29) * 0xbf58476d1ce4e5b9u;
    return hash ^ hash >> 32;
}

static inline uint64_t with(uint64_t hash, Py_UCS4 c)
{
    return (hash ^ c) * 0x9e3779b97f4a7c15u;
}

static inline uint64_t pair_of(uint64_t one, uint64_t other)
{
    return mixed(one * 0x9e3779b97f4a7c15u ^ other) | 1; /* never 0 */
}

typedef struct {
    uint64_t own, low;  /* hashes, as it is written and folded */
    int is_other;       /* folded it is another one */
    int traits;         /* of any character */
} word_t;

static inline int read_word(PyObject *text, const token_t *token, word_t *word)
{
    int kind = PyUnicode_KIND(text), is_simple = 1;
    const void *data = PyUnicode_DATA(text);
    *word = (word_t){.own = seed, .low = seed};
    for (Py_ssize_t i = token->start; i < token->end; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        word->own = with(word->own, c);
        if (token->is_small)
            continue;
        word->traits |= traits_of(c);
        int32_t low = folded(c);
        if (low < 0)
            return -1;
        is_simple &= low != NOT_ONE;
        word->is_other |= (Py_UCS4)low != c;
        word->low = with(word->low, (Py_UCS4)low);
    }
    if (token->is_small) {
        word->low = word->own;
        word->traits = token->class == LETTER ? SMALL : 0;
    } else if (!is_simple) {
        PyObject *whole = PyUnicode_Substring(text, token->start, token->end);
        PyObject *low = whole ? PyObject_CallMethod(whole, "casefold", NULL) : NULL;
        if (low) {
            word->is_other = PyUnicode_Compare(whole, low) != 0;
            word->low = seed;
            for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(low); i++)
                word->low = with(word->low, PyUnicode_READ_CHAR(low, i));
        }
        Py_XDECREF(whole);
        Py_XDECREF(low);
        if (!low)
            return -1;
    }
    word->own = mixed(word->own) | 1;
    word->low = mixed(word->low) | 1;
    return 0;
}

#endif
