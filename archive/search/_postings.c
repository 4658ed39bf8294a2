/* What FTS5 keeps of a term, read from the pages of its index (SQLite, fts5_index.c, "On-disk format"; detail=full): the
 * articles that have it, how often by the weights of its columns, and how long each is at least. And what bm25() makes of
 * them (fts5_aux.c): the same sums, in the same order. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { COLUMNS = 4, HEAD = 4, MOST_PAGES = 0xffff };
static const uint32_t NOWHERE = UINT32_MAX;

/* Small, for there may be a million: fresh memory costs more than all the rest. */
typedef struct {
    int32_t place;
    uint32_t at; /* where its positions begin: the page in the upper half, the byte in the lower one; NOWHERE: it has none */
} doc_t;

typedef struct {
    PyObject_HEAD
    unsigned char *term;
    Py_ssize_t length;
    float weights[COLUMNS]; /* below zero: the column is not asked for */
    doc_t *docs;
    size_t count, room;
    size_t *runs; /* where each segment begins; the newest is the first */
    size_t run_count, run_room;
    PyObject **pages;
    size_t page_count, page_room;
    int is_closed;
    /* Where reading stands. */
    uint64_t place;
    uint64_t left; /* bytes of positions that are on the next page */
} list_t;

/* What stands at the positions of a term in an article. */
typedef struct {
    float times;    /* the weights of its columns, once for each time it stands there; below zero: in none that is asked for */
    uint64_t reach; /* so many terms the article has at least */
} weight_t;

static int damaged(void)
{
    PyErr_SetString(PyExc_ValueError, "no page of an index, or a damaged one");
    return -1;
}

/* Returns the byte after it; NULL when it goes past the end. */
static const unsigned char *varint(const unsigned char *at, const unsigned char *end, uint64_t *value)
{
    uint64_t sum = 0;
    for (int i = 0; i < 8; i++) {
        if (at >= end) return NULL;
        sum = sum << 7 | (*at & 0x7f);
        if (!(*at++ & 0x80)) { *value = sum; return at; }
    }
    if (at >= end) return NULL;
    *value = sum << 8 | *at;
    return at + 1;
}

static int grow(void **items, size_t *room, size_t size)
{
    size_t wanted = *room ? 2 * *room : 64;
    void *moved = PyMem_Realloc(*items, wanted * size);
    if (!moved) { PyErr_NoMemory(); return -1; }
    *items = moved;
    *room = wanted;
    return 0;
}

/* The articles between two places of the last page that was kept, of which the first is given in full. */
static int read_docs(list_t *self, const unsigned char *page, const unsigned char *at, const unsigned char *end)
{
    for (int is_first = 1; at < end; is_first = 0) {
        uint64_t step, size;
        if (!(at = varint(at, end, &step))) return damaged();
        self->place = is_first ? step : self->place + step;
        if (self->count == self->room && grow((void **)&self->docs, &self->room, sizeof *self->docs)) return -1;
        if ((int64_t)self->place > INT32_MAX || (int64_t)self->place < INT32_MIN) return damaged(); /* a date of the 26th century */
        doc_t *doc = &self->docs[self->count++];
        *doc = (doc_t){(int32_t)(int64_t)self->place, (uint32_t)((self->page_count - 1) << 16 | (size_t)(at - page))};
        if (!(at = varint(at, end, &size))) return damaged();
        size >>= 1; /* the last bit: an older one is to be deleted, which the merge does anyway */
        if (!size) doc->at = NOWHERE;
        uint64_t here = size < (uint64_t)(end - at) ? size : (uint64_t)(end - at);
        at += here;
        self->left = size - here;
    }
    return 0;
}

static int keep(list_t *self, PyObject *page)
{
    if (self->page_count >= MOST_PAGES) return damaged();
    if (self->page_count == self->page_room && grow((void **)&self->pages, &self->page_room, sizeof *self->pages)) return -1;
    Py_INCREF(page);
    self->pages[self->page_count++] = page;
    return 0;
}

typedef struct {
    const unsigned char *page, *content_end, *end;
    Py_ssize_t first; /* of the first article before any term; 0: none */
} page_t;

