/* Looks at the bytes of a page before it is parsed, each of which crawler.extract.page has in Python as well: in C they
 * take a fifth of the time, for nearly all of a page is ASCII, which is looked at in stretches of STRETCH bytes. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

enum { STRETCH = 128, ESCAPE = 0x1b };

/* Behind the character that begins at `at`; NULL where it is no UTF-8. The checks are those of the Unicode standard, table 3-7. */
static const unsigned char *behind(const unsigned char *at, const unsigned char *end)
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

static int is_unlabelled_utf8(const unsigned char *at, const unsigned char *end)
{
    if (end - at >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) return 0;
    while (at < end) {
        const unsigned char *stop = end - at < STRETCH ? end : at + STRETCH;
        unsigned char any = 0, odd = 0;
        if (stop - at == STRETCH)
            for (int i = 0; i < STRETCH; i++) { any |= at[i]; odd |= (at[i] == 0) | (at[i] == ESCAPE); }
        else
            for (const unsigned char *c = at; c < stop; c++) { any |= *c; odd |= (*c == 0) | (*c == ESCAPE); }
        if (odd) return 0;
        if (any < 0x80) at = stop;
        else
            while (at < stop)
                if (!(at = behind(at, end))) return 0;
    }
    return 1;
}

/* UTF-8 of one of "ÂÃÐÑâ" before one of U+0080 to U+00BF or a euro sign. */
static int is_misread(const unsigned char *at, Py_ssize_t left)
{
    if (left < 4) return 0;
    if (at[1] != 0x82 && at[1] != 0x83 && at[1] != 0x90 && at[1] != 0x91 && at[1] != 0xa2) return 0;
    return (at[2] == 0xc2 && at[3] >= 0x80 && at[3] <= 0xbf) || (left > 4 && memcmp(at + 2, "\xe2\x82\xac", 3) == 0);
}

static int is_spelt_out(const unsigned char *at, Py_ssize_t left)
{
    return left >= 13 && memcmp(at, "&acirc;&euro;", 13) == 0;
}

static int has_any(const unsigned char *at, const unsigned char *end, int first, int (*is_one)(const unsigned char *, Py_ssize_t))
{
    for (; at < end && (at = memchr(at, first, (size_t)(end - at))); at++)
        if (is_one(at, end - at)) return 1;
    return 0;
}

static Py_ssize_t count_tags(const unsigned char *at, const unsigned char *end)
{
    Py_ssize_t count = 0;
    for (; end - at >= STRETCH; at += STRETCH) {
        unsigned char here = 0;
        for (int i = 0; i < STRETCH; i++) here += at[i] == '<';
        count += here;
    }
    for (; at < end; at++) count += *at == '<';
    return count;
}

/* --- The module --- */

static const unsigned char *bytes_of(PyObject *body, const unsigned char **end)
{
    if (!PyBytes_Check(body)) {
        PyErr_SetString(PyExc_TypeError, "bytes are wanted");
        return NULL;
    }
    const unsigned char *start = (const unsigned char *)PyBytes_AS_STRING(body);
    *end = start + PyBytes_GET_SIZE(body);
    return start;
}

static PyObject *is_utf8(PyObject *module, PyObject *body)
{
    const unsigned char *end, *start = bytes_of(body, &end);
    return start ? PyBool_FromLong(is_unlabelled_utf8(start, end)) : NULL;
}

static PyObject *is_mojibake(PyObject *module, PyObject *body)
{
    const unsigned char *end, *start = bytes_of(body, &end);
    if (!start) return NULL;
    return PyBool_FromLong(has_any(start, end, 0xc3, is_misread) || has_any(start, end, '&', is_spelt_out));
}

static PyObject *tags(PyObject *module, PyObject *body)
{
    const unsigned char *end, *start = bytes_of(body, &end);
    return start ? PyLong_FromSsize_t(count_tags(start, end)) : NULL;
}

static PyMethodDef methods[] = {
    {"is_utf8", is_utf8, METH_O, "Whether the bytes are UTF-8 whatever is said of them."},
    {"is_mojibake", is_mojibake, METH_O, "Whether there are signs of UTF-8 that was read as something else."},
    {"tags", tags, METH_O, "How many angle brackets open."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_screen", "Looks at the bytes of a page, compiled.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__screen(void) { return PyModule_Create(&definition); }
