/* What is known of the pieces of texts: the key of each and its terms, side by side, so that one line of the
 * processor's cache mostly holds both, and a table of where they are, of which eight places fit into a line.
 */
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* Bytes that may be read beyond any key, and read and written beyond any terms: they are handled some at a time. */
enum { SLACK = 16, WORD = 8, LONGEST_TERMS = 0xffff };
/* Bytes of an entry: where its end is in the next line of the cache, that one is wanted too. */
enum { USUAL = 24 };

/* Followed by the key, with zeros to a multiple of WORD, and by the terms, each of which a space follows. */
typedef struct {
    uint16_t key, terms;
} head_t;

typedef struct {
    uint32_t hash;
    uint32_t at; /* the place in the store in units of WORD, and one more; 0 where the slot is free */
} slot_t;

typedef struct {
    slot_t *slots;
    size_t size, used;
    unsigned char *store;
    size_t length, room;
} table_t;

#if defined(__GNUC__)
#define PREFETCH(place) __builtin_prefetch(place)
#else
#define PREFETCH(place) ((void)(place))
#endif

static void table_free(table_t *table)
{
    PyMem_Free(table->slots);
    PyMem_Free(table->store);
    memset(table, 0, sizeof *table);
}

static inline size_t in_words(size_t bytes)
{
    return (bytes + WORD - 1) & ~(size_t)(WORD - 1);
}

/* Of a key that zeros follow. */
static inline uint32_t hash_of(const unsigned char *key, size_t length)
{
    uint64_t hash = length, part;
    for (size_t i = 0; i < length; i += WORD) {
        memcpy(&part, key + i, WORD);
        hash = (hash ^ part) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 32;
    }
    return (uint32_t)(hash * 0xd6e8feb86659fd93u >> 32);
}

static inline const unsigned char *key_of(const head_t *head)
{
    return (const unsigned char *)(head + 1);
}

static inline const unsigned char *terms_of(const head_t *head)
{
    return key_of(head) + in_words(head->key);
}

static inline const head_t *entry_at(const table_t *table, slot_t slot)
{
    return (const head_t *)(table->store + WORD * ((size_t)slot.at - 1));
}

static inline int is_same(const unsigned char *one, const unsigned char *other, size_t length)
{
    uint64_t a, b;
    for (size_t i = 0; i < length; i += WORD) {
        memcpy(&a, one + i, WORD);
        memcpy(&b, other + i, WORD);
        if (a != b)
            return 0;
    }
    return 1;
}

/* Zeros must follow the key. */
static inline const head_t *table_find(const table_t *table, const unsigned char *key, size_t length, uint32_t hash)
{
    if (!table->used)
        return NULL;
    for (size_t i = hash & (table->size - 1); table->slots[i].at; i = (i + 1) & (table->size - 1)) {
        if (table->slots[i].hash != hash)
            continue;
        const head_t *head = entry_at(table, table->slots[i]);
        if (head->key == length && is_same(key_of(head), key, length))
            return head;
    }
    return NULL;
}

/* Has the slot of a hash fetched, later what it leads to: many at once take hardly longer than one. */
static inline void table_fetch_slot(const table_t *table, uint32_t hash)
{
    if (table->used)
        PREFETCH(table->slots + (hash & (table->size - 1)));
}

static inline void table_fetch_entry(const table_t *table, uint32_t hash)
{
    if (!table->used)
        return;
    size_t i = hash & (table->size - 1);
    while (table->slots[i].at && table->slots[i].hash != hash)
        i = (i + 1) & (table->size - 1);
    if (table->slots[i].at) {
        const unsigned char *entry = (const unsigned char *)entry_at(table, table->slots[i]);
        PREFETCH(entry);
        PREFETCH(entry + USUAL);
    }
}

static int table_grow(table_t *table)
{
    size_t size = table->size ? 2 * table->size : 1024;
    slot_t *slots = PyMem_Calloc(size, sizeof *slots);
    if (!slots)
        return -1;
    for (size_t i = 0; i < table->size; i++) {
        if (!table->slots[i].at)
            continue;
        size_t at = table->slots[i].hash & (size - 1);
        while (slots[at].at)
            at = (at + 1) & (size - 1);
        slots[at] = table->slots[i];
    }
    PyMem_Free(table->slots);
    table->slots = slots;
    table->size = size;
    return 0;
}

/* The key must not be there yet; zeros must follow it. */
static int table_add(table_t *table, const unsigned char *key, size_t length, uint32_t hash,
                     const unsigned char *terms, size_t bytes)
{
    if (bytes > LONGEST_TERMS)
        return 0;
    if (4 * (table->used + 1) > 3 * table->size && table_grow(table) < 0)
        return -1;
    size_t need = in_words(sizeof(head_t) + in_words(length) + bytes);
    if (table->length + need + SLACK > table->room) {
        size_t room = 2 * table->room + need + 16384;
        unsigned char *store = PyMem_Realloc(table->store, room);
        if (!store)
            return -1;
        table->store = store;
        table->room = room;
    }
    if (table->length / WORD >= UINT32_MAX)
        return 0;
    head_t *head = (head_t *)(table->store + table->length);
    head->key = (uint16_t)length;
    head->terms = (uint16_t)bytes;
    memcpy(head + 1, key, in_words(length));
    memcpy((unsigned char *)terms_of(head), terms, bytes);
    size_t i = hash & (table->size - 1);
    while (table->slots[i].at)
        i = (i + 1) & (table->size - 1);
    table->slots[i].hash = hash;
    table->slots[i].at = (uint32_t)(table->length / WORD) + 1;
    table->length += need;
    table->used++;
    return 0;
}