static int open_page(PyObject *argument, page_t *page)
{
    char *content;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(argument, &content, &length)) return -1;
    if (length < HEAD) return damaged();
    const unsigned char *bytes = (const unsigned char *)content;
    Py_ssize_t size = bytes[2] << 8 | bytes[3];
    *page = (page_t){bytes, bytes + size, bytes + length, bytes[0] << 8 | bytes[1]};
    return size < HEAD || size > length ? damaged() : 0;
}

/* Reads the positions of an article, which may go on at the head of the next pages. */
static int measure(const list_t *self, const doc_t *doc, weight_t *found)
{
    uint64_t size, value, column = 0, position = 0;
    size_t number = doc->at >> 16;
    int column_follows = 0;
    page_t page;
    *found = (weight_t){-1, 0};
    if (open_page(self->pages[number], &page)) return -1;
    const unsigned char *at = varint(page.page + (doc->at & 0xffff), page.content_end, &size);
    if (!at) return damaged();
    for (size >>= 1; size;) {
        uint64_t here = size < (uint64_t)(page.content_end - at) ? size : (uint64_t)(page.content_end - at);
        for (const unsigned char *end = at + here; at < end;) {
            value = *at;
            if (value < 0x80) at++;
            else if (!(at = varint(at, end, &value))) return damaged();
            if (column_follows) {
                if (value >= COLUMNS) return damaged();
                column = value;
                found->reach += position;
                position = 0;
                column_follows = 0;
            } else if (value == 1) column_follows = 1;
            else {
                if (value < 2 || value > INT32_MAX) return damaged();
                /* One more than the offset: how many terms the column has up to here. */
                position = position ? position + value - 2 : value - 1;
                float weight = self->weights[column];
                if (weight >= 0) found->times = (found->times < 0 ? 0 : found->times) + weight;
            }
        }
        size -= here;
        if (size) {
            if (++number >= self->page_count || open_page(self->pages[number], &page)) return damaged();
            at = page.page + HEAD;
        }
    }
    found->reach += position;
    return 0;
}

/* Finds the term: returns 1 with where its articles begin and end, 0 when it is not there, -1 with an error. */
static int find(list_t *self, const page_t *page, const unsigned char **begin, const unsigned char **end)
{
    const unsigned char *index = page->content_end;
    uint64_t offset = 0, step;
    Py_ssize_t same = 0; /* bytes of the term that the one before begins with, which comes before it */
    for (int is_first = 1; index < page->end; is_first = 0) {
        if (!(index = varint(index, page->end, &step))) return damaged();
        offset += step;
        if (offset < HEAD || offset >= (uint64_t)(page->content_end - page->page)) return damaged();
        const unsigned char *at = page->page + offset;
        uint64_t kept = 0, fresh;
        if (!is_first && !(at = varint(at, page->content_end, &kept))) return damaged();
        if (!(at = varint(at, page->content_end, &fresh)) || fresh > (uint64_t)(page->content_end - at)) return damaged();
        if (kept < (uint64_t)same) return 0;
        if (kept > (uint64_t)same) continue;
        Py_ssize_t more = 0;
        while (more < (Py_ssize_t)fresh && same + more < self->length && at[more] == self->term[same + more]) more++;
        if (more == (Py_ssize_t)fresh && same + more == self->length) {
            *begin = at + fresh;
            *end = page->content_end;
            if (index < page->end) {
                if (!varint(index, page->end, &step)) return damaged();
                *end = page->page + offset + step;
                if (step > (uint64_t)(page->content_end - page->page) - offset || *end < *begin) return damaged();
            }
            return 1;
        }
        if (same + more == self->length || (more < (Py_ssize_t)fresh && at[more] > self->term[same + more])) return 0;
        same += more;
    }
    return 0;
}

static PyObject *list_begin(list_t *self, PyObject *argument)
{
    page_t page;
    const unsigned char *begin, *end;
    if (self->is_closed) { PyErr_SetString(PyExc_ValueError, "it is closed"); return NULL; }
    if (open_page(argument, &page)) return NULL;
    int found = find(self, &page, &begin, &end), more = 0;
    if (found > 0) {
        if (self->run_count == self->run_room && grow((void **)&self->runs, &self->run_room, sizeof *self->runs)) return NULL;
        self->runs[self->run_count++] = self->count;
        self->left = 0;
        if (keep(self, argument) || read_docs(self, page.page, begin, end)) return NULL;
        more = end == page.content_end;
        if (self->left && !more) damaged();
    }
    return PyErr_Occurred() ? NULL : PyBool_FromLong(more);
}

