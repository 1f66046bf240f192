/*
 * The count equation, for every kind of folio at once: a get is one reference; a pin is one bias of
 * references on a small folio, one reference and one of the pin count on a large one, and nothing at all
 * on the zero page. Somebody holds one more reference for good.
 *
 * Long pins may find the folio in a zone that does not allow them, and must then leave no trace. The statistics of
 * /proc/vmstat (nr_foll_pin_acquired, nr_foll_pin_released) say how many pins there are.
 */
#include <pinproof.h>
#define PINPROOF_STATISTICS
#define PINPROOF_PUTS_ARE_NOT_REFUSED
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("the counts of any folio are what its holders hold");
EXPECT_GRABS_TO_WARN("a count that has overflowed is refused, with a warning");

static struct folio folio;
static integer gets;
static integer pins;
static integer acquired, released; /* by the kernel's statistics */

INIT()
{
	new_folio_of_any_kind(&folio, 1);
}

void node_stat_mod_folio(struct folio *of, int item, long number)
{
	if (item == NR_FOLL_PIN_ACQUIRED)
		acquired += number;
	else
		released += number;
}

TRANSITION(pin)
{
	if (grab(&folio.page, FOLL_PIN | (any_of("for a moment|for long") ? FOLL_LONGTERM : 0)))
		pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&folio.page);
}

TRANSITION(get)
{
	if (grab(&folio.page, FOLL_GET))
		gets++;
}

TRANSITION(put)
{
	assume(gets > 0);
	gets--;
	put_page(&folio.page);
}

INVARIANT(refcount_counts_every_hold)
{
	integer references = 1 + gets;

	if (has_pincount(&folio))
		references += pins;
	else if (is_counted_when_pinned(&folio))
		references += pins * GUP_PIN_COUNTING_BIAS;
	return folio_ref_count(&folio) == as_counter(references);
}

INVARIANT(pincount_counts_every_pin_of_a_large_folio)
{
	return atomic_read(&folio._pincount) == (has_pincount(&folio) ? pins : 0);
}

INVARIANT(a_pinned_folio_is_maybe_dma_pinned)
{
	return pins == 0 || is_zero_folio(&folio) || folio_maybe_dma_pinned(&folio);
}

INVARIANT(not_freed_while_held)
{
	return !folio.freed;
}

INVARIANT(statistics_count_every_pin)
{
	return acquired - released == (is_counted_when_pinned(&folio) ? pins : 0);
}
