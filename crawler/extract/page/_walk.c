/* The walk over a page's tree, as crawler.extract.page.reader has it in Python, in C: the same blocks and containers in
 * a fifth of the time. reader.py is the specification and what runs where this was not compiled; tests hold them equal.
 *
 * The tree is lexbor's, made by selectolax. Its nodes are reached by functions that selectolax's own module exports
 * (DOM accessors that are no inlines), looked up by name when this module is imported: no header and no layout of a
 * struct is assumed. Where one is missing the import fails, and the walk in Python is used.
 *
 * Text is kept in code points. What is rare or belongs to the rules is asked of Python: see the names in `asked`.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

typedef void node_t;
typedef void attr_t;

static struct {
    node_t *(*first_child)(node_t *);
    node_t *(*next)(node_t *);
    int (*type)(node_t *);
    uintptr_t (*tag_id)(node_t *);
    const unsigned char *(*element_name)(const node_t *, size_t *);
    unsigned char *(*text)(node_t *, size_t *);
    attr_t *(*first_attribute)(node_t *);
    attr_t *(*next_attribute)(attr_t *);
    const unsigned char *(*attribute_name)(attr_t *, size_t *);
    const unsigned char *(*attribute_value)(attr_t *, size_t *);
} dom;

enum { BOX, INLINE, ANCHOR, BOLD, TIME, BREAK, SKIPPED };
enum { PLAIN = 0, LINKED = 1, HEAVY = 2, SIGNED = 4, BOXED = 8 };
enum { ELEMENT_NODE = 1, TEXT_NODE = 3 };
enum { TEXT_PART, SPACE_PART, SEAM_PART, BREAK_PART };
enum { SEAM = 1, LINE_BREAK = 0 };
enum { KNOWN_TAGS = 256, MOST_SIGNED = 12, LONGEST_BYLINE = 300, LONGEST_NAMES = 300, MOST_NAMES = 8192 };

/* A dataclass with slots, whose objects are made by writing into them: calling it takes most of a microsecond. */
enum { CONTAINER_FIELDS = 15, BLOCK_FIELDS = 20, MOST_FIELDS = 20 };
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
static PyObject *empty, *nothing, *false_, *zero_odds, *zero_;
static PyObject *names_known, *kinds_known; /* what of_names and kind_of said: names repeat from page to page */
static PyObject *last_name, *around_name;

typedef struct {
    node_t *node;
    tag_t tag;
    int what;                       /* flags: what is to be done where the element ends */
    int is_made;                    /* of a box: whether its container is in the list */
    Py_ssize_t index, first, depth; /* once it is made */
    int hidden, in_article, in_caption;
    PyObject *names, *role, *itemprop, *around, *container; /* owned, once it is made */
} open_t;

typedef struct { Py_ssize_t start, length; int kind; } part_t;

typedef struct {
    open_t *open;
    Py_ssize_t depth, room;
    Py_ssize_t *boxes; /* places in `open` of the boxes */
    Py_ssize_t box_count, box_room;
    Py_UCS4 *text;
    Py_ssize_t length, text_room;
    part_t *parts;
    Py_ssize_t part_count, part_room;
    Py_UCS4 *links_text;
    Py_ssize_t links_length, links_room, link_parts;
    Py_UCS4 *scratch;
    Py_ssize_t scratch_room;
    Py_ssize_t bold_length, links, in_link, in_bold, left;
    struct { Py_ssize_t parts, names; } *signing;
    Py_ssize_t signing_count, signing_room;
    PyObject *marks, *times, *signed_, *blocks, *containers; /* lists */
} walk_t;

static void *moved; /* of GROW; the interpreter's lock guards it */

static void *grown(void *memory, Py_ssize_t *room, Py_ssize_t wanted, size_t size)
{
    Py_ssize_t more = *room ? *room : 64;
    while (more < wanted) more *= 2;
    void *bigger = PyMem_Realloc(memory, (size_t)more * size);
    if (bigger) *room = more;
    else PyErr_NoMemory();
    return bigger;
}
/* Makes room for so many; true where there is none, with an error set. */
#define GROW(memory, room, wanted) \
    ((wanted) > (room) && (!(moved = grown((memory), &(room), (wanted), sizeof *(memory))) || ((memory) = moved, 0)))

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

