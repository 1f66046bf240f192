/*
 * The opposite mistake: a page that was got is released with unpin_user_page(), which takes 1024 references
 * back where one had been added. The others belong to somebody else.
 */
#include <pinproof.h>
#define PINPROOF_PUTS_ARE_NOT_REFUSED
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

SPEC("a page that was got released with unpin_user_page(), once");
EXPECT_GRABS_TO_WARN("the count has become negative");
#ifdef GUP_KNOWS_NO_FOLIOS /* there the last of the 1024 goes by put_page() */
EXPECT_REPORT(folio_put, "folio_ref_count", finding, "the count is 0 before all of them are taken");
#endif

static struct folio folio;
static integer gets;
static bool misused;

INIT()
{
	new_folio(&folio, SMALL_ANON, 1, 1);
}

TRANSITION(get)
{
	assume(gets < 2 * GUP_PIN_COUNTING_BIAS);
	if (grab(&folio.page, FOLL_GET))
		gets++;
}

TRANSITION(unpin_instead_of_put)
{
	assume(gets > 0 && !misused);
	gets--;
	misused = true;
	unpin_user_page(&folio.page);
}

INVARIANT(refcount_counts_every_get, EXPECT(violated, "unpin_user_page() takes 1024 references"))
{
	return folio_ref_count(&folio) == 1 + gets;
}

INVARIANT(not_freed_while_held, EXPECT(violated, "where just 1024 references are left, all of them go at once"))
{
	return !folio.freed;
}