static PyObject *list_go_on(list_t *self, PyObject *argument)
{
    page_t page;
    if (self->is_closed || !self->run_count) { PyErr_SetString(PyExc_ValueError, "nothing was begun"); return NULL; }
    if (open_page(argument, &page) || keep(self, argument)) return NULL;
    const unsigned char *end = page.content_end, *at = page.page + HEAD;
    int has_terms = page.end > page.content_end;
    if (has_terms) {
        uint64_t offset;
        if (!varint(page.content_end, page.end, &offset) || offset < HEAD || offset > (uint64_t)(end - page.page)) {
            damaged();
            return NULL;
        }
        end = page.page + offset;
    }
    self->left -= self->left < (uint64_t)(end - at) ? self->left : (uint64_t)(end - at);
    if (self->left && (has_terms || page.first)) damaged();
    else if (page.first) {
        if (page.first < HEAD || page.first >= end - page.page) damaged();
        else if (!read_docs(self, page.page, page.page + page.first, end) && self->left && has_terms) damaged();
    }
    return PyErr_Occurred() ? NULL : PyBool_FromLong(!has_terms);
}

/* Two neighbouring runs into one; of what both have the first says how it is. */
static size_t merge(const doc_t *newer, size_t n, const doc_t *older, size_t m, doc_t *to)
{
    doc_t *at = to;
    const doc_t *newer_end = newer + n, *older_end = older + m;
    while (newer < newer_end && older < older_end) {
        if (older->place < newer->place) *at++ = *older++;
        else {
            if (older->place == newer->place) older++;
            *at++ = *newer++;
        }
    }
    memcpy(at, newer, (size_t)(newer_end - newer) * sizeof *at);
    at += newer_end - newer;
    memcpy(at, older, (size_t)(older_end - older) * sizeof *at);
    return (size_t)(at - to) + (size_t)(older_end - older);
}

static int merge_runs(list_t *self)
{
    doc_t *other = self->run_count > 1 ? PyMem_Malloc(self->count * sizeof *other + 1) : NULL;
    if (self->run_count > 1 && !other) { PyErr_NoMemory(); return -1; }
    while (self->run_count > 1) {
        size_t written = 0, runs = 0;
        for (size_t i = 0; i < self->run_count; i += 2) {
            size_t begin = self->runs[i], middle = i + 1 < self->run_count ? self->runs[i + 1] : self->count;
            size_t end = i + 2 < self->run_count ? self->runs[i + 2] : self->count;
            size_t start = written;
            written += merge(self->docs + begin, middle - begin, self->docs + middle, end - middle, other + written);
            self->runs[runs++] = start;
        }
        doc_t *docs = self->docs;
        self->docs = other;
        other = docs;
        /* Both have room for all that was read. */
        self->room = self->count = written;
        self->run_count = runs;
    }
    PyMem_Free(other);
    return 0;
}

static PyObject *list_close(list_t *self, PyObject *nothing)
{
    (void)nothing;
    if (!self->is_closed) {
        if (self->left) { damaged(); return NULL; }
        if (merge_runs(self)) return NULL;
        int is_narrow = 0;
        for (int i = 0; i < COLUMNS; i++) is_narrow |= self->weights[i] < 0;
        size_t kept = 0;
        int64_t last = 0;
        for (size_t i = 0; i < self->count; i++) {
            doc_t doc = self->docs[i];
            weight_t weight;
            if (i && doc.place <= last) { damaged(); return NULL; }
            last = doc.place;
            if (doc.at == NOWHERE) continue;
            if (is_narrow && measure(self, &doc, &weight)) return NULL;
            if (!is_narrow || weight.times >= 0) self->docs[kept++] = doc;
        }
        self->count = kept;
        self->is_closed = 1;
    }
    Py_RETURN_NONE;
}

static int list_init(list_t *self, PyObject *arguments, PyObject *names)
{
    const char *term;
    Py_ssize_t length;
    float *w = self->weights;
    if (self->term || names) { PyErr_SetString(PyExc_TypeError, "made once, by place"); return -1; }
    if (!PyArg_ParseTuple(arguments, "y#(ffff)", &term, &length, &w[0], &w[1], &w[2], &w[3])) return -1;
    self->term = PyMem_Malloc((size_t)length + 1);
    if (!self->term) { PyErr_NoMemory(); return -1; }
    memcpy(self->term, term, (size_t)length);
    self->length = length;
    return 0;
}

