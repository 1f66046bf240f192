/* Counters that change indivisibly, in place of x86's locked instructions. */
#ifndef PINPROOF_CONFIGURED_ATOMIC_H
#define PINPROOF_CONFIGURED_ATOMIC_H

#include <pinproof.h>
#include <linux/atomic.h>

static inline int pinproof_add_return(int delta, atomic_t *v)
{
	return __pinproof_atomic_add(&v->counter, delta, PINPROOF_COUNTER_BITS);
}

MODELS(arch_atomic_add) static void model_atomic_add(int delta, atomic_t *v)
{
	pinproof_add_return(delta, v);
}

MODELS(arch_atomic_sub) static void model_atomic_sub(int delta, atomic_t *v)
{
	pinproof_add_return(-delta, v);
}

MODELS(arch_atomic_inc) static void model_atomic_inc(atomic_t *v)
{
	pinproof_add_return(1, v);
}

MODELS(arch_atomic_dec) static void model_atomic_dec(atomic_t *v)
{
	pinproof_add_return(-1, v);
}

MODELS(arch_atomic_sub_and_test) static bool model_atomic_sub_and_test(int delta, atomic_t *v)
{
	return pinproof_add_return(-delta, v) == 0;
}

MODELS(arch_atomic_dec_and_test) static bool model_atomic_dec_and_test(atomic_t *v)
{
	return pinproof_add_return(-1, v) == 0;
}

MODELS(arch_atomic_inc_and_test) static bool model_atomic_inc_and_test(atomic_t *v)
{
	return pinproof_add_return(1, v) == 0;
}

MODELS(arch_atomic_add_negative) static bool model_atomic_add_negative(int delta, atomic_t *v)
{
	return pinproof_add_return(delta, v) < 0;
}

MODELS(arch_atomic_add_return) static int model_atomic_add_return(int delta, atomic_t *v)
{
	return pinproof_add_return(delta, v);
}

MODELS(arch_atomic_sub_return) static int model_atomic_sub_return(int delta, atomic_t *v)
{
	return pinproof_add_return(-delta, v);
}

MODELS(arch_atomic_fetch_add) static int model_atomic_fetch_add(int delta, atomic_t *v)
{
	int before = v->counter;

	pinproof_add_return(delta, v);
	return before;
}

MODELS(arch_atomic_fetch_sub) static int model_atomic_fetch_sub(int delta, atomic_t *v)
{
	int before = v->counter;

	pinproof_add_return(-delta, v);
	return before;
}

/* The kernel retries until no other CPU came between: here none does. */
MODELS(arch_atomic_fetch_add_unless) static int model_atomic_fetch_add_unless(atomic_t *v, int delta, int refused)
{
	int before = v->counter;

	if (before != refused)
		pinproof_add_return(delta, v);
	return before;
}

MODELS(arch_atomic_add_unless) static bool model_atomic_add_unless(atomic_t *v, int delta, int refused)
{
	if (v->counter == refused)
		return false;
	pinproof_add_return(delta, v);
	return true;
}

MODELS(arch_atomic_cmpxchg) static int model_atomic_cmpxchg(atomic_t *v, int old, int new)
{
	int before = v->counter;

	if (before == old)
		pinproof_add_return(new - old, v);
	return before;
}

#endif
