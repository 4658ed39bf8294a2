/* A row of articles as a line of JSON, as archive.selection's record() and orjson make it, byte for byte. What is not as the
 * archive writes it gives None: then these two are asked, and say what is wrong. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef struct {
    PyObject *made; /* what becomes of it: bytes with room to spare */
    char *bytes;
    size_t length, room;
} line_t;

enum { DONE = 0, ODD = 1, FAILED = -1, FIRST_ROOM = 8192 };

static int make_room(line_t *line, size_t more)
{
    if (line->length + more <= line->room) return DONE;
    line->room = 2 * line->room + more;
    if (_PyBytes_Resize(&line->made, (Py_ssize_t)line->room)) return FAILED;
    line->bytes = PyBytes_AS_STRING(line->made);
    return DONE;
}

static int add(line_t *line, const char *bytes, size_t length)
{
    if (make_room(line, length)) return FAILED;
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
    return DONE;
}

static int is_plain(unsigned char byte) { return byte >= 0x20 && byte != '"' && byte != '\\'; }

/* How many bytes come before the first that has to be escaped. */
static size_t plain_bytes(const char *bytes, size_t length)
{
    size_t at = 0;
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1f);
    for (; length - at >= 16; at += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(bytes + at));
        __m128i found = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
        int mask = _mm_movemask_epi8(_mm_or_si128(found, _mm_cmpeq_epi8(_mm_max_epu8(block, control), control)));
        if (mask) return at + (size_t)__builtin_ctz((unsigned)mask);
    }
#endif
    while (at < length && is_plain((unsigned char)bytes[at])) at++;
    return at;
}

static char *escaped(char *to, unsigned char byte)
{
    static const char SHORT[] = "btn\0fr", DIGITS[] = "0123456789abcdef";
    *to++ = '\\';
    if (byte == '"' || byte == '\\') *to++ = (char)byte;
    else if (byte >= 8 && byte <= 13 && SHORT[byte - 8]) *to++ = SHORT[byte - 8];
    else {
        memcpy(to, "u00", 3);
        to[3] = DIGITS[byte >> 4];
        to[4] = DIGITS[byte & 15];
        to += 5;
    }
    return to;
}

static int add_string(line_t *line, const char *bytes, size_t length)
{
    if (add(line, "\"", 1)) return FAILED;
    while (length) {
        size_t plain = plain_bytes(bytes, length);
        if (make_room(line, length + 8)) return FAILED;
        memcpy(line->bytes + line->length, bytes, plain);
        line->length += plain;
        for (bytes += plain, length -= plain; length && !is_plain((unsigned char)*bytes); bytes++, length--) {
            if (make_room(line, length + 8)) return FAILED;
            line->length = (size_t)(escaped(line->bytes + line->length, (unsigned char)*bytes) - line->bytes);
        }
    }
    return add(line, "\"", 1);
}

static const uint64_t HIGH = 0x8080808080808080u;

/* Whether bytes are UTF-8 (RFC 3629): no surrogates, nothing longer than need be. */
static int is_utf8(const unsigned char *at, size_t length)
{
    const unsigned char *end = at + length;
    while (at < end) {
        unsigned char lead = *at;
        if (lead < 0x80) {
            uint64_t word;
            for (at++; end - at >= 8; at += 8) {
                memcpy(&word, at, 8);
                if (word & HIGH) break;
            }
            while (at < end && *at < 0x80) at++;
        } else if (lead < 0xe0) {
            if (lead < 0xc2 || end - at < 2 || (at[1] & 0xc0) != 0x80) return 0;
            at += 2;
        } else if (lead < 0xf0) {
            if (end - at < 3 || (at[1] & 0xc0) != 0x80 || (at[2] & 0xc0) != 0x80) return 0;
            if ((lead == 0xe0 && at[1] < 0xa0) || (lead == 0xed && at[1] > 0x9f)) return 0;
            at += 3;
        } else {
            if (lead > 0xf4 || end - at < 4 || (at[1] & 0xc0) != 0x80 || (at[2] & 0xc0) != 0x80 || (at[3] & 0xc0) != 0x80) return 0;
            if ((lead == 0xf0 && at[1] < 0x90) || (lead == 0xf4 && at[1] > 0x8f)) return 0;
            at += 4;
        }
    }
    return 1;
}

