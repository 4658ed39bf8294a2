/* The walk over a page's tree, as crawler.extract.page.reader has it in Python, in C: the same blocks and containers in
 * a fifth of the time. reader.py is the specification and what runs where this was not compiled; tests hold them equal.
 *
 * Text is kept in UTF-8, and becomes Python's where a block is made. What is rare or belongs to the rules is asked of
 * Python: see the names in `asked`.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include "_dom.h"
#include "_names.h"
#include "_text.h"

enum { BOX, INLINE, ANCHOR, BOLD, TIME, BREAK, SKIPPED };
enum { PLAIN = 0, LINKED = 1, HEAVY = 2, SIGNED = 4, BOXED = 8 };
enum { TEXT_PART, SPACE_PART, SEAM_PART, BREAK_PART };
enum { KNOWN_TAGS = 256, MOST_SIGNED = 12, LONGEST_BYLINE = 300, TRIPLES = 1024 };

/* A dataclass with slots, whose objects are made by writing into them: calling it takes most of a microsecond. */
enum { CONTAINER_FIELDS = 15, LAST = 12, AROUND = 13, BLOCK_FIELDS = 20, MOST_FIELDS = 20 };
typedef struct { PyTypeObject *type; Py_ssize_t offsets[MOST_FIELDS]; } record_t;
static record_t container_record, block_record;

/* What is asked of Python; set by `learn`. */
static struct {
    PyObject *outline;                                 /* the class */
    PyObject *kinds, *headings, *list_items;           /* tables of page.elements */
    PyObject *of_names, *hides, *kind_of;              /* what the names of a container say */
    PyObject *is_signature, *is_author_at, *unseamed;  /* what those of an inline element say */
} asked;

typedef struct {
    PyObject *name; /* owned; NULL: not met yet */
    int kind, heading;
    int is_list_item, is_article, is_figcaption, is_dialog, is_rule;
} tag_t;

static tag_t known_tags[KNOWN_TAGS];
static PyObject *empty, *nothing, *zero_odds, *zero_, *minus_one;

/* The names of a container and of the two around it, put together; the same three stand around many blocks, of many pages. */
static struct { PyObject *three[3], *joined; } triples[TRIPLES];

typedef struct {
    node_t *node;
    tag_t tag;
    int what;                       /* flags: what is to be done where the element ends */
    int is_made;                    /* of a box: whether its container is in the list */
    Py_ssize_t place, first, depth; /* once it is made */
    int hidden, in_article, in_caption;
    PyObject *index, *names, *itemprop, *around, *container; /* owned, once it is made */
} open_t;

typedef struct { Py_ssize_t start; int kind; } part_t;

typedef struct {
    open_t *open;
    Py_ssize_t depth, room;
    Py_ssize_t *boxes; /* places in `open` of the boxes */
    Py_ssize_t box_count, box_room;
    text_t text, links_text, marks, scratch;
    part_t *parts;
    Py_ssize_t part_count, part_room;
    Py_ssize_t link_parts, mark_count, bold_length, links, in_link, in_bold, left;
    struct { Py_ssize_t parts, names; } *signing;
    Py_ssize_t signing_count, signing_room;
    PyObject *times, *signed_, *blocks, *containers; /* lists */
    PyObject *block_count;                           /* how many blocks there are */
} walk_t;

/* Where the fields of a class lie in its objects, in the order of its __slots__. */
static int study(record_t *record, PyObject *class, Py_ssize_t count)
{
    PyObject *names = PyObject_GetAttrString(class, "__slots__");
    if (!names || !PyTuple_Check(names) || PyTuple_GET_SIZE(names) != count || !PyType_Check(class)) goto refuse;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *member = PyObject_GetAttr(class, PyTuple_GET_ITEM(names, i));
        int plain = member && Py_IS_TYPE(member, &PyMemberDescr_Type)
                    && ((PyMemberDescrObject *)member)->d_member->type == T_OBJECT_EX;
        if (plain) record->offsets[i] = ((PyMemberDescrObject *)member)->d_member->offset;
        Py_XDECREF(member);
        if (!plain) goto refuse;
    }
    Py_DECREF(names);
    Py_XSETREF(record->type, (PyTypeObject *)Py_NewRef(class));
    return 0;
