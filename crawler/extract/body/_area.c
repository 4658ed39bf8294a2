/* What crawler.extract.body.cuts and .area ask of each block and each container of a page, in C: their functions of these
 * names in Python are the specification, and what runs where this was not compiled; tests hold them equal. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "_sentence.h"
#include "_slots.h"

enum { PARENT, TAG, NAMES, HIDDEN, FIRST, LAST, KIND, ITEMPROP, OF_CONTAINER };
enum { TEXT, BLOCK_TAG, CONTAINER, WORDS, LINK_WORDS, LEVEL, IS_CAPTION, IS_LIST_ITEM, OF_BLOCK };
enum { LABEL = 8, HEADLINE = 3 };
static const char *const container_slots[] = {"parent", "tag", "names", "hidden", "first", "last", "kind", "itemprop"};
static const char *const block_slots[] = {"text", "tag", "container", "words", "link_words", "level", "is_caption", "is_list_item"};
static record_t container_record, block_record;

static struct {
    PyObject *no_kind, *hidden, *teaser; /* cuts: tuples of rule and evidence */
    PyObject *stubborn, *weak, *places;  /* rules */
    PyObject *kind_by_names, *body;
} asked;

/* --- What is given --- */

static PyObject *rule_of(PyObject *cut)
{
    if (PyTuple_Check(cut) && PyTuple_GET_SIZE(cut) == 2 && PyUnicode_Check(PyTuple_GET_ITEM(cut, 0))) return PyTuple_GET_ITEM(cut, 0);
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "a cut is a rule and its evidence");
    return NULL;
}

static int is_empty(PyObject *cut)
{
    PyObject *rule = rule_of(cut);
    return rule ? PyUnicode_GET_LENGTH(rule) == 0 : -1;
}

static int are_alike(PyObject *one, PyObject *other) { return one == other ? 1 : PyObject_RichCompareBool(one, other, Py_EQ); }

/* What stands for a container's parent in a list of as many as came before it; NULL without one, or with an error. */
static PyObject *above(PyObject *container, PyObject *list, Py_ssize_t before)
{
    Py_ssize_t parent = slot_number(&container_record, container, PARENT);
    if (parent < 0 || PyErr_Occurred()) return NULL;
    if (parent < before) return PyList_GET_ITEM(list, parent);
    PyErr_SetString(PyExc_IndexError, "containers are not in the order of the page");
    return NULL;
}

typedef struct { PyObject *list; Py_ssize_t count; } sums_t;

static double sum_at(const sums_t *sums, Py_ssize_t place)
{
    if (place >= 0 && place < sums->count) return PyFloat_AsDouble(PyList_GET_ITEM(sums->list, place));
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "no such block");
    return -1.0;
}

static double inside(PyObject *container, const sums_t *sums)
{
    Py_ssize_t first = slot_number(&container_record, container, FIRST), last = slot_number(&container_record, container, LAST);
    return sum_at(sums, last) - sum_at(sums, first);
}

/* --- Blocks --- */

/* area.goodness, of a block with so many words. */
static double goodness(PyObject *block, Py_ssize_t words)
{
    if (words < LABEL || slot_number(&block_record, block, LEVEL) || slot_number(&block_record, block, IS_CAPTION)
        || slot_number(&block_record, block, LINK_WORDS) * 2 > words)
        return 0.0;
    PyObject *text = slot_text(&block_record, block, TEXT), *tag = slot_text(&block_record, block, BLOCK_TAG);
    if (!text || !tag) return 0.0;
    int sentence = ends_sentence(text);
    double weight = (double)words;
    if (is_one(tag, "p") || is_one(tag, "blockquote")) return sentence || words >= 15 ? weight : weight * 0.3;
    if (slot_number(&block_record, block, IS_LIST_ITEM) || is_one(tag, "td") || is_one(tag, "th")) return weight * (sentence ? 0.5 : 0.2);
    return weight * (sentence || words >= 30 ? 0.9 : 0.1);
}