/* An object with these values, which are borrowed. */
static PyObject *made_of(const record_t *record, PyObject *const *values, Py_ssize_t count)
{
    PyObject *object = record->type->tp_alloc(record->type, 0);
    if (!object) return NULL;
    for (Py_ssize_t i = 0; i < count; i++)
        *(PyObject **)((char *)object + record->offsets[i]) = Py_NewRef(values[i]);
    return object;
}

/* --- Text --- */

static int is_space(Py_UCS4 c)
{
    return c < 128 ? (c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)) : Py_UNICODE_ISSPACE(c);
}

static int is_invisible(Py_UCS4 c)
{
    return c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060 || c == 0xfeff || c == 0xad;
}

static int is_unspaced(Py_UCS4 c)
{
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xe00 && c <= 0xe7f);
}

static PyObject *as_str(const Py_UCS4 *text, Py_ssize_t length)
{
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, text, length);
}

static PyObject *decoded(const unsigned char *bytes, size_t length)
{
    return PyUnicode_DecodeUTF8((const char *)bytes, (Py_ssize_t)length, "replace");
}

/* joining.collapsed, into `to`, which has room for all of `text`. Returns the length; `to` may be `text`. */
static Py_ssize_t collapse(const Py_UCS4 *text, Py_ssize_t length, Py_UCS4 *to)
{
    Py_ssize_t end = 0;
    Py_UCS4 owed = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 c = text[i];
        if (c == LINE_BREAK) { if (end) owed = '\n'; }
        else if (is_space(c)) { if (end && !owed) owed = ' '; }
        else if (c >= 128 && is_invisible(c)) continue;
        else {
            if (owed) { to[end++] = owed; owed = 0; }
            to[end++] = c;
        }
    }
    return end;
}

/* joining.count_words, of a collapsed text. */
static Py_ssize_t count_words(const Py_UCS4 *text, Py_ssize_t length)
{
    Py_ssize_t words = length ? 1 : 0, unspaced = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        words += text[i] == ' ' || text[i] == '\n';
        unspaced += text[i] >= 128 && is_unspaced(text[i]);
    }
    return words + unspaced / 2;
}

static int add_part(walk_t *w, int kind, const Py_UCS4 *text, Py_ssize_t length)
{
    if (GROW(w->parts, w->part_room, w->part_count + 1) || GROW(w->text, w->text_room, w->length + length)) return -1;
    memcpy(w->text + w->length, text, (size_t)length * sizeof *text);
    w->parts[w->part_count++] = (part_t){w->length, length, kind};
    w->length += length;
    return 0;
}

static int add_sign(walk_t *w, int kind)
{
    Py_UCS4 sign = kind == SPACE_PART ? ' ' : kind == SEAM_PART ? SEAM : LINE_BREAK;
    return add_part(w, kind, &sign, 1);
}

/* A text node: reader._text. */
static int add_text(walk_t *w, node_t *node)
{
    size_t size = 0;
    const unsigned char *bytes = dom.text(node, &size);
    if (!bytes) size = 0;
    if (GROW(w->scratch, w->scratch_room, (Py_ssize_t)size + 1)) return -1;
    Py_ssize_t length = (Py_ssize_t)size;
    size_t i = 0;
    for (; i < size && bytes[i] < 128; i++) w->scratch[i] = bytes[i];
    if (i < size) {
        PyObject *text = decoded(bytes, size);
        if (!text) return -1;
        length = PyUnicode_GET_LENGTH(text);
        if (GROW(w->scratch, w->scratch_room, length + 1) || !PyUnicode_AsUCS4(text, w->scratch, w->scratch_room, 0)) {
            Py_DECREF(text);
            return -1;
        }
        Py_DECREF(text);
    }
    Py_ssize_t from = 0, to = length;
    while (from < to && is_space(w->scratch[from])) from++;
    if (from == to) return w->part_count ? add_sign(w, SPACE_PART) : 0;
    while (is_space(w->scratch[to - 1])) to--;
    int kind = length == 1 && w->scratch[0] == SEAM ? SEAM_PART : TEXT_PART;
    if (add_part(w, kind, w->scratch, length)) return -1;
    if (w->in_link) {
        if (GROW(w->links_text, w->links_room, w->links_length + length + 1)) return -1;
        if (w->link_parts) w->links_text[w->links_length++] = ' ';
        memcpy(w->links_text + w->links_length, w->scratch, (size_t)length * sizeof(Py_UCS4));
        w->links_length += length;
        w->link_parts++;
    }
    if (w->in_bold) w->bold_length += to - from;
    return 0;
}

