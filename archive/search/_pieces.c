/* The terms of a text, as archive.search.pieces.Pieces has them in Python, in C: the same terms in a fraction of the time.
 * pieces.py is the specification and what runs where this was not compiled; tests hold them equal.
 *
 * A text is cut where neither a word nor an apostrophe can go on. What lies between is looked up among what was met
 * before; a new word of plain letters is lowered, stemmed and folded here, by the tables that Python has made; all else
 * is asked of Python. Runs of the usual characters of Chinese and Japanese become pairs at once and are not kept.
 */
#define PY_SSIZE_T_CLEAN
#include "_cut.h"
#include "_inflected.h"

enum { TAG = 2 };

typedef struct {
    PyObject_HEAD
    unsigned char tag[TAG];
    int is_arabic, is_busy;
    PyObject *stem, *ask, *tables[3];
    characters_t characters;
    const uint16_t *folded;
    table_t now, older;
    pairs_t inflected;
    unsigned char *out;
    size_t length, room;
} Pieces;

/* Room for so many bytes more. */
static int reserve(Pieces *self, size_t bytes)
{
    if (self->length + bytes <= self->room)
        return 0;
    size_t room = 2 * (self->length + bytes) + 4096;
    unsigned char *out = PyMem_Realloc(self->out, room);
    if (!out) {
        PyErr_NoMemory();
        return -1;
    }
    self->out = out;
    self->room = room;
    return 0;
}

static void put_tag(Pieces *self)
{
    memcpy(self->out + self->length, self->tag, TAG);
    self->length += TAG;
}

/* The overlapping pairs of a run, and its last character. */
static int put_pairs(Pieces *self, int kind, const void *data, Py_ssize_t start, Py_ssize_t end)
{
    if (reserve(self, (size_t)(end - start) * (TAG + 7)) < 0)
        return -1;
    for (Py_ssize_t i = start; i < end; i++) {
        put_tag(self);
        unsigned char *to = put_unit(self->out + self->length, PyUnicode_READ(kind, data, i));
        if (i + 1 < end)
            to = put_unit(to, PyUnicode_READ(kind, data, i + 1));
        *to++ = ' ';
        self->length = (size_t)(to - self->out);
    }
    return 0;
}

/* What Python says of a piece. */
static int put_asked(Pieces *self, PyObject *text, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *piece = PyUnicode_Substring(text, start, end);
    if (!piece)
        return -1;
    PyObject *terms = PyObject_CallOneArg(self->ask, piece);
    Py_DECREF(piece);
    if (!terms)
        return -1;
    Py_ssize_t bytes;
    const char *utf8 = PyUnicode_AsUTF8AndSize(terms, &bytes);
    int failed = !utf8 || reserve(self, (size_t)bytes + 1) < 0;
    if (!failed && bytes) {
        memcpy(self->out + self->length, utf8, (size_t)bytes);
        self->length += (size_t)bytes;
        self->out[self->length++] = ' ';
    }
    Py_DECREF(terms);
    return failed ? -1 : 0;
}

/* The Arabic article and what is written together with it: how long it is, where three letters follow. */
static size_t article_of(const uint16_t *plain, size_t length)
{
    enum { ALEF = 0x627, BEH = 0x628, FEH = 0x641, KAF = 0x643, LAM = 0x644, WAW = 0x648 };
    if (length >= 6 && (plain[0] == WAW || plain[0] == BEH || plain[0] == KAF || plain[0] == FEH) && plain[1] == ALEF &&
        plain[2] == LAM)
        return 3;
    if (length >= 5 && (plain[0] == ALEF || plain[0] == LAM) && plain[1] == LAM)
        return 2;
    return 0;
}

static int is_letter(const Pieces *self, Py_UCS4 unit)
{
    return unit < LETTERS && self->characters.classes[unit] & (ASCII_LETTER | LETTER);
}

/* The stem of some small letters, folded as Python folds it: its length; -1 with an exception, 0 where it is a matter for
 * Python. */
