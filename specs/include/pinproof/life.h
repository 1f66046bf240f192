/*
 * The life of the tracked folio, as its owner sees it: whoever can find it holds a reference (each page
 * table entry that maps it, the page cache), and when the last holder of any sort lets go it is freed.
 *
 * GUP starts from a page table, so it finds the folio only while it is mapped; what it took stays.
 */
#ifndef PINPROOF_LIFE_H
#define PINPROOF_LIFE_H

static struct folio folio;
static integer mappings; /* page table entries, and the page cache */
static integer gets;     /* FOLL_GET references                    */
static integer pins;     /* FOLL_PIN references                    */

ASSUMPTION(A12, "a page whose reference count has overflowed is not mapped once more: the kernel does not check");

TRANSITION(map)
{
	assume(mappings > 0);
	assume(!has_overflowed(&folio));
	folio_get(&folio);
	mappings++;
}

TRANSITION(unmap)
{
	assume(mappings > 0);
	folio_put(&folio);
	mappings--;
}

TRANSITION(get)
{
	assume(mappings > 0);
	if (grab(&folio.page, FOLL_GET))
		gets++;
}

TRANSITION(put)
{
	assume(gets > 0);
	put_page(&folio.page);
	gets--;
}

#endif