refuse:
    Py_XDECREF(names);
    if (!PyErr_Occurred()) PyErr_Format(PyExc_TypeError, "%R is no class of %zd slots", class, count);
    return -1;
}

static PyObject **field(const record_t *record, PyObject *object, int which)
{
    return (PyObject **)((char *)object + record->offsets[which]);
}

/* An object with these values, which are borrowed. */
static PyObject *made_of(const record_t *record, PyObject *const *values, int count)
{
    PyObject *object = record->type->tp_alloc(record->type, 0);
    if (!object) return NULL;
    for (int i = 0; i < count; i++) *field(record, object, i) = Py_NewRef(values[i]);
    return object;
}

static PyObject *bool_of(int yes) { return yes ? Py_True : Py_False; }

/* --- Text --- */

static int add_part(walk_t *w, int kind, const unsigned char *text, Py_ssize_t length)
{
    if (GROW(w->parts, w->part_room, w->part_count + 1)) return -1;
    w->parts[w->part_count++] = (part_t){w->text.length, kind};
    return add(&w->text, text, length);
}

static int add_sign(walk_t *w, int kind)
{
    unsigned char sign = kind == SPACE_PART ? ' ' : kind == SEAM_PART ? SEAM : LINE_BREAK;
    return add_part(w, kind, &sign, 1);
}

/* reader._text, of valid text. */
static int add_valid_text(walk_t *w, const unsigned char *text, Py_ssize_t length)
{
    const unsigned char *from = text, *to = text + length;
    int size;
    while (from < to && is_space(character(from, &size))) from += size;
    if (from == to) return w->part_count ? add_sign(w, SPACE_PART) : 0;
    if (add_part(w, length == 1 && *text == SEAM ? SEAM_PART : TEXT_PART, text, length)) return -1;
    if (w->in_link) {
        if (w->link_parts++ && add_byte(&w->links_text, ' ')) return -1;
        if (add(&w->links_text, text, length)) return -1;
    }
    if (w->in_bold) {
        while (is_space(last_character(from, to, &size))) to -= size;
        w->bold_length += characters(from, to - from);
    }
    return 0;
}

static int add_text(walk_t *w, node_t *node)
{
    size_t size = 0;
    const unsigned char *bytes = text_of(node, &size);
    Py_ssize_t length = bytes ? (Py_ssize_t)size : 0, plain = length ? ascii_length(bytes, length) : 0;
    if (!length) return w->part_count ? add_sign(w, SPACE_PART) : 0;
    if (plain == length || is_valid(bytes + plain, length - plain)) return add_valid_text(w, bytes, length);
    PyObject *text = decoded(bytes, length);
    const char *valid = text ? PyUnicode_AsUTF8AndSize(text, &length) : NULL;
    int failed = !valid || add_valid_text(w, (const unsigned char *)valid, length);
    Py_XDECREF(text);
    return failed ? -1 : 0;
}

/* --- Elements and attributes --- */

static int of_tag(node_t *node, tag_t *tag)
{
    uintptr_t id = dom.tag_id(node);
    if (id < KNOWN_TAGS && known_tags[id].name) { *tag = known_tags[id]; return 0; }
    size_t size = 0;
    const unsigned char *bytes = dom.element_name(node, &size);
    PyObject *name = decoded(bytes ? (const char *)bytes : "", bytes ? (Py_ssize_t)size : 0);
    if (!name) return -1;
    PyObject *kind = PyDict_GetItemWithError(asked.kinds, name);
    PyObject *heading = kind || !PyErr_Occurred() ? PyDict_GetItemWithError(asked.headings, name) : NULL;
    int listed = PyErr_Occurred() ? -1 : PySet_Contains(asked.list_items, name);
    if (listed < 0) { Py_DECREF(name); return -1; }
    *tag = (tag_t){
        .name = name,
        .kind = kind ? (int)PyLong_AsLong(kind) : BOX,
        .heading = heading ? (int)PyLong_AsLong(heading) : 0,
        .is_list_item = listed,
        .is_article = PyUnicode_CompareWithASCIIString(name, "article") == 0,
        .is_figcaption = PyUnicode_CompareWithASCIIString(name, "figcaption") == 0,
        .is_dialog = PyUnicode_CompareWithASCIIString(name, "dialog") == 0,
        .is_rule = PyUnicode_CompareWithASCIIString(name, "hr") == 0,
    };
    if (id < KNOWN_TAGS) known_tags[id] = *tag; /* and stays */
    return 0;
}

