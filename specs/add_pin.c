/*
 * folio_add_pin() gives one more pin to somebody who has one. It warns when the folio does not look pinned,
 * but it adds all the same, and it looks for a low count only: unlike GUP it does not fail closed. After
 * 2^22 pins of a small folio the count has come round, and whoever gives back one reference then frees what
 * all others still hold. (A large folio, pin by pin, takes 2^32.)
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("more pins of a small folio by folio_add_pin(), by those who have one");
REQUIRES(folio_add_pin)
KNOWN_TYPE(folio_add_pin, void, (struct folio *));
EXPECT_REPORT(folio_add_pin, "folio_ref_count", finding, "a count that its own additions made overflow looks unpinned");

static struct folio folio;
static bool mapped;
static integer pins;

INIT()
{
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
	folio_add_pin(&folio);
	pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&folio.page);
}

INVARIANT(refcount_stays_below_overflow, EXPECT(finding, "folio_add_pin() refuses nothing"))
{
	return !has_overflowed(&folio);
}

INVARIANT(not_freed_while_held, EXPECT(finding, "folio_add_pin() goes on past overflow, until the count is back"))
{
	return !folio.freed || mapped + pins == 0;
}

INVARIANT(a_pinned_folio_is_maybe_dma_pinned, EXPECT(finding, "a count that has come round looks low"))
{
	return pins == 0 || folio_maybe_dma_pinned(&folio);
}
