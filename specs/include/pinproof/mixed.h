/*
 * Two folios, a small one and a large one, whose pages or folios stand in one array in any order.
 * Include after <pinproof/folio.h>.
 */
#ifndef PINPROOF_MIXED_H
#define PINPROOF_MIXED_H

#define ENTRIES 3

static struct folio small, large;
static integer small_pins, large_pins;

INIT()
{
	new_folio(&small, SMALL_ANON, 1, 1);
	new_folio(&large, LARGE_FILE, PINPROOF_HUGE_PAGES, 1);
}

/* Far from overflow, which other specifications are about. */
TRANSITION(pin_small)
{
	assume(small_pins < MANY);
	if (grab(&small.page, FOLL_PIN))
		small_pins++;
}

TRANSITION(pin_large)
{
	assume(large_pins < MANY);
	if (grab(&large.page, FOLL_PIN))
		large_pins++;
}

/* An array of folios that are given back together, any of the two at each place. */
static inline void choose_folios(struct folio **folios)
{
	int of_small = 0;
	int i;

	for (i = 0; i < ENTRIES; i++) {
		if (any_of("large|small")) {
			folios[i] = &small;
			of_small++;
		} else {
			folios[i] = &large;
		}
	}
	assume(small_pins >= of_small);
	assume(large_pins >= ENTRIES - of_small);
	small_pins -= of_small;
	large_pins -= ENTRIES - of_small;
}

INVARIANT(the_small_folio_gets_back_its_own)
{
	return folio_ref_count(&small) == 1 + small_pins * GUP_PIN_COUNTING_BIAS;
}

INVARIANT(the_large_folio_gets_back_its_own)
{
	return folio_ref_count(&large) == 1 + large_pins && atomic_read(&large._pincount) == large_pins;
}

INVARIANT(not_freed_while_held)
{
	return !small.freed && !large.freed;
}

#endif
