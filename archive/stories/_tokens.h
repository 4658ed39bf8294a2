/* What is a word, for comparing texts: as archive.stories.tokens.WORD finds them. */
#ifndef KLIPING_TOKENS_H
#define KLIPING_TOKENS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

/* As archive.stories.tokens.UNSPACED. */
static inline int is_unspaced(Py_UCS4 c)
{
    return c >= 0xe00 &&
           (c <= 0xeff || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff) || (c >= 0x3040 && c <= 0x30ff) ||
            (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff));
}

/* Of the characters before U+1680, the first one after those of Latin-1 that is a space. */
static const unsigned char spaces[0x1680] = {
    ['\t'] = 1, ['\n'] = 1, ['\v'] = 1, ['\f'] = 1, ['\r'] = 1, [0x1c] = 1, [0x1d] = 1,
    [0x1e] = 1, [0x1f] = 1, [' '] = 1,  [0x85] = 1, [0xa0] = 1,
};

static inline int is_space(Py_UCS4 c)
{
    return c < 0x1680 ? spaces[c] : Py_UNICODE_ISSPACE(c);
}

typedef enum { OTHER, NUMBER, UNSPACED, LETTER } class_t;

/* What is known of a character: its class, and more. */
enum { CLASS = 3, SMALL = 4, CAPITAL = 8, KNOWN = 16, LOOKED_UP = 0x10000 };

static uint8_t traits[LOOKED_UP]; /* found when they are asked for first */

static int find_traits(Py_UCS4 c)
{
    /* As archive.stories.tokens.WORD tries them, one after the other. */
    class_t class = Py_UNICODE_ISDECIMAL(c) ? NUMBER
                    : is_unspaced(c)        ? UNSPACED
                    : Py_UNICODE_ISALNUM(c) ? LETTER
                                            : OTHER;
    int found = KNOWN | (int)class | (Py_UNICODE_ISLOWER(c) ? SMALL : 0) |
                (Py_UNICODE_ISUPPER(c) || Py_UNICODE_ISTITLE(c) ? CAPITAL : 0);
    if (c < LOOKED_UP)
        traits[c] = (uint8_t)found;
    return found;
}

static inline int traits_of(Py_UCS4 c)
{
    return c < LOOKED_UP && traits[c] ? traits[c] : find_traits(c);
}

static inline class_t class_of(Py_UCS4 c)
{
    return (class_t)(traits_of(c) & CLASS);
}

typedef struct {
    Py_ssize_t start, end;
    class_t class;
    int is_small; /* folding would leave it as it is; 0 where that is not plain to see */
} token_t;

/* The next word from there on; 0 when there is none. */
static inline int next_token(int kind, const void *data, Py_ssize_t length, Py_ssize_t at, token_t *found)
{
    class_t class = OTHER;
    Py_UCS4 c = 0;
    for (; at < length && class == OTHER; at++)
        class = class_of(c = PyUnicode_READ(kind, data, at));
    if (class == OTHER)
        return 0;
    Py_ssize_t start = at - 1;
    int is_small = c < 0x80 && !(c >= 'A' && c <= 'Z');
    if (class == UNSPACED) { /* without capitals, all of them */
        is_small = 1;
    } else if (class == NUMBER) {
        for (; at < length; at++) {
            c = PyUnicode_READ(kind, data, at);
            if (class_of(c) == NUMBER)
                is_small &= c < 0x80;
            else if ((c != '.' && c != ',' && c != ':') || at + 1 == length ||
                     class_of(PyUnicode_READ(kind, data, at + 1)) != NUMBER)
                break;
        }
    } else {
        for (; at < length && class_of(c = PyUnicode_READ(kind, data, at)) == LETTER; at++)
            is_small &= c < 0x80 && !(c >= 'A' && c <= 'Z');
    }
    *found = (token_t){start, at, class, is_small};
    return 1;
}

#endif
