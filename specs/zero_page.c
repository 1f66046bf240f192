/*
 * The zero page is mapped wherever memory was read before it was written, so any number of direct writes
 * may pin it at once. Each pin would add 1024 to a reference count that ends at 2^31 - 1; since 6.5 GUP
 * therefore only pretends to pin it. Without that, 32,768 writes of 64 pages overflow the count.
 *
 * Somebody holds `base` plain references for good (the page's own one, and up to a bias more): enough to
 * show what happens to a count that an unpin without a pin brings down.
 */
#include <pinproof.h>
#define PINPROOF_PUTS_ARE_NOT_REFUSED
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>
#include <pinproof/dio.h>

SPEC("pins of the zero page, and direct writes from it");
#ifdef GUP_PINS_THE_ZERO_PAGE
EXPECT_GRABS_TO_WARN("a count that pins have made overflow is refused, with a warning");
#endif

static struct folio zero_page;
static integer base; /* plain references, held for good */
static integer pins; /* outside of direct I/O           */

INIT()
{
	int references = any_int("references", 1, GUP_PIN_COUNTING_BIAS);

	new_folio(&zero_page, ZERO_PAGE_KIND, 1, references);
	base = references;
}

TRANSITION(pin)
{
	if (grab(&zero_page.page, FOLL_PIN | (any_of("for a moment|for long") ? FOLL_LONGTERM : 0)))
		pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_one(&zero_page.page);
}

TRANSITION(dio_write)
{
	dio_submit(&zero_page.page);
}

TRANSITION(dio_complete)
{
	dio_finish(&zero_page.page);
}

INVARIANT(refcount_stays_below_overflow, EXPECT_PINS_OF_THE_ZERO_PAGE)
{
	return !has_overflowed(&zero_page);
}

INVARIANT(refcount_is_untouched_by_pins, EXPECT_PINS_OF_THE_ZERO_PAGE)
{
	return folio_ref_count(&zero_page) == base;
}

INVARIANT(not_freed_while_held)
{
	return !zero_page.freed;
}

INVARIANT(every_pin_has_its_unpin)
{
	if (pins + written_pages > 0)
		return true;
	return folio_ref_count(&zero_page) == base;
}
