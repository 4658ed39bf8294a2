/* The rows of features of crawler.extract.body.likelihood, in C: the same numbers, in a tenth of the time.
 *
 * What is to be counted is written in likelihood.py and surroundings.py, which make the rows where this was not compiled;
 * tests hold them equal. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#include "_makes.h"
#include "_sentence.h"
#include "_surroundings.h"
#include "_told.h"

enum { FIRST_WORDS = 40, NO_TITLE = -999, OF_ELEMENT = 16, WIDTH = 47 };

static PyObject *tags, *is_upper, *comma;

/* Surroundings.of_element: sixteen values. */
static void of_element(const page_t *page, Py_ssize_t index, double *row)
{
    const box_t *own = &page->boxes[index];
    const box_t *box = own->parent >= 0 ? &page->boxes[own->parent] : own;
    const box_t *outer = box->parent >= 0 ? &page->boxes[box->parent] : box;
    double words = words_in(page, own), kept = kept_in(page, own);
    *row++ = kept / page->all_kept;
    *row++ = words ? kept / words : 0.0;
    *row++ = words ? links_in(page, own) / words : 0.0;
    *row++ = own->last > own->first ? words / (double)(own->last - own->first) : 0.0;
    words = words_in(page, box);
    words = words ? words : 1.0;
    kept = kept_in(page, box);
    *row++ = kept / page->all_kept;
    *row++ = kept / words;
    *row++ = links_in(page, box) / words;
    *row++ = (double)(box->last - box->first);
    words = words_in(page, outer);
    words = words ? words : 1.0;
    kept = kept_in(page, outer);
    *row++ = kept / page->all_kept;
    *row++ = kept / words;
    *row++ = links_in(page, outer) / words;
    *row++ = good_in(page, outer) / page->all_good;
    Py_ssize_t up = 0;
    while (index >= 0 && !page->boxes[index].on_way) { index = page->boxes[index].parent; up++; }
    *row++ = (double)up;
    *row++ = index == page->top;
    *row++ = (double)(own->depth - page->boxes[page->top].depth);
    *row++ = own->in_article;
}

static void of_make(const page_t *page, const alike_t *alike, double *row)
{
    double words = alike->words ? alike->words : 1.0;
    *row++ = alike->count;
    *row++ = alike->good / page->all_good;
    *row++ = alike->words / alike->count;
    *row++ = alike->links / words;
    *row++ = alike->kept_words / words;
    *row++ = alike->kept / alike->count;
}

static double class_at(const page_t *page, Py_ssize_t at)
{
    return at < 0 || at >= page->block_count ? -1.0 : (double)page->blocks[at].class;
}

/* likelihood.rows_in_python, of one block. */
static int measure_block(
    const page_t *page, Py_ssize_t i, const alike_t *alike, double copies, title_t *title, Py_ssize_t first_title, double *row)
{
    const block_t *block = &page->blocks[i];
    double words = block->words;
    PyObject *text = slot_text(&block_record, block->object, TEXT), *tag = slot_text(&block_record, block->object, TAG);
    Py_ssize_t level = slot_number(&block_record, block->object, LEVEL);
    told_t told;
    if (!text || !tag || PyErr_Occurred() || tell(text, words < FIRST_WORDS ? title : NULL, &told)) return -1;
    PyObject *kind = PyDict_GetItemWithError(tags, tag), *upper = PyObject_CallMethodNoArgs(text, is_upper);
    Py_ssize_t commas = PyUnicode_Count(text, comma, 0, PyUnicode_GET_LENGTH(text));
    double count = told.count ? (double)told.count : 1.0;
    Py_XDECREF(upper); /* True or False */
    *row++ = block->class;
    *row++ = words;
    *row++ = words ? block->links / words : 0.0;
    *row++ = kind ? PyFloat_AsDouble(kind) : 0.0;
    *row++ = (double)level;
    *row++ = ends_sentence(text);
    *row++ = (double)told.stops / count;
    *row++ = (double)told.titled / count;
    *row++ = copies;
    *row++ = upper == Py_True;
    *row++ = (double)commas / (words ? words : 1.0);
    *row++ = class_at(page, i - 2);
    *row++ = class_at(page, i - 1);
    *row++ = class_at(page, i + 1);
    *row++ = class_at(page, i + 2);
    *row++ = i + 1 < page->block_count ? block[1].words : -1.0;
    *row++ = first_title >= 0 ? (double)(i - first_title) : NO_TITLE;
    *row++ = (double)(i - page->first_kept);
    *row++ = (double)(i - page->last_kept);
    *row++ = page->sums[i].kept / page->all_kept;
    *row++ = page->sums[i].good / page->all_good;
    of_element(page, block->container, row);
    of_make(page, alike, row += OF_ELEMENT);
    row += 6;
    *row++ = page->sums[page->block_count].kept / page->all_good;
    *row++ = page->all_kept;
    *row++ = page->all_good;
    *row++ = (double)page->kept_count;
    return PyErr_Occurred() ? -1 : 0;
}

/* --- The module --- */

