/*
 * As mixed_pages, for arrays of folios: each must get back its own pins.
 */
#include <pinproof.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>
#include <pinproof/mixed.h>

SPEC("arrays of two folios give each its own pins back");
REQUIRES(unpin_folios)

TRANSITION(unpin_array)
{
	struct folio *folios[ENTRIES];

	choose_folios(folios);
	unpin_folios(folios, ENTRIES);
}