static PyObject *weights(PyObject *module, PyObject *blocks)
{
    if (!PyTuple_Check(blocks)) return PyErr_Format(PyExc_TypeError, "blocks are a tuple");
    Py_ssize_t count = PyTuple_GET_SIZE(blocks);
    PyObject *made = PyTuple_New(count);
    for (Py_ssize_t i = 0; made && i < count; i++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, i);
        Py_ssize_t words = slot_number(&block_record, block, WORDS);
        double weight = PyErr_Occurred() ? 0.0 : goodness(block, words);
        PyObject *value = PyErr_Occurred() ? NULL : PyFloat_FromDouble(weight);
        if (value) PyTuple_SET_ITEM(made, i, value);
        else Py_CLEAR(made);
    }
    return made;
}

static PyObject *open_sums(PyObject *module, PyObject *const *given, Py_ssize_t given_count)
{
    if (given_count != 3 || !PyTuple_Check(given[0]) || !PyTuple_Check(given[1]) || !PyList_Check(given[2]))
        return PyErr_Format(PyExc_TypeError, "blocks, their weights and a list of cuts are wanted");
    PyObject *blocks = given[0], *raw = given[1], *cut_by = given[2];
    Py_ssize_t count = PyTuple_GET_SIZE(blocks);
    if (PyTuple_GET_SIZE(raw) != count) return PyErr_Format(PyExc_ValueError, "there are %zd blocks", count);
    PyObject *sums = PyList_New(count + 1);
    double sum = 0.0;
    for (Py_ssize_t i = 0; sums && i <= count; i++) {
        PyObject *value = PyFloat_FromDouble(sum);
        if (!value) { Py_CLEAR(sums); break; }
        PyList_SET_ITEM(sums, i, value);
        if (i == count) break;
        Py_ssize_t container = slot_number(&block_record, PyTuple_GET_ITEM(blocks, i), CONTAINER);
        if (!PyErr_Occurred() && (container < 0 || container >= PyList_GET_SIZE(cut_by)))
            PyErr_SetString(PyExc_IndexError, "no such container");
        int is_open = PyErr_Occurred() ? -1 : is_empty(PyList_GET_ITEM(cut_by, container));
        if (is_open > 0) sum += PyFloat_AsDouble(PyTuple_GET_ITEM(raw, i));
        else if (is_open == 0) sum += 0.0;
        if (PyErr_Occurred()) Py_CLEAR(sums);
    }
    return sums;
}

/* The headings that are links: what teasers have. */
static PyObject *linked_headings(PyObject *module, PyObject *blocks)
{
    if (!PyTuple_Check(blocks)) return PyErr_Format(PyExc_TypeError, "blocks are a tuple");
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyTuple_GET_SIZE(blocks); i++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, i);
        Py_ssize_t level = slot_number(&block_record, block, LEVEL), words = level ? slot_number(&block_record, block, WORDS) : 0;
        Py_ssize_t linked = words >= HEADLINE ? slot_number(&block_record, block, LINK_WORDS) : 0;
        int is_one = words >= HEADLINE && (double)linked / (double)words > 0.9;
        if (PyErr_Occurred() || (is_one && PyList_Append(found, block))) Py_CLEAR(found);
    }
    return found;
}

/* --- Containers --- */

/* Those whose itemprop speaks of the article's body, and those that are an <article>. */
static PyObject *marked(PyObject *module, PyObject *containers)
{
    if (!PyTuple_Check(containers)) return PyErr_Format(PyExc_TypeError, "containers are a tuple");
    PyObject *bodies = PyList_New(0), *articles = PyList_New(0);
    int failed = !bodies || !articles;
    for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(containers); i++) {
        PyObject *container = PyTuple_GET_ITEM(containers, i);
        PyObject *itemprop = slot_text(&container_record, container, ITEMPROP), *tag = slot_text(&container_record, container, TAG);
        int is_body = itemprop && PyUnicode_GET_LENGTH(itemprop) ? PyUnicode_Contains(itemprop, asked.body) : 0;
        failed = !itemprop || !tag || is_body < 0 || (is_body && PyList_Append(bodies, container))
                 || (is_one(tag, "article") && PyList_Append(articles, container));
    }
    PyObject *both = failed ? NULL : PyTuple_Pack(2, bodies, articles);
    Py_XDECREF(bodies);
    Py_XDECREF(articles);
    return both;
}

