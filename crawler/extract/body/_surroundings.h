#ifndef SURROUNDINGS_H
#define SURROUNDINGS_H

/* What surroundings.py keeps of a page: its blocks and containers as numbers, what the rules made of each block, sums. */
#include <Python.h>

#include "_slots.h"

enum { INDEX, TEXT, TAG, CONTAINER, WORDS, LINK_WORDS, LEVEL, HIDDEN, OF_BLOCK };
enum { PARENT, FIRST, LAST, DEPTH, IN_ARTICLE, BOX_TAG, NAMES, OF_CONTAINER };
static const char *const block_slots[] = {"index", "text", "tag", "container", "words", "link_words", "level", "hidden"};
static const char *const container_slots[] = {"parent", "first", "last", "depth", "in_article", "tag", "names"};
static record_t block_record, container_record;

enum { KEPT, FIELD, OUTSIDE, OUTSIDE_CUT, AREA_CUT, LINKS, FRAGMENT, DUPLICATE, HEADING, NAMED, DECK };
enum { LEAD = 20, AN_ARTICLE = 150, A_LINE = 10 };
static const double MOST = 0.6, OF_THE_TEXT = 0.8;

typedef struct { PyObject *object; Py_ssize_t container; double words, links, good; int class, inside, hidden; } block_t;
typedef struct { PyObject *object; Py_ssize_t parent, first, last, depth, make; int in_article, on_way; } box_t;
typedef struct { double kept, good, words, links; } sums_t; /* of all blocks before one */

typedef struct {
    block_t *blocks;
    box_t *boxes;
    sums_t *sums; /* one more than there are blocks */
    Py_ssize_t block_count, box_count, top, first_kept, last_kept, kept_count;
    double all_kept, all_good;
} page_t;

static void close_page(page_t *page)
{
    PyMem_Free(page->blocks);
    PyMem_Free(page->boxes);
    PyMem_Free(page->sums);
}

static int refuse(PyObject *kind, const char *why)
{
    if (!PyErr_Occurred()) PyErr_SetString(kind, why);
    return -1;
}

static PyObject *text_in(PyObject *tuple, Py_ssize_t place, Py_ssize_t size)
{
    if (PyTuple_Check(tuple) && PyTuple_GET_SIZE(tuple) == size) {
        PyObject *text = PyTuple_GET_ITEM(tuple, place);
        if (PyUnicode_Check(text)) return text;
    }
    refuse(PyExc_TypeError, "a rule is wanted");
    return NULL;
}

/* surroundings._class_of; -1 with an error. */
static int class_of(PyObject *verdict, PyObject *by_container)
{
    static const struct { const char *rule; int class; } known[] = {
        {"links", LINKS}, {"fragment", FRAGMENT}, {"duplicate", DUPLICATE}, {"heading-of-nothing", HEADING}};
    PyObject *rule = text_in(verdict, 1, 3);
    if (!rule) return -1;
    PyObject *name = PyTuple_GET_ITEM(verdict, 0);
    if (name != Py_None) return PyUnicode_Check(name) && is_one(name, "deck") ? DECK : FIELD;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is_one(rule, known[i].rule)) return known[i].class;
    return PyUnicode_GET_LENGTH(rule) && PyUnicode_Compare(rule, by_container) == 0 ? AREA_CUT : NAMED;
}

static int read_boxes(page_t *page, PyObject *containers)
{
    for (Py_ssize_t i = 0; i < page->box_count; i++) {
        box_t *box = &page->boxes[i];
        PyObject *object = PyTuple_GET_ITEM(containers, i);
        *box = (box_t){
            object, slot_number(&container_record, object, PARENT), slot_number(&container_record, object, FIRST),
            slot_number(&container_record, object, LAST), slot_number(&container_record, object, DEPTH), -1,
            (int)slot_number(&container_record, object, IN_ARTICLE), 0};
        if (PyErr_Occurred()) return -1;
        if (box->parent >= i || box->first < 0 || box->last < box->first || box->last > page->block_count)
            return refuse(PyExc_ValueError, "containers are not in the order of the page");
    }
    return 0;
}

static int read_blocks(page_t *page, PyObject *blocks, PyObject *area, PyObject *good, PyObject *cut_by, PyObject *verdicts)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(area); i++) {
        Py_ssize_t place = slot_number(&block_record, PyTuple_GET_ITEM(area, i), INDEX);
        if (PyErr_Occurred() || place < 0 || place >= page->block_count) return refuse(PyExc_ValueError, "no such block");
        page->blocks[place].inside = 1;
    }
    for (Py_ssize_t i = 0; i < page->block_count; i++) {
        block_t *block = &page->blocks[i];
        PyObject *object = block->object = PyTuple_GET_ITEM(blocks, i), *index = slot(&block_record, object, INDEX);
        block->container = slot_number(&block_record, object, CONTAINER);
        block->words = (double)slot_number(&block_record, object, WORDS);
        block->links = (double)slot_number(&block_record, object, LINK_WORDS);
        block->hidden = (int)slot_number(&block_record, object, HIDDEN);
        block->good = PyFloat_AsDouble(PyTuple_GET_ITEM(good, i));
        if (PyErr_Occurred() || PyLong_AsSsize_t(index) != i || block->container < 0 || block->container >= page->box_count)
            return refuse(PyExc_ValueError, "blocks are not in the order of the page");
        PyObject *rule = text_in(PyTuple_GET_ITEM(cut_by, block->container), 0, 2);
        PyObject *verdict = rule ? PyDict_GetItemWithError(verdicts, index) : NULL;
        if (PyErr_Occurred()) return -1;
        block->class = verdict ? class_of(verdict, rule) : block->inside ? KEPT : PyUnicode_GET_LENGTH(rule) ? OUTSIDE_CUT : OUTSIDE;
        if (block->class < 0) return -1;
    }
    return 0;
}