static Py_ssize_t cut(Pieces *self, const uint16_t *plain, size_t length, uint16_t *stem)
{
    Py_ssize_t left = (Py_ssize_t)length;
    if (self->stem == Py_None) {
        memcpy(stem, plain, 2 * length);
    } else {
        PyObject *word = PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, plain, (Py_ssize_t)length);
        PyObject *found = word ? PyObject_CallOneArg(self->stem, word) : NULL;
        Py_XDECREF(word);
        if (!found)
            return -1;
        left = PyUnicode_Check(found) ? PyUnicode_GET_LENGTH(found) : 0;
        left = left <= LONGEST ? left : 0;
        for (Py_ssize_t i = 0; i < left; i++) {
            Py_UCS4 unit = PyUnicode_READ_CHAR(found, i);
            stem[i] = unit < LETTERS ? (uint16_t)unit : 0;
        }
        Py_DECREF(found);
    }
    int is_ascii = 1;
    for (Py_ssize_t i = 0; i < left; i++)
        is_ascii &= stem[i] < 0x80;
    for (Py_ssize_t i = 0; i < left; i++)
        if (!is_letter(self, stem[i]) || (!is_ascii && !is_letter(self, stem[i] = self->folded[stem[i]])))
            return 0;
    return left;
}

/* The terms of what was met before. */
static int put_known(Pieces *self, const head_t *known)
{
    const unsigned char *terms = terms_of(known);
    if (reserve(self, known->terms + SLACK) < 0)
        return -1;
    unsigned char *to = self->out + self->length;
    for (size_t i = 0; i < known->terms; i += SLACK)
        memcpy(to + i, terms + i, SLACK);
    self->length += known->terms;
    return 0;
}

static int put_term(Pieces *self, const uint16_t *units, size_t length)
{
    if (reserve(self, TAG + 3 * length + 1) < 0)
        return -1;
    put_tag(self);
    unsigned char *to = self->out + self->length;
    for (size_t i = 0; i < length; i++)
        to = put_unit(to, units[i]);
    *to++ = ' ';
    self->length = (size_t)(to - self->out);
    return 0;
}

static int keep_inflected(Pieces *self, const uint16_t *form, size_t length, const uint16_t *stem, size_t left)
{
    pair_t *pair = pairs_room(&self->inflected, 3 * (length + left));
    if (!pair) {
        PyErr_NoMemory();
        return -1;
    }
    unsigned char *at = (unsigned char *)(pair + 1), *to = at;
    for (size_t i = 0; i < length; i++)
        to = put_unit(to, form[i]);
    pair->form = (uint16_t)(to - at);
    at = to;
    for (size_t i = 0; i < left; i++)
        to = put_unit(to, stem[i]);
    pair->stem = (uint16_t)(to - at);
    pairs_kept(&self->inflected, pair);
    return 0;
}

/* The term of a word of letters that is lowered already. 1 where it is a matter for Python. */
static int put_word(Pieces *self, const uint16_t *plain, size_t length, int is_ascii)
{
    uint16_t form[LONGEST], stem[LONGEST], other[LONGEST];
    for (size_t i = 0; i < length; i++)
        if (!is_letter(self, plain[i]) || !is_letter(self, form[i] = is_ascii ? plain[i] : self->folded[plain[i]]))
            return 1;
    size_t skipped = self->is_arabic && !is_ascii ? article_of(plain, length) : 0;
    Py_ssize_t left = cut(self, plain + skipped, length - skipped, stem);
    if (left <= 0)
        return left < 0 ? -1 : 1;
    int is_form = (size_t)left == length && !memcmp(stem, form, 2 * length);
    if (is_form && !is_ascii && (skipped || memcmp(plain, form, 2 * length))) {
        /* It is inflected where its form by itself would lead to another term. */
        if (self->is_arabic)
            return 1;
        Py_ssize_t there = cut(self, form, length, other);
        if (there <= 0)
            return there < 0 ? -1 : 1;
        is_form = there == left && !memcmp(other, stem, 2 * (size_t)left);
    }
    if (!is_form && keep_inflected(self, form, length, stem, (size_t)left) < 0)
        return -1;
    return put_term(self, stem, (size_t)left);
}

/* Whether a piece is letters of ASCII and 's: how many letters; 0 where it is something else. */
static size_t owner_of(const Pieces *self, const uint16_t *units, size_t length)
{
    if (length < 3 || units[length - 1] != 's' || class_of(&self->characters, units[length - 2]) != APOSTROPHE)
        return 0;
    for (size_t i = 0; i < length - 2; i++)
        if (class_of(&self->characters, units[i]) != ASCII_LETTER)
            return 0;
    return length - 2;
}