enum { ROLE, CLASS, ID, NAMING };
typedef struct { value_t naming[NAMING], itemprop, rel, hidden, style, open, href, datetime; int any; } attributes_t;

static int is_named(const unsigned char *bytes, size_t size, const char *name)
{
    return size == strlen(name) && memcmp(bytes, name, size) == 0;
}

static void read_attributes(node_t *node, attributes_t *found)
{
    memset(found, 0, sizeof *found);
    for (attr_t *a = dom.first_attribute(node); a; a = dom.next_attribute(a)) {
        size_t size = 0, length = 0;
        const unsigned char *name = dom.attribute_name(a, &size);
        found->any = 1;
        if (!name) continue;
        value_t *value = NULL;
        switch (size) {
        case 2: value = is_named(name, size, "id") ? &found->naming[ID] : NULL; break;
        case 3: value = is_named(name, size, "rel") ? &found->rel : NULL; break;
        case 4:
            value = is_named(name, size, "role")   ? &found->naming[ROLE]
                    : is_named(name, size, "href") ? &found->href
                    : is_named(name, size, "open") ? &found->open
                                                   : NULL;
            break;
        case 5:
            value = is_named(name, size, "class") ? &found->naming[CLASS] : is_named(name, size, "style") ? &found->style : NULL;
            break;
        case 6: value = is_named(name, size, "hidden") ? &found->hidden : NULL; break;
        case 8:
            value = is_named(name, size, "itemprop")   ? &found->itemprop
                    : is_named(name, size, "datetime") ? &found->datetime
                                                       : NULL;
            break;
        default: break;
        }
        if (!value) continue;
        value->is_there = 1;
        value->bytes = dom.attribute_value(a, &length);
        value->size = value->bytes ? (Py_ssize_t)length : 0;
    }
}

static int is_true(PyObject *said)
{
    int yes = said ? PyObject_IsTrue(said) : -1;
    Py_XDECREF(said);
    return yes;
}

/* elements.hides */
static int reads_as_hidden(walk_t *w, const attributes_t *attributes)
{
    const value_t *hidden = &attributes->hidden, *style = &attributes->style;
    if (hidden->is_there && !(hidden->size && is_named(hidden->bytes, (size_t)hidden->size, "until-found"))) return 1;
    if (!style->size) return 0;
    if (ascii_length(style->bytes, style->size) == style->size) {
        w->scratch.length = 0;
        if (add_lower(&w->scratch, style)) return -1;
        if (!mentions(&of_style, w->scratch.bytes, w->scratch.length)) return 0;
    }
    PyObject *text = decoded(style->bytes, style->size), *both = text ? PyDict_New() : NULL;
    int failed = !both || PyDict_SetItemString(both, "style", text);
    Py_XDECREF(text);
    int yes = failed ? -1 : is_true(PyObject_CallOneArg(asked.hides, both));
    Py_XDECREF(both);
    return yes;
}

/* --- Containers --- */

static void forget_box(open_t *box)
{
    Py_CLEAR(box->index);
    Py_CLEAR(box->names);
    Py_CLEAR(box->itemprop);
    Py_CLEAR(box->around);
    Py_CLEAR(box->container);
}

static int make_container(walk_t *w, open_t *box, const open_t *parent, const said_t *said)
{
    PyObject *depth = PyLong_FromSsize_t(box->depth), *address = PyLong_FromVoidPtr(box->node), *role = Py_NewRef(said->role);
    box->index = PyLong_FromSsize_t(box->place);
    if (depth && address && box->index) {
        PyObject *values[CONTAINER_FIELDS] = {
            box->index, parent ? parent->index : minus_one, box->tag.name, box->names, depth, bool_of(box->hidden),
            bool_of(box->in_article), bool_of(box->in_caption), address, role, box->itemprop,
            w->block_count, zero_, Py_None, said->kind};
        box->container = made_of(&container_record, values, CONTAINER_FIELDS);
    }
    Py_XDECREF(depth);
    Py_XDECREF(address);
    Py_DECREF(role);
    return box->container ? PyList_Append(w->containers, box->container) : -1;
}

