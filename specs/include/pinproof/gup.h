/* Callers of mm/gup.c that do not depend on the kernel's version; include after "mm/gup.c". */
#ifndef PINPROOF_GUP_H
#define PINPROOF_GUP_H

#include <compat/gup.h>

KNOWN_TYPE(unpin_user_page, void, (struct page *));
KNOWN_TYPE(unpin_user_pages, void, (struct page **, unsigned long));
KNOWN_TYPE(unpin_user_pages_dirty_lock, void, (struct page **, unsigned long, bool));

EXCHANGE(FOLL_PIN, FOLL_GET);
EXCHANGE(FOLL_GET, FOLL_PIN);
EXCHANGE(GUP_PIN_COUNTING_BIAS, 1);

/* What is expected of the warnings with which grabs refuse a count that has overflowed. */
#define EXPECT_GRABS_TO_WARN(why) \
	EXPECT_REPORT(try_get_folio, "folio_ref_count", finding, why); \
	EXPECT_REPORT(try_grab_folio, "folio_ref_count", finding, why); \
	EXPECT_REPORT(try_grab_page, "ref_count", finding, why); \
	EXPECT_REPORT(try_get_page, "ref_count", finding, why); \
	EXPECT_REPORT(try_get_compound_head, "ref_count", finding, why); \
	EXPECT_REPORT(put_page_refs, "ref_count", finding, why)

/* Whether one more reference of the kind that `flags` say (FOLL_PIN or FOLL_GET) was taken, either way. */
static inline bool grab(struct page *page, unsigned int flags)
{
	return any_of("fast|slow") ? grab_slow(page, flags) : grab_fast(page, 1, flags);
}

/* How many of `wanted` pins of the same page were taken before the first refusal. */
static inline int pin_repeatedly(struct page *page, int wanted)
{
	int taken = 0;

	if (any_of("fast|slow")) {
		while (taken < wanted && grab_slow(page, FOLL_PIN))
			taken++;
	} else {
		while (taken < wanted && grab_fast(page, 1, FOLL_PIN))
			taken++;
	}
	return taken;
}

/* Gives back one pin, by any function there is for it. */
static inline void unpin_one(struct page *page)
{
	struct page *pages[1] = { page };

	__if_exists(unpin_folio) {
	struct folio *folios[1] = { page_folio(page) };

	switch (any_of("unpin_user_page|unpin_user_pages|unpin_user_pages_dirty_lock|"
		       "unpin_user_page_range_dirty_lock|unpin_folio|unpin_folios")) {
	case 4:
		unpin_folio(folios[0]);
		return;
	case 5:
		unpin_folios(folios, 1);
		return;
	case 0:
		unpin_user_page(page);
		return;
	case 1:
		unpin_user_pages(pages, 1);
		return;
	case 2:
		unpin_user_pages_dirty_lock(pages, 1, true);
		return;
	default:
		unpin_range(page, 1, true);
		return;
	}
	}
	__if_not_exists(unpin_folio) {
	switch (any_of("unpin_user_page|unpin_user_pages|unpin_user_pages_dirty_lock|"
		       "unpin_user_page_range_dirty_lock")) {
	case 0:
		unpin_user_page(page);
		return;
	case 1:
		unpin_user_pages(pages, 1);
		return;
	case 2:
		unpin_user_pages_dirty_lock(pages, 1, true);
		return;
	default:
		unpin_range(page, 1, true);
		return;
	}
	}
}

/* Gives back `count` pins of the same page, as the end of a write does for the array that it kept. */
static inline void unpin_repeatedly(struct page *page, int count)
{
	struct page *pages[PINPROOF_DIO_PAGES];

	__pinproof_fill(pages, count, page);
	if (any_of("unpin_user_pages|unpin_user_pages_dirty_lock"))
		unpin_user_pages_dirty_lock(pages, count, true);
	else
		unpin_user_pages(pages, count);
}

/* The same for pages of one folio, which may differ: the struct pages of a folio are told apart by nothing
 * that these functions look at. */
static inline void unpin_array(struct page *page, int count)
{
	struct page *pages[PINPROOF_HUGE_PAGES];

	__pinproof_fill(pages, count, page);
	unpin_user_pages(pages, count);
}

/* Gives back a run of pages of one large folio, one pin each. */
static inline void unpin_run(struct page *first, int count)
{
	__if_exists(unpin_user_folio) {
	switch (any_of("unpin_user_page_range_dirty_lock|unpin_user_pages|unpin_user_folio")) {
	case 0:
		unpin_range(first, count, any_of("clean|dirty"));
		return;
	case 1:
		unpin_array(first, count);
		return;
	default:
		unpin_user_folio(page_folio(first), count);
		return;
	}
	}
	__if_not_exists(unpin_user_folio) {
	if (any_of("unpin_user_page_range_dirty_lock|unpin_user_pages"))
		unpin_array(first, count);
	else
		unpin_range(first, count, any_of("clean|dirty"));
	}
}

#endif
