/*
 * Direct I/O through fs/direct-io.c, from the call to the last bio's end: __blockdev_direct_IO() and what it
 * reaches in lib/iov_iter.c, block/bio.c and mm/gup.c are the tree's. Ours is what surrounds them: the
 * process's memory (which pages of the buffer are there), the file system's get_block(), the disk.
 *
 * Every page of a buffer is a page of one folio; the same folio may be the buffer of any number of I/Os.
 */
#ifndef PINPROOF_DIRECT_IO_H
#define PINPROOF_DIRECT_IO_H

#include <pinproof.h>
#define PINPROOF_DIRTYING
#define PINPROOF_INTERRUPTS
#define PINPROOF_HOLES
#include <linux/module.h>
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/highmem.h>
#include "mm/gup.c"
#include <pinproof/gup.h>
#include <pinproof/folio.h>

#define BUFFER_PAGES 2
#define BIO_PAGES 2
#define BIOS 5
#define BLOCK_BITS 11
#define BUFFER 0x100000UL

static struct folio folio;
static struct folio zero_folio;
static struct page *buffer_page(unsigned long n);
#define ZERO_PAGE(address) (&zero_folio.page)
#define virt_to_page(address) buffer_page(((unsigned long)(address) - BUFFER) >> PAGE_SHIFT)
#define vmalloc_to_page(address) virt_to_page(address)
#define is_vmalloc_or_module_addr(address) false

#include "lib/iov_iter.c"
#include "block/blk.h"
#include "block/bio.c"
#include "fs/direct-io.c"
#include <compat/bio.h>

KNOWN_TYPE(dio_bio_end_aio, void, (struct bio *));
#ifndef PINPROOF_OWN_BUFFER
ASSUMPTION(D2, "every buffer consists of pages of one folio");
#endif
ASSUMPTION(D13, "page tables are a stand-in: GUP grabs page after page, up to the first that faults");
ASSUMPTION(D14, "get_block() is a stand-in: a few shapes of extents, and it may fail");
ASSUMPTION(D15, "the disk is a stand-in: it ends bios in order or at once, and does not split or clone them");
ASSUMPTION(D16, "memory for bios is never short, and nobody uses a bio after its last reference");
ASSUMPTION(D18, "work queues run at once");
ASSUMPTION(D20, "a call has up to 2 pages of buffer (dio_faults: 3), in blocks of 2 KiB (bio_blocks: others), and a bio up to 2 segments "
		"(bio_large and bio_blocks: 3, bio_folios: 4)");
ASSUMPTION(D21, "submission is one step, and so is the end of each bio");
ASSUMPTION(D29, "callers of __blockdev_direct_IO() pass neither DIO_LOCKING nor DIO_SKIP_HOLES nor ask for O_DSYNC, and "
		"flushing, invalidating and syncing files does nothing");
ASSUMPTION(D23, "counts are far from overflow when I/O is submitted, which other specifications are about");

#include <pinproof/bios.h>

/* One I/O while it is in the kernel. */
struct run {
	int pages;           /* of the buffer                                    */
	int shift;           /* of the buffer in its first page                  */
	int mapped;          /* pages of the buffer before the first that faults */
	int layout;          /* of the file on the disk, below                   */
	int room;            /* segments in a bio                                */
	int looked_up;       /* calls of get_block()                             */
	int fails;           /* the bio that ends with an error                  */
	int first;           /* page of a large folio in the buffer, where it begins again behind its last */
	bool is_backwards;   /* the buffer has a large folio's last page first   */
	bool is_zero_page;   /* what is in the buffer: memory that nobody wrote  */
	bool is_new;         /* blocks of the file: nothing was written there    */
	bool is_read;        /* what is in the buffer will be written over       */
	bool is_fast;        /* the disk: bios end before they are waited for    */
	unsigned int block_bits; /* of the file                                  */
	loff_t begin, end;   /* in the file                                      */
	loff_t position;     /* in the file, up to which it is under I/O         */
	size_t zeroed;       /* bytes of the buffer that nothing on the disk is for */
	int used, submitted, ended;
	struct bio *bio[BIOS];
	struct gendisk gendisk;
	struct block_device disk;
	struct dio dio;
	struct bio bios[BIOS];
	struct bio_vec vecs[BIOS][BIO_PAGES];
};
static struct run *run;

enum {
	ALL_AT_ONCE, /* one extent             */
	SCATTERED,   /* block by block, apart  */
	BOUNDARIES,  /* block by block, each the last before metadata */
	EXTENTS,     /* two blocks, apart from the next two */
	PIECES,      /* two blocks at a time, of one extent */
	HOLE,        /* nothing behind the first block */
	END_OF_FILE, /* the same, since the file ends there */
	LOOKUP_FAILS, /* behind the first block */
};

#ifndef PINPROOF_OWN_BUFFER
static struct page *buffer_page(unsigned long n)
{
	if (run->is_zero_page)
		return &zero_folio.page;
	if (!folio_test_large(&folio))
		return folio_page(&folio, 0);
	return folio_page(&folio, run->is_backwards ? folio.nr_pages - 1 - n : (n + run->first) % folio.nr_pages);
}
#endif

