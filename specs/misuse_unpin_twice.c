/*
 * A pin is given back twice: the second unpin takes the pin of somebody else, or, where nobody has one,
 * references that are none.
 */
#include <pinproof.h>
#define PINPROOF_PUTS_ARE_NOT_REFUSED
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("a pin given back twice, once");
EXPECT_GRABS_TO_WARN("the count has become negative");

static struct folio folio;
static bool mapped;
static integer pins;
static bool misused;

INIT()
{
	new_folio(&folio, SMALL_ANON, 1, 1);
	mapped = true;
}

TRANSITION(unmap)
{
	assume(mapped && folio_ref_count(&folio) > 0);
	folio_put(&folio);
	mapped = false;
}

TRANSITION(pin)
{
	assume(mapped && pins < MANY);
	if (grab(&folio.page, FOLL_PIN))
		pins++;
}

TRANSITION(unpin_twice)
{
	assume(pins > 0 && !misused);
	pins--;
	misused = true;
	unpin_user_page(&folio.page);
	unpin_user_page(&folio.page);
}

INVARIANT(refcount_counts_every_pin, EXPECT(violated, "the second unpin takes a pin that is not there"))
{
	return folio_ref_count(&folio) == mapped + pins * GUP_PIN_COUNTING_BIAS;
}

INVARIANT(not_freed_while_held, EXPECT(violated, "the second unpin can take the last pin, of somebody else"))
{
	return !folio.freed || mapped + pins == 0;
}
