/*
 * Overflow: the zero page's count when pins are counted and never dropped. The system of
 * models/overflow.{smt2,pml,m}, with nothing of any kernel in it.
 */
#include <pinproof.h>

SPEC("a reference count that direct writes raise and nothing lowers");

static int refs;

INIT()
{
	refs = 1;
}

/* One direct write: its pages are pinned one by one, up to the first that is refused. */
TRANSITION(dio_write)
{
	int pages = any_int("pages", 1, PINPROOF_DIO_PAGES);

	assume(refs > 0);
	for (int i = 0; i < pages; i++) {
		if (refs <= 0)
			break;
		__pinproof_atomic_add(&refs, 1 << PINPROOF_BIAS_BITS, PINPROOF_COUNTER_BITS);
	}
}

INVARIANT(never_negative)
{
	return refs >= 0;
}
