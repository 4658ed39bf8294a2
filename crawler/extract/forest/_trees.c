/* The trees of crawler.extract.forest as tables, walked in C: the same sums, in the same order, to the last bit. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

typedef struct {
    double value;  /* the threshold; of a leaf what it adds */
    int feature;   /* -1: a leaf */
    int low, high; /* places of the trees for values up to the threshold and above it */
} node_t;

typedef struct {
    node_t *nodes;
    Py_ssize_t count, room;
    int *roots;
    Py_ssize_t trees;
    int features;
} forest_t;

static const char *NAME = "crawler.extract.forest";
enum { DEEPEST = 40 };

static void discard(forest_t *forest)
{
    PyMem_Free(forest->nodes);
    PyMem_Free(forest->roots);
    PyMem_Free(forest);
}

static void destroy(PyObject *capsule)
{
    forest_t *forest = PyCapsule_GetPointer(capsule, NAME);
    if (forest) discard(forest);
}

static int refuse(void)
{
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "not a forest: a tree is too deep, or asks for a feature that there is not");
    return -1;
}

/* Returns the place of a tree's root, -1 with an error. */
static int plant(forest_t *forest, PyObject *tree, int depth)
{
    if (forest->count == forest->room) {
        Py_ssize_t room = forest->room ? 2 * forest->room : 256;
        node_t *moved = PyMem_Realloc(forest->nodes, (size_t)room * sizeof *moved);
        if (!moved) { PyErr_NoMemory(); return -1; }
        forest->nodes = moved;
        forest->room = room;
    }
    int place = (int)forest->count++;
    if (PyFloat_Check(tree) || PyLong_Check(tree)) {
        forest->nodes[place] = (node_t){.value = PyFloat_AsDouble(tree), .feature = -1};
        return PyErr_Occurred() ? -1 : place;
    }
    if (!PyList_Check(tree) || PyList_GET_SIZE(tree) != 4 || depth > DEEPEST) return refuse();
    PyObject *feature = PyList_GET_ITEM(tree, 0), *threshold = PyList_GET_ITEM(tree, 1);
    if (!PyLong_Check(feature) || !(PyFloat_Check(threshold) || PyLong_Check(threshold))) return refuse();
    long number = PyLong_AsLong(feature);
    double value = PyFloat_AsDouble(threshold);
    if (PyErr_Occurred() || number < 0 || number >= forest->features) return refuse();
    int low = plant(forest, PyList_GET_ITEM(tree, 2), depth + 1);
    int high = low < 0 ? -1 : plant(forest, PyList_GET_ITEM(tree, 3), depth + 1);
    if (high < 0) return -1;
    forest->nodes[place] = (node_t){value, (int)number, low, high};
    return place;
}

static PyObject *build(PyObject *module, PyObject *arguments)
{
    int features;
    PyObject *trees;
    if (!PyArg_ParseTuple(arguments, "iO!", &features, &PyList_Type, &trees)) return NULL;
    forest_t *forest = PyMem_Calloc(1, sizeof *forest);
    if (!forest) return PyErr_NoMemory();
    forest->features = features;
    forest->trees = PyList_GET_SIZE(trees);
    forest->roots = PyMem_Calloc((size_t)forest->trees + 1, sizeof(int));
    int failed = forest->roots ? 0 : (PyErr_NoMemory(), 1);
    for (Py_ssize_t i = 0; i < forest->trees && !failed; i++)
        failed = (forest->roots[i] = plant(forest, PyList_GET_ITEM(trees, i), 0)) < 0;
    PyObject *capsule = failed ? NULL : PyCapsule_New(forest, NAME, destroy);
    if (!capsule) discard(forest);
    return capsule;
}