/* Those with that parent which have blocks. */
static PyObject *beside(PyObject *module, PyObject *const *given, Py_ssize_t given_count)
{
    if (given_count != 2 || !PyTuple_Check(given[0]) || !PyLong_Check(given[1]))
        return PyErr_Format(PyExc_TypeError, "containers and the place of one are wanted");
    Py_ssize_t wanted = PyLong_AsSsize_t(given[1]);
    PyObject *found = PyErr_Occurred() ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyTuple_GET_SIZE(given[0]); i++) {
        PyObject *container = PyTuple_GET_ITEM(given[0], i);
        int is_one = slot_number(&container_record, container, PARENT) == wanted
                     && slot_number(&container_record, container, LAST) > slot_number(&container_record, container, FIRST);
        if (PyErr_Occurred() || (is_one && PyList_Append(found, container))) Py_CLEAR(found);
    }
    return found;
}

/* area._reads_on: 1, 0, -1 with an error. */
static int reads_on(PyObject *container, PyObject *blocks)
{
    PyObject *tag = slot_text(&container_record, container, TAG);
    Py_ssize_t first = slot_number(&container_record, container, FIRST), last = slot_number(&container_record, container, LAST);
    if (!tag || PyErr_Occurred() || first < 0 || last > PyTuple_GET_SIZE(blocks)) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "no such block");
        return -1;
    }
    if (is_one(tag, "aside") || is_one(tag, "nav") || is_one(tag, "footer") || is_one(tag, "menu")) return 0;
    int run = 0, best = 0;
    for (Py_ssize_t i = first; i < last; i++) {
        PyObject *block = PyTuple_GET_ITEM(blocks, i);
        Py_ssize_t words = slot_number(&block_record, block, WORDS), linked = slot_number(&block_record, block, LINK_WORDS);
        if (PyErr_Occurred()) return -1;
        run = words >= 20 && (double)linked / (double)words < 0.3 && goodness(block, words) != 0.0 ? run + 1 : 0;
        if (run > best) best = run;
    }
    return PyErr_Occurred() ? -1 : best >= 3;
}

/* area._own_rule: borrowed. */
static PyObject *own_rule(PyObject *container, PyObject *containers, PyObject *blocks, int is_teaser, const sums_t *sums)
{
    PyObject *cut = slot(&container_record, container, KIND), *rule = rule_of(cut);
    if (!rule) return NULL;
    Py_ssize_t hidden = slot_number(&container_record, container, HIDDEN), parent = slot_number(&container_record, container, PARENT);
    if (PyErr_Occurred()) return NULL;
    if (hidden && parent >= 0) {
        if (parent >= PyTuple_GET_SIZE(containers)) return PyErr_Format(PyExc_IndexError, "no such container");
        hidden = !slot_number(&container_record, PyTuple_GET_ITEM(containers, parent), HIDDEN);
    }
    if (hidden) { cut = asked.hidden; rule = rule_of(cut); }
    else if (is_teaser) return asked.teaser;
    if (!rule || PyErr_Occurred()) return NULL;
    double total = sum_at(sums, sums->count - 1);
    if (!PyUnicode_GET_LENGTH(rule) || total < 60) return cut;
    int stubborn = PySet_Contains(asked.stubborn, rule), weak = PySet_Contains(asked.weak, rule);
    double text = inside(container, sums);
    if (stubborn < 0 || weak < 0 || PyErr_Occurred()) return NULL;
    if (text > (stubborn ? 0.85 : is_one(rule, "hidden") ? 0.7 : 0.5) * total) return asked.no_kind;
    int reads = weak && text >= 60 ? reads_on(container, blocks) : 0;
    return reads < 0 ? NULL : reads ? asked.no_kind : cut;
}

static int is_list_of_sums(PyObject *list, sums_t *sums)
{
    *sums = (sums_t){list, PyList_Check(list) ? PyList_GET_SIZE(list) : 0};
    return sums->count > 0;
}

