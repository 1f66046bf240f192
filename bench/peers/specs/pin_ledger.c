/*
 * Pin ledger of a small folio: the system of models/pin_ledger.{smt2,pml,m}, with nothing of any kernel in
 * it. Grants are refused once the count is not positive, as the kernel does.
 */
#include <pinproof.h>

SPEC("pins and gets of a small folio: never freed while held");

static int refs;
static integer pins, gets; /* what callers hold */

INIT()
{
	refs = 1;
}

TRANSITION(pin)
{
	assume(refs > 0);
	__pinproof_atomic_add(&refs, 1 << PINPROOF_BIAS_BITS, PINPROOF_COUNTER_BITS);
	pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	__pinproof_atomic_add(&refs, -(1 << PINPROOF_BIAS_BITS), PINPROOF_COUNTER_BITS);
	pins--;
}

TRANSITION(get)
{
	assume(refs > 0);
	__pinproof_atomic_add(&refs, 1, PINPROOF_COUNTER_BITS);
	gets++;
}

TRANSITION(put)
{
	assume(gets > 0);
	__pinproof_atomic_add(&refs, -1, PINPROOF_COUNTER_BITS);
	gets--;
}

INVARIANT(not_freed_while_held)
{
	return refs != 0 || (pins == 0 && gets == 0);
}
