/* The hashes that a text is known by, as archive.stories.signature has them in Python, in C: the same numbers in a
 * fraction of the time. signature.py is the specification and what runs where this was not compiled; tests hold them equal.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { LEVELS = 3, MOST_ASKED = 64, LETTERS = 0x700 };

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
static uint32_t crc32_of(const unsigned char *at, size_t length)
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
    uint32_t numbers[MOST_ASKED];
    size_t length, most;
} smallest_t;

static void offer(smallest_t *kept, uint32_t number)
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
static unsigned char *put(unsigned char *to, Py_UCS4 c)
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

static PyObject *as_list(const uint32_t *numbers, size_t length)
{
    PyObject *list = PyList_New((Py_ssize_t)length);
    for (size_t i = 0; list && i < length; i++) {
        PyObject *number = PyLong_FromUnsignedLong(numbers[i]);
        if (!number) {
            Py_DECREF(list);
            return NULL;
        }
        PyList_SET_ITEM(list, (Py_ssize_t)i, number);
    }
    return list;
}

typedef struct {
    size_t start, end; /* in the bytes */
    Py_ssize_t letters;
} word_t;

/* What the first characters are folded to; 0 where that is not one character, or not known yet. */
static Py_UCS4 folded[LETTERS];

static int know_folded(void)
{
    static int is_known;
    for (Py_UCS4 c = 1; c < LETTERS && !is_known; c++) {
        PyObject *one = PyUnicode_FromOrdinal((int)c);
        PyObject *low = one ? PyObject_CallMethod(one, "casefold", NULL) : NULL;
        Py_XDECREF(one);
        if (!low)
            return -1;
        if (PyUnicode_GET_LENGTH(low) == 1)
            folded[c] = PyUnicode_READ_CHAR(low, 0);
        Py_DECREF(low);
    }
    is_known = 1;
    return 0;
}

/* The words of a text, folded, one space between them. How many there are; -1 with an exception. */
static Py_ssize_t fold_words(PyObject *text, word_t *words, unsigned char *bytes)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t count = 0, length = PyUnicode_GET_LENGTH(text);
    unsigned char *to = bytes;
    for (Py_ssize_t i = 0; i < length;) {
        if (Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, i))) {
            i++;
            continue;
        }
        Py_ssize_t start = i;
        unsigned char *begun = to;
        int is_known = 1;
        for (Py_UCS4 c; i < length && !Py_UNICODE_ISSPACE(c = PyUnicode_READ(kind, data, i)); i++) {
            if (!c)
                *to++ = 0;
            else if (c < LETTERS && folded[c])
                to = put(to, folded[c]);
            else
                is_known = 0;
        }
        if (!is_known) {
            PyObject *word = PyUnicode_Substring(text, start, i);
            PyObject *low = word ? PyObject_CallMethod(word, "casefold", NULL) : NULL;
            Py_XDECREF(word);
            if (!low)
                return -1;
            to = begun;
            for (Py_ssize_t at = 0; at < PyUnicode_GET_LENGTH(low); at++)
                to = put(to, PyUnicode_READ_CHAR(low, at));
            Py_DECREF(low);
        }
        words[count++] = (word_t){(size_t)(begun - bytes), (size_t)(to - bytes), i - start};
        *to++ = ' ';
    }
    return count;
}

/* Adds those not there yet; how many there are then. */
static size_t join(uint32_t *best, size_t length, const smallest_t *more)
{
    for (size_t i = 0; i < more->length; i++) {
        size_t at = 0;
        while (at < length && best[at] != more->numbers[i])
            at++;
        if (at == length)
            best[length++] = more->numbers[i];
    }
    return length;
}

PyDoc_STRVAR(of_words_doc, "of_words(text, asked, letters)\n--\n\nThe best hashes of pairs of words.");

static PyObject *of_words(PyObject *self, PyObject *arguments)
{
    PyObject *text, *found = NULL;
    Py_ssize_t asked, least[LEVELS];
    if (!PyArg_ParseTuple(arguments, "Un(nnn)", &text, &asked, &least[0], &least[1], &least[2]))
        return NULL;
    if (PyUnicode_READY(text) < 0)
        return NULL;
    if (asked < 1 || 2 * asked > MOST_ASKED) {
        PyErr_SetString(PyExc_ValueError, "so many are never asked for");
        return NULL;
    }
    if (know_folded() < 0)
        return NULL;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    /* A character may become three of three bytes when it is folded. */
    word_t *words = PyMem_Malloc(((size_t)length / 2 + 1) * sizeof *words);
    unsigned char *bytes = PyMem_Malloc(9 * (size_t)length + 1);
    Py_ssize_t count;
    if (!words || !bytes) {
        PyErr_NoMemory();
        goto done;
    }
    if ((count = fold_words(text, words, bytes)) < 0)
        goto done;
    uint32_t best[LEVELS * MOST_ASKED];
    size_t have = 0;
    smallest_t kept = {.most = 2 * (size_t)asked};
    for (int level = 0; level < LEVELS && have < (size_t)asked; level++) {
        for (Py_ssize_t i = 1; i < count; i++) {
            Py_ssize_t one = words[i - 1].letters, other = words[i].letters, shorter = one < other ? one : other;
            if (shorter >= least[level] && !(level && shorter >= least[level - 1]))
                offer(&kept, crc32_of(bytes + words[i - 1].start, words[i].end - words[i - 1].start));
        }
        have = join(best, have, &kept);
    }
    found = as_list(best, have < (size_t)asked ? have : (size_t)asked);
done:
    PyMem_Free(words);
    PyMem_Free(bytes);
    return found;
}

PyDoc_STRVAR(of_characters_doc, "of_characters(text, asked)\n--\n\n"
                                "The best hashes of its characters by threes; None where folding changes their number.");

static PyObject *of_characters(PyObject *self, PyObject *arguments)
{
    PyObject *text;
    Py_ssize_t asked;
    if (!PyArg_ParseTuple(arguments, "Un", &text, &asked))
        return NULL;
    if (PyUnicode_READY(text) < 0)
        return NULL;
    if (asked < 1 || asked > MOST_ASKED) {
        PyErr_SetString(PyExc_ValueError, "so many are never asked for");
        return NULL;
    }
    PyObject *low = PyObject_CallMethod(text, "casefold", NULL);
    if (!low)
        return NULL;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), seen = 0;
    if (PyUnicode_GET_LENGTH(low) != length) {
        Py_DECREF(low);
        Py_RETURN_NONE;
    }
    smallest_t kept = {.most = (size_t)asked};
    Py_UCS4 last[2] = {0, 0};
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        if (!Py_UNICODE_ISALNUM(c) && c != '_')
            continue;
        c = PyUnicode_READ_CHAR(low, i);
        if (++seen > 2) {
            unsigned char bytes[17], *to = put(put(bytes, last[0]), last[1]);
            *to++ = ' ';
            to = put(put(to, last[1]), c);
            offer(&kept, crc32_of(bytes, (size_t)(to - bytes)));
        }
        last[0] = last[1];
        last[1] = c;
    }
    Py_DECREF(low);
    return as_list(kept.numbers, kept.length);
}

static PyMethodDef methods[] = {
    {"of_words", of_words, METH_VARARGS, of_words_doc},
    {"of_characters", of_characters, METH_VARARGS, of_characters_doc},
    {NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_pairs", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__pairs(void)
{
    make_crc_table();
    return PyModule_Create(&module);
}
