/*
 * A direct read, while its process forks and both write: the device writes into the page that was pinned, and that
 * must be the page that the reading process still has. With pages shared at fork it was not: the reader's own next
 * write moved it to a copy, and the data went to the child, or to nobody.
 */
#include <pinproof.h>
#include <pinproof/address_space.h>
#include "mm/gup.c"
#include "mm/memory.c"
#include <pinproof/folio.h>
#include <pinproof/fork.h>

SPEC("a direct read into a page while its process forks and both write");
WRITTEN_FOR(gup_must_unshare);

INIT()
{
	struct vm_area_struct vma = mapping_of(&parent);

	first_process();
	new_anonymous_folio(&folio);
	folio_add_new_anon_rmap(&folio, &vma, 0, RMAP_EXCLUSIVE);
	parent.mm.pte = maybe_mkwrite(pte_mkdirty(mk_pte(&folio.page, 0)), &vma);
}

TRANSITION(direct_read)
{
	struct process *who = any_process();

	assume(maps_it(who));
	assume(references_taken() < MANY);
	note_pinned(&who->mm);
	if (follow(who, FOLL_PIN | FOLL_WRITE))
		who->write_pins++;
}

static void release(void)
{
	struct page *pages[1] = { &folio.page };

	unpin_user_pages_dirty_lock(pages, 1, true);
}

/* The device has written. */
TRANSITION(direct_read_done)
{
	struct process *who = any_process();

	assume(who->write_pins > 0);
	CHECK(the_reader_sees_the_data, maps_it(who));
	who->write_pins--;
	release();
}

/* Whoever wanted it has unmapped the page, or is gone. */
TRANSITION(abandoned_read_done)
{
	int i;

	assume(left_pins > 0);
	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		CHECK(nobody_else_sees_the_data, !maps_it(everybody[i]));
	left_pins--;
	release();
}

INVARIANT(not_freed_while_held)
{
	return !folio.freed || references_taken() + mappings() == 0;
}

INVARIANT(every_pin_has_its_unpin)
{
	return references_taken() > 0 || folio_ref_count(&folio) == mappings();
}
