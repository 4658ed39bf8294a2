/* Cuts a text into pieces, some dozens at a time, each with the key by which its terms may be known: in UTF-8, in small
 * letters where it is a word or a number.
 */
#include "_known.h"

/* What a character is: bits, so that those of a run can be joined. Those before WIDE come from Python's table. */
enum { BREAK = 0, ASCII_LETTER = 1, DIGIT = 2, LETTER = 4, UNSPACED = 8, HARD = 16, APOSTROPHE = 32, WIDE = 64 };
enum { LETTERS = 0x700, CHARACTERS = 0x10000, LONGEST = 64, AT_ONCE = 64, LONGEST_KEY = 3 * LONGEST + WORD };

/* How the terms of a piece are found. */
enum { LOOKED_UP, PAIRS, ASKED };

typedef struct {
    Py_ssize_t start, end;
    uint32_t hash;
    uint16_t key, length; /* where in the keys, how long */
    uint8_t mask, how;
} piece_t;

typedef struct {
    int count;
    size_t used;
    piece_t pieces[AT_ONCE];
    unsigned char keys[AT_ONCE * 2 * WORD + LONGEST_KEY];
} cut_t;

typedef struct {
    const unsigned char *classes;
    const uint16_t *lowered;
    uint32_t steps[LETTERS]; /* class, length in UTF-8 and the bytes of a character, of a letter in small */
} characters_t;

#if defined(__GNUC__)
#define ALWAYS static inline __attribute__((always_inline))
#else
#define ALWAYS static inline
#endif

static void learn_steps(characters_t *characters)
{
    for (uint32_t unit = 0; unit < LETTERS; unit++) {
        uint32_t class = characters->classes[unit];
        uint32_t small = class & (ASCII_LETTER | DIGIT | LETTER) ? characters->lowered[unit] : unit;
        uint32_t bytes = small < 0x80 ? small | 1 << 16 : (0xc0 | small >> 6) | (0x80 | (small & 0x3f)) << 8 | 2 << 16;
        characters->steps[unit] = bytes | class << 24;
    }
}

ALWAYS int class_of(const characters_t *characters, Py_UCS4 unit)
{
    return unit < CHARACTERS ? characters->classes[unit] : HARD | WIDE;
}

/* Writes a character of less than 0x10000 and returns where the next one goes. */
ALWAYS unsigned char *put_unit(unsigned char *to, Py_UCS4 unit)
{
    if (unit < 0x80) {
        to[0] = (unsigned char)unit;
        return to + 1;
    }
    if (unit < 0x800) {
        to[0] = (unsigned char)(0xc0 | unit >> 6);
        to[1] = (unsigned char)(0x80 | (unit & 0x3f));
        return to + 2;
    }
    to[0] = (unsigned char)(0xe0 | unit >> 12);
    to[1] = (unsigned char)(0x80 | (unit >> 6 & 0x3f));
    to[2] = (unsigned char)(0x80 | (unit & 0x3f));
    return to + 3;
}

ALWAYS unsigned char *put_step(unsigned char *to, uint32_t step)
{
    to[0] = (unsigned char)step;
    to[1] = (unsigned char)(step >> 8);
    return to + (step >> 16 & 0xff);
}

/* The next pieces of a text from a place in it, until there are enough, and has their slots of the table fetched; where
 * the rest begins. */
ALWAYS Py_ssize_t cut_kind(const characters_t *characters, const table_t *table, int kind, const void *data,
                           Py_ssize_t i, Py_ssize_t length, cut_t *cut)
{
    while (i < length && cut->count < AT_ONCE && cut->used + LONGEST_KEY <= sizeof cut->keys) {
        Py_UCS4 unit = PyUnicode_READ(kind, data, i);
        int class = class_of(characters, unit);
        if (class == BREAK || class == APOSTROPHE) {
            i++;
            continue;
        }
        unsigned char *key = cut->keys + cut->used, *to = key;
        Py_ssize_t start = i, stop = length - i > LONGEST ? i + LONGEST : length;
        int mask = 0;
        for (;;) {
            mask |= class;
            if (unit < LETTERS)
                to = put_step(to, characters->steps[unit]);
            else
                to = put_unit(to, unit & 0xffff);
            if (++i == stop)
                break;
            unit = PyUnicode_READ(kind, data, i);
            class = unit < LETTERS ? (int)(characters->steps[unit] >> 24) : class_of(characters, unit);
            if (class == BREAK)
                break;
        }
        if (i == stop)
            for (; i < length && (class = class_of(characters, PyUnicode_READ(kind, data, i))) != BREAK; i++)
                mask |= class;
        Py_ssize_t end = i;
        int is_as_written = !(mask & ~(ASCII_LETTER | DIGIT | LETTER)) && !(mask & DIGIT && mask & LETTER);
        if (mask & APOSTROPHE) {
            while (class_of(characters, PyUnicode_READ(kind, data, end - 1)) == APOSTROPHE)
                end--;
            mask = 0;
            for (Py_ssize_t at = start; at < end; at++)
                mask |= class_of(characters, PyUnicode_READ(kind, data, at));
        }
        piece_t *piece = cut->pieces + cut->count++;
        piece->start = start;
        piece->end = end;
        piece->mask = (uint8_t)mask;
        if (mask == UNSPACED) {
            piece->how = PAIRS;
            continue;
        }
        if (end - start > LONGEST || mask & WIDE) {
            piece->how = ASKED;
            continue;
        }
        piece->how = LOOKED_UP;
        if (!is_as_written) {
            int is_plain = !(mask & ~(ASCII_LETTER | DIGIT | LETTER)) && !(mask & DIGIT && mask & LETTER);
            to = key;
            for (Py_ssize_t at = start; at < end; at++) {
                unit = PyUnicode_READ(kind, data, at);
                to = put_unit(to, is_plain ? characters->lowered[unit] : unit);
            }
        }
        memset(to, 0, WORD);
        piece->key = (uint16_t)cut->used;
        piece->length = (uint16_t)(to - key);
        piece->hash = hash_of(key, piece->length);
        table_fetch_slot(table, piece->hash);
        cut->used += in_words(piece->length);
    }
    return i;
}

static Py_ssize_t cut_some(const characters_t *characters, const table_t *table, int kind, const void *data,
                           Py_ssize_t i, Py_ssize_t length, cut_t *cut)
{
    cut->count = 0;
    cut->used = 0;
    if (kind == PyUnicode_1BYTE_KIND)
        return cut_kind(characters, table, PyUnicode_1BYTE_KIND, data, i, length, cut);
    if (kind == PyUnicode_2BYTE_KIND)
        return cut_kind(characters, table, PyUnicode_2BYTE_KIND, data, i, length, cut);
    return cut_kind(characters, table, PyUnicode_4BYTE_KIND, data, i, length, cut);
}