/* Put the container of a box into the list, as reader._enter_box does; here only once there is a block in it. */
static int make_box(walk_t *w, open_t *box, const open_t *parent)
{
    attributes_t attributes;
    read_attributes(box->node, &attributes);
    box->is_made = 1;
    box->hidden = parent && parent->hidden;
    box->in_article = (parent && parent->in_article) || box->tag.is_article;
    box->in_caption = (parent && parent->in_caption) || box->tag.is_figcaption;
    if (attributes.itemprop.size) {
        if (!(box->itemprop = lower(&attributes.itemprop))) return -1;
        box->in_article = box->in_article || PyUnicode_CompareWithASCIIString(box->itemprop, "articlebody") == 0;
        box->in_caption = box->in_caption || PyUnicode_CompareWithASCIIString(box->itemprop, "caption") == 0;
    } else box->itemprop = Py_NewRef(empty);
    if (!box->hidden && (box->hidden = reads_as_hidden(w, &attributes)) < 0) return -1;
    if (box->tag.is_dialog && !attributes.open.is_there) box->hidden = 1;
    box->place = PyList_GET_SIZE(w->containers);
    box->first = PyList_GET_SIZE(w->blocks);
    box->depth = parent ? parent->depth + 1 : 1;

    uintptr_t id = dom.tag_id(box->node);
    said_t aside = {0};
    const said_t *said = said_by(id, box->tag.name, attributes.naming, asked.of_names, asked.kind_of, id < KNOWN_TAGS, &aside);
    int failed = !said;
    if (said) {
        box->names = Py_NewRef(said->names);
        box->hidden = box->hidden || said->hidden;
        box->in_caption = box->in_caption || said->in_caption;
        failed = make_container(w, box, parent, said);
    }
    forget(&aside);
    return failed ? -1 : 0;
}

/* The innermost box, made with all those around it. */
static open_t *current(walk_t *w)
{
    open_t *parent = NULL;
    Py_ssize_t at = w->box_count;
    while (at && !w->open[w->boxes[at - 1]].is_made) at--;
    if (at) parent = &w->open[w->boxes[at - 1]];
    for (; at < w->box_count; at++) {
        open_t *box = &w->open[w->boxes[at]];
        if (make_box(w, box, parent)) return NULL;
        parent = box;
    }
    return parent;
}

static const open_t *outer(const walk_t *w, Py_ssize_t up)
{
    return w->box_count > up ? &w->open[w->boxes[w->box_count - 1 - up]] : NULL;
}

static PyObject *joined(PyObject *one, PyObject *two, PyObject *three)
{
    PyObject *all[] = {one, two, three};
    int count = three ? 3 : two ? 2 : 1;
    if (count == 1) return Py_NewRef(one);
    size_t hash = ((size_t)one >> 4) * 31 + ((size_t)two >> 4) * 7 + ((size_t)three >> 4);
    hash = (hash ^ hash >> 10) % TRIPLES;
    if (triples[hash].joined && triples[hash].three[0] == one && triples[hash].three[1] == two && triples[hash].three[2] == three)
        return Py_NewRef(triples[hash].joined);
    PyObject *text = three ? PyUnicode_FromFormat("%U %U %U", one, two, three) : PyUnicode_FromFormat("%U %U", one, two);
    if (!text || PyUnicode_GET_LENGTH(text) >= 3 * LONGEST_NAMES) return text;
    for (int i = 0; i < 3; i++) Py_XSETREF(triples[hash].three[i], Py_XNewRef(all[i]));
    Py_XSETREF(triples[hash].joined, Py_NewRef(text));
    return text;
}

/* reader._around; borrowed. The body itself has no part in the names around its boxes. */
static PyObject *around(walk_t *w, open_t *box)
{
    if (box->around) return box->around;
    const open_t *one = w->box_count < 3 ? NULL : outer(w, 1); /* its parent is the body, or it is the body */
    const open_t *two = w->box_count < 4 ? NULL : outer(w, 2);
    box->around = joined(box->names, one ? one->names : NULL, two ? two->names : NULL);
    if (box->around) Py_XSETREF(*field(&container_record, box->container, AROUND), Py_NewRef(box->around));
    return box->around;
}

