/*
 * folio_add_pins(), which 7.2 has, gives more pins to somebody who has one, of a folio of any kind, by way of GUP's own grab. So it
 * can refuse, which folio_add_pin() cannot: past overflow nothing is added, the count does not come round, and a folio is not
 * freed while somebody holds it. What it warns of, that a folio is not pinned, may be wrong there.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("more pins by folio_add_pins(), which can refuse, by those who have one");
REQUIRES(folio_add_pins)
KNOWN_TYPE(folio_add_pins, int, (struct folio *, unsigned int));
EXPECT_REPORT(folio_add_pins, "folio_maybe_dma_pinned", finding, "a negative count of pins reads as none");
EXPECT_GRABS_TO_WARN("a count that has overflowed is refused, with a warning");

static struct folio folio;
static bool mapped;
static integer pins;

INIT()
{
	if (any_of("small|large"))
		new_folio(&folio, LARGE_FILE, 2, 1);
	else
		new_folio(&folio, SMALL_FILE, 1, 1);
	mapped = true;
}

TRANSITION(unmap)
{
	assume(mapped);
	folio_put(&folio);
	mapped = false;
}

TRANSITION(pin) /* the first one, that all others need */
{
	assume(mapped && pins == 0);
	if (grab(&folio.page, FOLL_PIN))
		pins++;
}

TRANSITION(add_pin)
{
	assume(pins > 0);
	if (!folio_add_pins(&folio, 1))
		pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&folio.page);
}

INVARIANT(not_freed_while_held)
{
	return !folio.freed || mapped + pins == 0;
}

INVARIANT(freed_with_the_last_holder)
{
	return folio.freed == (mapped + pins == 0);
}

INVARIANT(a_pinned_folio_is_maybe_dma_pinned,
	  EXPECT(finding, "of a large folio that nobody maps any more the count of pins becomes negative, and reads as none"))
{
	return pins == 0 || folio_maybe_dma_pinned(&folio);
}
