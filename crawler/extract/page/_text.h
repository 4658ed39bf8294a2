#ifndef TEXT_H
#define TEXT_H

/* Text in UTF-8, as joining.py has it in Python: the same by bytes. What comes in is made valid first. */
#include <Python.h>
#include <string.h>

typedef struct { unsigned char *bytes; Py_ssize_t length, room; } text_t;

enum { SEAM = 1, LINE_BREAK = 0 };

static void *grown(void *memory, Py_ssize_t *room, Py_ssize_t wanted, size_t size)
{
    Py_ssize_t more = *room ? *room : 64;
    while (more < wanted) more *= 2;
    void *bigger = PyMem_Realloc(memory, (size_t)more * size);
    if (bigger) *room = more;
    else PyErr_NoMemory();
    return bigger;
}

static void *moved; /* of GROW; the interpreter's lock guards it */
/* Makes room for so many; true where there is none, with an error set. */
#define GROW(memory, room, wanted) \
    ((wanted) > (room) && (!(moved = grown((memory), &(room), (wanted), sizeof *(memory))) || ((memory) = moved, 0)))

static int add(text_t *to, const void *bytes, Py_ssize_t length)
{
    if (GROW(to->bytes, to->room, to->length + length)) return -1;
    if (length) memcpy(to->bytes + to->length, bytes, (size_t)length);
    to->length += length;
    return 0;
}

static int add_byte(text_t *to, unsigned char byte) { return add(to, &byte, 1); }

static PyObject *decoded(const void *bytes, Py_ssize_t length) { return PyUnicode_DecodeUTF8(bytes, length, "replace"); }

/* Behind the character that begins at `at`; NULL where it is no UTF-8. The checks are those of the Unicode standard, table 3-7. */
static inline const unsigned char *behind(const unsigned char *at, const unsigned char *end)
{
    unsigned char lead = *at;
    if (lead < 0x80) return at + 1;
    Py_ssize_t more = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
    if (!more || end - at <= more) return NULL;
    unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80, high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high) return NULL;
    for (Py_ssize_t i = 2; i <= more; i++)
        if ((at[i] & 0xc0) != 0x80) return NULL;
    return at + more + 1;
}

static Py_ssize_t ascii_length(const unsigned char *bytes, Py_ssize_t length)
{
    Py_ssize_t i = 0;
    while (i < length && bytes[i] < 128) i++;
    return i;
}

static int is_valid(const unsigned char *at, Py_ssize_t length)
{
    const unsigned char *end = at + length;
    while (at && at < end) at = behind(at, end);
    return at != NULL;
}

/* The character that begins there, of valid text. */
static inline Py_UCS4 character(const unsigned char *at, int *size)
{
    unsigned char lead = *at;
    if (lead < 0x80) { *size = 1; return lead; }
    if (lead < 0xe0) { *size = 2; return (lead & 0x1fu) << 6 | (at[1] & 0x3fu); }
    if (lead < 0xf0) { *size = 3; return (lead & 0xfu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu); }
    *size = 4;
    return (lead & 7u) << 18 | (at[1] & 0x3fu) << 12 | (at[2] & 0x3fu) << 6 | (at[3] & 0x3fu);
}

/* The last character before `end`, of valid text that is not empty. */
static Py_UCS4 last_character(const unsigned char *start, const unsigned char *end, int *size)
{
    const unsigned char *at = end - 1;
    while (at > start && (*at & 0xc0) == 0x80) at--;
    return character(at, size);
}

static inline int is_space(Py_UCS4 c)
{
    return c < 128 ? (c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)) : Py_UNICODE_ISSPACE(c);
}

static inline int is_invisible(Py_UCS4 c)
{
    return c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060 || c == 0xfeff || c == 0xad;
}

static inline int is_unspaced(Py_UCS4 c)
{
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xe00 && c <= 0xe7f);
}

static Py_ssize_t characters(const unsigned char *bytes, Py_ssize_t length)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < length; i++) count += (bytes[i] & 0xc0) != 0x80;
    return count;
}

/* joining.collapsed, into `to`, which has room for all of `text` and may be it. Returns the length; `words` are those of
 * joining.count_words. */
static Py_ssize_t collapse(const unsigned char *text, Py_ssize_t length, unsigned char *to, Py_ssize_t *words)
{
    Py_ssize_t end = 0, gaps = 0, unspaced = 0;
    unsigned char owed = 0;
    for (Py_ssize_t i = 0; i < length;) {
        unsigned char byte = text[i];
        int size = 1;
        if (byte > ' ' && byte < 128) ;
        else if (byte == LINE_BREAK) { if (end) owed = '\n'; i++; continue; }
        else if (byte < 128) {
            if (is_space(byte)) { if (end && !owed) owed = ' '; i++; continue; }
        } else {
            Py_UCS4 c = character(text + i, &size);
            if (is_space(c)) { if (end && !owed) owed = ' '; i += size; continue; }
            if (is_invisible(c)) { i += size; continue; }
            unspaced += is_unspaced(c);
        }
        if (owed) { to[end++] = owed; owed = 0; gaps++; }
        while (size--) to[end++] = text[i++];
    }
    *words = end ? gaps + 1 + unspaced / 2 : 0;
    return end;
}

static int ends_sentence(const unsigned char *text, Py_ssize_t length)
{
    const unsigned char *end = text + length;
    int size, left = 8;
    Py_UCS4 c = 0;
    while (end > text && (c = last_character(text, end, &size), is_space(c))) end -= size;
    for (; end > text && left; end -= size, left--) {
        c = last_character(text, end, &size);
        if (c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201d || c == 0x2019 || c == 0xbb) continue;
        return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xff01 || c == 0xff1f;
    }
    return 0;
}

#endif
