/* What crawler.extract.structured.collected wants of a page's tree, in one walk over it in C: the same that in_python there finds,
 * which is the specification and what runs where this was not compiled; tests hold them equal. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#include "../page/_dom.h"

enum { KNOWN_TAGS = 256, MOST_WORDS = 16, LONGEST_WORD = 24 };
enum { UNKNOWN, OTHER, META, SCRIPT, LINK, TITLE, HEAD };

static unsigned char known_tags[KNOWN_TAGS];
static struct { Py_ssize_t size; char bytes[LONGEST_WORD]; } words[MOST_WORDS];
static int word_count;
static PyObject *says_field; /* whether an itemprop names one of the fields: asked where it is not ASCII */
static Py_ssize_t most_metas, most_scripts;

typedef struct { const unsigned char *bytes; size_t size; } value_t;
typedef struct { PyObject *metas, *scripts, *addresses, *title; Py_ssize_t meta_count; int has_fields, is_odd; } found_t;

static PyObject *decoded(value_t value) { return PyUnicode_DecodeUTF8((const char *)value.bytes, (Py_ssize_t)value.size, "replace"); }

static int is_named(value_t value, const char *name) { return value.size == strlen(name) && !memcmp(value.bytes, name, value.size); }

static unsigned char lower(unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

/* Whether a word, which is in lower case, begins at that place, in whatever case. */
static int begins(value_t value, size_t at, const char *word, size_t size)
{
    if (value.size - at < size) return 0;
    for (size_t i = 0; i < size; i++)
        if (lower(value.bytes[at + i]) != (unsigned char)word[i]) return 0;
    return 1;
}

static int contains(value_t value, const char *word)
{
    for (size_t at = 0; at < value.size; at++)
        if (begins(value, at, word, strlen(word))) return 1;
    return 0;
}

static int is_space(unsigned char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

/* Whether it is one of the words of a value, as a selector with ~= tells them apart. */
static int has_word(value_t value, const char *word)
{
    size_t size = strlen(word);
    for (size_t at = 0; at < value.size; at++) {
        if (!begins(value, at, word, size) || (at && !is_space(value.bytes[at - 1]))) continue;
        if (at + size == value.size || is_space(value.bytes[at + size])) return 1;
    }
    return 0;
}

/* collected.says_field; -1 with an error. */
static int names_field(value_t value)
{
    for (size_t i = 0; i < value.size; i++) {
        if (value.bytes[i] < 128) continue;
        PyObject *text = decoded(value), *said = text ? PyObject_CallOneArg(says_field, text) : NULL;
        int yes = said ? PyObject_IsTrue(said) : -1;
        Py_XDECREF(text);
        Py_XDECREF(said);
        return yes;
    }
    for (size_t at = 0, end; at < value.size; at = end + 1) {
        for (end = at; end < value.size; end++) {
            unsigned char c = value.bytes[end];
            if (is_space(c) || c == '\v' || (c >= 28 && c <= 31)) break; /* as str.split does */
        }
        for (int i = 0; i < word_count; i++)
            if ((size_t)words[i].size == end - at && begins(value, at, words[i].bytes, end - at)) return 1;
    }
    return 0;
}

static int kind_of(node_t *node)
{
    uintptr_t id = dom.tag_id(node);
    if (id < KNOWN_TAGS && known_tags[id]) return known_tags[id];
    static const struct { const char *name; int kind; } names[] = {
        {"meta", META}, {"script", SCRIPT}, {"link", LINK}, {"title", TITLE}, {"head", HEAD}};
    value_t name = {NULL, 0};
    name.bytes = dom.element_name(node, &name.size);
    int kind = OTHER;
    for (size_t i = 0; name.bytes && i < sizeof names / sizeof *names; i++)
        if (is_named(name, names[i].name)) kind = names[i].kind;
    if (id < KNOWN_TAGS) known_tags[id] = (unsigned char)kind;
    return kind;
}

enum { CONTENT, PROPERTY, NAME, ITEMPROP, TYPE, REL, HREF, ATTRIBUTES };

static void read_attributes(node_t *node, value_t values[ATTRIBUTES])
{
    static const char *const names[] = {"content", "property", "name", "itemprop", "type", "rel", "href"};
    memset(values, 0, ATTRIBUTES * sizeof *values);
    for (attr_t *a = dom.first_attribute(node); a; a = dom.next_attribute(a)) {
        value_t name = {NULL, 0};
        name.bytes = dom.attribute_name(a, &name.size);
        for (int i = 0; name.bytes && i < ATTRIBUTES; i++)
            if (is_named(name, names[i])) {
                values[i].bytes = dom.attribute_value(a, &values[i].size);
                if (!values[i].bytes) values[i].size = 0;
            }
    }
}

static value_t itemprop_of(node_t *node)
{
    value_t value = {NULL, 0};
    for (attr_t *a = dom.first_attribute(node); a; a = dom.next_attribute(a)) {
        value_t name = {NULL, 0};
        name.bytes = dom.attribute_name(a, &name.size);
        if (!name.bytes || !is_named(name, "itemprop")) continue;
        value.bytes = dom.attribute_value(a, &value.size);
        if (!value.bytes) value.size = 0;
        break;
    }
    return value;
}

static int append(PyObject *list, PyObject *item)
{
    int failed = !item || PyList_Append(list, item);
    Py_XDECREF(item);
    return failed ? -1 : 0;
}

static int add_meta(found_t *found, const value_t values[ATTRIBUTES])
{
    if (found->meta_count++ >= most_metas || !values[CONTENT].size) return 0;
    const value_t *name = &values[PROPERTY];
    while (name <= &values[ITEMPROP] && !name->size) name++;
    if (name > &values[ITEMPROP]) return 0;
    PyObject *both[] = {decoded(*name), decoded(values[CONTENT])};
    PyObject *pair = both[0] && both[1] ? PyTuple_Pack(2, both[0], both[1]) : NULL;
    Py_XDECREF(both[0]);
    Py_XDECREF(both[1]);
    return append(found->metas, pair);
}

/* The text of an element that has nothing in it but a text; without any it is empty. */
static PyObject *text_in(found_t *found, node_t *node)
{
    node_t *child = dom.first_child(node);
    if (child && (dom.type(child) != TEXT_NODE || dom.next(child))) found->is_odd = 1;
    value_t text = {(const unsigned char *)"", 0};
    if (child && !found->is_odd) text.bytes = text_of(child, &text.size);
    if (!text.bytes) text = (value_t){(const unsigned char *)"", 0};
    return decoded(text);
}

static int is_in_head(node_t *node)
{
    while ((node = dom.parent(node)))
        if (dom.type(node) == ELEMENT_NODE && kind_of(node) == HEAD) return 1;
    return 0;
}

static int read_element(found_t *found, node_t *node, int kind)
{
    if (kind == OTHER || kind == HEAD || kind == TITLE) {
        if (kind == TITLE && !found->title && is_in_head(node) && !(found->title = text_in(found, node))) return -1;
        if (!found->has_fields && (found->has_fields = names_field(itemprop_of(node))) < 0) return -1;
        return 0;
    }
    value_t values[ATTRIBUTES];
    read_attributes(node, values);
    if (!found->has_fields && (found->has_fields = names_field(values[ITEMPROP])) < 0) return -1;
    if (kind == META) return add_meta(found, values);
    if (kind == LINK) return values[HREF].size && has_word(values[REL], "canonical") ? append(found->addresses, decoded(values[HREF])) : 0;
    if (PyList_GET_SIZE(found->scripts) >= most_scripts || !contains(values[TYPE], "ld+json")) return 0;
    return append(found->scripts, text_in(found, node));
}

static int walk(found_t *found, node_t *root)
{
    for (node_t *node = root; node;) {
        node_t *following = NULL;
        if (dom.type(node) == ELEMENT_NODE) {
            if (read_element(found, node, kind_of(node))) return -1;
            following = dom.first_child(node);
        }
        while (!following && node && node != root)
            if (!(following = dom.next(node))) node = dom.parent(node);
        node = following;
    }
    return 0;
}

static PyObject *collect(PyObject *module, PyObject *argument)
{
    PyObject *address = PyObject_GetAttrString(argument, "mem_id"); /* of a node that lives as long as it is held */
    node_t *root = address ? PyLong_AsVoidPtr(address) : NULL;
    Py_XDECREF(address);
    if (!root) return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_ValueError, "no element");
    if (!says_field) return PyErr_Format(PyExc_RuntimeError, "learn() comes first");
    found_t found = {.metas = PyList_New(0), .scripts = PyList_New(0), .addresses = PyList_New(0)};
    PyObject *all = NULL;
    int failed = !found.metas || !found.scripts || !found.addresses || walk(&found, root);
    if (!failed && !found.title) failed = !(found.title = PyUnicode_FromString(""));
    if (!failed && found.is_odd) all = Py_NewRef(Py_None);
    else if (!failed)
        all = PyTuple_Pack(5, found.metas, found.scripts, found.addresses, found.title, found.has_fields ? Py_True : Py_False);
    Py_XDECREF(found.metas);
    Py_XDECREF(found.scripts);
    Py_XDECREF(found.addresses);
    Py_XDECREF(found.title);
    return all;
}

static PyObject *learn(PyObject *module, PyObject *arguments)
{
    PyObject *fields, *function;
    if (!PyArg_ParseTuple(arguments, "O!Onn", &PyFrozenSet_Type, &fields, &function, &most_metas, &most_scripts)) return NULL;
    PyObject *list = PySequence_List(fields);
    if (!list) return NULL;
    word_count = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        Py_ssize_t size;
        const char *bytes = PyUnicode_AsUTF8AndSize(PyList_GET_ITEM(list, i), &size);
        if (!bytes) break;
        if (size > LONGEST_WORD || word_count == MOST_WORDS) { PyErr_SetString(PyExc_ValueError, "too many fields, or too long ones"); break; }
        memcpy(words[word_count].bytes, bytes, (size_t)size);
        words[word_count++].size = size;
    }
    Py_DECREF(list);
    if (PyErr_Occurred()) return NULL;
    Py_XSETREF(says_field, Py_NewRef(function));
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"collect", collect, METH_O, "What the tree under an element of selectolax declares; None where that takes Python."},
    {"learn", learn, METH_VARARGS, "Take the fields of microdata, who knows them, and how many metas and scripts are read."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_collected", "What a page's tree declares, compiled.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__collected(void)
{
    if (find_dom()) return NULL;
    return PyModule_Create(&definition);
}
