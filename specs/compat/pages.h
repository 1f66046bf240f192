/*
 * GUP without folios, as it was up to 5.16: it counts on head pages. Included by compat/mm.h where the tree's header says of head
 * pages which have a count of pins; what else it says there, and how a page becomes a folio, is the same.
 */
#ifndef COMPAT_PAGES_H
#define COMPAT_PAGES_H

#define GUP_KNOWS_NO_FOLIOS

/* A pin of the zero page is one like any other where nobody asks for that page. */
#if !__has_include(<only/include/linux/mm.h/is_zero_page>)
#define GUP_PINS_THE_ZERO_PAGE
#endif

static inline bool PageCompound(struct page *page)
{
	return folio_test_large(page_folio(page));
}

/* Whoever asks wants to know whether it is above 1: of larger folios any such answer will do. */
static inline unsigned int compound_order(struct page *page)
{
	if (page_folio(page)->nr_pages <= 2)
		return page_folio(page)->nr_pages - 1;
	return any_int("order", 2, 9);
}

static inline atomic_t *compound_pincount_ptr(struct page *page)
{
	return &page_folio(page)->_pincount;
}

static inline int compound_pincount(struct page *page)
{
	return atomic_read(compound_pincount_ptr(page));
}

/* Under test. */
#include <only/include/linux/mm.h/hpage_pincount_available>
#include <only/include/linux/mm.h/page_maybe_dma_pinned>
static inline bool folio_maybe_dma_pinned(struct folio *folio)
{
	return page_maybe_dma_pinned(&folio->page);
}

static inline void page_ref_sub(struct page *page, int refs)
{
	folio_ref_sub(folio_counted_by(page), refs);
}

static inline bool page_cache_add_speculative(struct page *page, int refs)
{
	return folio_ref_try_add(folio_counted_by(page), refs);
}

#include <only/include/linux/mm.h/try_get_page>

#define page_pgdat(page) page_folio(page)
#define mod_node_page_state(folio, item, number) node_stat_mod_folio(folio, item, number)

/* The only zone in which nothing is pinned for long. */
#define is_migrate_cma_page(page) (!folio_is_longterm_pinnable(page_folio(page)))

#ifndef PINPROOF_WHOLE_ENTRIES
#define PageDirty(page) (page_folio(page)->dirty)
#define set_page_dirty(page) folio_mark_dirty(page_folio(page))
#endif
static inline int set_page_dirty_lock(struct page *page)
{
	bool was_clean;

	folio_lock(page_folio(page));
	was_clean = folio_mark_dirty(page_folio(page));
	folio_unlock(page_folio(page));
	return was_clean;
}

#endif