static int add_number(line_t *line, PyObject *value)
{
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow) return ODD;
    if (number == -1 && PyErr_Occurred()) return FAILED;
    char digits[24], *end = digits + sizeof digits, *at = end;
    unsigned long long rest = number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number;
    do *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0) *--at = '-';
    return add(line, at, (size_t)(end - at));
}

static int add_plain(line_t *line, PyObject *value)
{
    if (value == Py_None) return add(line, "null", 4);
    if (PyLong_CheckExact(value)) return add_number(line, value);
    if (!PyUnicode_CheckExact(value)) return ODD;
    Py_ssize_t length;
    const char *bytes = PyUnicode_AsUTF8AndSize(value, &length);
    return bytes ? add_string(line, bytes, (size_t)length) : FAILED;
}

static int add_text(line_t *line, PyObject *value)
{
    if (!PyBytes_CheckExact(value)) return PyUnicode_CheckExact(value) ? add_plain(line, value) : ODD;
    const char *bytes = PyBytes_AS_STRING(value);
    size_t length = (size_t)PyBytes_GET_SIZE(value);
    return is_utf8((const unsigned char *)bytes, length) ? add_string(line, bytes, length) : ODD;
}

/* The byte after a string as orjson writes it; NULL for any other. */
static const char *after_string(const char *at, const char *end)
{
    if (at == end || *at++ != '"') return NULL;
    while (at < end && *at != '"') {
        unsigned char byte = (unsigned char)*at++;
        if (byte < 0x20) return NULL;
        if (byte != '\\') continue;
        if (at == end) return NULL;
        if (*at == 'u') {
            if (end - at < 5 || memcmp(at, "u00", 3) || (at[3] != '0' && at[3] != '1')) return NULL;
            char last = at[4];
            int value = last >= '0' && last <= '9' ? last - '0' : last >= 'a' && last <= 'f' ? last - 'a' + 10 : -1;
            if (value < 0) return NULL;
            value += 16 * (at[3] - '0');
            if (value >= 8 && value <= 13 && value != 11) return NULL; /* these have a shorter form */
            at += 5;
        } else if (strchr("\"\\btnfr", *at)) at++;
        else return NULL;
    }
    return at == end ? NULL : at + 1;
}

static int add_list(line_t *line, PyObject *value)
{
    Py_ssize_t length;
    if (!PyUnicode_CheckExact(value)) return ODD;
    const char *bytes = PyUnicode_AsUTF8AndSize(value, &length);
    if (!bytes) return FAILED;
    const char *end = bytes + length, *at = bytes + 1;
    if (length < 2 || *bytes != '[' || end[-1] != ']') return ODD;
    for (int is_first = 1; at < end - 1; is_first = 0) {
        if (!is_first && *at++ != ',') return ODD;
        if (!(at = after_string(at, end - 1))) return ODD;
    }
    return add(line, bytes, (size_t)length);
}

static void two(char *to, int number)
{
    to[0] = (char)('0' + number / 10);
    to[1] = (char)('0' + number % 10);
}

