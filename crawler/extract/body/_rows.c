/* The rows of features of crawler.extract.body.likelihood, in C: the same numbers, in a fifth of the time.
 *
 * What is to be counted is written in likelihood.py and surroundings.py, which make the rows where this was not compiled;
 * tests hold them equal. Blocks and containers are read by their attributes. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

enum { BEGINNING = 300, FIRST_WORDS = 40, NO_TITLE = -999, OF_ALIKE = 6, OF_PAGE = 4, WIDTH = 37 + OF_ALIKE + OF_PAGE };

static struct {
    PyObject *index, *text, *tag, *container, *words, *link_words, *level, *parent, *first, *last, *depth, *in_article;
    PyObject *isupper, *casefold, *comma;
} name;

/* The stop words by their hash; open addressing, a power of two of places. */
static struct { PyObject **words; size_t room; } known;
static PyObject *tags;

typedef struct { Py_ssize_t parent, first, last, depth; int in_article, on_way, is_read; } box_t;

typedef struct {
    PyObject *blocks, *containers, *classes, *kept, *good, *words, *links; /* owned; tuples and lists */
    Py_ssize_t block_count, box_count, top;
    double top_depth, first_kept, last_kept, all_kept, all_good;
    box_t *boxes;
} page_t;

static uint32_t mixed(uint32_t hash, Py_UCS4 c) { return (hash ^ c) * 16777619u; }

static int is_stop_word(int kind, const void *text, Py_ssize_t start, Py_ssize_t end, uint32_t hash)
{
    for (size_t at = hash & (known.room - 1); known.words[at]; at = (at + 1) & (known.room - 1)) {
        PyObject *word = known.words[at];
        if (PyUnicode_GET_LENGTH(word) != end - start) continue;
        Py_ssize_t i = 0;
        while (i < end - start && PyUnicode_READ_CHAR(word, i) == PyUnicode_READ(kind, text, start + i)) i++;
        if (i == end - start) return 1;
    }
    return 0;
}

/* Of the beginning of a text: how many words it has, and how many of them are stop words; how many of the title's words. */
static int tell(PyObject *text, PyObject *title, Py_ssize_t *count, Py_ssize_t *stops, Py_ssize_t *titled)
{
    unsigned char small[BEGINNING];
    Py_ssize_t length = Py_MIN(PyUnicode_GET_LENGTH(text), BEGINNING);
    PyObject *folded = NULL, *found = NULL;
    const void *letters = small;
    int kind = PyUnicode_1BYTE_KIND, failed = 0;
    *count = *stops = *titled = 0;
    if (PyUnicode_IS_ASCII(text)) {
        const unsigned char *from = PyUnicode_1BYTE_DATA(text);
        for (Py_ssize_t i = 0; i < length; i++) small[i] = from[i] >= 'A' && from[i] <= 'Z' ? from[i] + 32 : from[i];
    } else {
        PyObject *beginning = PyUnicode_Substring(text, 0, length);
        folded = beginning ? PyObject_CallMethodNoArgs(beginning, name.casefold) : NULL;
        Py_XDECREF(beginning);
        if (!folded) return -1;
        kind = PyUnicode_KIND(folded);
        letters = PyUnicode_DATA(folded);
        length = PyUnicode_GET_LENGTH(folded);
    }
    if (title && !(found = PySet_New(NULL))) failed = -1;
    for (Py_ssize_t i = 0; i < length && !failed;) {
        Py_UCS4 c = PyUnicode_READ(kind, letters, i);
        if (Py_UNICODE_ISSPACE(c)) { i++; continue; }
        Py_ssize_t start = i;
        uint32_t hash = 2166136261u;
        do hash = mixed(hash, c);
        while (++i < length && (c = PyUnicode_READ(kind, letters, i), !Py_UNICODE_ISSPACE(c)));
        ++*count;
        *stops += is_stop_word(kind, letters, start, i, hash);
        if (!title) continue;
        PyObject *word = PyUnicode_FromKindAndData(kind, (const char *)letters + start * kind, i - start);
        int there = word ? PySet_Contains(title, word) : -1;
        if (there < 0 || (there && PySet_Add(found, word))) failed = -1;
        Py_XDECREF(word);
    }
    if (found) *titled = PySet_GET_SIZE(found);
    Py_XDECREF(found);
    Py_XDECREF(folded);
    return failed;
}

static int ends(Py_UCS4 c)
{
    switch (c) {
    case '.': case '!': case '?': case ':': case ';': case 0x2026: case 0x3002: case 0xff01: case 0xff1f: case 0xff1a:
    case 0xff1b: case 0x061f: case 0x06d4: case 0x0964: case 0x0965: return 1;
    default: return 0;
    }
}