static PyObject *own_rules(PyObject *module, PyObject *const *given, Py_ssize_t given_count)
{
    sums_t sums;
    if (given_count != 4 || !PyTuple_Check(given[0]) || !PyTuple_Check(given[1]) || !PyAnySet_Check(given[2])
        || !is_list_of_sums(given[3], &sums))
        return PyErr_Format(PyExc_TypeError, "containers, blocks, a set of teasers and a list of sums are wanted");
    Py_ssize_t count = PyTuple_GET_SIZE(given[0]), teasers = PySet_GET_SIZE(given[2]);
    PyObject *made = PyList_New(count);
    for (Py_ssize_t i = 0; made && i < count; i++) {
        PyObject *container = PyTuple_GET_ITEM(given[0], i);
        int is_teaser = 0, silent = is_empty(slot(&container_record, container, KIND));
        if (teasers && silent >= 0) {
            PyObject *place = PyLong_FromSsize_t(i);
            is_teaser = place ? PySet_Contains(given[2], place) : -1;
            Py_XDECREF(place);
        }
        int plain = silent > 0 && is_teaser == 0 && slot_number(&container_record, container, HIDDEN) == 0;
        PyObject *cut = PyErr_Occurred() ? NULL : plain ? asked.no_kind : own_rule(container, given[0], given[1], is_teaser, &sums);
        if (cut) PyList_SET_ITEM(made, i, Py_NewRef(cut));
        else Py_CLEAR(made);
    }
    return made;
}

static int add_lost(PyObject *lost, PyObject *rule, double more)
{
    PyObject *before = PyDict_GetItemWithError(lost, rule);
    if (!before && PyErr_Occurred()) return -1;
    PyObject *sum = PyFloat_FromDouble((before ? PyFloat_AsDouble(before) : 0.0) + more);
    int failed = !sum || PyDict_SetItem(lost, rule, sum);
    Py_XDECREF(sum);
    return failed ? -1 : 0;
}

static PyObject *inherited(PyObject *module, PyObject *const *given, Py_ssize_t given_count)
{
    sums_t sums;
    if (given_count != 3 || !PyTuple_Check(given[0]) || !PyList_Check(given[1]) || !is_list_of_sums(given[2], &sums))
        return PyErr_Format(PyExc_TypeError, "containers, a list of cuts and a list of sums are wanted");
    Py_ssize_t count = PyTuple_GET_SIZE(given[0]);
    if (PyList_GET_SIZE(given[1]) != count) return PyErr_Format(PyExc_ValueError, "there are %zd containers", count);
    PyObject *cut_by = PyList_New(0), *lost = PyDict_New();
    int failed = !cut_by || !lost;
    for (Py_ssize_t i = 0; i < count && !failed; i++) {
        PyObject *container = PyTuple_GET_ITEM(given[0], i), *mine = PyList_GET_ITEM(given[1], i), *cut = mine;
        PyObject *over = above(container, cut_by, i);
        int is_open = PyErr_Occurred() ? -1 : over ? is_empty(over) : 1;
        if (is_open == 0) cut = over;
        int silent = is_open > 0 ? is_empty(mine) : 1;
        if (is_open >= 0 && !silent) failed = add_lost(lost, rule_of(mine), inside(container, &sums));
        failed = failed || is_open < 0 || silent < 0 || PyErr_Occurred() || PyList_Append(cut_by, cut);
    }
    PyObject *both = failed ? NULL : PyTuple_Pack(2, cut_by, lost);
    Py_XDECREF(cut_by);
    Py_XDECREF(lost);
    return both;
}

static int is_place(PyObject *cut)
{
    PyObject *rule = rule_of(cut);
    return rule ? PySet_Contains(asked.places, rule) : -1;
}