static void list_dealloc(list_t *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyMem_Free(self->term);
    PyMem_Free(self->docs);
    PyMem_Free(self->runs);
    for (size_t i = 0; i < self->page_count; i++) Py_DECREF(self->pages[i]);
    PyMem_Free(self->pages);
    type->tp_free((PyObject *)self);
}

static Py_ssize_t list_length(list_t *self) { return self->is_closed ? (Py_ssize_t)self->count : 0; }

static PyMethodDef list_methods[] = {
    {"begin", (PyCFunction)list_begin, METH_O, "Reads a segment's page where the term may stand; whether more pages follow."},
    {"go_on", (PyCFunction)list_go_on, METH_O, "Reads the page after it; whether more follow."},
    {"close", (PyCFunction)list_close, METH_NOARGS, "Puts the segments together: to be called before it is used."},
    {NULL, NULL, 0, NULL},
};

static PySequenceMethods list_sequence = {.sq_length = (lenfunc)list_length};

static PyTypeObject List = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "archive.search._postings.Doclist",
    .tp_basicsize = sizeof(list_t),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "The articles that have a term: (term, weights of the columns).",
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)list_init,
    .tp_dealloc = (destructor)list_dealloc,
    .tp_methods = list_methods,
    .tp_as_sequence = &list_sequence,
};

/* The first article from this one on that is not before a place. */
static size_t seek(const list_t *list, size_t from, int64_t place)
{
    size_t step = 1, low = from, high;
    while (low + step < list->count && list->docs[low + step].place < place) { low += step; step *= 2; }
    high = low + step < list->count ? low + step : list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->docs[middle].place < place) low = middle + 1;
        else high = middle;
    }
    return low;
}

typedef struct {
    const list_t *list;
    size_t at;
    double idf;
} cursor_t;

static const doc_t *doc_at(cursor_t *cursor, int64_t place)
{
    cursor->at = seek(cursor->list, cursor->at, place);
    if (cursor->at == cursor->list->count || cursor->list->docs[cursor->at].place != place) return NULL;
    return &cursor->list->docs[cursor->at];
}

static const list_t *as_list(PyObject *item)
{
    if (PyObject_TypeCheck(item, &List) && ((list_t *)item)->is_closed) return (list_t *)item;
    PyErr_SetString(PyExc_TypeError, "a closed Doclist is expected");
    return NULL;
}

/* Cursors over a tuple of lists. NULL with an error. */
static cursor_t *cursors_over(PyObject *lists, Py_ssize_t *count)
{
    if (!PyTuple_Check(lists)) { PyErr_SetString(PyExc_TypeError, "a tuple is expected"); return NULL; }
    *count = PyTuple_GET_SIZE(lists);
    cursor_t *cursors = PyMem_Calloc((size_t)*count + 1, sizeof *cursors);
    if (!cursors) { PyErr_NoMemory(); return NULL; }
    for (Py_ssize_t i = 0; i < *count; i++)
        if (!(cursors[i].list = as_list(PyTuple_GET_ITEM(lists, i)))) { PyMem_Free(cursors); return NULL; }
    return cursors;
}

/* Of the places, given in order, those that one of the lists has, or those that none has; how many. */
static Py_ssize_t sieve(int64_t *places, Py_ssize_t count, PyObject *lists, int wanted)
{
    Py_ssize_t several, kept = 0;
    cursor_t *cursors = cursors_over(lists, &several);
    if (!cursors) return -1;
    for (Py_ssize_t i = 0; i < count; i++) {
        int has = 0;
        for (Py_ssize_t k = 0; k < several && !has; k++) has = doc_at(&cursors[k], places[i]) != NULL;
        if (has == wanted) places[kept++] = places[i];
    }
    PyMem_Free(cursors);
    return kept;
}

static Py_ssize_t total(PyObject *lists)
{
    Py_ssize_t several, sum = 0;
    cursor_t *cursors = cursors_over(lists, &several);
    if (!cursors) return -1;
    for (Py_ssize_t k = 0; k < several; k++) sum += (Py_ssize_t)cursors[k].list->count;
    PyMem_Free(cursors);
    return sum;
}

