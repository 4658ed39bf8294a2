/* What the classes, the id and the role of an element say, in lower case. The words are those of elements.py; where one of its
 * signs is there, which is rare, its functions are asked. Names repeat from page to page: what was said is kept in mind,
 * one answer in each place of a table, until another one needs the place. */
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "_text.h"

enum { MOST_SIGNS = 8, LONGEST_SIGN = 24, MOST_WORDS = 64, PLACES = 16384, LONGEST_NAMES = 300 };

typedef struct { const unsigned char *bytes; Py_ssize_t size; int is_there; } value_t;

/* A text has one of these, or nothing of this kind is said in it. */
typedef struct {
    int count;
    struct { Py_ssize_t size; char bytes[LONGEST_SIGN]; } signs[MOST_SIGNS];
    unsigned char begins[256];
} signs_t;

static struct {
    Py_ssize_t count, from[LONGEST_SIGN + 2];      /* from[n]: the first of n bytes */
    struct { Py_ssize_t size; char bytes[LONGEST_SIGN]; } words[MOST_WORDS]; /* by their length */
} hiding;
static signs_t of_caption, of_style, of_signature, of_author_at;

typedef struct {
    uint64_t hash;
    uintptr_t tag;
    Py_ssize_t sizes[3];
    unsigned char *key; /* role, class and id, as they stand there; NULL: a place that is free */
    PyObject *names, *role, *kind;
    int hidden, in_caption;
} said_t;
static said_t known[PLACES];

static int learn_signs(signs_t *to, PyObject *given)
{
    memset(to, 0, sizeof *to);
    PyObject *signs = PySequence_Tuple(given);
    if (!signs) return -1;
    int failed = PyTuple_GET_SIZE(signs) > MOST_SIGNS;
    for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(signs); i++) {
        Py_ssize_t size;
        const char *bytes = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(signs, i), &size);
        if ((failed = !bytes || !size || size > LONGEST_SIGN)) break;
        memcpy(to->signs[to->count].bytes, bytes, (size_t)size);
        to->signs[to->count++].size = size;
        to->begins[(unsigned char)bytes[0]] = 1;
    }
    Py_DECREF(signs);
    if (failed && !PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "too many signs, or too long ones");
    return failed ? -1 : 0;
}

static int learn_hiding(PyObject *given)
{
    PyObject *words = PySequence_List(given);
    if (!words) return -1;
    hiding.count = 0;
    for (Py_ssize_t size = 0; size <= LONGEST_SIGN; size++) {
        hiding.from[size] = hiding.count;
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(words); i++) {
            Py_ssize_t length;
            const char *bytes = PyUnicode_AsUTF8AndSize(PyList_GET_ITEM(words, i), &length);
            if (!bytes) { Py_DECREF(words); return -1; }
            if (length != size || hiding.count == MOST_WORDS) continue;
            memcpy(hiding.words[hiding.count].bytes, bytes, (size_t)size);
            hiding.words[hiding.count++].size = size;
        }
    }
    hiding.from[LONGEST_SIGN + 1] = hiding.count;
    int whole = hiding.count == PyList_GET_SIZE(words);
    Py_DECREF(words);
    if (!whole) PyErr_SetString(PyExc_ValueError, "too many words, or too long ones");
    return whole ? 0 : -1;
}

static int mentions(const signs_t *of, const unsigned char *bytes, Py_ssize_t length)
{
    for (Py_ssize_t i = 0; i < length; i++) {
        if (!of->begins[bytes[i]]) continue;
        for (int s = 0; s < of->count; s++)
            if (length - i >= of->signs[s].size && !memcmp(bytes + i, of->signs[s].bytes, (size_t)of->signs[s].size)) return 1;
    }
    return 0;
}

/* Whether a word of these ASCII names is one that hides. */
static int hides(const unsigned char *names, Py_ssize_t length)
{
    for (Py_ssize_t at = 0; at < length; at++) {
        Py_ssize_t start = at;
        while (at < length && !is_space(names[at])) at++;
        Py_ssize_t size = at - start;
        if (size > LONGEST_SIGN) continue;
        for (Py_ssize_t i = hiding.from[size]; i < hiding.from[size + 1]; i++)
            if (!memcmp(hiding.words[i].bytes, names + start, (size_t)size)) return 1;
    }
    return 0;
}

