/*
 * Ledger of a folio of any kind: the system of models/folio_ledger.{smt2,pml,m}, with nothing of any kernel
 * in it. A pin of the zero page counts nowhere, of a large folio 1 in refs and in pincount, of a small one
 * the bias in refs.
 */
#include <pinproof.h>

SPEC("pins and gets of a folio of any kind: the count equation");

enum kind { ZERO_PAGE, SMALL, LARGE };

static int kind;
static int refs, pincount;
static integer pins, gets; /* what callers hold */

INIT()
{
	kind = any_of("zero page|small|large");
	refs = 1;
}

/* What one pin adds to refs and, in the sign of `times`, what one unpin takes. */
static void count_pin(int times)
{
	if (kind == SMALL) {
		__pinproof_atomic_add(&refs, times * (1 << PINPROOF_BIAS_BITS), PINPROOF_COUNTER_BITS);
	} else if (kind == LARGE) {
		__pinproof_atomic_add(&refs, times, PINPROOF_COUNTER_BITS);
		__pinproof_atomic_add(&pincount, times, PINPROOF_COUNTER_BITS);
	}
}

TRANSITION(pin)
{
	assume(kind == ZERO_PAGE || refs > 0);
	count_pin(1);
	pins++;
}

TRANSITION(unpin)
{
	assume(pins > 0);
	count_pin(-1);
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

/* `sum` as the counter shows it. Grants stop at the first wrap, so one is all there is. */
static integer as_shown(integer sum)
{
	integer largest = ((integer)1 << (PINPROOF_COUNTER_BITS - 1)) - 1;

	return sum > largest ? sum - 2 * (largest + 1) : sum;
}

INVARIANT(counts_balance)
{
	integer sum = 1 + gets;

	if (kind == SMALL)
		sum += pins * (1 << PINPROOF_BIAS_BITS);
	else if (kind == LARGE)
		sum += pins;
	return refs == as_shown(sum) && pincount == (kind == LARGE ? pins : 0);
}