static void add_up(page_t *page)
{
    page->first_kept = -1;
    for (Py_ssize_t i = 0; i < page->block_count; i++) {
        const block_t *block = &page->blocks[i];
        const sums_t *before = &page->sums[i];
        int kept = block->class == KEPT;
        page->sums[i + 1] = (sums_t){
            before->kept + (kept ? block->words : 0.0), before->good + (block->hidden ? 0.0 : block->good),
            before->words + block->words, before->links + block->links};
        if (!kept) continue;
        if (!page->kept_count++) page->first_kept = i;
        page->last_kept = i;
    }
    const sums_t *all = &page->sums[page->block_count];
    page->all_kept = all->kept ? all->kept : 1.0;
    page->all_good = all->good ? all->good : 1.0;
    if (page->kept_count) return;
    page->first_kept = 0;
    page->last_kept = page->block_count - 1;
}

static double kept_in(const page_t *page, const box_t *box) { return page->sums[box->last].kept - page->sums[box->first].kept; }
static double words_in(const page_t *page, const box_t *box) { return page->sums[box->last].words - page->sums[box->first].words; }
static double links_in(const page_t *page, const box_t *box) { return page->sums[box->last].links - page->sums[box->first].links; }
static double good_in(const page_t *page, const box_t *box) { return page->sums[box->last].good - page->sums[box->first].good; }

/* Surroundings._top, and which containers are around it. */
static void find_top(page_t *page)
{
    double all = page->sums[page->block_count].kept;
    if (page->kept_count) {
        Py_ssize_t middle = page->last_kept;
        for (Py_ssize_t i = 0; i < page->block_count; i++)
            if (page->blocks[i].class == KEPT && page->sums[i + 1].kept >= all / 2) { middle = i; break; }
        page->top = page->blocks[middle].container;
        while (page->boxes[page->top].parent >= 0 && kept_in(page, &page->boxes[page->top]) < OF_THE_TEXT * all)
            page->top = page->boxes[page->top].parent;
    }
    for (Py_ssize_t at = page->top; at >= 0; at = page->boxes[at].parent) page->boxes[at].on_way = 1;
}

/* The page must be closed in any case. */
static int open_page(
    page_t *page, PyObject *blocks, PyObject *containers, PyObject *area, PyObject *good, PyObject *cut_by, PyObject *verdicts)
{
    Py_ssize_t blocks_ = PyTuple_GET_SIZE(blocks), boxes = PyTuple_GET_SIZE(containers);
    *page = (page_t){
        .block_count = blocks_, .box_count = boxes, .blocks = PyMem_Calloc((size_t)blocks_ + 1, sizeof(block_t)),
        .boxes = PyMem_Calloc((size_t)boxes + 1, sizeof(box_t)), .sums = PyMem_Calloc((size_t)blocks_ + 1, sizeof(sums_t))};
    if (!page->blocks || !page->boxes || !page->sums) { PyErr_NoMemory(); return -1; }
    if (!boxes || PyTuple_GET_SIZE(good) != blocks_ || PyTuple_GET_SIZE(cut_by) != boxes)
        return refuse(PyExc_ValueError, "an area of another page");
    if (read_boxes(page, containers) || read_blocks(page, blocks, area, good, cut_by, verdicts)) return -1;
    add_up(page);
    find_top(page);
    return 0;
}

/* Surroundings.may_be_text */
static int may_be_text(const page_t *page, const block_t *block)
{
    switch (block->class) {
    case FIELD: case LINKS: case FRAGMENT: case DUPLICATE: case NAMED: return 0;
    case DECK: return block->words >= LEAD;
    case OUTSIDE_CUT: if (page->sums[page->block_count].kept >= AN_ARTICLE) return 0; break;
    case OUTSIDE: break;
    default: return 1;
    }
    if (block->good > 0) return 1;
    const box_t *own = &page->boxes[block->container];
    return kept_in(page, own->parent >= 0 ? &page->boxes[own->parent] : own) > 0;
}

/* Surroundings.is_sure; -1 with an error. */
static int is_sure(const page_t *page, Py_ssize_t place)
{
    const block_t *block = &page->blocks[place];
    PyObject *tag = slot_text(&block_record, block->object, TAG);
    if (!tag) return -1;
    if (block->words < A_LINE || block->links * 5 >= block->words || !is_one(tag, "p")) return 0;
    if (place < 1 || place + 1 >= page->block_count || block->class != KEPT || block[-1].class != KEPT || block[1].class != KEPT)
        return 0;
    Py_ssize_t parent = page->boxes[block->container].parent;
    return parent >= 0 && kept_in(page, &page->boxes[parent]) / page->all_kept >= MOST;
}

#endif