/* The exits: after so many trees, a sum as far from 0 as that is returned as it is. */
static double sum(const forest_t *forest, const double *row, const double *exits, Py_ssize_t exit_count)
{
    double total = 0.0;
    Py_ssize_t next = 0;
    for (Py_ssize_t i = 0; i < forest->trees; i++) {
        if (next < exit_count && (Py_ssize_t)exits[2 * next] == i) {
            double odds = exits[2 * next++ + 1];
            if (!(-odds < total && total < odds)) return total;
        }
        const node_t *node = &forest->nodes[forest->roots[i]];
        while (node->feature >= 0) node = &forest->nodes[row[node->feature] <= node->value ? node->low : node->high];
        total += node->value;
    }
    return total;
}

static int add_sum(PyObject *sums, const forest_t *forest, const double *row, const double *clear, Py_ssize_t exit_count)
{
    PyObject *total = PyFloat_FromDouble(sum(forest, row, clear, exit_count));
    int failed = !total || PyList_Append(sums, total);
    Py_XDECREF(total);
    return failed ? -1 : 0;
}

static int add_rows(PyObject *sums, const forest_t *forest, PyObject *rows, double *values, const double *clear, Py_ssize_t exit_count)
{
    PyObject *each = PyObject_GetIter(rows), *row;
    while (each && (row = PyIter_Next(each))) {
        PyObject *cells = PySequence_Fast(row, "a row is a sequence of numbers");
        if (cells && PySequence_Fast_GET_SIZE(cells) != forest->features)
            PyErr_Format(PyExc_TypeError, "a row has %zd values for %d features", PySequence_Fast_GET_SIZE(cells), forest->features);
        for (int i = 0; cells && !PyErr_Occurred() && i < forest->features; i++)
            values[i] = PyFloat_AsDouble(PySequence_Fast_GET_ITEM(cells, i));
        Py_XDECREF(cells);
        Py_DECREF(row);
        if (PyErr_Occurred() || add_sum(sums, forest, values, clear, exit_count)) break;
    }
    Py_XDECREF(each);
    return PyErr_Occurred() ? -1 : 0;
}

/* The same of rows that lie one behind the other as doubles. */
static int add_packed(PyObject *sums, const forest_t *forest, PyObject *rows, double *values, const double *clear, Py_ssize_t exit_count)
{
    size_t width = (size_t)forest->features * sizeof *values, left = (size_t)PyBytes_GET_SIZE(rows);
    if (width ? left % width : left) {
        PyErr_Format(PyExc_TypeError, "%zu bytes are no rows of %d features", left, forest->features);
        return -1;
    }
    for (const char *row = PyBytes_AS_STRING(rows); left; left -= width, row += width) {
        memcpy(values, row, width);
        if (add_sum(sums, forest, values, clear, exit_count)) return -1;
    }
    return 0;
}

static PyObject *score(PyObject *module, PyObject *arguments)
{
    PyObject *capsule, *rows, *exits;
    if (!PyArg_ParseTuple(arguments, "OOO!", &capsule, &rows, &PyTuple_Type, &exits)) return NULL;
    forest_t *forest = PyCapsule_GetPointer(capsule, NAME);
    if (!forest) return NULL;
    Py_ssize_t exit_count = PyTuple_GET_SIZE(exits);
    double *values = PyMem_Calloc((size_t)(forest->features + 2 * exit_count + 1), sizeof(double));
    if (!values) return PyErr_NoMemory();
    double *clear = values + forest->features;
    for (Py_ssize_t i = 0; i < exit_count; i++)
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(exits, i), "dd", &clear[2 * i], &clear[2 * i + 1])) {
            PyMem_Free(values);
            return NULL;
        }
    PyObject *sums = PyList_New(0);
    if (sums && (PyBytes_Check(rows) ? add_packed : add_rows)(sums, forest, rows, values, clear, exit_count)) Py_CLEAR(sums);
    PyMem_Free(values);
    return sums;
}

static PyMethodDef methods[] = {
    {"build", build, METH_VARARGS, "The trees as tables: (number of features, list of trees)."},
    {"score", score, METH_VARARGS, "The sums of each row: (what build gave, rows, exits)."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_trees", "Trees of a forest as tables.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__trees(void) { return PyModule_Create(&definition); }