/* Add the value in lower case. */
static int add_lower(text_t *to, const value_t *value)
{
    Py_ssize_t size = value->size;
    if (!size) return 0;
    if (GROW(to->bytes, to->room, to->length + size)) return -1;
    if (ascii_length(value->bytes, size) == size) {
        unsigned char *at = to->bytes + to->length;
        for (Py_ssize_t i = 0; i < size; i++) {
            unsigned char c = value->bytes[i];
            at[i] = c >= 'A' && c <= 'Z' ? c + 32 : c;
        }
        to->length += size;
        return 0;
    }
    PyObject *text = decoded(value->bytes, size), *low = text ? PyObject_CallMethod(text, "lower", NULL) : NULL;
    const char *bytes = low ? PyUnicode_AsUTF8AndSize(low, &size) : NULL;
    int failed = !bytes || add(to, bytes, size);
    Py_XDECREF(text);
    Py_XDECREF(low);
    return failed ? -1 : 0;
}

/* Add classes and id. */
static int add_names(text_t *to, const value_t *class_, const value_t *id)
{
    if (class_->size && add_lower(to, class_)) return -1;
    if (class_->size && id->size && add_byte(to, ' ')) return -1;
    return id->size ? add_lower(to, id) : 0;
}

static PyObject *lower(const value_t *value)
{
    text_t text = {NULL, 0, 0};
    PyObject *result = add_lower(&text, value) ? NULL : decoded(text.bytes ? (char *)text.bytes : "", text.length);
    PyMem_Free(text.bytes);
    return result;
}

static uint64_t hashed(uint64_t hash, const value_t *value)
{
    const unsigned char *at = value->bytes;
    Py_ssize_t left = value->size;
    hash ^= (uint64_t)left;
    for (; left > 0; at += 8, left -= 8) {
        uint64_t some = 0;
        memcpy(&some, at, left < 8 ? (size_t)left : 8);
        hash = (hash ^ some) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

static void forget(said_t *said)
{
    PyMem_Free(said->key);
    Py_XDECREF(said->names);
    Py_XDECREF(said->role);
    Py_XDECREF(said->kind);
    memset(said, 0, sizeof *said);
}

/* Ask what these names say. */
static int ask(said_t *said, PyObject *tag, const value_t values[3], PyObject *of_names, PyObject *kind_of)
{
    text_t names = {NULL, 0, 0};
    if (add_names(&names, &values[1], &values[2])) goto failed;
    said->names = decoded(names.bytes ? (char *)names.bytes : "", names.length);
    said->role = lower(&values[0]);
    said->kind = said->names && said->role ? PyObject_CallFunctionObjArgs(kind_of, tag, said->role, said->names, NULL) : NULL;
    if (!said->kind) goto failed;
    if (!PyUnicode_IS_ASCII(said->names) || mentions(&of_caption, names.bytes, names.length)) {
        PyObject *both = PyObject_CallOneArg(of_names, said->names);
        if (!both) goto failed;
        said->hidden = PyTuple_GET_ITEM(both, 0) == Py_True;
        said->in_caption = PyTuple_GET_ITEM(both, 1) == Py_True;
        Py_DECREF(both);
    } else said->hidden = hides(names.bytes, names.length);
    PyMem_Free(names.bytes);
    return 0;
failed:
    PyMem_Free(names.bytes);
    return -1;
}

/* What role, class and id of a container say; they stand in `values` in this order. `aside` holds what is not kept in mind: the
 * caller forgets it. NULL for an error. */
static const said_t *said_by(
    uintptr_t tag_id, PyObject *tag, const value_t values[3], PyObject *of_names, PyObject *kind_of, int lasting, said_t *aside)
{
    Py_ssize_t length = values[0].size + values[1].size + values[2].size;
    if (!lasting || length >= LONGEST_NAMES) return ask(aside, tag, values, of_names, kind_of) ? NULL : aside;
    uint64_t hash = tag_id * 0x9e3779b97f4a7c15u;
    for (int i = 0; i < 3; i++) hash = hashed(hash, &values[i]);
    said_t *place = &known[(hash >> 20) % PLACES];
    if (place->key && place->hash == hash && place->tag == tag_id) {
        const unsigned char *at = place->key;
        int same = 1;
        for (int i = 0; same && i < 3; at += values[i++].size)
            same = place->sizes[i] == values[i].size && (!values[i].size || !memcmp(at, values[i].bytes, (size_t)values[i].size));
        if (same) return place;
    }
    said_t fresh = {.hash = hash, .tag = tag_id, .key = PyMem_Malloc((size_t)length + 1)};
    if (!fresh.key) PyErr_NoMemory();
    if (!fresh.key || ask(&fresh, tag, values, of_names, kind_of)) { forget(&fresh); return NULL; }
    unsigned char *at = fresh.key;
    for (int i = 0; i < 3; at += values[i++].size) {
        fresh.sizes[i] = values[i].size;
        if (values[i].size) memcpy(at, values[i].bytes, (size_t)values[i].size);
    }
    forget(place);
    *place = fresh;
    return place;
}
