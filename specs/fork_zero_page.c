/*
 * Memory that was read before it was written maps the zero page, in every process and in its children. Nobody may
 * ever write it: a write fault maps a page of its own. Neither mapping it nor pinning it counts: its reference
 * count stays what it was.
 *
 * A pin for long must see what its process writes later, so it must not be of the zero page: since 6.2 GUP first
 * has that page replaced.
 */
#include <pinproof.h>
#include <pinproof/address_space.h>
#include "mm/gup.c"
#include "mm/memory.c"
#include <pinproof/folio.h>
#include <pinproof/fork.h>

SPEC("the zero page between fork, faults and pins");
WRITTEN_FOR(gup_must_unshare);
ASSUMPTION(F24, "a zero page that a mistake has freed is given to nobody, and stays what it is mapped as");

INIT()
{
	first_process();
	new_folio(&folio, ZERO_PAGE_KIND, 1, 1);
	folio._mapcount.counter = -1;
}

TRANSITION(read_fault)
{
	struct process *who = any_process();

	assume(!maps_it(who));
	who->mm.pte = mk_pte(&folio.page, 0);
}

TRANSITION(pin)
{
	struct process *who = any_process();
	bool writes = any_of("to read|to write");
	bool is_long = any_of("for a moment|for long");
	unsigned int flags = FOLL_PIN | (writes ? FOLL_WRITE : 0) | (is_long ? FOLL_LONGTERM : 0);

	assume(maps_it(who));
	note_pinned(&who->mm);
	if (!follow(who, flags))
		return;
	if (writes)
		who->write_pins++;
	else
		who->read_pins++;
#if __has_include(<only/mm/internal.h/gup_must_unshare>)
	CHECK(a_long_pin_is_not_of_the_zero_page, !is_long);
#endif
}

TRANSITION(unpin)
{
	struct process *who = any_process();

	assume(who->read_pins > 0);
	who->read_pins--;
	unpin_user_page(&folio.page);
}

TRANSITION(get)
{
	struct process *who = any_process();

	assume(maps_it(who));
	assume(gets < MANY);
	if (follow(who, FOLL_GET))
		gets++;
}

TRANSITION(put)
{
	assume(gets > 0);
	gets--;
	put_page(&folio.page);
}

INVARIANT(nobody_may_write_it)
{
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if ((maps_it(everybody[i]) && everybody[i]->mm.pte.write) || everybody[i]->write_pins > 0)
			return false;
	return true;
}

INVARIANT(neither_mappings_nor_pins_are_counted)
{
	return folio_ref_count(&folio) == 1 + gets && atomic_read(&folio._mapcount) == -1;
}

INVARIANT(it_is_never_freed)
{
	return !folio.freed;
}
