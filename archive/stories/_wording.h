/* What is read of a text to compare it with others. */
#ifndef KLIPING_WORDING_H
#define KLIPING_WORDING_H

#include "_hash_set.h"
#include "_word_hash.h"

enum { LONG_WORD = 20, FEW = 16 }; /* the first as in wording.py */

/* Of what is in a text. */
typedef enum { IS_NUMBER = 1, IS_NAME = 2, IS_FACT = 4 } mark_t;

typedef struct {
    PyObject_HEAD
    PyObject *text;
    set_t pieces, pairs; /* without slots: not looked for yet */
    uint64_t *words;     /* folded */
    unsigned char *marks;
    Py_ssize_t count, room;
} wording_t;

/* What stands between spaces, or else each two characters. */
static int find_pieces(wording_t *self)
{
    int kind = PyUnicode_KIND(self->text);
    const void *data = PyUnicode_DATA(self->text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(self->text), words = 0;
    int was_space = 1;
    if (self->pieces.slots)
        return 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        int space = is_space(PyUnicode_READ(kind, data, i));
        words += was_space & !space;
        was_space = space;
    }
    int is_unspaced = words * LONG_WORD < length;
    if (make_set(&self->pieces, is_unspaced ? length : words) < 0)
        return -1;
    uint64_t hash = seed;
    was_space = 1;
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (is_unspaced) {
            if (i)
                add(&self->pieces, mixed(with(with(seed, PyUnicode_READ(kind, data, i - 1)), c)) | 1);
            continue;
        }
        int space = is_space(c);
        if (!space)
            hash = with(was_space ? seed : hash, c);
        else if (!was_space)
            add(&self->pieces, mixed(hash) | 1);
        was_space = space;
    }
    if (!is_unspaced && !was_space)
        add(&self->pieces, mixed(hash) | 1);
    return 0;
}

static int make_room(wording_t *self)
{
    if (self->count < self->room)
        return 0;
    Py_ssize_t room = self->room ? 2 * self->room : PyUnicode_GET_LENGTH(self->text) / 6 + FEW;
    uint64_t *words = PyMem_Realloc(self->words, (size_t)room * sizeof *words);
    if (words)
        self->words = words;
    unsigned char *marks = words ? PyMem_Realloc(self->marks, (size_t)room) : NULL;
    if (!marks) {
        PyErr_NoMemory();
        return -1;
    }
    self->marks = marks;
    self->room = room;
    return 0;
}

/* Finds the words, with what they are; what is in `plain` afterwards is written without a capital somewhere. */
static int read_words(wording_t *self, set_t *plain)
{
    int kind = PyUnicode_KIND(self->text);
    const void *data = PyUnicode_DATA(self->text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(self->text);
    token_t token = {0};
    self->count = 0;
    while (next_token(kind, data, length, token.end, &token)) {
        word_t word;
        if (make_room(self) < 0 || read_word(self->text, &token, &word) < 0)
            return -1;
        if ((word.traits & (SMALL | CAPITAL)) == SMALL) {
            if (2 * plain->count >= plain->size && grow(plain) < 0)
                return -1;
            add(plain, word.own);
        }
        self->marks[self->count] = token.class == NUMBER ? IS_NUMBER
                                   : word.is_other && Py_UNICODE_ISUPPER(PyUnicode_READ(kind, data, token.start))
                                       ? IS_NAME
                                       : 0;
        self->words[self->count++] = word.low;
    }
    return 0;
}

/* Finds the words, what of them is a fact, and their pairs. */
static int find_words(wording_t *self)
{
    set_t plain = {0}, facts = {0}, pairs = {0};
    if (self->pairs.slots)
        return 0;
    if (make_set(&plain, 0) < 0 || read_words(self, &plain) < 0 || make_set(&facts, self->count) < 0 ||
        make_set(&pairs, self->count) < 0)
        goto done;
    for (Py_ssize_t i = 0; i < self->count; i++) {
        uint64_t word = self->words[i];
        if (self->marks[i] & IS_NUMBER || (self->marks[i] & IS_NAME && !*slot_of(&plain, word)))
            add(&facts, word);
        if (i)
            add(&pairs, pair_of(self->words[i - 1], word));
    }
    for (Py_ssize_t i = 0; i < self->count; i++)
        if (*slot_of(&facts, self->words[i]))
            self->marks[i] |= IS_FACT;
    self->pairs = pairs;
done:
    PyMem_Free(plain.slots);
    PyMem_Free(facts.slots);
    return self->pairs.slots ? 0 : (PyMem_Free(pairs.slots), -1);
}

#endif
