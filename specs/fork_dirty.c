/*
 * The dirty bit of page table entries between fork and copy-on-write. Not every machine sets it by itself: whoever
 * may write without another fault must have it set already, or MADV_FREE would drop what was written since.
 *
 * A page that was copied to be pinned for reading starts out clean and read-only, and exclusive: the fault that
 * later makes it writable, by reuse, must make it dirty too.
 */
#include <pinproof.h>
#include <pinproof/address_space.h>
#include "mm/gup.c"
#include "mm/memory.c"
#include <pinproof/folio.h>
#include <pinproof/fork.h>

SPEC("dirty page table entries between fork and copy-on-write");
WRITTEN_FOR(gup_must_unshare);

static void map_new_page(struct process *who)
{
	struct vm_area_struct vma = mapping_of(who);

	new_anonymous_folio(&folio);
	folio_add_new_anon_rmap(&folio, &vma, 0, RMAP_EXCLUSIVE);
	who->mm.pte = mk_pte(&folio.page, 0);
	if (any_of("to write it|as a copy to be pinned") == 0)
		who->mm.pte = maybe_mkwrite(pte_mkdirty(who->mm.pte), &vma);
}

INIT()
{
	first_process();
	map_new_page(&parent);
}

TRANSITION(touch)
{
	struct process *who = any_process();

	assume(!maps_it(who));
	assume(folio.freed);
	map_new_page(who);
}

TRANSITION(write_protect)
{
	struct process *who = any_process();

	assume(maps_it(who));
	who->mm.pte = pte_wrprotect(who->mm.pte);
}

INVARIANT(what_may_be_written_is_dirty)
{
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if (maps_it(everybody[i]) && everybody[i]->mm.pte.write && !everybody[i]->mm.pte.dirty)
			return false;
	return true;
}