/* The cut of a container, which says where it stands, under the name of what it is; NULL with an error. */
static PyObject *name(PyObject *container, PyObject *cut, PyObject *over)
{
    int open_above = over ? is_empty(over) : 1, place_above = open_above ? 1 : is_place(over);
    if (open_above < 0 || place_above < 0) return NULL;
    if (!place_above) return Py_NewRef(over);
    int silent = are_alike(slot(&container_record, container, KIND), asked.no_kind);
    if (silent) return silent < 0 || PyErr_Occurred() ? NULL : Py_NewRef(cut);
    PyObject *tag = slot_text(&container_record, container, TAG), *names = tag ? slot_text(&container_record, container, NAMES) : NULL;
    PyObject *own = names ? PyObject_CallFunctionObjArgs(asked.kind_by_names, tag, names, NULL) : NULL;
    PyObject *rule = own ? rule_of(own) : NULL;
    int vague = rule ? PyUnicode_GET_LENGTH(rule) ? is_place(own) : 1 : -1;
    if (vague == 0 && is_one(rule_of(cut), "dialog") && is_one(rule, "advert")) vague = 1;
    if (!vague) return own;
    Py_XDECREF(own);
    return vague < 0 ? NULL : Py_NewRef(cut);
}

static PyObject *named(PyObject *module, PyObject *const *given, Py_ssize_t given_count)
{
    if (given_count != 2 || !PyTuple_Check(given[0]) || !PyList_Check(given[1]))
        return PyErr_Format(PyExc_TypeError, "containers and a list of cuts are wanted");
    Py_ssize_t count = PyTuple_GET_SIZE(given[0]);
    if (PyList_GET_SIZE(given[1]) != count) return PyErr_Format(PyExc_ValueError, "there are %zd containers", count);
    if (!asked.places) return PyErr_Format(PyExc_RuntimeError, "learn() comes first");
    PyObject *made = PyList_New(0);
    for (Py_ssize_t i = 0; made && i < count; i++) {
        PyObject *container = PyTuple_GET_ITEM(given[0], i), *cut = PyList_GET_ITEM(given[1], i), *found = NULL;
        int silent = is_empty(cut), place = silent ? silent < 0 ? -1 : 0 : is_place(cut);
        PyObject *over = place > 0 ? above(container, made, i) : NULL;
        if (place >= 0 && !PyErr_Occurred()) found = place ? name(container, cut, over) : Py_NewRef(cut);
        if (!found || PyList_Append(made, found)) Py_CLEAR(made);
        Py_XDECREF(found);
    }
    return made;
}

/* --- The module --- */

static PyObject *learn(PyObject *module, PyObject *const *given, Py_ssize_t count)
{
    PyObject **places[] = {
        &asked.no_kind, &asked.hidden, &asked.teaser, &asked.stubborn, &asked.weak, &asked.places, &asked.kind_by_names};
    if (count != 9) return PyErr_Format(PyExc_TypeError, "learn() takes 9");
    if (learn_slots(&block_record, given[0], block_slots, OF_BLOCK)) return NULL;
    if (learn_slots(&container_record, given[1], container_slots, OF_CONTAINER)) return NULL;
    for (int i = 2; i < 5; i++)
        if (!rule_of(given[i])) return NULL;
    for (int i = 5; i < 8; i++)
        if (!PyFrozenSet_Check(given[i])) return PyErr_Format(PyExc_TypeError, "rules are a frozenset");
    for (int i = 2; i < 9; i++) Py_XSETREF(*places[i - 2], Py_NewRef(given[i]));
    if (!asked.body && !(asked.body = PyUnicode_FromString("articlebody"))) return NULL;
    Py_RETURN_NONE;
}

#define FAST(function) (PyCFunction)(void (*)(void))function, METH_FASTCALL
static PyMethodDef methods[] = {
    {"learn", FAST(learn), "Take the classes, cuts, rules and the function that it works with."},
    {"weights", weights, METH_O, "The goodness of each block."},
    {"open_sums", FAST(open_sums), "The sums of the weights of blocks that are not cut."},
    {"linked_headings", linked_headings, METH_O, "The headings that are links."},
    {"marked", marked, METH_O, "The containers that are marked as the article's body, and those that are articles."},
    {"beside", FAST(beside), "The containers with a parent that have blocks."},
    {"own_rules", FAST(own_rules), "The rule that each container by itself falls under."},
    {"inherited", FAST(inherited), "Each container's rule or that of one around it, and what text each rule cuts."},
    {"named", FAST(named), "The same cuts under the names of what they are."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_area", "Questions to all blocks and containers of a page.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__area(void) { return PyModule_Create(&definition); }
