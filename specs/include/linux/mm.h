/*
 * Stand-in: what reference counting needs of memory management.
 *
 * Functions here follow what the kernel documents of the ones with these names; the functions under test
 * are never here, they come from the kernel tree. A specification that looks closer at devices, zones,
 * statistics, dirtying or a folio's place in memory defines the macro of that name before it includes this.
 */
#ifndef PINPROOF_LINUX_MM_H
#define PINPROOF_LINUX_MM_H

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <linux/mmdebug.h>
#include <linux/page-flags.h>
#include <linux/page_ref.h>

/* One pin of a folio without a pin count of its own. */
#define GUP_PIN_COUNTING_BIAS (1U << PINPROOF_BIAS_BITS)

#ifndef PINPROOF_DEVICES
ASSUMPTION(A9, "no folio belongs to a device: put_devmap_managed_*() and is_pci_p2pdma_page() say no");
#endif
#ifndef PINPROOF_SPLITS
ASSUMPTION(A11, "folios are not split or merged while looked at");
#endif

/* Under test, and called before they are defined. */
void unpin_user_page(struct page *page);
void unpin_user_pages(struct page **pages, unsigned long npages);

static inline long folio_nr_pages(const struct folio *folio)
{
	return folio->nr_pages;
}

static inline bool is_zero_folio(const struct folio *folio)
{
	return folio->kind == ZERO_PAGE_KIND;
}

static inline bool is_zero_page(const struct page *page)
{
	return is_zero_folio(page_folio(page));
}

/* Where the pin count is, up to 6.2. */
static inline atomic_t *folio_pincount_ptr(struct folio *folio)
{
	return &folio->_pincount;
}

#include <compat/mm.h>

/* Under test: whether a folio counts as pinned is decided by the tree's header. */
#if __has_include(<only/include/linux/mm.h/folio_maybe_dma_pinned>)
#include <only/include/linux/mm.h/folio_maybe_dma_pinned>
#endif

/* From -127 to 0: gone, or a few more references would make it so. */
static inline bool folio_ref_zero_or_close_to_overflow(const struct folio *folio)
{
	return folio_ref_count(folio) >= -127 && folio_ref_count(folio) <= 0;
}

static inline void __folio_put(struct folio *folio)
{
	folio->freed = true;
}

static inline void folio_get(struct folio *folio)
{
	VM_BUG_ON_FOLIO(folio_ref_zero_or_close_to_overflow(folio), folio);
	folio_ref_inc(folio);
}

static inline void get_page(struct page *page)
{
	folio_get(page_folio(page));
}

static inline void folio_put(struct folio *folio)
{
	VM_BUG_ON_FOLIO(folio_ref_count(folio) == 0, folio);
	if (folio_ref_dec_and_test(folio))
		__folio_put(folio);
}

static inline void folio_put_refs(struct folio *folio, int refs)
{
	if (folio_ref_sub_and_test(folio, refs))
		__folio_put(folio);
}

/* Who gives back device memory one reference at a time goes the same way. */
static inline void put_page(struct page *page)
{
	if (!put_devmap_managed_folio_refs(page_folio(page), 1))
		folio_put(page_folio(page));
}

/* The zero page always is. Zones and CMA areas are not modelled: of other folios any answer is possible,
 * at any time. */
#ifndef PINPROOF_ZONES
static inline bool folio_is_longterm_pinnable(struct folio *folio)
{
	return is_zero_folio(folio) ||
	       any_of("outside of a zone for long pins|in a zone for long pins");
}
#else
bool folio_is_longterm_pinnable(struct folio *folio);
#endif

static inline bool is_longterm_pinnable_page(struct page *page)
{
	return folio_is_longterm_pinnable(page_folio(page));
}

/* Statistics: the kernel counts pins taken and given back, and never looks at the counts. */
#define NR_FOLL_PIN_ACQUIRED 0
#define NR_FOLL_PIN_RELEASED 1
#ifndef PINPROOF_STATISTICS
#define node_stat_mod_folio(folio, item, number) ((void)(folio), (void)(item), (void)(number))
#else
void node_stat_mod_folio(struct folio *folio, int item, long number);
#endif

#ifndef PINPROOF_DIRTYING
static inline void folio_lock(struct folio *folio) {}
static inline void folio_unlock(struct folio *folio) {}

/* Whether it was clean. */
static inline bool folio_mark_dirty(struct folio *folio)
{
	bool was_dirty = folio->dirty;

	folio->dirty = true;
	return !was_dirty;
}
#else
void folio_lock(struct folio *folio);
void folio_unlock(struct folio *folio);
bool folio_mark_dirty(struct folio *folio);
#endif

static inline size_t folio_size(const struct folio *folio)
{
	return folio->nr_pages * PAGE_SIZE;
}

/* What follows a folio in memory is not modelled: whoever looks there is refused. */
#ifndef PINPROOF_NEIGHBOURS
static inline struct folio *folio_next(struct folio *folio)
{
	return NULL;
}
#else
struct folio *folio_next(struct folio *folio);
#endif

#if __has_include(<only/include/linux/mm.h/hpage_pincount_available>)
#include <compat/pages.h>
#endif

#define page_to_phys(p) ((phys_addr_t)(page_folio(p)->pfn + folio_page_idx(page_folio(p), p)) << PAGE_SHIFT)

#endif
