/* Stand-in: counters that change indivisibly, all over one built-in. */
#ifndef PINPROOF_LINUX_ATOMIC_H
#define PINPROOF_LINUX_ATOMIC_H

#include <linux/types.h>

static inline int atomic_read(const atomic_t *v)
{
	return v->counter;
}

static inline int atomic_add_return(int delta, atomic_t *v)
{
	return __pinproof_atomic_add(&v->counter, delta, PINPROOF_COUNTER_BITS);
}

static inline void atomic_add(int delta, atomic_t *v)
{
	(void)atomic_add_return(delta, v);
}

static inline int atomic_sub_return(int delta, atomic_t *v)
{
	return atomic_add_return(-delta, v);
}

static inline void atomic_sub(int delta, atomic_t *v)
{
	(void)atomic_sub_return(delta, v);
}

static inline bool atomic_sub_and_test(int delta, atomic_t *v)
{
	return atomic_sub_return(delta, v) == 0;
}

static inline void atomic_inc(atomic_t *v)
{
	atomic_add(1, v);
}

static inline void atomic_dec(atomic_t *v)
{
	atomic_sub(1, v);
}

static inline bool atomic_dec_and_test(atomic_t *v)
{
	return atomic_sub_and_test(1, v);
}

/* Whether the addition took place: it does not at the value `refused`. */
static inline bool atomic_add_unless(atomic_t *v, int delta, int refused)
{
	if (atomic_read(v) == refused)
		return false;
	atomic_add(delta, v);
	return true;
}

/* What was there before; the new value is there now if that was the expected one. */
#define cmpxchg(place, expected, new) \
	({ \
		__typeof__(place) place_ = (place); \
		__typeof__(*place_) expected_ = (expected), new_ = (new), before_ = *place_; \
		if (before_ == expected_) \
			*place_ = new_; \
		before_; \
	})

#define smp_mb__before_atomic() ((void)0)
#define smp_mb__after_atomic() ((void)0)
MEANINGLESS(smp_mb__before_atomic, A1);
MEANINGLESS(smp_mb__after_atomic, A1);

#endif