/* All places of some lists between two bounds, in order. */
static int64_t *united(PyObject *lists, int64_t low, int64_t high, Py_ssize_t *count)
{
    Py_ssize_t several, sum = total(lists);
    cursor_t *cursors = sum < 0 ? NULL : cursors_over(lists, &several);
    if (!cursors) return NULL;
    int64_t *places = PyMem_Malloc((size_t)sum * sizeof *places + 1);
    *count = 0;
    if (!places) PyErr_NoMemory();
    else {
        for (Py_ssize_t k = 0; k < several; k++) cursors[k].at = seek(cursors[k].list, 0, low);
        for (;;) {
            int64_t least = INT64_MAX;
            int found = 0;
            for (Py_ssize_t k = 0; k < several; k++)
                if (cursors[k].at < cursors[k].list->count && cursors[k].list->docs[cursors[k].at].place <= least) {
                    least = cursors[k].list->docs[cursors[k].at].place;
                    found = 1;
                }
            if (!found || least > high) break;
            places[(*count)++] = least;
            for (Py_ssize_t k = 0; k < several; k++)
                if (cursors[k].at < cursors[k].list->count && cursors[k].list->docs[cursors[k].at].place == least)
                    cursors[k].at++;
        }
    }
    PyMem_Free(cursors);
    return places;
}

static PyObject *matching(PyObject *module, PyObject *arguments)
{
    PyObject *every, *without;
    long long low, high;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O!O!LL", &PyTuple_Type, &every, &PyTuple_Type, &without, &low, &high)) return NULL;
    Py_ssize_t groups = PyTuple_GET_SIZE(every), rarest = 0, least = -1, count;
    if (!groups) { PyErr_SetString(PyExc_ValueError, "nothing is asked for"); return NULL; }
    for (Py_ssize_t i = 0; i < groups; i++) {
        Py_ssize_t sum = total(PyTuple_GET_ITEM(every, i));
        if (sum < 0) return NULL;
        if (least < 0 || sum < least) { least = sum; rarest = i; }
    }
    int64_t *places = united(PyTuple_GET_ITEM(every, rarest), low, high, &count);
    if (!places) return NULL;
    for (Py_ssize_t i = 0; i < groups && count > 0; i++)
        if (i != rarest) count = sieve(places, count, PyTuple_GET_ITEM(every, i), 1);
    if (count > 0 && PyTuple_GET_SIZE(without)) count = sieve(places, count, without, 0);
    PyObject *found = count < 0 ? NULL : PyBytes_FromStringAndSize((char *)places, count * (Py_ssize_t)sizeof *places);
    PyMem_Free(places);
    return found;
}

static double weigh(double idf, double times, double length, double average)
{
    const double k1 = 1.2, b = 0.75;
    return idf * ((times * (k1 + 1.0)) / (times + k1 * (1 - b + b * length / average)));
}

/* What an article scores, or at most scores where its length is not given: below zero. With an error -1, also where it has
 * none of the phrases; the weights of these are written to ``found``. */
static double weigh_all(cursor_t *cursors, Py_ssize_t several, weight_t *found, int64_t place, double length, double average)
{
    double sum = 0.0;
    uint64_t reach = 0;
    int is_there = 0;
    for (Py_ssize_t k = 0; k < several; k++) {
        const doc_t *doc = doc_at(&cursors[k], place);
        found[k] = (weight_t){0, 0};
        if (doc && measure(cursors[k].list, doc, &found[k])) return -1;
        if (found[k].times < 0) found[k].times = 0;
        if (found[k].reach > reach) reach = found[k].reach;
        is_there |= doc != NULL;
    }
    if (!is_there) return -1;
    if (length < 0) length = (double)reach;
    for (Py_ssize_t k = 0; k < several; k++) sum += weigh(cursors[k].idf, found[k].times, length, average);
    return sum;
}

/* Cursors over ((list, idf), …). NULL with an error. */
static cursor_t *phrases_of(PyObject *phrases, Py_ssize_t *count)
{
    *count = PyTuple_GET_SIZE(phrases);
    cursor_t *cursors = PyMem_Calloc((size_t)*count + 1, sizeof *cursors);
    if (!cursors) { PyErr_NoMemory(); return NULL; }
    for (Py_ssize_t i = 0; i < *count; i++) {
        PyObject *list, *each = PyTuple_GET_ITEM(phrases, i);
        if (!PyTuple_Check(each)) PyErr_SetString(PyExc_TypeError, "a tuple is expected");
        if (PyErr_Occurred() || !PyArg_ParseTuple(each, "Od", &list, &cursors[i].idf) || !(cursors[i].list = as_list(list))) {
            PyMem_Free(cursors);
            return NULL;
        }
    }
    return cursors;
}