/* The terms of numbers, or of words that are their own stems, between characters without spaces. */
static int put_mixed(Pieces *self, int kind, const void *data, Py_ssize_t start, Py_ssize_t end)
{
    const unsigned char *classes = self->characters.classes;
    uint16_t units[LONGEST];
    for (Py_ssize_t i = start; i < end;) {
        Py_ssize_t first = i;
        if (classes[PyUnicode_READ(kind, data, i)] == UNSPACED) {
            while (i < end && classes[PyUnicode_READ(kind, data, i)] == UNSPACED)
                i++;
            if (put_pairs(self, kind, data, first, i) < 0)
                return -1;
            continue;
        }
        for (; i < end && classes[PyUnicode_READ(kind, data, i)] != UNSPACED; i++)
            units[i - first] = self->characters.lowered[PyUnicode_READ(kind, data, i)];
        if (put_term(self, units, (size_t)(i - first)) < 0)
            return -1;
    }
    return 0;
}

/* The terms of a piece that is not known. */
static int put_new(Pieces *self, PyObject *text, const piece_t *piece)
{
    int kind = PyUnicode_KIND(text), mask = piece->mask, rest = 1;
    const void *data = PyUnicode_DATA(text);
    uint16_t units[LONGEST];
    size_t length = (size_t)(piece->end - piece->start);
    if (!(mask & ~(ASCII_LETTER | LETTER))) {
        for (size_t i = 0; i < length; i++)
            units[i] = self->characters.lowered[PyUnicode_READ(kind, data, piece->start + (Py_ssize_t)i)];
        rest = put_word(self, units, length, !(mask & LETTER));
    } else if (mask == (ASCII_LETTER | APOSTROPHE)) {
        for (size_t i = 0; i < length; i++)
            units[i] = (uint16_t)PyUnicode_READ(kind, data, piece->start + (Py_ssize_t)i);
        length = owner_of(self, units, length);
        for (size_t i = 0; i < length; i++)
            units[i] = self->characters.lowered[units[i]];
        if (length)
            rest = put_word(self, units, length, 1);
    }
    return rest > 0 ? put_asked(self, text, piece->start, piece->end) : rest;
}

static int put_piece(Pieces *self, PyObject *text, const piece_t *piece, const unsigned char *key)
{
    int kind = PyUnicode_KIND(text), mask = piece->mask;
    const void *data = PyUnicode_DATA(text);
    if (piece->how == PAIRS)
        return put_pairs(self, kind, data, piece->start, piece->end);
    if (piece->how == ASKED)
        return put_asked(self, text, piece->start, piece->end);
    if (mask & UNSPACED && !(mask & ~(UNSPACED | DIGIT | ASCII_LETTER)) &&
        (self->stem == Py_None || !(mask & ASCII_LETTER)))
        return put_mixed(self, kind, data, piece->start, piece->end);
    const head_t *known = table_find(&self->now, key, piece->length, piece->hash);
    if (known)
        return put_known(self, known);
    size_t before = self->length;
    known = table_find(&self->older, key, piece->length, piece->hash);
    if ((known ? put_known(self, known) : put_new(self, text, piece)) < 0)
        return -1;
    if (table_add(&self->now, key, piece->length, piece->hash, self->out + before, self->length - before) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

static int put_text(Pieces *self, PyObject *text)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    cut_t cut;
    for (Py_ssize_t at = 0; at < length;) {
        at = cut_some(&self->characters, &self->now, PyUnicode_KIND(text), PyUnicode_DATA(text), at, length, &cut);
        for (int i = 0; i < cut.count; i++)
            if (cut.pieces[i].how == LOOKED_UP)
                table_fetch_entry(&self->now, cut.pieces[i].hash);
        for (int i = 0; i < cut.count; i++)
            if (put_piece(self, text, cut.pieces + i, cut.keys + cut.pieces[i].key) < 0)
                return -1;
    }
    return 0;
}

PyDoc_STRVAR(terms_doc, "terms(text)\n--\n\nAll terms of a text in order, separated by spaces.");

static PyObject *pieces_terms(Pieces *self, PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text is wanted");
        return NULL;
    }
    if (PyUnicode_READY(text) < 0)
        return NULL;
    if (self->is_busy) {
        PyErr_SetString(PyExc_RuntimeError, "pieces are for one text at a time");
        return NULL;
    }
    self->is_busy = 1;
    self->length = 0;
    PyObject *terms = NULL;
    if (reserve(self, LONGEST) == 0 && put_text(self, text) == 0)
        terms = PyUnicode_DecodeUTF8((const char *)self->out, self->length ? (Py_ssize_t)self->length - 1 : 0, NULL);
    self->is_busy = 0;
    return terms;
}

