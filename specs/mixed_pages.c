/*
 * Arrays of pages of two folios, in any order. The functions that unpin arrays give back each run of pages
 * of the same folio at once: each folio must get back its own pins, all of them and no more.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("arrays of pages of two folios give each its own pins back");

#define ENTRIES 3

static struct folio small, large;
static integer small_pins, large_pins;

INIT()
{
	new_folio(&small, SMALL_ANON, 1, 1);
	new_folio(&large, LARGE_FILE, PINPROOF_HUGE_PAGES, 1);
}

/* Far from overflow, which other specifications are about. */
TRANSITION(pin_small)
{
	assume(small_pins < MANY);
	if (grab(&small.page, FOLL_PIN))
		small_pins++;
}

TRANSITION(pin_large)
{
	assume(large_pins < MANY);
	if (grab(&large.page, FOLL_PIN))
		large_pins++;
}

TRANSITION(unpin_array)
{
	struct page *pages[ENTRIES];
	struct folio *folios[ENTRIES];
	int of_small = 0;
	int i;

	for (i = 0; i < ENTRIES; i++) {
		if (any_of("large|small")) {
			folios[i] = &small;
			of_small++;
		} else {
			folios[i] = &large;
		}
		pages[i] = &folios[i]->page;
	}
	assume(small_pins >= of_small);
	assume(large_pins >= ENTRIES - of_small);
	small_pins -= of_small;
	large_pins -= ENTRIES - of_small;

	__if_exists(unpin_folios) {
	if (any_of("pages|folios")) {
		unpin_folios(folios, ENTRIES);
		return;
	}
	}
	if (any_of("unpin_user_pages|unpin_user_pages_dirty_lock"))
		unpin_user_pages_dirty_lock(pages, ENTRIES, true);
	else
		unpin_user_pages(pages, ENTRIES);
}

INVARIANT(the_small_folio_gets_back_its_own)
{
	return folio_ref_count(&small) == 1 + small_pins * GUP_PIN_COUNTING_BIAS;
}

INVARIANT(the_large_folio_gets_back_its_own)
{
	return folio_ref_count(&large) == 1 + large_pins && atomic_read(&large._pincount) == large_pins;
}

INVARIANT(not_freed_while_held)
{
	return !small.freed && !large.freed;
}
