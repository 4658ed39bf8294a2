/* The smallest of many hashes: the CRC-32 of what is in UTF-8. */
#ifndef KLIPING_SKETCH_H
#define KLIPING_SKETCH_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { MOST = 40 }; /* that are kept */

static uint32_t crc_table[8][256];

static void make_crc_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
        crc_table[0][i] = crc;
    }
    for (int row = 1; row < 8; row++)
        for (int i = 0; i < 256; i++)
            crc_table[row][i] = crc_table[row - 1][i] >> 8 ^ crc_table[0][crc_table[row - 1][i] & 0xff];
}

/* The CRC-32 of zlib, eight bytes at a time (Intel's "slicing by 8"). */
static inline uint32_t crc32_of(const unsigned char *at, size_t length)
{
    uint32_t crc = 0xffffffffu;
    for (; length >= 8; at += 8, length -= 8) {
        crc ^= at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
        crc = crc_table[7][crc & 0xff] ^ crc_table[6][crc >> 8 & 0xff] ^ crc_table[5][crc >> 16 & 0xff] ^
              crc_table[4][crc >> 24] ^ crc_table[3][at[4]] ^ crc_table[2][at[5]] ^ crc_table[1][at[6]] ^
              crc_table[0][at[7]];
    }
    for (; length; at++, length--)
        crc = crc >> 8 ^ crc_table[0][(crc ^ *at) & 0xff];
    return ~crc;
}

/* The smallest different numbers that were offered, in order. */
typedef struct {
    uint32_t numbers[MOST];
    size_t length, most;
} smallest_t;

static inline void offer(smallest_t *kept, uint32_t number)
{
    size_t at = kept->length;
    if (at == kept->most && number >= kept->numbers[at - 1])
        return;
    while (at && kept->numbers[at - 1] > number)
        at--;
    if (at && kept->numbers[at - 1] == number)
        return;
    if (kept->length < kept->most)
        kept->length++;
    memmove(kept->numbers + at + 1, kept->numbers + at, (kept->length - 1 - at) * sizeof number);
    kept->numbers[at] = number;
}

/* In UTF-8; half of a surrogate pair is a question mark. */
static inline unsigned char *put(unsigned char *to, Py_UCS4 c)
{
    if (c < 0x80) {
        *to++ = (unsigned char)c;
    } else if (c < 0x800) {
        *to++ = (unsigned char)(0xc0 | c >> 6);
        *to++ = (unsigned char)(0x80 | (c & 0x3f));
    } else if (c >= 0xd800 && c < 0xe000) {
        *to++ = '?';
    } else if (c < 0x10000) {
        *to++ = (unsigned char)(0xe0 | c >> 12);
        *to++ = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (unsigned char)(0x80 | (c & 0x3f));
    } else {
        *to++ = (unsigned char)(0xf0 | c >> 18);
        *to++ = (unsigned char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (unsigned char)(0x80 | (c & 0x3f));
    }
    return to;
}

#endif
