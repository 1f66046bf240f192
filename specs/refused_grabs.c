/*
 * What GUP refuses, and that it refuses nothing else. A folio whose count is 0 is frozen, for migration or a split,
 * or on its way to the page allocator: whoever takes a reference of it shares it with somebody who believes to be
 * alone. Long pins of a folio whose zone does not allow them would keep that zone from being emptied; only the
 * slow path can move the folio first. Memory of a PCI device is for those who say that they can do with it.
 *
 * A folio of device memory (fsdax) is given back in a way of its own in 6.12, by a function that says so: what a grab or
 * an unpin then does besides would be done twice. It is idle with a count of 1, and whoever waits for that, to take
 * the memory away, must be told. Since then it is idle when it would be free.
 */
#include <pinproof.h>
#define PINPROOF_WARNINGS
#define PINPROOF_MEANWHILE
#define PINPROOF_DEVICES
#define PINPROOF_ZONES
#define irqs_disabled() (!is_interruptible)
static pinproof_bool is_interruptible;
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

ASSUMPTION(G3, "a folio stays in its zone, and with its device");
SPEC("whom GUP refuses, and whom it does not");
EXPECT_REPORT(try_grab_folio, "", violated, "the slow path is for folios that cannot be frozen");
EXPECT_REPORT(try_grab_page, "count", violated, "the slow path is for folios that cannot be frozen");
EXPECT_REPORT(try_get_page, "count", violated, "the slow path is for folios that cannot be frozen");
EXPECT_REPORT(try_grab_compound_head, "1", violated, "neither FOLL_PIN nor FOLL_GET was asked for");
EXPECT_REPORT(try_grab_folio_fast, "FOLL_GET", violated, "neither FOLL_PIN nor FOLL_GET was asked for");
EXPECT_REPORT(try_grab_folio_fast, "irqs_disabled", violated, "the fast path runs without interrupts");

static struct folio folio;
static bool is_frozen;
static bool is_movable; /* the folio's zone allows no long pins */
static bool is_fsdax, is_p2pdma;
static bool somebody_waits; /* for an fsdax folio to be idle */
static bool warned;         /* in this transition */
static integer gets, pins;

INIT()
{
	if (any_of("small|large"))
		new_folio(&folio, LARGE_FILE, 2, 1);
	else
		new_folio(&folio, SMALL_FILE, 1, 1);
	switch (any_of("memory|memory that moves|fsdax|p2pdma")) {
	case 0:
		break;
	case 1:
		is_movable = true;
		break;
	case 2:
#ifdef DEVICE_MEMORY_IS_IDLE_AT_ONE /* where it is not, this is memory like any other */
		is_fsdax = true;
#endif
		is_movable = true; /* the file system may want it back */
		break;
	default:
		is_p2pdma = true;
	}
}

void pinproof_warned(void)
{
	warned = true;
}

bool folio_is_longterm_pinnable(struct folio *of)
{
	return !is_movable;
}

bool is_pci_p2pdma_page(const struct page *page)
{
	return is_p2pdma;
}

/* Of fsdax memory a count of 1 is the device's own: nothing is freed. */
bool put_devmap_managed_folio_refs(struct folio *of, int refs)
{
	if (!is_fsdax)
		return false;
	folio_ref_sub(of, refs);
	if (folio_ref_count(of) == 1)
		somebody_waits = false;
	return true;
}

/* Somebody may begin to wait whenever the folio is not idle. */
static void begin_to_wait(void)
{
	if (is_fsdax && folio_ref_count(&folio) > 1)
		somebody_waits = true;
}

void pinproof_meanwhile(void)
{
	begin_to_wait();
}

TRANSITION(wait)
{
	begin_to_wait();
}

TRANSITION(freeze)
{
	assume(!is_frozen && gets + pins == 0);
	folio._refcount.counter = 0;
	is_frozen = true;
}

TRANSITION(unfreeze)
{
	assume(is_frozen);
	CHECK(a_frozen_folio_is_nobody_elses, folio_ref_count(&folio) == 0);
	folio._refcount.counter = 1;
	is_frozen = false;
}

/* Before 6.10 it is the caller who sees to device memory. */
static bool needs_consent(void)
{
	__if_exists(try_grab_folio_fast) {
	return is_p2pdma;
	}
	__if_not_exists(try_grab_folio_fast) {
	return false;
	}
}

TRANSITION(grab)
{
	bool is_fast = any_of("slow|fast");
	bool gets_it = any_of("to pin|to get");
	bool is_long = !gets_it && any_of("for a moment|for long");
	bool consents = any_bool("good with PCI devices");
	unsigned int flags = (gets_it ? FOLL_GET : FOLL_PIN) | (is_long ? FOLL_LONGTERM : 0) |
			     (consents ? FOLL_PCI_P2PDMA : 0);
	bool is_taken;

	assume(gets + pins < MANY);
	is_taken = is_fast ? grab_fast(&folio.page, 1, flags) : grab_slow(&folio.page, flags);
	CHECK(a_frozen_folio_is_refused, !is_taken || !is_frozen);
	CHECK(device_memory_is_for_those_who_consent, !is_taken || consents || !needs_consent());
	CHECK(what_moves_is_not_pinned_for_long_by_the_fast_path, !is_taken || !is_fast || !is_long || !is_movable);
	CHECK(nothing_else_is_refused, is_taken || is_frozen || (needs_consent() && !consents) ||
				       (is_fast && is_long && is_movable));
	if (is_taken && gets_it)
		gets++;
	else if (is_taken)
		pins++;
}

/* The slow path may be asked for a page that is only looked at. */
TRANSITION(look)
{
	(void)grab_slow(&folio.page, 0);
}

/* By mistake: without saying what for, or with interrupts on. The one fails, and both are noticed. */
TRANSITION(misuse)
{
	warned = false;
	if (any_of("neither to pin nor to get|while interrupts are on")) {
		__if_exists(try_grab_folio_fast) {
		is_interruptible = true;
		if (grab_fast(&folio.page, 1, FOLL_PIN))
			unpin_user_page(&folio.page);
		is_interruptible = false;
		CHECK(interrupts_are_noticed, warned);
		}
	} else {
		CHECK(what_for_must_be_said, !grab_fast(&folio.page, 1, 0));
		CHECK(what_for_is_missed, warned);
	}
	warned = false;
}

TRANSITION(put)
{
	assume(gets > 0);
	gets--;
	give_back(&folio, 1, FOLL_GET);
}

TRANSITION(unpin)
{
	assume(pins > 0);
	pins--;
	unpin_user_page(&folio.page);
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) ==
	       !is_frozen + gets + pins * (has_pincount(&folio) ? 1 : GUP_PIN_COUNTING_BIAS);
}

INVARIANT(pincount_counts_every_pin_of_a_large_folio)
{
	return atomic_read(&folio._pincount) == (has_pincount(&folio) ? pins : 0);
}

#ifdef DEVICE_MEMORY_IS_IDLE_AT_ONE
INVARIANT(nobody_waits_for_an_idle_device)
{
	return !somebody_waits || folio_ref_count(&folio) > 1;
}
#endif

INVARIANT(not_freed_while_held)
{
	return !folio.freed;
}
