/* The names of classes and ids that speak of boilerplate, found in C: what crawler.extract.boilerplate.containers.in_python
 * finds, which is the specification and what runs where this was not compiled; tests hold them equal.
 *
 * Each name may be met in a few hundred spellings, which are kept by their first two characters. What comes behind a
 * look ahead is left to Python's patterns.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

enum { MOST_TOKENS = 16, LONGEST = 60, SIGNS = 36, BUCKETS = SIGNS * SIGNS };

typedef struct {
    PyObject *text, *following, *rest; /* str; str or NULL: anything; a method "match" or NULL */
    int first, kind;
    Py_UCS4 third; /* character, of a text that has one: nearly all are told apart by it */
} spelling_t;

static spelling_t *spellings;
static Py_ssize_t count;
static Py_ssize_t begins[BUCKETS + 1]; /* of each bucket, in `spellings` */

typedef struct { Py_UCS4 chars[LONGEST + 3]; Py_ssize_t length; } token_t; /* zeros behind its end */
typedef struct { Py_ssize_t start, end; int kind; } met_t;

static inline int sign(Py_UCS4 one)
{
    if (one >= 'a' && one <= 'z') return (int)(one - 'a');
    return one >= '0' && one <= '9' ? (int)(26 + one - '0') : -1;
}

static inline int bucket(Py_UCS4 first, Py_UCS4 second)
{
    int high = sign(first), low = sign(second);
    return high < 0 || low < 0 ? -1 : high * SIGNS + low;
}

static PyObject *as_text(const token_t *token, Py_ssize_t start, Py_ssize_t end)
{
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, token->chars + start, end - start);
}

/* Where the rest of a pattern that begins at that place ends; -1: nowhere, -2 with an exception. */
static Py_ssize_t rest_ends(PyObject *rest, const token_t *token, Py_ssize_t at)
{
    PyObject *text = as_text(token, 0, token->length);
    PyObject *match = text ? PyObject_CallFunction(rest, "On", text, at) : NULL;
    Py_XDECREF(text);
    if (!match || match == Py_None) {
        Py_XDECREF(match);
        return match ? -1 : -2;
    }
    PyObject *end = PyObject_CallMethod(match, "end", NULL);
    Py_DECREF(match);
    Py_ssize_t place = end ? PyLong_AsSsize_t(end) : -1;
    Py_XDECREF(end);
    return PyErr_Occurred() ? -2 : place;
}

/* The same of a spelling. */
static Py_ssize_t spelling_ends(const spelling_t *spelling, const token_t *token, Py_ssize_t at)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(spelling->text), end = at + length;
    if (end > token->length || (spelling->first && at)) return -1;
    const Py_UCS1 *text = PyUnicode_1BYTE_DATA(spelling->text);
    for (Py_ssize_t i = 2; i < length; i++)
        if (text[i] != token->chars[at + i]) return -1;
    if (spelling->following) {
        Py_ssize_t choices = PyUnicode_GET_LENGTH(spelling->following);
        if (!choices) return end == token->length ? end : -1;
        if (end == token->length) return -1;
        Py_ssize_t place = PyUnicode_FindChar(spelling->following, token->chars[end], 0, choices, 1);
        return place >= 0 ? end + 1 : place;
    }
    return spelling->rest ? rest_ends(spelling->rest, token, end) : end;
}

/* The first kind in the list's order that a token speaks of, at its first place; 0: none, -1 with an exception. */
static int meet(const token_t *token, met_t *met)
{
    int found = 0;
    for (Py_ssize_t at = 0; at + 1 < token->length; at++) {
        if (at && token->chars[at - 1] != '-') continue;
        int number = bucket(token->chars[at], token->chars[at + 1]);
        if (number < 0) continue;
        for (Py_ssize_t i = begins[number]; i < begins[number + 1]; i++) {
            if (found && spellings[i].kind >= met->kind) break; /* they are in the order of kinds */
            if (spellings[i].third && spellings[i].third != token->chars[at + 2]) continue;
            Py_ssize_t end = spelling_ends(&spellings[i], token, at);
            if (end == -2) return -1;
            if (end < 0) continue;
            *met = (met_t){at, end, spellings[i].kind};
            found = 1;
            break;
        }
    }
    return found;
}