PyDoc_STRVAR(inflected_doc,
             "inflected()\n--\n\nForm, stem, form, stem of what was met here since the last time, in order.");

static PyObject *pieces_inflected(Pieces *self, PyObject *nothing)
{
    PyObject *found = pairs_in_order(&self->inflected);
    if (found)
        self->inflected.length = self->inflected.count = 0;
    return found;
}

PyDoc_STRVAR(grow_old_doc, "grow_old()\n--\n\nForgets what was not met since the last time.");

static PyObject *pieces_grow_old(Pieces *self, PyObject *nothing)
{
    if (self->is_busy) {
        PyErr_SetString(PyExc_RuntimeError, "pieces are for one text at a time");
        return NULL;
    }
    table_free(&self->older);
    self->older = self->now;
    memset(&self->now, 0, sizeof self->now);
    Py_RETURN_NONE;
}

static Py_ssize_t pieces_length(Pieces *self)
{
    return (Py_ssize_t)self->now.used;
}

static int pieces_init(Pieces *self, PyObject *arguments, PyObject *keywords)
{
    const char *tag;
    Py_ssize_t length;
    PyObject *stem, *ask, *classes, *lowered, *folded;
    if (self->stem) {
        PyErr_SetString(PyExc_RuntimeError, "these pieces are made already");
        return -1;
    }
    if (!PyArg_ParseTuple(arguments, "s#OOSSS", &tag, &length, &stem, &ask, &classes, &lowered, &folded))
        return -1;
    if (length != TAG || PyBytes_GET_SIZE(classes) != CHARACTERS || PyBytes_GET_SIZE(lowered) != 2 * LETTERS ||
        PyBytes_GET_SIZE(folded) != 2 * LETTERS) {
        PyErr_SetString(PyExc_ValueError, "a tag or a table of another length");
        return -1;
    }
    memcpy(self->tag, tag, TAG);
    self->is_arabic = !memcmp(tag, "ar", TAG);
    self->stem = Py_NewRef(stem);
    self->ask = Py_NewRef(ask);
    self->tables[0] = Py_NewRef(classes);
    self->tables[1] = Py_NewRef(lowered);
    self->tables[2] = Py_NewRef(folded);
    self->characters.classes = (const unsigned char *)PyBytes_AS_STRING(classes);
    self->characters.lowered = (const uint16_t *)PyBytes_AS_STRING(lowered);
    learn_steps(&self->characters);
    self->folded = (const uint16_t *)PyBytes_AS_STRING(folded);
    return 0;
}

static int pieces_traverse(Pieces *self, visitproc visit, void *arg)
{
    Py_VISIT(self->stem);
    Py_VISIT(self->ask);
    return 0;
}

static void pieces_dealloc(Pieces *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->stem);
    Py_XDECREF(self->ask);
    for (int i = 0; i < 3; i++)
        Py_XDECREF(self->tables[i]);
    table_free(&self->now);
    table_free(&self->older);
    pairs_forget(&self->inflected);
    PyMem_Free(self->out);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef methods[] = {
    {"terms", (PyCFunction)pieces_terms, METH_O, terms_doc},
    {"inflected", (PyCFunction)pieces_inflected, METH_NOARGS, inflected_doc},
    {"grow_old", (PyCFunction)pieces_grow_old, METH_NOARGS, grow_old_doc},
    {NULL},
};

static PySequenceMethods as_sequence = {.sq_length = (lenfunc)pieces_length};

/* Nothing in it refers back to it: there is nothing to clear. */
static PyTypeObject pieces_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "archive.search._pieces.Pieces",
    .tp_basicsize = sizeof(Pieces),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Pieces(tag, stem, ask, classes, lowered, folded)",
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)pieces_init,
    .tp_traverse = (traverseproc)pieces_traverse,
    .tp_dealloc = (destructor)pieces_dealloc,
    .tp_methods = methods,
    .tp_as_sequence = &as_sequence,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_pieces", .m_size = -1};

PyMODINIT_FUNC PyInit__pieces(void)
{
    if (PyType_Ready(&pieces_type) < 0)
        return NULL;
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddObjectRef(made, "Pieces", (PyObject *)&pieces_type) < 0)
        Py_CLEAR(made);
    return made;
}