/* The blocks that are judged: their number, -1 with an error. */
static Py_ssize_t judge(const page_t *page, int doubted, Py_ssize_t *judged, char *doubts)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < page->block_count; i++)
        if (may_be_text(page, &page->blocks[i])) judged[count++] = i;
    for (Py_ssize_t i = 0; i < count; i++) {
        int sure = doubted ? is_sure(page, judged[i]) : 0;
        if (sure < 0) return -1;
        doubts[i] = (char)!sure;
    }
    return count;
}

static PyObject *numbers(const page_t *page)
{
    PyObject *list = PyList_New(page->block_count);
    for (Py_ssize_t i = 0; list && i < page->block_count; i++) {
        PyObject *number = PyLong_FromLong(page->blocks[i].class);
        if (number) PyList_SET_ITEM(list, i, number);
        else Py_CLEAR(list);
    }
    return list;
}

static PyObject *rows_of(
    const page_t *page, const Py_ssize_t *judged, const char *doubts, Py_ssize_t count, title_t *title, Py_ssize_t first_title)
{
    counts_t counts;
    Py_ssize_t wanted = 0;
    for (Py_ssize_t i = 0; i < count; i++) wanted += doubts[i];
    PyObject *packed = PyBytes_FromStringAndSize(NULL, wanted * WIDTH * (Py_ssize_t)sizeof(double)), *places = PyList_New(0);
    int failed = count_blocks(&counts, page, judged, count) || !packed || !places;
    char *to = packed ? PyBytes_AS_STRING(packed) : NULL;
    for (Py_ssize_t i = 0; i < count && !failed; i++) {
        if (!doubts[i]) continue;
        double row[WIDTH];
        const alike_t *alike = &counts.alike[page->boxes[page->blocks[judged[i]].container].make];
        PyObject *place = PyLong_FromSsize_t(judged[i]);
        failed = !place || PyList_Append(places, place)
                 || measure_block(page, judged[i], alike, counts.texts[counts.text_of[i]].copies, title, first_title, row);
        Py_XDECREF(place);
        memcpy(to, row, sizeof row);
        to += sizeof row;
    }
    PyObject *classes = failed ? NULL : numbers(page), *all = classes ? PyTuple_Pack(3, places, packed, classes) : NULL;
    close_counts(&counts);
    Py_XDECREF(packed);
    Py_XDECREF(places);
    Py_XDECREF(classes);
    return all;
}

static PyObject *measure(PyObject *module, PyObject *arguments)
{
    PyObject *blocks, *containers, *area, *good, *cut_by, *verdicts, *title_words, *made = NULL;
    Py_ssize_t first_title, count;
    int doubted;
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!O!O!O!np", &PyTuple_Type, &blocks, &PyTuple_Type, &containers, &PyTuple_Type, &area,
                          &PyTuple_Type, &good, &PyTuple_Type, &cut_by, &PyDict_Type, &verdicts, &PyFrozenSet_Type, &title_words,
                          &first_title, &doubted))
        return NULL;
    if (!tags) return PyErr_Format(PyExc_RuntimeError, "learn() comes first");
    page_t page;
    title_t title = {0};
    int failed = open_page(&page, blocks, containers, area, good, cut_by, verdicts) || put_words(&title.words, title_words);
    Py_ssize_t *judged = PyMem_Calloc((size_t)page.block_count + 1, sizeof *judged);
    char *doubts = PyMem_Calloc((size_t)page.block_count + 1, 1);
    if (!failed) title.met = PyMem_Calloc(title.words.room, sizeof *title.met);
    if (!failed && (!judged || !doubts || !title.met)) PyErr_NoMemory();
    else if (!failed && (count = judge(&page, doubted, judged, doubts)) >= 0)
        made = rows_of(&page, judged, doubts, count, &title, first_title);
    PyMem_Free(judged);
    PyMem_Free(doubts);
    PyMem_Free(title.met);
    PyMem_Free(title.words.words);
    close_page(&page);
    return made;
}

static PyObject *learn(PyObject *module, PyObject *arguments)
{
    PyObject *block, *container, *words, *of_tags;
    if (!PyArg_ParseTuple(arguments, "OOO!O!", &block, &container, &PyFrozenSet_Type, &words, &PyDict_Type, &of_tags)) return NULL;
    if (learn_slots(&block_record, block, block_slots, OF_BLOCK)) return NULL;
    if (learn_slots(&container_record, container, container_slots, OF_CONTAINER)) return NULL;
    words_t table = {0};
    if (put_words(&table, words)) { PyMem_Free(table.words); return NULL; }
    Py_INCREF(words); /* whose words are borrowed: it stays for ever */
    stop_words = table;
    Py_XSETREF(tags, Py_NewRef(of_tags));
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"learn", learn, METH_VARARGS, "Take the classes, the stop words and the numbers of elements."},
    {"measure", measure, METH_VARARGS, "The blocks that are judged, a row of numbers for each, and what the rules made of all."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_rows", "Rows of features of blocks.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__rows(void)
{
    is_upper = PyUnicode_InternFromString("isupper");
    comma = PyUnicode_InternFromString(",");
    return is_upper && comma ? PyModule_Create(&definition) : NULL;
}
