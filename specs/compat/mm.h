/* Folios as this kernel's mm/gup.c and lib/iov_iter.c ask about them. Included by the stand-in linux/mm.h. */
#ifndef COMPAT_MM_H
#define COMPAT_MM_H

/* Which folios have a count of pins. In 6.12 all that are large; since then the tree says, by their order. */
static inline unsigned int folio_order(const struct folio *folio)
{
	unsigned int order = 0;

	while (1UL << order < folio->nr_pages)
		order++;
	return order;
}
#if __has_include(<only/include/linux/mm.h/folio_has_pincount>)
#include <only/include/linux/mm.h/folio_has_pincount>
#endif
#if __has_include(<only/include/linux/mm.h/hpage_pincount_available>)
#define has_pincount(folio) ((folio)->nr_pages > 2) /* up to 5.16 not those of two pages */
#else
#define has_pincount(folio) folio_test_large(folio)
#endif

/* In 6.12 memory of a device is idle with a count of 1, and is given back in a way of its own, by these; the first was the
 * second's name in 6.10. Since then all memory is idle with a count of 0, and DAX says so in a function of this name. */
#if !__has_include(<only/include/linux/dax.h/dax_page_is_idle>)
#define DEVICE_MEMORY_IS_IDLE_AT_ONE
#endif
#ifndef PINPROOF_DEVICES
static inline bool put_devmap_managed_folio_refs(struct folio *folio, int refs)
{
	return false;
}
#else
bool put_devmap_managed_folio_refs(struct folio *folio, int refs);
#endif
static inline bool put_devmap_managed_page_refs(struct page *page, int refs)
{
	return put_devmap_managed_folio_refs(page_folio(page), refs);
}

/* Asked of a page, and in 7.2 of a folio. */
#ifndef PINPROOF_DEVICES
static inline bool is_pci_p2pdma_page(const struct page *page)
{
	return false;
}
#else
bool is_pci_p2pdma_page(const struct page *page);
#endif
static inline bool folio_is_pci_p2pdma(const struct folio *folio)
{
	return is_pci_p2pdma_page(&folio->page);
}

/* Whether struct pages of a range are one array: they always are where they are mapped (SPARSEMEM_VMEMMAP). */
static inline bool page_range_contiguous(const struct page *page, unsigned long nr_pages)
{
	return true;
}

/* How often a large folio is mapped, by whatever entries, and by entries that map all of it. */
static inline int folio_large_mapcount(const struct folio *folio)
{
	VM_WARN_ON_FOLIO(!folio_test_large(folio), folio);
	return atomic_read(&folio->_large_mapcount) + 1;
}

static inline int folio_entire_mapcount(const struct folio *folio)
{
	VM_BUG_ON_FOLIO(!folio_test_large(folio), folio);
	return atomic_read(&folio->_entire_mapcount) + 1;
}

#endif
