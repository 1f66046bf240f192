/*
 * FOLL_GET still counts on the zero page: its callers give their reference back with put_page(), which
 * cannot know that there was none. So this count does overflow, after 2^31 - 1 gets instead of the 2^21
 * pins of old, and then GUP refuses: nothing is freed that somebody holds.
 */
#include <pinproof.h>
#define PINPROOF_PUTS_ARE_NOT_REFUSED
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("FOLL_GET references to the zero page, beside its pins");
EXPECT_GRABS_TO_WARN("a count that FOLL_GET has made overflow is refused, with a warning");

static struct folio zero_page;
static integer gets;
static integer pins;

INIT()
{
	new_folio(&zero_page, ZERO_PAGE_KIND, 1, 1);
}

TRANSITION(get)
{
	if (grab(&zero_page.page, FOLL_GET))
		gets++;
}

TRANSITION(put)
{
	assume(gets > 0);
	gets--;
	put_page(&zero_page.page);
}

TRANSITION(pin)
{
	if (grab(&zero_page.page, FOLL_PIN))
		pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&zero_page.page);
}

INVARIANT(refcount_stays_below_overflow, EXPECT(finding, "FOLL_GET counts on the zero page"))
{
	return !has_overflowed(&zero_page);
}

INVARIANT(refcount_counts_every_get)
{
	return folio_ref_count(&zero_page) == as_counter(1 + gets + (is_counted_when_pinned(&zero_page) ? pins * GUP_PIN_COUNTING_BIAS : 0));
}

INVARIANT(not_freed_while_held)
{
	return !zero_page.freed;
}
