/* The tree is lexbor's, made by selectolax. Its nodes are reached by functions that selectolax's own module exports
 * (DOM accessors that are no inlines), looked up by name when this module is imported: no header and no layout of a
 * struct is assumed. Where one is missing the import fails, and the walk in Python is used.
 */
#include <Python.h>
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

typedef void node_t;
typedef void attr_t;

static struct {
    node_t *(*first_child)(node_t *);
    node_t *(*next)(node_t *);
    node_t *(*parent)(node_t *);
    int (*type)(node_t *);
    uintptr_t (*tag_id)(node_t *);
    const unsigned char *(*element_name)(const node_t *, size_t *);
    unsigned char *(*text)(node_t *, size_t *);
    attr_t *(*first_attribute)(node_t *);
    attr_t *(*next_attribute)(attr_t *);
    const unsigned char *(*attribute_name)(attr_t *, size_t *);
    const unsigned char *(*attribute_value)(attr_t *, size_t *);
} dom;

enum { ELEMENT_NODE = 1, TEXT_NODE = 3 };
enum { TEXT_WITHIN = 16 }; /* words of a text node that are looked through */

static int text_at; /* where in a text node its text lies, in words, its length behind it; 0: not known */

/* What a text node says. lexbor gives a copy, which stays in the tree: where it keeps its own was seen when this was imported. */
static const unsigned char *text_of(node_t *node, size_t *size)
{
    if (!text_at) return dom.text(node, size);
    const uintptr_t *words = node;
    *size = words[text_at + 1];
    return (const unsigned char *)words[text_at];
}

/* Parse a text of that many letters. Returns where in its node it lies: among `some` places (a bit each), again as bits. */
static unsigned text_places(PyObject *parser, size_t size, unsigned some)
{
    unsigned found = 0;
    PyObject *page = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (page) memset(PyBytes_AS_STRING(page), 'x', size);
    PyObject *tree = page ? PyObject_CallOneArg(parser, page) : NULL;
    PyObject *body = tree ? PyObject_GetAttrString(tree, "body") : NULL;
    PyObject *address = body ? PyObject_GetAttrString(body, "mem_id") : NULL;
    node_t *element = address ? PyLong_AsVoidPtr(address) : NULL, *node = element ? dom.first_child(element) : NULL;
    if (node && dom.type(node) == TEXT_NODE) {
        const uintptr_t *words = node;
        for (int i = 1; i + 1 < TEXT_WITHIN; i++)
            if (some >> i & 1 && words[i + 1] == size && words[i] > TEXT_WITHIN && !memcmp((void *)words[i], PyBytes_AS_STRING(page), size))
                found |= 1u << i;
    }
    Py_XDECREF(address);
    Py_XDECREF(body);
    Py_XDECREF(tree);
    Py_XDECREF(page);
    return found;
}

static int find_text(PyObject *module)
{
    PyObject *parser = PyObject_GetAttrString(module, "LexborHTMLParser");
    if (!parser) return -1;
    unsigned places = text_places(parser, 4099, ~0u); /* no other word of a node is this number */
    if (places) places = text_places(parser, 1237, places);
    Py_DECREF(parser);
    if (PyErr_Occurred()) return -1;
    for (text_at = 0; places > 1; places >>= 1) text_at++;
    return 0;
}

/* The functions of lexbor in selectolax's module. */
static int find_dom(void)
{
    PyObject *module = PyImport_ImportModule("selectolax.lexbor");
    PyObject *file = module ? PyObject_GetAttrString(module, "__file__") : NULL;
    const char *path = file ? PyUnicode_AsUTF8(file) : NULL;
    void *library = path ? dlopen(path, RTLD_LAZY | RTLD_LOCAL) : NULL; /* it is loaded already, and stays */
    if (path && !library) PyErr_Format(PyExc_ImportError, "%s can't be opened", path);
    const struct { const char *name; void **place; } functions[] = {
        {"lxb_dom_node_first_child_noi", (void **)&dom.first_child},
        {"lxb_dom_node_next_noi", (void **)&dom.next},
        {"lxb_dom_node_parent_noi", (void **)&dom.parent},
        {"lxb_dom_node_type_noi", (void **)&dom.type},
        {"lxb_dom_node_tag_id_noi", (void **)&dom.tag_id},
        {"lxb_dom_element_qualified_name", (void **)&dom.element_name},
        {"lxb_dom_node_text_content", (void **)&dom.text},
        {"lxb_dom_element_first_attribute_noi", (void **)&dom.first_attribute},
        {"lxb_dom_element_next_attribute_noi", (void **)&dom.next_attribute},
        {"lxb_dom_attr_qualified_name", (void **)&dom.attribute_name},
        {"lxb_dom_attr_value_noi", (void **)&dom.attribute_value},
    };
    int failed = !library;
    for (size_t i = 0; !failed && i < sizeof functions / sizeof *functions; i++) {
        *functions[i].place = dlsym(library, functions[i].name);
        if ((failed = !*functions[i].place)) PyErr_Format(PyExc_ImportError, "%s has no %s", path, functions[i].name);
    }
    failed = failed || find_text(module);
    Py_XDECREF(module);
    Py_XDECREF(file);
    return failed ? -1 : 0;
}