static int add_moment(line_t *line, PyObject *value, PyObject *zone)
{
    if (value == Py_None) return add(line, "null", 4);
    if (!PyLong_CheckExact(value) || (zone && zone != Py_None && !PyLong_CheckExact(zone))) return ODD;
    int overflow, no_zone = 0;
    long long moment = PyLong_AsLongLongAndOverflow(value, &overflow);
    long long offset = zone && zone != Py_None ? PyLong_AsLongLongAndOverflow(zone, &no_zone) : 0;
    const long long DAY = 86400, FIRST = -719162, LAST = 2932896; /* 0001-01-01, 9999-12-31 */
    if (overflow || no_zone || offset <= -1440 || offset >= 1440) return ODD;
    long long seconds = moment / 1000000, rest = moment % 1000000;
    if (rest < 0) { rest += 1000000; seconds--; }
    seconds += offset * 60;
    long long day = seconds / DAY, second = seconds % DAY;
    if (second < 0) { second += DAY; day--; }
    if (day <= FIRST || day >= LAST) return ODD; /* on the last days of the calendar the zone may not fit */
    /* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days */
    long long shifted = day + 719468, era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    long long of_era = shifted - era * 146097;
    long long year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long long of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long long from_march = (5 * of_year + 2) / 153;
    int date = (int)(of_year - (153 * from_march + 2) / 5 + 1), month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    int year = (int)(year_of_era + era * 400 + (month <= 2));
    char text[40] = "\"....-..-..T..:..:..";
    two(text + 1, year / 100);
    two(text + 3, year % 100);
    two(text + 6, month);
    two(text + 9, date);
    two(text + 12, (int)(second / 3600));
    two(text + 15, (int)(second / 60 % 60));
    two(text + 18, (int)(second % 60));
    size_t length = 20;
    if (rest) {
        text[20] = '.';
        two(text + 21, (int)(rest / 10000));
        two(text + 23, (int)(rest / 100 % 100));
        two(text + 25, (int)(rest % 100));
        length = 27;
    }
    int minutes = (int)(offset < 0 ? -offset : offset);
    text[length] = offset < 0 ? '-' : '+';
    two(text + length + 1, minutes / 60);
    text[length + 3] = ':';
    two(text + length + 4, minutes % 60);
    text[length + 6] = '"';
    return add(line, text, length + 7);
}

static int add_value(line_t *line, char kind, PyObject *row, Py_ssize_t place, PyObject *text)
{
    PyObject *value = PyTuple_GET_ITEM(row, place);
    Py_ssize_t last = PyTuple_GET_SIZE(row) - 1;
    switch (kind) {
    case 'v': return add_plain(line, value);
    case 't': return add_text(line, text);
    case 'l': return add_list(line, value);
    case 'u': return add_moment(line, value, NULL);
    case 'p': return add_moment(line, value, PyTuple_GET_ITEM(row, last - 1));
    case 'm': return add_moment(line, value, PyTuple_GET_ITEM(row, last));
    default: PyErr_SetString(PyExc_ValueError, "no kind of value"); return FAILED;
    }
}

static PyObject *line_of(PyObject *module, PyObject *const *arguments, Py_ssize_t count)
{
    (void)module;
    if (count != 4 || !PyTuple_Check(arguments[0]) || !PyBytes_Check(arguments[1]) || !PyTuple_Check(arguments[2])) {
        PyErr_SetString(PyExc_TypeError, "names, kinds, row and text are expected");
        return NULL;
    }
    PyObject *names = arguments[0], *row = arguments[2], *text = arguments[3];
    Py_ssize_t values = PyTuple_GET_SIZE(names);
    if (PyBytes_GET_SIZE(arguments[1]) != values || PyTuple_GET_SIZE(row) != values + 2) {
        PyErr_SetString(PyExc_ValueError, "a row has a value for each name, and two zones");
        return NULL;
    }
    const char *kinds = PyBytes_AS_STRING(arguments[1]);
    line_t line = {PyBytes_FromStringAndSize(NULL, FIRST_ROOM), NULL, 0, FIRST_ROOM};
    if (!line.made) return NULL;
    line.bytes = PyBytes_AS_STRING(line.made);
    int state = DONE;
    for (Py_ssize_t i = 0; i < values && state == DONE; i++) {
        PyObject *name = PyTuple_GET_ITEM(names, i);
        if (!PyBytes_Check(name)) { PyErr_SetString(PyExc_TypeError, "a name is bytes"); state = FAILED; }
        else if (!(state = add(&line, PyBytes_AS_STRING(name), (size_t)PyBytes_GET_SIZE(name))))
            state = add_value(&line, kinds[i], row, i, text);
    }
    if (state == DONE) state = add(&line, "}\n", 2);
    if (state == DONE) {
        _PyBytes_Resize(&line.made, (Py_ssize_t)line.length);
        return line.made;
    }
    Py_XDECREF(line.made);
    return state == ODD ? Py_NewRef(Py_None) : NULL;
}

static PyMethodDef methods[] = {
    {"line", (PyCFunction)(void (*)(void))line_of, METH_FASTCALL, "A row as a line of JSON, or None: (names, kinds, row, text)."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_lines", "Rows as lines of JSON.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__lines(void) { return PyModule_Create(&definition); }