/* --- Blocks --- */

static Py_ssize_t linked_words(walk_t *w, Py_ssize_t words)
{
    if (!w->link_parts || w->link_parts == w->part_count) return w->link_parts ? words : 0;
    Py_ssize_t linked;
    collapse(w->links_text.bytes, w->links_text.length, w->links_text.bytes, &linked);
    return linked < words ? linked : words;
}

static int add_str(text_t *to, PyObject *text)
{
    Py_ssize_t size;
    const char *bytes = PyUnicode_AsUTF8AndSize(text, &size);
    return bytes ? add(to, bytes, size) : -1;
}

/* The names of a block: those of its element, of inline elements in it, and its itemprop. */
static PyObject *own_names(walk_t *w, const open_t *box)
{
    if (!w->mark_count && !PyUnicode_GET_LENGTH(box->itemprop)) return Py_NewRef(box->names);
    text_t *own = &w->scratch;
    own->length = 0;
    if (add_str(own, box->names)) return NULL;
    if (w->mark_count && (add_byte(own, ' ') || add(own, w->marks.bytes, w->marks.length))) return NULL;
    if (PyUnicode_GET_LENGTH(box->itemprop) && (add(own, " itemprop=", 10) || add_str(own, box->itemprop))) return NULL;
    return decoded(own->bytes, own->length);
}

static PyObject *tuple_of(PyObject *list) { return PyList_GET_SIZE(list) ? PyList_AsTuple(list) : Py_NewRef(nothing); }

/* reader._append: the collapsed text stands in w->text. */
static int append(walk_t *w, open_t *box, Py_ssize_t length, Py_ssize_t words)
{
    int bold = w->bold_length && w->bold_length * 10 >= characters(w->text.bytes, length) * 9;
    PyObject *names = around(w, box), *count = PyLong_FromSsize_t(PyList_GET_SIZE(w->blocks) + 1), *block = NULL;
    PyObject *made[] = {
        decoded(w->text.bytes, length), own_names(w, box), PyLong_FromSsize_t(words), PyLong_FromSsize_t(linked_words(w, words)),
        PyLong_FromSsize_t(w->links), PyLong_FromLong(box->tag.heading), tuple_of(w->times), tuple_of(w->signed_)};
    int whole = names && count;
    for (int i = 0; i < 8; i++) whole = whole && made[i];
    if (whole) {
        PyObject *values[BLOCK_FIELDS] = {
            w->block_count, made[0], box->tag.name, box->index, empty, made[1], names, made[2], made[3], made[4],
            bool_of(bold), made[5], bool_of(box->hidden), bool_of(box->in_article), bool_of(box->in_caption),
            bool_of(box->tag.is_list_item), made[6], Py_False, zero_odds, made[7]};
        block = made_of(&block_record, values, BLOCK_FIELDS);
    }
    for (int i = 0; i < 8; i++) Py_XDECREF(made[i]);
    int failed = !block || PyList_Append(w->blocks, block);
    Py_XDECREF(block);
    if (failed) { Py_XDECREF(count); return -1; }
    Py_SETREF(w->block_count, count);
    return 0;
}

/* reader._unseamed; the text stays in w->text. */
static int unseam(walk_t *w)
{
    text_t *text = &w->text;
    if (characters(text->bytes, text->length) < LONGEST_BYLINE) {
        open_t *box = current(w);
        const open_t *upper = outer(w, 1);
        PyObject *marks = box ? decoded(w->marks.bytes ? (char *)w->marks.bytes : "", w->marks.length) : NULL;
        PyObject *names = marks ? PyUnicode_FromFormat("%U %U %U", box->names, upper ? upper->names : empty, marks) : NULL;
        PyObject *seamed = names ? decoded(text->bytes, text->length) : NULL;
        PyObject *plain = seamed ? PyObject_CallFunctionObjArgs(asked.unseamed, seamed, names, NULL) : NULL;
        Py_XDECREF(marks);
        Py_XDECREF(names);
        Py_XDECREF(seamed);
        text->length = 0;
        int failed = !plain || add_str(text, plain);
        Py_XDECREF(plain);
        return failed ? -1 : 0;
    }
    Py_ssize_t end = 0;
    for (Py_ssize_t i = 0; i < text->length; i++)
        if (text->bytes[i] != SEAM) text->bytes[end++] = text->bytes[i];
    text->length = end;
    return 0;
}