/* --- Elements and attributes --- */

static int of_tag(node_t *node, tag_t *tag)
{
    uintptr_t id = dom.tag_id(node);
    if (id < KNOWN_TAGS && known_tags[id].name) { *tag = known_tags[id]; return 0; }
    size_t size = 0;
    const unsigned char *bytes = dom.element_name(node, &size);
    PyObject *name = decoded(bytes ? bytes : (const unsigned char *)"", bytes ? size : 0);
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

typedef struct { const unsigned char *bytes; size_t size; int is_there; } value_t;
typedef struct { value_t class_, id, role, itemprop, rel, hidden, style, open, href, datetime; int any; } attributes_t;

static int is_named(const unsigned char *bytes, size_t size, const char *name)
{
    return size == strlen(name) && memcmp(bytes, name, size) == 0;
}

static void read_attributes(node_t *node, attributes_t *found)
{
    memset(found, 0, sizeof *found);
    for (attr_t *a = dom.first_attribute(node); a; a = dom.next_attribute(a)) {
        size_t size = 0;
        const unsigned char *name = dom.attribute_name(a, &size);
        found->any = 1;
        if (!name) continue;
        value_t *value = NULL;
        switch (size) {
        case 2: value = is_named(name, size, "id") ? &found->id : NULL; break;
        case 3: value = is_named(name, size, "rel") ? &found->rel : NULL; break;
        case 4:
            value = is_named(name, size, "role")   ? &found->role
                    : is_named(name, size, "href") ? &found->href
                    : is_named(name, size, "open") ? &found->open
                                                   : NULL;
            break;
        case 5:
            value = is_named(name, size, "class") ? &found->class_ : is_named(name, size, "style") ? &found->style : NULL;
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
        value->size = 0;
        value->bytes = dom.attribute_value(a, &value->size);
        if (!value->bytes) value->size = 0;
    }
}

/* The value in lower case; "" where there is none. */
static PyObject *lower(const value_t *value)
{
    if (!value->size) return Py_NewRef(empty);
    size_t i = 0;
    while (i < value->size && value->bytes[i] < 128) i++;
    if (i < value->size) {
        PyObject *text = decoded(value->bytes, value->size);
        PyObject *result = text ? PyObject_CallMethod(text, "lower", NULL) : NULL;
        Py_XDECREF(text);
        return result;
    }
    PyObject *result = PyUnicode_New((Py_ssize_t)value->size, 127);
    if (!result) return NULL;
    Py_UCS1 *to = PyUnicode_1BYTE_DATA(result);
    for (i = 0; i < value->size; i++) {
        unsigned char c = value->bytes[i];
        to[i] = c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    return result;
}

static PyObject *with_space(PyObject *one, PyObject *other)
{
    Py_ssize_t first = PyUnicode_GET_LENGTH(one), second = PyUnicode_GET_LENGTH(other);
    if (!PyUnicode_IS_ASCII(one) || !PyUnicode_IS_ASCII(other)) return PyUnicode_FromFormat("%U %U", one, other);
    PyObject *both = PyUnicode_New(first + 1 + second, 127);
    if (!both) return NULL;
    Py_UCS1 *to = PyUnicode_1BYTE_DATA(both);
    memcpy(to, PyUnicode_1BYTE_DATA(one), (size_t)first);
    to[first] = ' ';
    memcpy(to + first + 1, PyUnicode_1BYTE_DATA(other), (size_t)second);
    return both;
}

/* Classes and id, lower case. */
static PyObject *names_of(const attributes_t *attributes)
{
    PyObject *names = lower(&attributes->class_);
    if (!names || !attributes->id.size) return names;
    PyObject *id = lower(&attributes->id);
    if (!id) { Py_DECREF(names); return NULL; }
    if (!PyUnicode_GET_LENGTH(names)) { Py_DECREF(names); return id; }
    PyObject *both = with_space(names, id);
    Py_DECREF(names);
    Py_DECREF(id);
    return both;
}

/* What is kept in mind in `known` of this key. A new reference; NULL, without an error too, where nothing is. */
static PyObject *recalled(PyObject *known, PyObject *key)
{
    return key ? Py_XNewRef(PyDict_GetItemWithError(known, key)) : NULL;
}

/* Keep in mind what was said, unless the names are long, which is rare. */
static PyObject *remembered(PyObject *known, PyObject *key, PyObject *names, PyObject *said)
{
    if (!said || PyUnicode_GET_LENGTH(names) >= LONGEST_NAMES) return said;
    if (PyDict_GET_SIZE(known) >= MOST_NAMES) PyDict_Clear(known);
    if (PyDict_SetItem(known, key, said)) Py_CLEAR(said);
    return said;
}

static int reads_as_hidden(const attributes_t *attributes)
{
    if (!attributes->hidden.is_there && !attributes->style.is_there) return 0;
    PyObject *both = PyDict_New();
    if (!both) return -1;
    const struct { const char *name; const value_t *value; } pairs[] = {
        {"hidden", &attributes->hidden}, {"style", &attributes->style}};
    for (int i = 0; i < 2; i++) {
        if (!pairs[i].value->is_there) continue;
        PyObject *value = pairs[i].value->size ? decoded(pairs[i].value->bytes, pairs[i].value->size) : Py_NewRef(Py_None);
        int failed = !value || PyDict_SetItemString(both, pairs[i].name, value);
        Py_XDECREF(value);
        if (failed) { Py_DECREF(both); return -1; }
    }
    PyObject *said = PyObject_CallOneArg(asked.hides, both);
    Py_DECREF(both);
    int hidden = said ? PyObject_IsTrue(said) : -1;
    Py_XDECREF(said);
    return hidden;
}

/* --- Containers --- */

static void forget_box(open_t *box)
{
    Py_CLEAR(box->names);
    Py_CLEAR(box->role);
    Py_CLEAR(box->itemprop);
    Py_CLEAR(box->around);
    Py_CLEAR(box->container);
}

/* Put the container of a box into the list, as reader._enter_box does; here only once there is a block in it. */
static int make_box(walk_t *w, open_t *box, const open_t *parent)
{
    attributes_t attributes;
    read_attributes(box->node, &attributes);
    int hidden = parent ? parent->hidden : 0;
    int in_article = (parent && parent->in_article) || box->tag.is_article;
    int in_caption = (parent && parent->in_caption) || box->tag.is_figcaption;
    box->is_made = 1;
    box->names = names_of(&attributes);
    box->role = lower(&attributes.role);
    box->itemprop = lower(&attributes.itemprop);
    if (!box->names || !box->role || !box->itemprop) return -1;
    if (attributes.itemprop.size) {
        in_article = in_article || PyUnicode_CompareWithASCIIString(box->itemprop, "articlebody") == 0;
        in_caption = in_caption || PyUnicode_CompareWithASCIIString(box->itemprop, "caption") == 0;
    }
    if (!hidden) {
        hidden = reads_as_hidden(&attributes);
        if (hidden < 0) return -1;
    }
    if (PyUnicode_GET_LENGTH(box->names)) {
        PyObject *said = recalled(names_known, box->names);
        if (!said && !PyErr_Occurred())
            said = remembered(names_known, box->names, box->names, PyObject_CallOneArg(asked.of_names, box->names));
        if (!said) return -1;
        hidden = hidden || PyTuple_GET_ITEM(said, 0) == Py_True;
        in_caption = in_caption || PyTuple_GET_ITEM(said, 1) == Py_True;
        Py_DECREF(said);
    }
    if (box->tag.is_dialog && !attributes.open.is_there) hidden = 1;
    box->hidden = hidden;
    box->in_article = in_article;
    box->in_caption = in_caption;
    box->index = PyList_GET_SIZE(w->containers);
    box->first = PyList_GET_SIZE(w->blocks);
    box->depth = parent ? parent->depth + 1 : 1;

    PyObject *key = PyTuple_Pack(3, box->tag.name, box->role, box->names);
    PyObject *kind = recalled(kinds_known, key);
    if (!kind && !PyErr_Occurred()) kind = remembered(kinds_known, key, box->names, PyObject_CallObject(asked.kind_of, key));
    Py_XDECREF(key);
    PyObject *numbers[] = {
        PyLong_FromSsize_t(box->index), PyLong_FromSsize_t(parent ? parent->index : -1), PyLong_FromSsize_t(box->depth),
        PyLong_FromVoidPtr(box->node), PyLong_FromSsize_t(box->first)};
    if (kind && numbers[0] && numbers[1] && numbers[2] && numbers[3] && numbers[4]) {
        PyObject *arguments[] = {
            numbers[0], numbers[1], box->tag.name, box->names, numbers[2], hidden ? Py_True : Py_False,
            in_article ? Py_True : Py_False, in_caption ? Py_True : Py_False, numbers[3], box->role, box->itemprop,
            numbers[4], zero_, Py_None, kind};
        box->container = made_of(&container_record, arguments, CONTAINER_FIELDS);
    }
    Py_XDECREF(kind);
    for (int i = 0; i < 5; i++) Py_XDECREF(numbers[i]);
    return box->container ? PyList_Append(w->containers, box->container) : -1;
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

/* reader._around; borrowed. The body itself has no part in the names around its boxes. */
static PyObject *around(walk_t *w, open_t *box)
{
    if (box->around) return box->around;
    const open_t *one = outer(w, 1), *two = outer(w, 2);
    if (w->box_count < 3) one = NULL; /* its parent is the body, or it is the body */
    if (w->box_count < 4) two = NULL;
    box->around = one ? with_space(box->names, one->names) : Py_NewRef(box->names);
    if (two && box->around) {
        PyObject *all = with_space(box->around, two->names);
        Py_SETREF(box->around, all);
    }
    if (!box->around || PyObject_SetAttr(box->container, around_name, box->around)) return NULL;
    return box->around;
}

/* --- Blocks --- */

static PyObject *joined_marks(walk_t *w)
{
    PyObject *space = PyUnicode_FromString(" ");
    PyObject *joined = space ? PyUnicode_Join(space, w->marks) : NULL;
    Py_XDECREF(space);
    return joined;
}

static Py_ssize_t linked_words(walk_t *w, Py_ssize_t words)
{
    if (!w->link_parts || w->link_parts == w->part_count) return w->link_parts ? words : 0;
    Py_ssize_t length = collapse(w->links_text, w->links_length, w->links_text);
    Py_ssize_t linked = count_words(w->links_text, length);
    return linked < words ? linked : words;
}

/* reader._append: the collapsed text stands in w->text. */
static int append(walk_t *w, open_t *box, Py_ssize_t length)
{
    Py_ssize_t words = count_words(w->text, length);
    PyObject *own = Py_NewRef(box->names), *more;
    if (PyList_GET_SIZE(w->marks)) {
        PyObject *marks = joined_marks(w);
        more = marks ? with_space(own, marks) : NULL;
        Py_XDECREF(marks);
        Py_SETREF(own, more);
    }
    if (own && PyUnicode_GET_LENGTH(box->itemprop)) {
        more = PyUnicode_FromFormat("%U itemprop=%U", own, box->itemprop);
        Py_SETREF(own, more);
    }
    PyObject *names = own ? around(w, box) : NULL;
    int bold = w->bold_length && w->bold_length * 10 >= length * 9;
    PyObject *made[] = {
        PyLong_FromSsize_t(PyList_GET_SIZE(w->blocks)), as_str(w->text, length), PyLong_FromSsize_t(box->index),
        PyLong_FromSsize_t(words), PyLong_FromSsize_t(linked_words(w, words)), PyLong_FromSsize_t(w->links),
        PyLong_FromLong(box->tag.heading),
        PyList_GET_SIZE(w->times) ? PyList_AsTuple(w->times) : Py_NewRef(nothing),
        PyList_GET_SIZE(w->signed_) ? PyList_AsTuple(w->signed_) : Py_NewRef(nothing)};
    PyObject *block = NULL;
    int whole = own && names;
    for (int i = 0; i < 9; i++) whole = whole && made[i];
    if (whole) {
        PyObject *arguments[] = {
            made[0], made[1], box->tag.name, made[2], empty, own, names, made[3], made[4], made[5],
            bold ? Py_True : Py_False, made[6], box->hidden ? Py_True : Py_False, box->in_article ? Py_True : Py_False,
            box->in_caption ? Py_True : Py_False, box->tag.is_list_item ? Py_True : Py_False, made[7], false_, zero_odds,
            made[8]};
        block = made_of(&block_record, arguments, BLOCK_FIELDS);
    }
    for (int i = 0; i < 9; i++) Py_XDECREF(made[i]);
    Py_XDECREF(own);
    if (!block) return -1;
    int failed = PyList_Append(w->blocks, block);
    Py_DECREF(block);
    return failed;
}

/* reader._unseamed; the text stays in w->text. */
static int unseam(walk_t *w)
{
    if (w->length < LONGEST_BYLINE) {
        open_t *box = current(w);
        const open_t *upper = outer(w, 1);
        PyObject *marks = box ? joined_marks(w) : NULL;
        PyObject *names = marks ? PyUnicode_FromFormat("%U %U %U", box->names, upper ? upper->names : empty, marks) : NULL;
        PyObject *text = names ? as_str(w->text, w->length) : NULL;
        PyObject *plain = text ? PyObject_CallFunctionObjArgs(asked.unseamed, text, names, NULL) : NULL;
        Py_XDECREF(marks);
        Py_XDECREF(names);
        Py_XDECREF(text);
        if (!plain) return -1;
        w->length = PyUnicode_GET_LENGTH(plain);
        int failed = GROW(w->text, w->text_room, w->length + 1) || !PyUnicode_AsUCS4(plain, w->text, w->text_room, 0);
        Py_DECREF(plain);
        return failed ? -1 : 0;
    }
    Py_ssize_t end = 0;
    for (Py_ssize_t i = 0; i < w->length; i++)
        if (w->text[i] != SEAM) w->text[end++] = w->text[i];
    w->length = end;
    return 0;
}

static int clear_list(PyObject *list)
{
    return PyList_GET_SIZE(list) ? PyList_SetSlice(list, 0, PyList_GET_SIZE(list), NULL) : 0;
}

static int flush(walk_t *w)
{
    if (w->part_count) {
        for (Py_ssize_t i = 0; i < w->length; i++)
            if (w->text[i] == SEAM) { if (unseam(w)) return -1; break; }
        Py_ssize_t length = collapse(w->text, w->length, w->text);
        if (length) {
            open_t *box = current(w);
            if (!box || append(w, box, length)) return -1;
        }
        w->part_count = w->length = w->left = w->link_parts = w->links_length = w->bold_length = 0;
        w->links = w->in_link ? 1 : 0;
    }
    return clear_list(w->marks) || clear_list(w->times) || clear_list(w->signed_) ? -1 : 0;
}

static int flush_if_any(walk_t *w)
{
    return w->part_count || PyList_GET_SIZE(w->marks) ? flush(w) : 0;
}

static int ends_sentence(const Py_UCS4 *text, Py_ssize_t length)
{
    while (length && is_space(text[length - 1])) length--;
    for (int left = 8; length && left; length--, left--) {
        Py_UCS4 c = text[length - 1];
        if (c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201d || c == 0x2019 || c == 0xbb) continue;
        return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xff01 || c == 0xff1f;
    }
    return 0;
}

/* reader._line_break */
static int line_break(walk_t *w, const tag_t *tag)
{
    while (w->part_count) {
        part_t *last = &w->parts[w->part_count - 1];
        if (last->kind != SPACE_PART && last->kind != SEAM_PART) break;
        w->length = last->start;
        w->part_count--;
    }
    if (!w->part_count) return 0;
    part_t *last = &w->parts[w->part_count - 1];
    if (tag->is_rule || last->kind == BREAK_PART || (w->length > 60 && ends_sentence(w->text + last->start, last->length)))
        return flush(w);
    return add_sign(w, BREAK_PART);
}

/* --- Inline elements --- */

static int asks(PyObject *function, PyObject *text)
{
    PyObject *said = PyObject_CallOneArg(function, text);
    int yes = said ? PyObject_IsTrue(said) : -1;
    Py_XDECREF(said);
    return yes;
}

/* reader._mark: 1 where the element marks an author's name, -1 for an error. */
static int mark(walk_t *w, const attributes_t *attributes)
{
    PyObject *marks = names_of(attributes);
    if (!marks) return -1;
    int marked = PyUnicode_GET_LENGTH(marks) ? asks(asked.is_signature, marks) : 0;
    const struct { const char *name; const value_t *value; } more[] = {
        {"itemprop", &attributes->itemprop}, {"rel", &attributes->rel}};
    for (int i = 0; i < 2 && marked >= 0; i++) {
        if (!more[i].value->size) continue;
        PyObject *value = lower(more[i].value), *both = NULL, *author = PyUnicode_FromString("author");
        int found = value && author ? PyUnicode_Contains(value, author) : -1;
        if (found >= 0) both = PyUnicode_FromFormat("%U %s=%U", marks, more[i].name, value);
        Py_XDECREF(value);
        Py_XDECREF(author);
        if (!both) { Py_DECREF(marks); return -1; }
        Py_SETREF(marks, both);
        marked = marked || found;
    }
    if (marked >= 0 && PyUnicode_GET_LENGTH(marks) && PyList_Append(w->marks, marks)) marked = -1;
    Py_DECREF(marks);
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
            if (href->size) {
                PyObject *address = decoded(href->bytes, href->size);
                int author = address ? asks(asked.is_author_at, address) : -1;
                Py_XDECREF(address);
                if (author < 0) return -1;
                if (author) what |= SIGNED;
            }
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
    Py_ssize_t count = PyList_GET_SIZE(w->signed_);
    if (names != count || count >= MOST_SIGNED || start >= w->part_count) return 0;
    Py_ssize_t from = w->parts[start].start, end = 0;
    if (GROW(w->scratch, w->scratch_room, w->length - from + 1)) return -1;
    for (Py_ssize_t i = from; i < w->length; i++)
        if (w->text[i] != SEAM) w->scratch[end++] = w->text[i];
    end = collapse(w->scratch, end, w->scratch);
    if (end < 2 || end >= 80) return 0;
    PyObject *name = as_str(w->scratch, end);
    int failed = !name || PyList_Append(w->signed_, name);
    Py_XDECREF(name);
    return failed ? -1 : 0;
}

/* --- The walk --- */

/* reader._leave, for the innermost open element, which is open no longer then. */
static int leave(walk_t *w)
{
    int what = w->open[w->depth - 1].what;
    if (what == BOXED) {
        if (flush_if_any(w)) return -1;
        if (w->box_count == 1 && !current(w)) return -1; /* the body is always there */
        open_t *box = &w->open[w->depth - 1];
        if (box->is_made) {
            Py_ssize_t last = PyList_GET_SIZE(w->blocks);
            PyObject *number = PyLong_FromSsize_t(last);
            int failed = !number || PyObject_SetAttr(box->container, last_name, number);
            Py_XDECREF(number);
            if (failed) return -1;
            if (box->first == last && w->box_count > 1 && /* made for a byline that came to nothing */
                PyList_SetSlice(w->containers, box->index, PyList_GET_SIZE(w->containers), NULL))
                return -1;
            forget_box(box);
        }
        if (box->tag.name && dom.tag_id(box->node) >= KNOWN_TAGS) Py_CLEAR(box->tag.name);
        w->box_count--;
        w->depth--;
        return 0;
    }
    if (dom.tag_id(w->open[w->depth - 1].node) >= KNOWN_TAGS) Py_CLEAR(w->open[w->depth - 1].tag.name);
    w->depth--;
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
        .marks = PyList_New(0), .times = PyList_New(0), .signed_ = PyList_New(0), .blocks = PyList_New(0),
        .containers = PyList_New(0)};
    PyObject *outline = NULL;
    if (w.marks && w.times && w.signed_ && w.blocks && w.containers && walk(&w, body) == 0) {
        PyObject *blocks = PyList_AsTuple(w.blocks), *containers = PyList_AsTuple(w.containers);
        if (blocks && containers) outline = PyObject_CallFunctionObjArgs(asked.outline, blocks, containers, NULL);
        Py_XDECREF(blocks);
        Py_XDECREF(containers);
    }
    for (Py_ssize_t i = 0; i < w.depth; i++) forget_box(&w.open[i]);
    PyMem_Free(w.open);
    PyMem_Free(w.boxes);
    PyMem_Free(w.text);
    PyMem_Free(w.parts);
    PyMem_Free(w.links_text);
    PyMem_Free(w.scratch);
    PyMem_Free(w.signing);
    Py_XDECREF(w.marks);
    Py_XDECREF(w.times);
    Py_XDECREF(w.signed_);
    Py_XDECREF(w.blocks);
    Py_XDECREF(w.containers);
    return outline;
}

/* --- The module --- */

static PyObject *learn(PyObject *module, PyObject *const *given, Py_ssize_t count)
{
    PyObject **places[] = {
        &asked.outline, &asked.kinds, &asked.headings, &asked.list_items, &asked.of_names,
        &asked.hides, &asked.kind_of, &asked.is_signature, &asked.is_author_at, &asked.unseamed};
    if (count != 12) return PyErr_Format(PyExc_TypeError, "learn() takes 12");
    if (study(&block_record, given[0], BLOCK_FIELDS) || study(&container_record, given[1], CONTAINER_FIELDS)) return NULL;
    for (Py_ssize_t i = 2; i < count; i++) Py_XSETREF(*places[i - 2], Py_NewRef(given[i]));
    Py_RETURN_NONE;
}

/* The functions of lexbor in selectolax's module. */
static int find_dom(void)
{
    PyObject *module = PyImport_ImportModule("selectolax.lexbor");
    PyObject *file = module ? PyObject_GetAttrString(module, "__file__") : NULL;
    const char *path = file ? PyUnicode_AsUTF8(file) : NULL;
    void *library = path ? dlopen(path, RTLD_LAZY | RTLD_LOCAL) : NULL; /* it is loaded already, and stays */
    if (path && !library) PyErr_Format(PyExc_ImportError, "%s can't be opened", path);
    Py_XDECREF(module);
    if (!library) { Py_XDECREF(file); return -1; }
    const struct { const char *name; void **place; } functions[] = {
        {"lxb_dom_node_first_child_noi", (void **)&dom.first_child},
        {"lxb_dom_node_next_noi", (void **)&dom.next},
        {"lxb_dom_node_type_noi", (void **)&dom.type},
        {"lxb_dom_node_tag_id_noi", (void **)&dom.tag_id},
        {"lxb_dom_element_qualified_name", (void **)&dom.element_name},
        {"lxb_dom_node_text_content", (void **)&dom.text},
        {"lxb_dom_element_first_attribute_noi", (void **)&dom.first_attribute},
        {"lxb_dom_element_next_attribute_noi", (void **)&dom.next_attribute},
        {"lxb_dom_attr_qualified_name", (void **)&dom.attribute_name},
        {"lxb_dom_attr_value_noi", (void **)&dom.attribute_value},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        *functions[i].place = dlsym(library, functions[i].name);
        if (!*functions[i].place) {
            PyErr_Format(PyExc_ImportError, "%s has no %s", path, functions[i].name);
            Py_DECREF(file);
            return -1;
        }
    }
    Py_DECREF(file);
    return 0;
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
    false_ = Py_NewRef(Py_False);
    zero_odds = PyFloat_FromDouble(0.0);
    zero_ = PyLong_FromLong(0);
    names_known = PyDict_New();
    kinds_known = PyDict_New();
    last_name = PyUnicode_InternFromString("last");
    around_name = PyUnicode_InternFromString("around");
    if (!empty || !nothing || !zero_odds || !zero_ || !names_known || !kinds_known || !last_name || !around_name) return NULL;
    return PyModule_Create(&definition);
}
