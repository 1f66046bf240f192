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

SPEC("an anonymous page between fork, copy-on-write and pins");

INIT()
{
	first_process();
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

static bool is_pinned_by(const struct process *who)
{
	return who->write_pins + who->read_pins > 0;
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
	return folio_ref_count(&folio) == references_held();
}

INVARIANT(mapcount_counts_every_mapping)
{
	integer mappings = 0;
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if (maps_it(everybody[i]))
			mappings++;
	return atomic_read(&folio._mapcount) == mappings - 1;
}

INVARIANT(not_freed_while_held)
{
	return !folio.freed || references_held() == 0;
}

INVARIANT(freed_with_the_last_holder)
{
	return references_held() > 0 || folio.freed;
}

INVARIANT(a_pinned_page_is_maybe_dma_pinned)
{
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if (is_pinned_by(everybody[i]) && !folio_maybe_dma_pinned(&folio))
			return false;
	return true;
}