static int clear_list(PyObject *list)
{
    return PyList_GET_SIZE(list) ? PyList_SetSlice(list, 0, PyList_GET_SIZE(list), NULL) : 0;
}

static int flush(walk_t *w)
{
    if (w->part_count) {
        text_t *text = &w->text;
        if (memchr(text->bytes, SEAM, (size_t)text->length) && unseam(w)) return -1;
        Py_ssize_t words, length = collapse(text->bytes, text->length, text->bytes, &words);
        if (length) {
            open_t *box = current(w);
            if (!box || append(w, box, length, words)) return -1;
        }
        w->part_count = text->length = w->left = w->link_parts = w->links_text.length = w->bold_length = 0;
        w->links = w->in_link ? 1 : 0;
    }
    w->mark_count = w->marks.length = 0;
    return clear_list(w->times) || clear_list(w->signed_) ? -1 : 0;
}

static int flush_if_any(walk_t *w) { return w->part_count || w->mark_count ? flush(w) : 0; }

/* reader._line_break */
static int line_break(walk_t *w, const tag_t *tag)
{
    text_t *text = &w->text;
    const part_t *last = NULL;
    while (w->part_count) {
        last = &w->parts[w->part_count - 1];
        if (last->kind != SPACE_PART && last->kind != SEAM_PART) break;
        text->length = last->start;
        w->part_count--;
    }
    if (!w->part_count) return 0;
    if (tag->is_rule || last->kind == BREAK_PART
        || (text->length > 60 && ends_sentence(text->bytes + last->start, text->length - last->start)
            && characters(text->bytes, text->length) > 60))
        return flush(w);
    return add_sign(w, BREAK_PART);
}

/* --- Inline elements --- */

/* Ask a function of a text, if one of the signs is in it. */
static int asks(PyObject *function, const signs_t *signs, const unsigned char *bytes, Py_ssize_t length)
{
    if (!mentions(signs, bytes, length)) return 0;
    PyObject *text = decoded(bytes, length);
    int yes = text ? is_true(PyObject_CallOneArg(function, text)) : -1;
    Py_XDECREF(text);
    return yes;
}

/* Whether "author" is in it. */
static int names_author(const unsigned char *bytes, Py_ssize_t length)
{
    for (Py_ssize_t i = 0; i + 6 <= length; i++)
        if (!memcmp(bytes + i, "author", 6)) return 1;
    return 0;
}

/* reader._mark: 1 where the element marks an author's name, -1 for an error. */
static int mark(walk_t *w, const attributes_t *attributes)
{
    text_t *marks = &w->marks;
    Py_ssize_t before = marks->length;
    if (w->mark_count && add_byte(marks, ' ')) return -1;
    Py_ssize_t start = marks->length;
    if (add_names(marks, &attributes->naming[CLASS], &attributes->naming[ID])) return -1;
    int marked = marks->length > start ? asks(asked.is_signature, &of_signature, marks->bytes + start, marks->length - start) : 0;
    const struct { const char *name; Py_ssize_t size; const value_t *value; } more[] = {
        {" itemprop=", 10, &attributes->itemprop}, {" rel=", 5, &attributes->rel}};
    for (int i = 0; i < 2 && marked >= 0; i++) {
        if (!more[i].value->size) continue;
        if (add(marks, more[i].name, more[i].size)) return -1;
        Py_ssize_t from = marks->length;
        if (add_lower(marks, more[i].value)) return -1;
        marked = marked || names_author(marks->bytes + from, marks->length - from);
    }
    if (marks->length > start) w->mark_count++;
    else marks->length = before;
    return marked;
}

