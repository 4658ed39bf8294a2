/* Looks at the bytes of a page before it is parsed, each of which crawler.extract.page has in Python as well: in C they
 * take a fifth of the time, for nearly all of a page is ASCII, which is looked at in stretches of STRETCH bytes. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
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

/* --- Depth --- */

enum { LONGEST_NAME = 8, MOST_NAMES = 64 };
typedef struct { uint64_t names[MOST_NAMES]; int count; } names_t; /* eight letters are one number */
typedef struct { const unsigned char *start, *end; Py_ssize_t most; names_t not_counted, raw_text; const char *ends[MOST_NAMES]; } nest_t;

static int is_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static int is_of_name(unsigned char c) { return is_letter(c) || (c >= '0' && c <= ':') || c == '-'; }

/* The name in lower case as a number; 0 where it is too long to be one of those that are asked for. */
static uint64_t packed(const unsigned char *name, Py_ssize_t length)
{
    uint64_t number = 0;
    for (Py_ssize_t i = 0; i < length && length <= LONGEST_NAME; i++)
        number = number << 8 | (name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32u : name[i]);
    return number;
}

static int place_of(const names_t *names, uint64_t name)
{
    for (int i = 0; i < names->count; i++)
        if (names->names[i] == name) return i;
    return -1;
}

/* Behind the next place where it stands, or the end. */
static const unsigned char *after(const unsigned char *at, const unsigned char *end, const char *wanted)
{
    size_t size = strlen(wanted);
    while (at < end && (at = memchr(at, wanted[0], (size_t)(end - at)))) {
        if ((size_t)(end - at) >= size && !memcmp(at, wanted, size)) return at + size;
        at++;
    }
    return end;
}

/* Whether the start tags go below that depth, counted as nesting.py counts them. */
static int goes_below(const nest_t *nest)
{
    Py_ssize_t depth = 0;
    const unsigned char *end = nest->end, *at = nest->start;
    while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
        const unsigned char *name = at + 1;
        int closes = name < end && *name == '/';
        if (closes) name++;
        if (name >= end || !is_letter(*name)) {
            at = end - at >= 4 && !memcmp(at, "<!--", 4) ? after(at + 4, end, "-->") : at + 1;
            continue;
        }
        const unsigned char *behind_name = name;
        while (behind_name < end && is_of_name(*behind_name)) behind_name++;
        for (at = behind_name; at < end && *at != '<' && *at != '>';) at++;
        if (at < end && *at == '>') at++;
        uint64_t number = packed(name, behind_name - name);
        if (number && place_of(&nest->not_counted, number) >= 0) continue;
        int raw = number ? place_of(&nest->raw_text, number) : -1;
        if (closes) depth -= depth > 0;
        else if (raw >= 0) at = after(at, end, nest->ends[raw]);
        else if (at[-1] == '>' && at[-2] == '/') continue;
        else if (++depth > nest->most) return 1;
    }
    return 0;
}

static int add_name(names_t *names, PyObject *name)
{
    if (!PyBytes_Check(name) || PyBytes_GET_SIZE(name) > LONGEST_NAME || names->count == MOST_NAMES) {
        PyErr_SetString(PyExc_ValueError, "too many names, or too long ones");
        return -1;
    }
    names->names[names->count++] = packed((const unsigned char *)PyBytes_AS_STRING(name), PyBytes_GET_SIZE(name));
    return 0;
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

static PyObject *is_deep(PyObject *module, PyObject *arguments)
{
    PyObject *body, *not_counted, *raw_text, *name, *ends;
    nest_t nest = {0};
    Py_ssize_t at = 0;
    if (!PyArg_ParseTuple(arguments, "SnO!O!", &body, &nest.most, &PyFrozenSet_Type, &not_counted, &PyDict_Type, &raw_text)) return NULL;
    nest.start = bytes_of(body, &nest.end);
    PyObject *each = PyObject_GetIter(not_counted);
    while (each && (name = PyIter_Next(each))) {
        int failed = add_name(&nest.not_counted, name);
        Py_DECREF(name);
        if (failed) break;
    }
    Py_XDECREF(each);
    while (!PyErr_Occurred() && PyDict_Next(raw_text, &at, &name, &ends)) {
        if (!PyBytes_Check(ends) || !PyBytes_GET_SIZE(ends)) PyErr_SetString(PyExc_TypeError, "bytes are wanted");
        else if (!add_name(&nest.raw_text, name)) nest.ends[nest.raw_text.count - 1] = PyBytes_AS_STRING(ends);
    }
    return PyErr_Occurred() ? NULL : PyBool_FromLong(goes_below(&nest));
}

static PyMethodDef methods[] = {
    {"is_utf8", is_utf8, METH_O, "Whether the bytes are UTF-8 whatever is said of them."},
    {"is_mojibake", is_mojibake, METH_O, "Whether there are signs of UTF-8 that was read as something else."},
    {"tags", tags, METH_O, "How many angle brackets open."},
    {"is_deep", is_deep, METH_VARARGS, "Whether elements nest deeper than that."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_screen", "Looks at the bytes of a page, compiled.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__screen(void) { return PyModule_Create(&definition); }
