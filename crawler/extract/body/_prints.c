/* Fingerprints of lines, as crawler.extract.body.learned.fingerprint makes them, in C: that is the specification, and what runs
 * where this was not compiled; tests hold them equal. The hash is BLAKE2b (RFC 7693) of eight bytes, without a key. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "_slots.h"

enum { TEXT, WORDS, OF_BLOCK };
enum { BLOCK = 128, ROUNDS = 12, DIGEST = 8, FEW_BYTES = 12, LENGTHS = 63 };
static const char *const block_slots[] = {"text", "words"};
static record_t block_record;
static unsigned char ignored[256];

/* --- BLAKE2b --- */

static const uint64_t START[8] = {
    0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
    0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u};
static const unsigned char ORDER[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

static inline uint64_t turned(uint64_t word, int by) { return word >> by | word << (64 - by); }

static inline void mix(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d, uint64_t one, uint64_t two)
{
    *a += *b + one;
    *d = turned(*d ^ *a, 32);
    *c += *d;
    *b = turned(*b ^ *c, 24);
    *a += *b + two;
    *d = turned(*d ^ *a, 16);
    *c += *d;
    *b = turned(*b ^ *c, 63);
}

static uint64_t word_at(const unsigned char *at)
{
    uint64_t word = 0;
    for (int i = 0; i < 8; i++) word |= (uint64_t)at[i] << 8 * i;
    return word;
}

static void take_block(uint64_t state[8], const unsigned char *block, uint64_t length, int is_last)
{
    uint64_t m[16], v[16];
    for (int i = 0; i < 16; i++) m[i] = word_at(block + 8 * i);
    for (int i = 0; i < 8; i++) { v[i] = state[i]; v[i + 8] = START[i]; }
    v[12] ^= length;
    if (is_last) v[14] = ~v[14];
    for (int round = 0; round < ROUNDS; round++) {
        const unsigned char *s = ORDER[round % 10];
        for (int i = 0; i < 4; i++) mix(&v[i], &v[4 + i], &v[8 + i], &v[12 + i], m[s[2 * i]], m[s[2 * i + 1]]);
        for (int i = 0; i < 4; i++)
            mix(&v[i], &v[4 + (i + 1) % 4], &v[8 + (i + 2) % 4], &v[12 + (i + 3) % 4], m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
    }
    for (int i = 0; i < 8; i++) state[i] ^= v[i] ^ v[i + 8];
}

static uint64_t hashed(const unsigned char *bytes, size_t length)
{
    uint64_t state[8];
    unsigned char last[BLOCK] = {0};
    memcpy(state, START, sizeof state);
    state[0] ^= 0x01010000u ^ DIGEST;
    size_t done = 0;
    for (; length - done > BLOCK; done += BLOCK) take_block(state, bytes + done, done + BLOCK, 0);
    memcpy(last, bytes + done, length - done);
    take_block(state, last, length, 1);
    return state[0];
}

/* --- Lines --- */

static int has_letter(PyObject *text)
{
    int kind = PyUnicode_KIND(text);
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(text); i++)
        if (Py_UNICODE_ISALPHA(PyUnicode_READ(kind, PyUnicode_DATA(text), i))) return 1;
    return 0;
}

/* The bytes in lower case, without those that are ignored: their number. */
static size_t letters_of(const unsigned char *from, size_t size, int is_ascii, unsigned char *to)
{
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = is_ascii && from[i] >= 'A' && from[i] <= 'Z' ? from[i] + 32 : from[i];
        to[length] = c;
        length += !ignored[c];
    }
    return length;
}

/* learned.fingerprint */
static PyObject *fingerprint(PyObject *block, unsigned char **room, size_t *size)
{
    PyObject *text = slot_text(&block_record, block, TEXT), *low = NULL, *bytes = NULL, *print = NULL;
    Py_ssize_t words = text ? slot_number(&block_record, block, WORDS) : -1;
    if (PyErr_Occurred()) return NULL;
    int is_ascii = PyUnicode_IS_ASCII(text);
    const unsigned char *from = is_ascii ? PyUnicode_1BYTE_DATA(text) : NULL;
    size_t count = is_ascii ? (size_t)PyUnicode_GET_LENGTH(text) : 0;
    if (!is_ascii) {
        low = PyObject_CallMethod(text, "lower", NULL);
        bytes = low ? PyUnicode_AsEncodedString(low, "utf-8", "replace") : NULL;
        if (!bytes) goto done;
        from = (const unsigned char *)PyBytes_AS_STRING(bytes);
        count = (size_t)PyBytes_GET_SIZE(bytes);
    }
    if (count + 1 > *size) {
        unsigned char *more = PyMem_Realloc(*room, 2 * count + BLOCK);
        if (!more) { PyErr_NoMemory(); goto done; }
        *room = more;
        *size = 2 * count + BLOCK;
    }
    size_t length = letters_of(from, count, is_ascii, *room);
    if (length < FEW_BYTES && !has_letter(text)) print = PyLong_FromLong(0);
    else print = PyLong_FromUnsignedLongLong((hashed(*room, length) & ~(uint64_t)LENGTHS) | (uint64_t)Py_MIN(words, LENGTHS));
done:
    Py_XDECREF(low);
    Py_XDECREF(bytes);
    return print;
}

static PyObject *fingerprints(PyObject *module, PyObject *blocks)
{
    if (!PyList_Check(blocks)) return PyErr_Format(PyExc_TypeError, "a list of blocks is wanted");
    unsigned char *room = NULL;
    size_t size = 0;
    PyObject *prints = PyList_New(0);
    for (Py_ssize_t i = 0; prints && i < PyList_GET_SIZE(blocks); i++) {
        PyObject *print = fingerprint(PyList_GET_ITEM(blocks, i), &room, &size);
        if (!print || PyList_Append(prints, print)) Py_CLEAR(prints);
        Py_XDECREF(print);
    }
    PyMem_Free(room);
    return prints;
}

static PyObject *learn(PyObject *module, PyObject *arguments)
{
    PyObject *block;
    const unsigned char *bytes;
    Py_ssize_t count;
    if (!PyArg_ParseTuple(arguments, "Oy#", &block, &bytes, &count)) return NULL;
    if (learn_slots(&block_record, block, block_slots, OF_BLOCK)) return NULL;
    memset(ignored, 0, sizeof ignored);
    for (Py_ssize_t i = 0; i < count; i++) ignored[bytes[i]] = 1;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"learn", learn, METH_VARARGS, "Take the class of blocks and the bytes that are ignored."},
    {"fingerprints", fingerprints, METH_O, "The fingerprint of each block."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_prints", "Fingerprints of lines.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__prints(void) { return PyModule_Create(&definition); }
