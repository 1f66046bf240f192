/*
 * Ranges of pages that lie side by side in memory, across the end of a folio: each folio gets back its own pins.
 * Whoever unpins says whether the pages were written. If so, the folio is dirty afterwards, and it is made so
 * under its lock, while the pins still keep it.
 */
#include <pinproof.h>
#define PINPROOF_DIRTYING
#define folio_page_idx(folio, p) ((unsigned long)((p) - memory_of(folio)))
struct folio;
struct page;
static struct page *memory_of(const struct folio *folio);
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("ranges of pages across the end of a folio, made dirty or not");

#define PAGES 3
#define LARGE_PAGES 2

/* The first two pages are of one folio, the last one of another. */
static struct page memory[PAGES];
static struct folio large, small;
static integer large_pins, small_pins;
static struct folio *locked;

INIT()
{
	int i;

	new_folio(&large, LARGE_FILE, LARGE_PAGES, 1);
	new_folio(&small, SMALL_FILE, 1, 1);
	for (i = 0; i < PAGES; i++)
		memory[i].folio = i < LARGE_PAGES ? &large : &small;
}

static struct page *memory_of(const struct folio *folio)
{
	return folio == &large ? memory : memory + LARGE_PAGES;
}

void folio_lock(struct folio *folio)
{
	CHECK(no_lock_is_taken_twice, !locked);
	locked = folio;
}

void folio_unlock(struct folio *folio)
{
	CHECK(a_lock_is_released_by_its_owner, locked == folio);
	locked = NULL;
}

bool folio_mark_dirty(struct folio *folio)
{
	CHECK(made_dirty_under_its_lock, locked == folio);
	CHECK(made_dirty_while_it_is_held, folio_maybe_dma_pinned(folio));
	folio->dirty = true;
	return true;
}

TRANSITION(pin_large)
{
	assume(large_pins < MANY);
	if (grab(&memory[1], FOLL_PIN))
		large_pins++;
}

TRANSITION(pin_small)
{
	assume(small_pins < MANY);
	if (grab(&memory[LARGE_PAGES], FOLL_PIN))
		small_pins++;
}

/* Writeback. */
TRANSITION(clean)
{
	if (any_of("small folio|large folio"))
		large.dirty = false;
	else
		small.dirty = false;
}

TRANSITION(unpin)
{
	int first = any_int("first page", 0, PAGES - 1);
	int pages = any_int("pages", 1, PAGES);
	int of_large = first + pages > LARGE_PAGES ? LARGE_PAGES - first : pages;
	bool is_written = any_of("clean|dirty");
	bool large_was_dirty = large.dirty, small_was_dirty = small.dirty;
	struct page *array[PAGES];
	int i;

	assume(first + pages <= PAGES);
	assume(large_pins >= of_large && small_pins >= pages - of_large);
	large_pins -= of_large;
	small_pins -= pages - of_large;
	if (any_of("a range|an array")) {
		for (i = 0; i < pages; i++)
			array[i] = &memory[first + i];
		unpin_user_pages_dirty_lock(array, pages, is_written);
	} else {
		unpin_range(&memory[first], pages, is_written);
	}
	CHECK(what_was_written_is_dirty,
	      !is_written || ((of_large == 0 || large.dirty) && (of_large == pages || small.dirty)));
	CHECK(what_was_not_written_is_as_it_was,
	      (large.dirty == large_was_dirty || (is_written && of_large > 0)) &&
	      (small.dirty == small_was_dirty || (is_written && of_large < pages)));
	CHECK(no_lock_is_kept, !locked);
}

INVARIANT(the_large_folio_gets_back_its_own)
{
	if (!has_pincount(&large))
		return folio_ref_count(&large) == 1 + large_pins * GUP_PIN_COUNTING_BIAS;
	return folio_ref_count(&large) == 1 + large_pins && atomic_read(&large._pincount) == large_pins;
}

INVARIANT(the_small_folio_gets_back_its_own)
{
	return folio_ref_count(&small) == 1 + small_pins * GUP_PIN_COUNTING_BIAS;
}
