/*
 * Stand-in: pages and folios, reduced to what reference counting looks at.
 *
 * A folio's kind is one small number and not a word of flag bits: kinds are decided by comparison, and no
 * state has flags that contradict each other. The order of the kinds makes every test below a comparison
 * or two.
 */
#ifndef PINPROOF_LINUX_MM_TYPES_H
#define PINPROOF_LINUX_MM_TYPES_H

#include <asm/page.h>
#include <linux/atomic.h>
#include <linux/types.h>

enum folio_kind {
	ZERO_PAGE_KIND,    /* the small zero page                      */
	SMALL_FILE,        /* one page, of the page cache              */
	SMALL_ANON,        /* one page, anonymous                      */
	LARGE_ANON,        /* transparent huge page, anonymous         */
	HUGETLB_ANON,
	HUGETLB_FILE,
	LARGE_FILE,        /* of the page cache; so is the huge zero folio */
};

ASSUMPTION(A8, "one folio stands for all, of one of seven kinds, and its pages are alike");

struct folio;

struct page {
	struct folio *folio;
	bool anon_exclusive;
	atomic_t _mapcount; /* of a page of a large folio */
};

struct folio {
	atomic_t _refcount;
	atomic_t _pincount; /* of large folios */
	atomic_t _mapcount; /* page table entries that map it, less one; of large folios the two below */
	atomic_t _large_mapcount;
	atomic_t _entire_mapcount;
	unsigned long _mm_ids; /* of a large folio: whether more than one process maps it (compat/entries.h) */
	struct address_space *mapping; /* where a specification asks what an anonymous folio belongs to */
	enum folio_kind kind;
	unsigned long nr_pages;
	unsigned long pfn; /* of the first page, where physical addresses matter */
	bool dirty;
	bool freed; /* given back to the page allocator */
	struct page page PINPROOF_EACH; /* last: behind it nothing else may be reached as another page */
};

/* The numbers differ from kernel to kernel and do not matter; these are 6.12's. */
enum {
	FOLL_WRITE = 1 << 0,
	FOLL_GET = 1 << 1,
	FOLL_DUMP = 1 << 2,
	FOLL_FORCE = 1 << 3,
	FOLL_NOWAIT = 1 << 4,
	FOLL_NOFAULT = 1 << 5,
	FOLL_HWPOISON = 1 << 6,
	FOLL_ANON = 1 << 7,
	FOLL_LONGTERM = 1 << 8,
	FOLL_SPLIT_PMD = 1 << 9,
	FOLL_PCI_P2PDMA = 1 << 10,
	FOLL_INTERRUPTIBLE = 1 << 11,
	FOLL_HONOR_NUMA_FAULT = 1 << 12,
	FOLL_TOUCH = 1 << 16,
	FOLL_TRIED = 1 << 17,
	FOLL_REMOTE = 1 << 18,
	FOLL_PIN = 1 << 19,
	FOLL_FAST_ONLY = 1 << 20,
	FOLL_UNLOCKABLE = 1 << 21,
	FOLL_MADV_POPULATE = 1 << 22,
	FOLL_MIGRATION = 1 << 23, /* up to 6.1 */
};

#endif
