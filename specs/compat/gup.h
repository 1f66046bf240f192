/*
 * mm/gup.c, by whatever names and types it has. Include behind it.
 *
 * GUP takes references in two ways. The fast path has only a pointer read from a page table: it must take its reference
 * speculatively. The slow path holds the page table's lock, so the page cannot go away. Since 6.10 these are
 * try_grab_folio_fast() and try_grab_folio(); before, they were try_grab_folio(), of another type, and try_grab_page();
 * before 5.16 try_grab_compound_head() and try_grab_page().
 */
#ifndef COMPAT_GUP_H
#define COMPAT_GUP_H

#include <compat/ask.h>

/* Whether pins count on this folio. */
#ifdef GUP_PINS_THE_ZERO_PAGE
#define is_counted_when_pinned(folio) true
#define EXPECT_PINS_OF_THE_ZERO_PAGE EXPECT(finding, "the zero page is pinned like any other, and any number of processes map it")
#else
#define is_counted_when_pinned(folio) (!is_zero_folio(folio))
#define EXPECT_PINS_OF_THE_ZERO_PAGE
#endif

/* With CONFIG_DEBUG_VM some kernels do not take references from a count that has fewer, as one has that has overflowed: what is
 * given back then stays. */
#ifdef GUP_KNOWS_NO_FOLIOS /* which is where put_page_refs() was */
#define EXPECT_REFUSED_PUTS EXPECT(finding, "of a count that has overflowed CONFIG_DEBUG_VM lets nobody give anything back")
#else
#define EXPECT_REFUSED_PUTS
#endif

__if_exists(try_grab_compound_head) {
KNOWN_TYPE(try_grab_compound_head, struct page *, (struct page *, int, unsigned int));
KNOWN_TYPE(try_grab_page, bool, (struct page *, unsigned int));
KNOWN_TYPE(put_compound_head, void, (struct page *, int, unsigned int));

static inline bool grab_fast(struct page *page, int refs, unsigned int flags)
{
	return try_grab_compound_head(page, refs, flags) != NULL;
}

static inline bool grab_slow(struct page *page, unsigned int flags)
{
	return try_grab_page(page, flags);
}

static inline void give_back(struct folio *folio, int refs, unsigned int flags)
{
	put_compound_head(&folio->page, refs, flags);
}
}

__if_not_exists(try_grab_compound_head) {
KNOWN_TYPE(try_grab_folio, int, (struct folio *, int, unsigned int));
KNOWN_TYPE(try_grab_folio, struct folio *, (struct page *, int, unsigned int));
KNOWN_TYPE(gup_put_folio, void, (struct folio *, int, unsigned int));

static inline void give_back(struct folio *folio, int refs, unsigned int flags)
{
	gup_put_folio(folio, refs, flags);
}

__if_exists(try_grab_folio_fast) {
KNOWN_TYPE(try_grab_folio_fast, struct folio *, (struct page *, int, unsigned int));

static inline bool grab_fast(struct page *page, int refs, unsigned int flags)
{
	return try_grab_folio_fast(page, refs, flags) != NULL;
}

static inline bool grab_slow(struct page *page, unsigned int flags)
{
	return try_grab_folio(page_folio(page), 1, flags) == 0;
}
}

__if_not_exists(try_grab_folio_fast) {
/* It says yes with true until 6.2 and with 0 afterwards. */
KNOWN_TYPE(try_grab_page, bool, (struct page *, unsigned int));
KNOWN_TYPE(try_grab_page, int, (struct page *, unsigned int));

static inline bool grab_fast(struct page *page, int refs, unsigned int flags)
{
	return try_grab_folio(page, refs, flags) != NULL;
}

static inline bool grab_slow(struct page *page, unsigned int flags)
{
	return try_grab_page(page, flags) == _Generic(&try_grab_page,
						      bool (*)(struct page *, unsigned int): true,
						      int (*)(struct page *, unsigned int): 0);
}
}
}

/* A range of pages that lie side by side in memory is given back as one since 5.14. */
static inline void unpin_range(struct page *first, unsigned long pages, bool is_written)
{
	__if_exists(unpin_user_page_range_dirty_lock) {
	unpin_user_page_range_dirty_lock(first, pages, is_written);
	}
	__if_not_exists(unpin_user_page_range_dirty_lock) {
	unsigned long i;

	for (i = 0; i < pages; i++) {
		struct page *array[1] = { first + i };

		unpin_user_pages_dirty_lock(array, 1, is_written);
	}
	}
}
__if_exists(unpin_user_page_range_dirty_lock) {
KNOWN_TYPE(unpin_user_page_range_dirty_lock, void, (struct page *, unsigned long, bool));
}

#endif