static int closes(Py_UCS4 c)
{
    switch (c) {
    case '"': case '\'': case ')': case ']': case 0x201d: case 0x2019: case 0xbb: case 0x300d: case 0x300f: return 1;
    default: return 0;
    }
}

/* boilerplate.view.ends_sentence */
static int ends_sentence(PyObject *text)
{
    Py_ssize_t end = PyUnicode_GET_LENGTH(text), start = Py_MAX(0, end - 6);
    if (end && PyUnicode_READ_CHAR(text, end - 1) == '\n') end--;
    while (end > start && closes(PyUnicode_READ_CHAR(text, end - 1))) end--;
    return end > start && ends(PyUnicode_READ_CHAR(text, end - 1));
}

/* An attribute that is a whole number; -1 with an error where it is none. */
static Py_ssize_t number(PyObject *object, PyObject *attribute)
{
    PyObject *value = PyObject_GetAttr(object, attribute);
    Py_ssize_t result = value ? PyLong_AsSsize_t(value) : -1;
    Py_XDECREF(value);
    return result;
}

static box_t *box_at(page_t *page, Py_ssize_t index)
{
    if (index < 0 || index >= page->box_count) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "no such container");
        return NULL;
    }
    box_t *box = &page->boxes[index];
    if (box->is_read) return box;
    PyObject *container = PyTuple_GET_ITEM(page->containers, index);
    box->parent = number(container, name.parent);
    box->first = number(container, name.first);
    box->last = number(container, name.last);
    box->depth = number(container, name.depth);
    box->in_article = (int)number(container, name.in_article);
    if (PyErr_Occurred()) return NULL;
    if (box->parent >= index || box->first < 0 || box->last < box->first || box->last > page->block_count) {
        PyErr_SetString(PyExc_ValueError, "containers are not in the order of the page");
        return NULL;
    }
    box->is_read = 1;
    return box;
}

static double sum_at(PyObject *sums, Py_ssize_t at) { return PyFloat_AsDouble(PyList_GET_ITEM(sums, at)); }
static double between(PyObject *sums, const box_t *box) { return sum_at(sums, box->last) - sum_at(sums, box->first); }
static double class_at(const page_t *page, Py_ssize_t at)
{
    return at < 0 || at >= page->block_count ? -1.0 : PyFloat_AsDouble(PyList_GET_ITEM(page->classes, at));
}

/* Surroundings.of_element: sixteen values. */
static int of_element(page_t *page, Py_ssize_t index, double *row)
{
    const box_t *own = box_at(page, index);
    const box_t *box = own ? box_at(page, own->parent >= 0 ? own->parent : index) : NULL;
    const box_t *outer = box ? (box->parent >= 0 ? box_at(page, box->parent) : box) : NULL;
    if (!outer) return -1;
    double words = between(page->words, own), kept = between(page->kept, own);
    *row++ = kept / page->all_kept;
    *row++ = words ? kept / words : 0.0;
    *row++ = words ? between(page->links, own) / words : 0.0;
    *row++ = own->last > own->first ? words / (double)(own->last - own->first) : 0.0;
    words = between(page->words, box);
    words = words ? words : 1.0;
    kept = between(page->kept, box);
    *row++ = kept / page->all_kept;
    *row++ = kept / words;
    *row++ = between(page->links, box) / words;
    *row++ = (double)(box->last - box->first);
    words = between(page->words, outer);
    words = words ? words : 1.0;
    kept = between(page->kept, outer);
    *row++ = kept / page->all_kept;
    *row++ = kept / words;
    *row++ = between(page->links, outer) / words;
    *row++ = between(page->good, outer) / page->all_good;
    Py_ssize_t up = 0, at = index;
    const box_t *met = own;
    while (!met->on_way) {
        at = met->parent;
        up++;
        if (!(met = box_at(page, at))) return -1;
    }
    *row++ = (double)up;
    *row++ = at == page->top;
    *row++ = (double)own->depth - page->top_depth;
    *row++ = own->in_article;
    return 0;
}