static int take_pages(unsigned long start, int nr, unsigned int flags, struct page **pages)
{
	unsigned long first = (start - BUFFER) >> PAGE_SHIFT;
	int n;

	CHECK(memory_is_taken_for_writing_if_it_is_written_to, !(flags & FOLL_WRITE) == !run->is_read);
	for (n = 0; n < nr && (int)first + n < run->mapped; n++) {
		if (!grab_fast(buffer_page(first + n), 1, flags))
			break;
		pages[n] = buffer_page(first + n);
	}
	return n ? n : -EFAULT;
}

static int take_pins(unsigned long start, int nr, unsigned int flags, struct page **pages)
	MODELS(pin_user_pages_fast);
static int take_pins(unsigned long start, int nr, unsigned int flags, struct page **pages)
{
	return take_pages(start, nr, flags | FOLL_PIN, pages);
}

static int take_references(unsigned long start, int nr, unsigned int flags, struct page **pages)
	MODELS(get_user_pages_fast);
static int take_references(unsigned long start, int nr, unsigned int flags, struct page **pages)
{
	return take_pages(start, nr, flags | FOLL_GET, pages);
}

static sector_t sector_of(loff_t position);

static int get_block(struct inode *inode, sector_t block, struct buffer_head *bh, int create)
{
	int n = run->looked_up++;

	CHECK(writes_allocate_and_reads_do_not, !create == run->is_read);
	CHECK(lookups_are_for_the_rest_of_the_file,
	      !buffer_mapped(bh) &&
		      bh->b_size == ALIGN(run->end, 1L << run->block_bits) - (block << run->block_bits));
	bh->b_bdev = &run->disk;
	bh->b_blocknr = block;
	bh->b_state = run->is_new ? BUFFER_MAPPED | BUFFER_NEW : BUFFER_MAPPED;
	if (run->layout == ALL_AT_ONCE)
		return 0;
	if (run->layout == EXTENTS || run->layout == PIECES) {
		bh->b_size = min(bh->b_size, 2UL << BLOCK_BITS);
		bh->b_blocknr = sector_of((loff_t)block << BLOCK_BITS) >> (BLOCK_BITS - SECTOR_SHIFT);
		return 0;
	}
	bh->b_size = 1 << BLOCK_BITS;
	if (run->layout == SCATTERED)
		bh->b_blocknr = 100 - 10 * block;
	if (run->layout == BOUNDARIES)
		bh->b_state |= BUFFER_BOUNDARY;
	if ((run->layout == HOLE || run->layout == END_OF_FILE) && n > 0)
		bh->b_state = 0;
	if (run->layout == LOOKUP_FAILS && n > 0)
		return -EIO;
	return 0;
}

static struct bio *new_bio(struct block_device *bdev, unsigned short nr_vecs, blk_opf_t opf, gfp_t gfp,
			   struct bio_set *set) MODELS(bio_alloc_bioset);
static struct bio *new_bio(struct block_device *bdev, unsigned short nr_vecs, blk_opf_t opf, gfp_t gfp,
			   struct bio_set *set)
{
	struct bio *bio = &run->bios[run->used];

	__builtin_memset(bio, 0, sizeof(*bio));
	bio->bi_bdev = bdev;
	bio->bi_opf = opf;
	bio->bi_io_vec = run->vecs[run->used];
	bio->bi_max_vecs = run->room;
	run->used++;
	return bio;
}

static void free_bio(struct bio *bio) MODELS(bio_put);
static void free_bio(struct bio *bio)
{
	put++;
}

void blk_io_schedule(void)
{
	struct bio *bio = run->bio[run->ended];

	bio->bi_status = run->ended == run->fails ? BLK_STS_IOERR : BLK_STS_OK;
	run->ended++;
	is_interrupt = true;
	bio->bi_end_io(bio);
	is_interrupt = false;
}

#include <pinproof/direct_io_checks.h>

void submit_bio(struct bio *bio)
{
	check_bio(bio);
	run->bio[run->submitted++] = bio;
	if (run->is_fast)
		blk_io_schedule();
}

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags)
{
	return &run->dio;
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	freed++;
}

KNOWN_TYPE(__blockdev_direct_IO, ssize_t,
	   (struct kiocb *, struct inode *, struct block_device *, struct iov_iter *, get_block_t, dio_iodone_t, int));
KNOWN_TYPE(__blockdev_direct_IO, ssize_t,
	   (struct kiocb *, struct inode *, struct block_device *, struct iov_iter *, get_block_t, dio_iodone_t,
	    dio_submit_t, int));
typedef ssize_t direct_io(struct kiocb *, struct inode *, struct block_device *, struct iov_iter *, get_block_t,
			  dio_iodone_t, int);
typedef ssize_t direct_io_before_6_4(struct kiocb *, struct inode *, struct block_device *, struct iov_iter *,
				     get_block_t, dio_iodone_t, dio_submit_t, int);

