/*
 * Arrays of pages of two folios, in any order. The functions that unpin arrays give back each run of pages
 * of the same folio at once: each folio must get back its own pins, all of them and no more.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>
#include <pinproof/mixed.h>

SPEC("arrays of pages of two folios give each its own pins back");

TRANSITION(unpin_array)
{
	struct page *pages[ENTRIES];
	struct folio *folios[ENTRIES];
	int i;

	choose_folios(folios);
	for (i = 0; i < ENTRIES; i++)
		pages[i] = &folios[i]->page;
	if (any_of("unpin_user_pages|unpin_user_pages_dirty_lock"))
		unpin_user_pages_dirty_lock(pages, ENTRIES, true);
	else
		unpin_user_pages(pages, ENTRIES);
}