/* reader._enter_inline: the flags, -1 for an error. */
static int enter_inline(walk_t *w, node_t *node, int kind)
{
    attributes_t attributes;
    read_attributes(node, &attributes);
    int what = PLAIN;
    if (attributes.any) {
        int marked = mark(w, &attributes);
        if (marked < 0) return -1;
        if (marked) what = SIGNED;
        if (kind == ANCHOR) {
            const value_t *href = &attributes.href;
            if (href->size && href->bytes[0] != '#' && !(href->size >= 11 && !memcmp(href->bytes, "javascript:", 11))) {
                what |= LINKED;
                w->in_link++;
                w->links++;
            }
            int author = asks(asked.is_author_at, &of_author_at, href->bytes, href->size);
            if (author < 0) return -1;
            if (author) what |= SIGNED;
        } else if (kind == TIME && attributes.datetime.size) {
            PyObject *stamp = decoded(attributes.datetime.bytes, attributes.datetime.size);
            int failed = !stamp || PyList_Append(w->times, stamp);
            Py_XDECREF(stamp);
            if (failed) return -1;
        }
    }
    if (kind == BOLD) {
        what |= HEAVY;
        w->in_bold++;
    }
    if (w->part_count && w->left == w->part_count && add_sign(w, SEAM_PART)) return -1;
    if (what & SIGNED) {
        if (GROW(w->signing, w->signing_room, w->signing_count + 1)) return -1;
        w->signing[w->signing_count].parts = w->part_count;
        w->signing[w->signing_count++].names = PyList_GET_SIZE(w->signed_);
    }
    return what;
}

/* reader._sign */
static int sign(walk_t *w)
{
    Py_ssize_t start = w->signing[--w->signing_count].parts, names = w->signing[w->signing_count].names;
    Py_ssize_t count = PyList_GET_SIZE(w->signed_), words;
    if (names != count || count >= MOST_SIGNED || start >= w->part_count) return 0;
    text_t *name = &w->scratch;
    name->length = 0;
    for (Py_ssize_t i = w->parts[start].start; i < w->text.length; i++)
        if (w->text.bytes[i] != SEAM && add_byte(name, w->text.bytes[i])) return -1;
    name->length = collapse(name->bytes, name->length, name->bytes, &words);
    Py_ssize_t length = characters(name->bytes, name->length);
    if (length < 2 || length >= 80) return 0;
    PyObject *text = decoded(name->bytes, name->length);
    int failed = !text || PyList_Append(w->signed_, text);
    Py_XDECREF(text);
    return failed ? -1 : 0;
}

/* --- The walk --- */

static void forget_tag(open_t *element)
{
    if (element->tag.name && dom.tag_id(element->node) >= KNOWN_TAGS) Py_CLEAR(element->tag.name);
}

/* reader._leave, for the innermost open element, which is open no longer then. */
static int leave(walk_t *w)
{
    int what = w->open[w->depth - 1].what;
    if (what == BOXED) {
        if (flush_if_any(w)) return -1;
        if (w->box_count == 1 && !current(w)) return -1; /* the body is always there */
        open_t *box = &w->open[w->depth - 1];
        if (box->is_made) {
            Py_XSETREF(*field(&container_record, box->container, LAST), Py_NewRef(w->block_count));
            if (box->first == PyList_GET_SIZE(w->blocks) && w->box_count > 1 && /* made for a byline that came to nothing */
                PyList_SetSlice(w->containers, box->place, PyList_GET_SIZE(w->containers), NULL))
                return -1;
            forget_box(box);
        }
        forget_tag(box);
        w->box_count--;
        w->depth--;
        return 0;
    }
    forget_tag(&w->open[--w->depth]);
    w->left = w->part_count;
    if ((what & SIGNED) && sign(w)) return -1;
    if (what & LINKED) w->in_link--;
    else if (what & HEAVY) w->in_bold--;
    return 0;
}

static int walk(walk_t *w, node_t *body)
{
    node_t *node = body;
    while (node) {
        node_t *following = NULL;
        int type = dom.type(node);
        if (type == TEXT_NODE) {
            if (add_text(w, node)) return -1;
        } else if (type == ELEMENT_NODE) {
            tag_t tag;
            int kept = 0;
            if (of_tag(node, &tag)) return -1;
            if (tag.kind == BREAK) {
                if (line_break(w, &tag)) return -1;
            } else if (tag.kind != SKIPPED && (following = dom.first_child(node))) {
                if (GROW(w->open, w->room, w->depth + 1)) return -1;
                int what = BOXED;
                if (tag.kind == BOX) {
                    if (flush_if_any(w)) return -1;
                    if (GROW(w->boxes, w->box_room, w->box_count + 1)) return -1;
                    w->boxes[w->box_count++] = w->depth;
                } else if ((what = enter_inline(w, node, tag.kind)) < 0) return -1;
                w->open[w->depth++] = (open_t){.node = node, .tag = tag, .what = what};
                kept = 1;
            }
            if (!kept && dom.tag_id(node) >= KNOWN_TAGS) Py_CLEAR(tag.name);
        }
        if (!following && w->depth) {
            following = dom.next(node);
            while (!following) {
                node = w->open[w->depth - 1].node;
                if (leave(w)) return -1;
                if (!w->depth) break;
                following = dom.next(node);
            }
        }
        node = following;
    }
    return 0;
}