static ssize_t do_io(struct kiocb *iocb, struct inode *inode, struct iov_iter *iter)
{
	ssize_t result = _Generic(
		&__blockdev_direct_IO,
		direct_io *: ((direct_io *)__blockdev_direct_IO)(iocb, inode, &run->disk, iter, get_block, NULL, 0),
		direct_io_before_6_4 *: ((direct_io_before_6_4 *)__blockdev_direct_IO)(iocb, inode, &run->disk, iter,
										       get_block, NULL, NULL, 0));

	return result;
}

/* What the file system and the memory are like during one call. */
static int any_mapped_pages(void)
{
	switch (any_of("buffer there|second page faults|buffer faults")) {
	case 0:
		return 2;
	case 1:
		return 1;
	default:
		return 0;
	}
}

static int any_layout(void)
{
	switch (any_of("one extent|blocks apart|metadata between|hole|end of file|get_block fails")) {
	case 0:
		return ALL_AT_ONCE;
	case 1:
		return SCATTERED;
	case 2:
		return BOUNDARIES;
	case 3:
		return HOLE;
	case 4:
		return END_OF_FILE;
	default:
		return LOOKUP_FAILS;
	}
}

static int any_failing_bio(void)
{
	return any_of("bios succeed|first bio fails") ? 0 : -1;
}

static int any_room(void)
{
	return any_of("two segments a bio|one segment a bio") ? 1 : 2;
}

/* The usual: a buffer that is there, a file in one piece, a disk that works. */
static void plain_run(struct run *this)
{
	this->pages = this->mapped = BUFFER_PAGES;
	this->shift = 0;
	this->layout = ALL_AT_ONCE;
	this->room = BIO_PAGES;
	this->block_bits = BLOCK_BITS;
	this->begin = this->position = this->zeroed = 0;
	this->first = 0;
	this->is_backwards = false;
	this->looked_up = this->used = this->submitted = this->ended = 0;
	this->fails = -1;
	this->gendisk.queue = NULL;
	this->disk.bd_disk = &this->gendisk;
	this->is_zero_page = this->is_new = this->is_read = this->is_fast = false;
	run = this;
}

/* Up to 6.2 not from kvecs. */
static bool can_take_kernel_memory(const struct iov_iter *iter)
{
	__if_exists(iov_iter_extract_pages) {
	return true;
	}
	__if_not_exists(iov_iter_extract_pages) {
	return iov_iter_is_bvec(iter);
	}
}

/* One read or write from `offset` of a file with blocks of `block_bits`, with what is left of the buffer. */
static void direct_io_call(bool is_async, struct iov_iter *iter, loff_t offset, unsigned int block_bits)
{
	struct super_block sb = { .s_dio_done_wq = (void *)1 };
	struct address_space mapping = {};
	struct inode inode = { .i_blkbits = block_bits, .i_size = 1 << 20, .i_sb = &sb, .i_mapping = &mapping };
	struct file file = { .f_inode = &inode, .f_mapping = &mapping };
	struct kiocb iocb = { .ki_filp = &file, .ki_pos = offset };

	bool is_dirtied = iov_iter_rw(iter) == READ && user_backed_iter(iter);
	bool is_taken = user_backed_iter(iter) || can_take_kernel_memory(iter);
	size_t count = iov_iter_count(iter);
	ssize_t result;

	assume(is_far_from_overflow(&folio) && is_far_from_overflow(&zero_folio));
	if (run->layout == END_OF_FILE)
		inode.i_size = offset + (1 << BLOCK_BITS);
	if (is_async)
		iocb.ki_complete = tell_caller;
	run->is_read = iov_iter_rw(iter) == READ;
	run->block_bits = block_bits;
	run->begin = run->is_new ? offset & ~((1L << block_bits) - 1) : offset;
	run->position = run->begin;
	run->end = offset + count;
	result = do_io(&iocb, &inode, iter);
	if (is_taken)
		check_outcome(is_async, offset, count, result);
	CHECK(bios_that_ended_are_freed, put == run->ended);
	CHECK(a_call_is_over_with_its_bios,
	      told == 0 && freed == (run->ended == run->submitted) && inode.dios == (run->ended < run->submitted));
	CHECK(what_was_read_into_is_dirty, folio.dirty || !is_dirtied || run->submitted == 0 || is_async);
	CHECK(what_was_not_read_into_is_clean, !folio.dirty || (is_dirtied && run->submitted > 0));
	while (run->ended < run->submitted)
		leave_in_flight(run->bio[run->ended++]);
	run = NULL;
	forget();
}

/* Of two pages of a process's memory. */
static void user_io(int direction, bool is_async)
{
	struct iov_iter iter;

	iov_iter_ubuf(&iter, direction, (void *)BUFFER, BUFFER_PAGES * PAGE_SIZE);
	direct_io_call(is_async, &iter, PAGE_SIZE, BLOCK_BITS);
}

#endif
