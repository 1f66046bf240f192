/* What GUP's counting asks of the rest of memory management. */
#ifndef PINPROOF_CONFIGURED_MM_H
#define PINPROOF_CONFIGURED_MM_H

#include <configured/atomic.h>
#include <configured/bitops.h>
#include <linux/mm.h>

/* The zero page, if the specification has one: real page frame numbers need a memory map. */
static const struct page *pinproof_zero_page;
/* Folios given back to the page allocator so far. */
static integer pinproof_folios_freed;

static inline bool pinproof_is_zero_page(const struct page *page)
{
	return page == pinproof_zero_page;
}

__if_exists(is_zero_page) {
MODELS(is_zero_page) static bool model_is_zero_page(const struct page *page)
{
	return pinproof_is_zero_page(page);
}
}

__if_exists(is_zero_folio) {
MODELS(is_zero_folio) static bool model_is_zero_folio(const struct folio *folio)
{
	return pinproof_is_zero_page(&folio->page);
}
}

/* No page belongs to a device. */
__if_exists(put_devmap_managed_page_refs) {
MODELS(put_devmap_managed_page_refs) static bool model_put_devmap_managed_page_refs(struct page *page, int refs)
{
	return false;
}
}

__if_exists(put_devmap_managed_folio_refs) {
MODELS(put_devmap_managed_folio_refs) static bool model_put_devmap_managed_folio_refs(struct folio *folio, int refs)
{
	return false;
}
}

/* Printing decides nothing. */
MODELS(dump_page) static void model_dump_page(const struct page *page, const char *reason)
{
}

/* Tail pages whose struct page was given up (hugetlb vmemmap optimisation) do not occur. */
__if_exists(page_fixed_fake_head) {
MODELS(page_fixed_fake_head) static const struct page *model_page_fixed_fake_head(const struct page *page)
{
	return page;
}
}

MODELS(__folio_put) static void model_folio_put(struct folio *folio)
{
	pinproof_folios_freed++;
}

/* Statistics decide nothing. */
__if_exists(node_stat_mod_folio) {
MODELS(node_stat_mod_folio) static void model_node_stat_mod_folio(struct folio *folio, enum node_stat_item item, long delta)
{
}
}

#endif