static PyObject *outline_of(PyObject *module, PyObject *argument)
{
    PyObject *address = PyObject_GetAttrString(argument, "mem_id"); /* of a node that lives as long as it is held */
    node_t *body = address ? PyLong_AsVoidPtr(address) : NULL;
    Py_XDECREF(address);
    if (!body) return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_ValueError, "no element");
    if (!asked.outline) return PyErr_Format(PyExc_RuntimeError, "learn() comes first");
    walk_t w = {
        .times = PyList_New(0), .signed_ = PyList_New(0), .blocks = PyList_New(0), .containers = PyList_New(0),
        .block_count = Py_NewRef(zero_)};
    PyObject *outline = NULL;
    if (w.times && w.signed_ && w.blocks && w.containers && walk(&w, body) == 0) {
        PyObject *blocks = PyList_AsTuple(w.blocks), *containers = PyList_AsTuple(w.containers);
        if (blocks && containers) outline = PyObject_CallFunctionObjArgs(asked.outline, blocks, containers, NULL);
        Py_XDECREF(blocks);
        Py_XDECREF(containers);
    }
    for (Py_ssize_t i = 0; i < w.depth; i++) {
        forget_tag(&w.open[i]);
        forget_box(&w.open[i]);
    }
    PyMem_Free(w.open);
    PyMem_Free(w.boxes);
    PyMem_Free(w.parts);
    PyMem_Free(w.signing);
    PyMem_Free(w.text.bytes);
    PyMem_Free(w.links_text.bytes);
    PyMem_Free(w.marks.bytes);
    PyMem_Free(w.scratch.bytes);
    Py_XDECREF(w.times);
    Py_XDECREF(w.signed_);
    Py_XDECREF(w.blocks);
    Py_XDECREF(w.containers);
    Py_DECREF(w.block_count);
    return outline;
}

/* --- The module --- */

static PyObject *learn(PyObject *module, PyObject *const *given, Py_ssize_t count)
{
    PyObject **places[] = {
        &asked.outline, &asked.kinds, &asked.headings, &asked.list_items, &asked.of_names,
        &asked.hides, &asked.kind_of, &asked.is_signature, &asked.is_author_at, &asked.unseamed};
    signs_t *signs[] = {&of_style, &of_caption, &of_signature, &of_author_at};
    if (count != 17) return PyErr_Format(PyExc_TypeError, "learn() takes 17");
    if (study(&block_record, given[0], BLOCK_FIELDS) || study(&container_record, given[1], CONTAINER_FIELDS)) return NULL;
    for (Py_ssize_t i = 2; i < 12; i++) Py_XSETREF(*places[i - 2], Py_NewRef(given[i]));
    if (learn_hiding(given[12])) return NULL;
    for (Py_ssize_t i = 13; i < 17; i++)
        if (learn_signs(signs[i - 13], given[i])) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"read", outline_of, METH_O, "The outline of the tree under an element of selectolax."},
    {"learn", (PyCFunction)(void (*)(void))learn, METH_FASTCALL, "Take the classes, tables and functions that it works with."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_walk", "The walk over a page's tree, compiled.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__walk(void)
{
    if (find_dom()) return NULL;
    empty = PyUnicode_FromString("");
    nothing = PyTuple_New(0);
    zero_odds = PyFloat_FromDouble(0.0);
    zero_ = PyLong_FromLong(0);
    minus_one = PyLong_FromLong(-1);
    if (!empty || !nothing || !zero_odds || !zero_ || !minus_one) return NULL;
    return PyModule_Create(&definition);
}
