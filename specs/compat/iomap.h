/*
 * fs/iomap/direct-io.c, with what differs between kernels. Includes it.
 *
 * Where its zeros are from: up to 6.10 the zero page, then a page of its own, by a variable of that file, and in 7.2 the
 * kernel's largest folio of zeros, which is the zero page where no huge one is kept for good.
 */
#ifndef COMPAT_IOMAP_H
#define COMPAT_IOMAP_H

static struct folio own_zeros; /* iomap's own, or huge ones, where the kernel has such */
static bool has_own_zeros;

static inline struct folio *largest_zero_folio(void)
{
	return has_own_zeros ? &own_zeros : &zero_folio;
}

#include "fs/iomap/direct-io.c"

__if_exists(zero_page) {
static inline void choose_zeros(void)
{
	new_folio(&own_zeros, SMALL_FILE, 1, 1);
	has_own_zeros = true;
	zero_page = &own_zeros.page;
}
}
__if_not_exists(zero_page) {
#if __has_include(<only/include/linux/huge_mm.h/largest_zero_folio>)
static inline void choose_zeros(void)
{
	new_folio(&own_zeros, LARGE_FILE, PINPROOF_HUGE_PAGES, 1);
	has_own_zeros = any_bool("huge zeros");
}
#else
static inline void choose_zeros(void)
{
	new_folio(&own_zeros, SMALL_FILE, 1, 1);
}
#endif
}

/* The first page of zeros that it uses. */
static inline struct page *zeros_of_iomap(void)
{
	return has_own_zeros ? &own_zeros.page : ZERO_PAGE(0);
}

/* That a process's memory is read into. Its other name says in 7.2 whose memory it is; bios of reads are then made dirty
 * beforehand as before. */
#ifdef IOMAP_DIO_USER_BACKED
#define IOMAP_DIO_DIRTY IOMAP_DIO_USER_BACKED
#endif

#endif