static int copy_numbers(PyObject *from, Py_ssize_t count, double *to)
{
    if (!PyTuple_Check(from) || PyTuple_GET_SIZE(from) != count) {
        PyErr_Format(PyExc_TypeError, "not %zd numbers", count);
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) to[i] = PyFloat_AsDouble(PyTuple_GET_ITEM(from, i));
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *as_tuple(const double *row)
{
    PyObject *made = PyTuple_New(WIDTH);
    for (Py_ssize_t i = 0; made && i < WIDTH; i++) {
        PyObject *value = PyFloat_FromDouble(row[i]);
        if (!value) Py_CLEAR(made);
        else PyTuple_SET_ITEM(made, i, value);
    }
    return made;
}

/* A block's row but for what is counted over elements of the same make and over the page. */
static int measure(page_t *page, PyObject *block, double copies, PyObject *title, Py_ssize_t first_title, double *row)
{
    Py_ssize_t i = number(block, name.index), words = number(block, name.words), count, stops, titled;
    Py_ssize_t linked = number(block, name.link_words), level = number(block, name.level);
    Py_ssize_t container = number(block, name.container);
    PyObject *text = PyObject_GetAttr(block, name.text), *tag = PyObject_GetAttr(block, name.tag), *upper = NULL;
    int failed = -1;
    if (PyErr_Occurred()) goto done;
    if (!PyUnicode_Check(text) || i < 0 || i >= page->block_count) {
        PyErr_SetString(PyExc_TypeError, "not a block of the page");
        goto done;
    }
    if (tell(text, words < FIRST_WORDS && PySet_GET_SIZE(title) ? title : NULL, &count, &stops, &titled)) goto done;
    if (!(upper = PyObject_CallMethodNoArgs(text, name.isupper))) goto done;
    count = count ? count : 1;
    Py_ssize_t commas = PyUnicode_Count(text, name.comma, 0, PyUnicode_GET_LENGTH(text));
    PyObject *kind = PyDict_GetItemWithError(tags, tag);
    *row++ = class_at(page, i);
    *row++ = (double)words;
    *row++ = words ? (double)linked / (double)words : 0.0;
    *row++ = kind ? PyFloat_AsDouble(kind) : 0.0;
    *row++ = (double)level;
    *row++ = ends_sentence(text);
    *row++ = (double)stops / (double)count;
    *row++ = (double)titled / (double)count;
    *row++ = copies;
    *row++ = upper == Py_True;
    *row++ = (double)commas / (double)(words ? words : 1);
    *row++ = class_at(page, i - 2);
    *row++ = class_at(page, i - 1);
    *row++ = class_at(page, i + 1);
    *row++ = class_at(page, i + 2);
    *row++ = i + 1 < page->block_count ? (double)number(PyTuple_GET_ITEM(page->blocks, i + 1), name.words) : -1.0;
    *row++ = first_title >= 0 ? (double)i - (double)first_title : NO_TITLE;
    *row++ = (double)i - page->first_kept;
    *row++ = (double)i - page->last_kept;
    *row++ = sum_at(page->kept, i) / page->all_kept;
    *row++ = sum_at(page->good, i) / page->all_good;
    failed = of_element(page, container, row) || PyErr_Occurred() ? -1 : 0;
done:
    Py_XDECREF(text);
    Py_XDECREF(tag);
    Py_XDECREF(upper);
    return failed;
}

static PyObject *field(PyObject *from, const char *attribute, PyTypeObject *type)
{
    PyObject *value = PyObject_GetAttrString(from, attribute);
    if (value && !PyObject_TypeCheck(value, type)) {
        PyErr_Format(PyExc_TypeError, "%s is no %s", attribute, type->tp_name);
        Py_CLEAR(value);
    }
    return value;
}

static double number_in(PyObject *from, const char *attribute)
{
    PyObject *value = PyObject_GetAttrString(from, attribute);
    double result = value ? PyFloat_AsDouble(value) : -1.0;
    Py_XDECREF(value);
    return result;
}

static int open_page(page_t *page, PyObject *surroundings)
{
    page->blocks = field(surroundings, "blocks", &PyTuple_Type);
    page->containers = page->blocks ? field(surroundings, "containers", &PyTuple_Type) : NULL;
    page->classes = page->containers ? field(surroundings, "classes", &PyList_Type) : NULL;
    page->kept = page->classes ? field(surroundings, "kept", &PyList_Type) : NULL;
    page->good = page->kept ? field(surroundings, "good", &PyList_Type) : NULL;
    page->words = page->good ? field(surroundings, "words", &PyList_Type) : NULL;
    page->links = page->words ? field(surroundings, "links", &PyList_Type) : NULL;
    PyObject *top = page->links ? PyObject_GetAttrString(surroundings, "top") : NULL;
    if (!top) return -1;
    page->top = number(top, name.index);
    page->top_depth = (double)number(top, name.depth);
    Py_DECREF(top);
    page->all_kept = number_in(surroundings, "all_kept");
    page->all_good = number_in(surroundings, "all_good");
    page->first_kept = number_in(surroundings, "first_kept");
    page->last_kept = number_in(surroundings, "last_kept");
    if (PyErr_Occurred()) return -1;
    page->block_count = PyTuple_GET_SIZE(page->blocks);
    page->box_count = PyTuple_GET_SIZE(page->containers);
    Py_ssize_t sums = page->block_count + 1;
    if (PyList_GET_SIZE(page->classes) != page->block_count || PyList_GET_SIZE(page->kept) != sums || PyList_GET_SIZE(page->good) != sums
        || PyList_GET_SIZE(page->words) != sums || PyList_GET_SIZE(page->links) != sums || !page->all_kept || !page->all_good) {
        PyErr_SetString(PyExc_ValueError, "sums that are not those of the blocks");
        return -1;
    }
    page->boxes = PyMem_Calloc((size_t)page->box_count + 1, sizeof *page->boxes);
    if (!page->boxes) { PyErr_NoMemory(); return -1; }
    for (Py_ssize_t at = page->top; at >= 0;) {
        box_t *box = box_at(page, at);
        if (!box) return -1;
        box->on_way = 1;
        at = box->parent;
    }
    return 0;
}

static PyObject *rows(PyObject *module, PyObject *arguments)
{
    PyObject *surroundings, *judged, *counted, *title, *of_page, *made = NULL;
    Py_ssize_t first_title;
    if (!PyArg_ParseTuple(arguments, "OO!O!O!n", &surroundings, &PyList_Type, &judged, &PyList_Type, &counted, &PyFrozenSet_Type,
                          &title, &first_title))
        return NULL;
    if (!tags) return PyErr_Format(PyExc_RuntimeError, "learn() comes first");
    Py_ssize_t count = PyList_GET_SIZE(judged);
    if (PyList_GET_SIZE(counted) != count) return PyErr_Format(PyExc_ValueError, "there are %zd blocks", count);
    page_t page = {0};
    double row[WIDTH], beside[1 + OF_ALIKE];
    int failed = open_page(&page, surroundings);
    of_page = failed ? NULL : field(surroundings, "of_page", &PyTuple_Type);
    if (of_page && !copy_numbers(of_page, OF_PAGE, row + WIDTH - OF_PAGE)) made = PyList_New(0);
    Py_XDECREF(of_page);
    for (Py_ssize_t i = 0; made && i < count; i++) {
        failed = copy_numbers(PyList_GET_ITEM(counted, i), 1 + OF_ALIKE, beside)
                 || measure(&page, PyList_GET_ITEM(judged, i), beside[0], title, first_title, row);
        memcpy(row + WIDTH - OF_PAGE - OF_ALIKE, beside + 1, OF_ALIKE * sizeof *row);
        PyObject *one = failed ? NULL : as_tuple(row);
        if (!one || PyList_Append(made, one)) Py_CLEAR(made);
        Py_XDECREF(one);
    }
    PyMem_Free(page.boxes);
    PyObject *held[] = {page.blocks, page.containers, page.classes, page.kept, page.good, page.words, page.links};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) Py_XDECREF(held[i]);
    return made;
}

