/*
 * One page of anonymous memory between a parent, its child and its grandchild: shared after fork until somebody
 * writes, and pinned by those who do I/O on it.
 *
 * A pin is a promise in both directions: what a device writes arrives in the memory of the process that pinned, and
 * what the process writes afterwards is what the device sees. Sharing a pinned page at fork broke it (the parent's
 * next write went to a copy), and so did copying a page that was pinned for reading. Two decisions keep the
 * promise: a page that may be pinned is not shared but copied for the child at once, and a page that only one
 * address space may map is marked so and never copied by its owner's write.
 */
#include <pinproof.h>
#include <pinproof/address_space.h>
#include "mm/gup.c"
#include "mm/memory.c"
#include <pinproof/folio.h>
#include <pinproof/fork.h>
#include <pinproof/fork_pins.h>

SPEC("an anonymous page between fork, copy-on-write and pins");
WRITTEN_FOR(gup_must_unshare);

static void map_new_page(struct process *who)
{
	struct vm_area_struct vma = mapping_of(who);

	new_anonymous_folio(&folio);
	folio_add_new_anon_rmap(&folio, &vma, 0, RMAP_EXCLUSIVE);
	who->mm.pte = maybe_mkwrite(pte_mkdirty(mk_pte(&folio.page, 0)), &vma);
}

INIT()
{
	first_process();
	map_new_page(&parent);
}

/* The first touch of an address whose page has gone: the same memory may be used again. */
TRANSITION(touch)
{
	struct process *who = any_process();

	assume(!maps_it(who));
	assume(folio.freed);
	map_new_page(who);
}

/* Protection that is taken away and given back, soft-dirty tracking: the entry is read-only for a while, and the
 * page as exclusive as before. */
TRANSITION(write_protect)
{
	struct process *who = any_process();

	assume(maps_it(who));
	who->mm.pte = pte_wrprotect(who->mm.pte);
}

/* For swap, migration and KSM a page is taken out of a page table, or made read-only there, behind its process's
 * back. No longer exclusive then, so not while it is pinned. */
static bool may_share(struct process *who)
{
	pte_t entry = pte_cleared(&who->mm.pte);

	if (PageAnonExclusive(&folio.page) && share_anon_page(&folio.page)) {
		who->mm.pte = entry;
		return false;
	}
	who->mm.pte = pte_wrprotect(entry);
	return true;
}

TRANSITION(reclaim)
{
	struct process *who = any_process();
	struct vm_area_struct vma = mapping_of(who);

	assume(maps_it(who));
	if (!may_share(who) || any_of("swap, migration|KSM finds no equal page"))
		return;
	(void)pte_cleared(&who->mm.pte);
	folio_remove_rmap_pte(&folio, &folio.page, &vma);
	folio_put(&folio);
	settle(who);
}

INVARIANT(a_page_pinned_for_writing_stays_mapped)
{
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if (everybody[i]->write_pins > 0 && !maps_it(everybody[i]))
			return false;
	return true;
}

INVARIANT(a_page_pinned_for_reading_stays_mapped)
{
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if (everybody[i]->read_pins > 0 && !maps_it(everybody[i]))
			return false;
	return true;
}

INVARIANT(a_pinned_page_stays_exclusive)
{
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if (is_pinned_by(everybody[i]) && !PageAnonExclusive(&folio.page))
			return false;
	return left_pins == 0 || PageAnonExclusive(&folio.page);
}

/* Whoever may write, by itself or through a device, is the only one who sees it. */
INVARIANT(nobody_sees_what_another_writes)
{
	int i, other;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++) {
		bool writes = (maps_it(everybody[i]) && everybody[i]->mm.pte.write) ||
			      everybody[i]->write_pins > 0;

		for (other = 0; other < PINPROOF_ADDRESS_SPACES; other++)
			if (writes && other != i && maps_it(everybody[other]))
				return false;
		if (left_pins > 0 && maps_it(everybody[i]))
			return false;
	}
	return true;
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == references_taken() + mappings();
}

INVARIANT(mapcount_counts_every_mapping)
{
	return atomic_read(&folio._mapcount) == mappings() - 1;
}

INVARIANT(not_freed_while_held)
{
	return !folio.freed || references_taken() + mappings() == 0;
}

INVARIANT(freed_with_the_last_holder)
{
	return references_taken() + mappings() > 0 || folio.freed;
}

INVARIANT(a_pinned_page_is_maybe_dma_pinned)
{
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if (is_pinned_by(everybody[i]) && !folio_maybe_dma_pinned(&folio))
			return false;
	return true;
}
