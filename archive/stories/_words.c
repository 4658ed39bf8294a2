/* The words of a text, as archive.stories.tokens finds them in Python, in C. tokens.py is the specification and what runs
 * where this was not compiled; tests hold them equal.
 */
#include "_tokens.h"

static int put(PyObject *found, PyObject *low, PyObject *text, const token_t *token)
{
    PyObject *word = PyUnicode_Substring(text, token->start, token->end);
    PyObject *folded = !word ? NULL : token->is_small ? Py_NewRef(word) : PyObject_CallMethod(word, "casefold", NULL);
    int failed = !folded || PyList_Append(found, word) < 0 || PyList_Append(low, folded) < 0;
    Py_XDECREF(word);
    Py_XDECREF(folded);
    return failed ? -1 : 0;
}

PyDoc_STRVAR(split_doc, "split(text)\n--\n\nThe words of a text, and the same folded.");

static PyObject *split(PyObject *self, PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text is wanted");
        return NULL;
    }
    if (PyUnicode_READY(text) < 0)
        return NULL;
    PyObject *found = PyList_New(0), *low = PyList_New(0);
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    int failed = !found || !low;
    token_t token = {0};
    while (!failed && next_token(kind, data, length, token.end, &token))
        failed = put(found, low, text, &token) < 0;
    if (!failed)
        return Py_BuildValue("(NN)", found, low);
    Py_XDECREF(found);
    Py_XDECREF(low);
    return NULL;
}

static PyMethodDef methods[] = {
    {"split", split, METH_O, split_doc},
    {NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_words", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__words(void)
{
    return PyModule_Create(&module);
}