static PyObject *learn(PyObject *module, PyObject *arguments)
{
    PyObject *words, *of_tags;
    if (!PyArg_ParseTuple(arguments, "O!O!", &PyFrozenSet_Type, &words, &PyDict_Type, &of_tags)) return NULL;
    size_t room = 64;
    while (room < (size_t)PySet_GET_SIZE(words) * 4) room *= 2;
    PyObject **places = PyMem_Calloc(room, sizeof *places), *each = places ? PyObject_GetIter(words) : NULL, *word;
    if (!places) return PyErr_NoMemory();
    while (each && (word = PyIter_Next(each))) { /* stays for ever */
        if (!PyUnicode_Check(word)) { PyErr_SetString(PyExc_TypeError, "words are texts"); Py_DECREF(word); break; }
        uint32_t hash = 2166136261u;
        for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(word); i++) hash = mixed(hash, PyUnicode_READ_CHAR(word, i));
        size_t at = hash & (room - 1);
        while (places[at]) at = (at + 1) & (room - 1);
        places[at] = word;
    }
    Py_XDECREF(each);
    if (PyErr_Occurred()) return NULL;
    known.words = places;
    known.room = room;
    Py_XSETREF(tags, Py_NewRef(of_tags));
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"learn", learn, METH_VARARGS, "Take the stop words and the numbers of elements."},
    {"rows", rows, METH_VARARGS, "A row of numbers for each block."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_rows", "Rows of features of blocks.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__rows(void)
{
    const struct { PyObject **place; const char *text; } names[] = {
        {&name.index, "index"}, {&name.text, "text"}, {&name.tag, "tag"}, {&name.container, "container"}, {&name.words, "words"},
        {&name.link_words, "link_words"}, {&name.level, "level"}, {&name.parent, "parent"}, {&name.first, "first"},
        {&name.last, "last"}, {&name.depth, "depth"}, {&name.in_article, "in_article"}, {&name.isupper, "isupper"},
        {&name.casefold, "casefold"}, {&name.comma, ","}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!(*names[i].place = PyUnicode_InternFromString(names[i].text))) return NULL;
    return PyModule_Create(&definition);
}