static PyObject *find(PyObject *module, PyObject *names)
{
    if (!PyUnicode_Check(names) || !spellings) {
        PyErr_SetString(PyExc_TypeError, spellings ? "names are a str" : "learn comes first");
        return NULL;
    }
    int kind = PyUnicode_KIND(names);
    const void *data = PyUnicode_DATA(names);
    Py_ssize_t length = PyUnicode_GET_LENGTH(names);
    PyObject *all = NULL;
    for (Py_ssize_t at = 0, tokens = 0; at < length && tokens < MOST_TOKENS;) {
        if (Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, at))) {
            at++;
            continue;
        }
        tokens++;
        token_t token = {.length = 0};
        Py_UCS4 one;
        for (; at < length && !Py_UNICODE_ISSPACE(one = PyUnicode_READ(kind, data, at)); at++) {
            if (one == '_') one = '-';
            if (token.length > LONGEST || (one == '-' && token.length && token.chars[token.length - 1] == '-')) continue;
            token.chars[token.length++] = one;
        }
        met_t met = {0, 0, 0};
        int found = token.length > LONGEST ? 0 : meet(&token, &met);
        if (found > 0) {
            if (!all) all = PyList_New(0);
            PyObject *name = as_text(&token, 0, token.length), *said = as_text(&token, met.start, met.end);
            PyObject *entry = name && said ? Py_BuildValue("OiO", name, met.kind, said) : NULL;
            found = entry && all && !PyList_Append(all, entry) ? 1 : -1;
            Py_XDECREF(name);
            Py_XDECREF(said);
            Py_XDECREF(entry);
        }
        if (found < 0) {
            Py_XDECREF(all);
            return NULL;
        }
    }
    if (all) return all;
    Py_RETURN_NONE;
}

static void forget(spelling_t *some, Py_ssize_t number)
{
    for (Py_ssize_t i = 0; some && i < number; i++) {
        Py_XDECREF(some[i].text);
        Py_XDECREF(some[i].following);
        Py_XDECREF(some[i].rest);
    }
    PyMem_Free(some);
}

/* The spellings come sorted by their first two characters, in the order of `bucket`, then by kind. */
static PyObject *learn(PyObject *module, PyObject *arguments)
{
    PyObject *list;
    if (!PyArg_ParseTuple(arguments, "O!", &PyList_Type, &list)) return NULL;
    Py_ssize_t number = PyList_GET_SIZE(list);
    spelling_t *learnt = PyMem_Calloc((size_t)number + 1, sizeof *learnt);
    if (!learnt) return PyErr_NoMemory();
    Py_ssize_t places[BUCKETS + 1] = {0};
    int last = 0;
    for (Py_ssize_t i = 0; i < number; i++) {
        PyObject *text, *following, *rest;
        spelling_t *one = &learnt[i];
        if (!PyArg_ParseTuple(PyList_GET_ITEM(list, i), "UpOOi", &text, &one->first, &following, &rest, &one->kind)) goto refused;
        int place = PyUnicode_IS_ASCII(text) && PyUnicode_GET_LENGTH(text) > 1
                        ? bucket(PyUnicode_READ_CHAR(text, 0), PyUnicode_READ_CHAR(text, 1))
                        : -1;
        if (place < last || !(following == Py_None || PyUnicode_Check(following)) || !(rest == Py_None || PyCallable_Check(rest))) {
            PyErr_SetString(PyExc_ValueError, "not a spelling, or not in order");
            goto refused;
        }
        one->text = Py_NewRef(text);
        one->third = PyUnicode_GET_LENGTH(text) > 2 ? PyUnicode_READ_CHAR(text, 2) : 0;
        one->following = following == Py_None ? NULL : Py_NewRef(following);
        one->rest = rest == Py_None ? NULL : Py_NewRef(rest);
        for (; last < place; last++) places[last + 1] = i;
    }
    for (; last < BUCKETS; last++) places[last + 1] = number;
    forget(spellings, count);
    spellings = learnt;
    count = number;
    memcpy(begins, places, sizeof begins);
    Py_RETURN_NONE;
refused:
    forget(learnt, number);
    return NULL;
}

static PyMethodDef methods[] = {
    {"find", find, METH_O, "The names that speak of boilerplate: a list of (name, kind, what was seen of it), or None."},
    {"learn", learn, METH_VARARGS, "Take the spellings: a list of (text, first, following, rest, kind)."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_names", "Names of classes.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__names(void) { return PyModule_Create(&definition); }
