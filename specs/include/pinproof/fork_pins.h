/*
 * Pins and plain references of the page that processes share. Include after <pinproof/fork.h>.
 */
#ifndef PINPROOF_FORK_PINS_H
#define PINPROOF_FORK_PINS_H

TRANSITION(pin)
{
	struct process *who = any_process();
	bool writes = any_of("to read|to write");

	assume(maps_it(who));
	assume(references_taken() < MANY);
	note_pinned(&who->mm);
	if (!follow(who, FOLL_PIN | (writes ? FOLL_WRITE : 0)))
		return;
	if (writes)
		who->write_pins++;
	else
		who->read_pins++;
}

TRANSITION(unpin)
{
	struct process *who = any_process();

	switch (any_of("written|read|left behind")) {
	case 0:
		assume(who->write_pins > 0);
		who->write_pins--;
		break;
	case 1:
		assume(who->read_pins > 0);
		who->read_pins--;
		break;
	default:
		assume(left_pins > 0);
		left_pins--;
	}
	unpin_user_page(&folio.page);
}

TRANSITION(get)
{
	struct process *who = any_process();

	assume(maps_it(who));
	assume(references_taken() < MANY);
	if (follow(who, FOLL_GET))
		gets++;
}

TRANSITION(put)
{
	assume(gets > 0);
	gets--;
	put_page(&folio.page);
}

static inline bool is_pinned_by(const struct process *who)
{
	return who->write_pins + who->read_pins > 0;
}

#endif