typedef struct {
    double most;
    int64_t place;
} bound_t;

typedef struct {
    PyObject_HEAD
    bound_t *heap;
    Py_ssize_t count;
} bounds_t;

static int comes_first(const bound_t *one, const bound_t *other)
{
    return one->most > other->most || (one->most == other->most && one->place > other->place);
}

static void sink(bound_t *heap, Py_ssize_t count, Py_ssize_t at)
{
    bound_t moved = heap[at];
    for (Py_ssize_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && comes_first(&heap[child + 1], &heap[child])) child++;
        if (!comes_first(&heap[child], &moved)) break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

static int bounds_init(bounds_t *self, PyObject *arguments, PyObject *names)
{
    Py_buffer buffer;
    PyObject *phrases;
    double average;
    Py_ssize_t several;
    if (self->heap || names) { PyErr_SetString(PyExc_TypeError, "made once, by place"); return -1; }
    if (!PyArg_ParseTuple(arguments, "y*O!d", &buffer, &PyTuple_Type, &phrases, &average)) return -1;
    Py_ssize_t count = buffer.len / (Py_ssize_t)sizeof(int64_t);
    cursor_t *cursors = phrases_of(phrases, &several);
    if (cursors && !(self->heap = PyMem_Malloc((size_t)count * sizeof *self->heap + 1))) PyErr_NoMemory();
    weight_t *found = self->heap ? PyMem_Malloc((size_t)several * sizeof *found + 1) : NULL;
    if (self->heap && !found) PyErr_NoMemory();
    for (Py_ssize_t i = 0; found && i < count && !PyErr_Occurred(); i++) {
        int64_t place;
        memcpy(&place, (const char *)buffer.buf + i * (Py_ssize_t)sizeof place, sizeof place);
        double most = weigh_all(cursors, several, found, place, -1, average);
        if (most >= 0) self->heap[self->count++] = (bound_t){most, place};
    }
    PyMem_Free(found);
    PyMem_Free(cursors);
    PyBuffer_Release(&buffer);
    for (Py_ssize_t at = self->count / 2 - 1; at >= 0; at--) sink(self->heap, self->count, at);
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *bounds_next(bounds_t *self)
{
    if (!self->count) return NULL;
    bound_t first = self->heap[0];
    self->heap[0] = self->heap[--self->count];
    if (self->count) sink(self->heap, self->count, 0);
    return Py_BuildValue("dL", first.most, (long long)first.place);
}

static void bounds_dealloc(bounds_t *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyMem_Free(self->heap);
    type->tp_free((PyObject *)self);
}

static PyTypeObject Bounds = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "archive.search._postings.Bounds",
    .tp_basicsize = sizeof(bounds_t),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "What each place scores at most, and the place, the highest first: (rising places, phrases, average length).",
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)bounds_init,
    .tp_dealloc = (destructor)bounds_dealloc,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)bounds_next,
};

static PyObject *score(PyObject *module, PyObject *arguments)
{
    long long place;
    double length, average, sum = 0.0;
    PyObject *phrases;
    Py_ssize_t several;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "LdO!d", &place, &length, &PyTuple_Type, &phrases, &average)) return NULL;
    cursor_t *cursors = phrases_of(phrases, &several);
    weight_t *found = cursors ? PyMem_Malloc((size_t)several * sizeof *found + 1) : NULL;
    if (cursors && !found) PyErr_NoMemory();
    if (found) sum = weigh_all(cursors, several, found, place, length < 0 ? 0 : length, average);
    PyMem_Free(found);
    PyMem_Free(cursors);
    return PyErr_Occurred() ? NULL : PyFloat_FromDouble(sum < 0 ? 0.0 : sum);
}

static PyMethodDef methods[] = {
    {"matching", matching, METH_VARARGS, "The places that one of each of these lists has, and none of those: (every, without, low, high)."},
    {"score", score, METH_VARARGS, "What bm25() gives, without the minus: (place, length, phrases, average length)."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_postings", "What an FTS5 index holds of a term.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__postings(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module && (PyModule_AddType(module, &List) || PyModule_AddType(module, &Bounds))) Py_CLEAR(module);
    return module;
}
