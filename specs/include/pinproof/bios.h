/*
 * Bios in flight. An asynchronous I/O leaves its bios behind, and they end in any order. A list of them would
 * be a state without bound; four numbers say all that matters: how many there are that must release their
 * pages, how many pages of the folio and how many times the zero page these hold together, and how many there
 * are that must not release any. Any bio may end whose pages leave the others 1..BIO_PAGES each.
 *
 * No list of bios is missed: the end of a bio looks at nothing but its own pages, and whatever those are, the
 * other bios are a list whose numbers are the ones that are left. Nor is a number reached that no list has,
 * where every mixture of pages can be submitted: numbers that leave room for a bio are those of a list with it.
 * Where some mixtures cannot (two zero pages in one bio, of I/O that only has one), lists that exchange pages
 * among themselves are counted as well: what is proved is proved for more than there is.
 */
#ifndef PINPROOF_BIOS_H
#define PINPROOF_BIOS_H

static integer bios;       /* in flight, that release their pages when they end */
static integer held;       /* pages of the folio in them                        */
static integer held_zeros; /* the zero page in them                             */
static integer other_bios; /* in flight, that leave their pages alone           */

static bool is_interrupt;      /* what runs is the end of a bio: it may not sleep */
static struct folio *locked;

void folio_lock(struct folio *folio)
{
	CHECK(no_interrupt_waits_for_a_lock, !is_interrupt);
	CHECK(no_lock_is_taken_twice, !locked);
	locked = folio;
}

void folio_unlock(struct folio *folio)
{
	CHECK(a_lock_is_released_by_its_owner, locked == folio);
	locked = NULL;
}

bool folio_mark_dirty(struct folio *folio)
{
	CHECK(made_dirty_under_its_lock, locked == folio);
	CHECK(made_dirty_while_it_is_held, !folio->freed);
	folio->dirty = true;
	return true;
}

bool schedule_work(struct work_struct *work)
{
	bool was_interrupt = is_interrupt;

	is_interrupt = false;
	work->func(work);
	is_interrupt = was_interrupt;
	return true;
}

static int told, freed, put; /* in this step: callers of what became of their I/O, calls' own memory, bios */
static long told_result;

/* Whether a page is dirty is for everybody to change: processes write, writeback cleans. So it is nothing that
 * the state remembers; whoever looks finds either. Nor does it remember what happened in a step. */
static void forget(void)
{
	folio.dirty = zero_folio.dirty = false;
	told = freed = put = 0;
	told_result = 0;
}

/* Far from overflow, which other specifications are about. */
static bool is_far_from_overflow(struct folio *folio)
{
	return folio_ref_count(folio) > 0 && folio_ref_count(folio) < MANY * (int)GUP_PIN_COUNTING_BIAS;
}

/* So are counts to which one more I/O has been added. */
static bool is_below_overflow(struct folio *folio)
{
	return folio_ref_count(folio) > 0 && folio_ref_count(folio) < 2 * MANY * (int)GUP_PIN_COUNTING_BIAS;
}

/* What a bio's flags are when its pages are to be released at its end, and when they are not. */
__if_exists(BIO_PAGE_PINNED) {
enum { RELEASES_PAGES = 1 << BIO_PAGE_PINNED, LEAVES_PAGES = 0 };
}
__if_not_exists(BIO_PAGE_PINNED) {
enum { RELEASES_PAGES = 0, LEAVES_PAGES = 1 << BIO_NO_PAGE_REF };
}

static size_t bytes_in(const struct bio *bio)
{
	size_t bytes = 0;
	int i;

	for (i = 0; i < bio->bi_vcnt; i++)
		bytes += bio->bi_io_vec[i].bv_len;
	return bytes;
}

static void leave_in_flight(struct bio *bio)
{
	int pages = 0, zeros = 0;
	int i;

	for (i = 0; i < bio->bi_vcnt; i++) {
		struct bio_vec *bv = &bio->bi_io_vec[i];
		int n = (bv->bv_offset + bv->bv_len + PAGE_SIZE - 1) / PAGE_SIZE;

		if (page_folio(bv->bv_page) == &folio)
			pages += n;
		else
			zeros += n;
	}
	if ((bio->bi_flags & (RELEASES_PAGES | LEAVES_PAGES)) == RELEASES_PAGES) {
		bios++;
		held += pages;
		held_zeros += zeros;
	} else {
		other_bios++;
	}
}

/* References that one page of a buffer takes: a pin of a small folio, or before 6.3 a plain reference. */
static inline integer references_per_page(void)
{
	__if_exists(iov_iter_extract_pages) {
	return has_pincount(&folio) ? 1 : GUP_PIN_COUNTING_BIAS;
	}
	__if_not_exists(iov_iter_extract_pages) {
	return 1;
	}
}

/* And of the zero page, which is not pinned. */
static inline integer references_per_zero_page(void)
{
	__if_exists(iov_iter_extract_pages) {
	return 0;
	}
	__if_not_exists(iov_iter_extract_pages) {
	return 1;
	}
}

static void tell_caller(struct kiocb *iocb, long result)
{
	told++;
	told_result = result;
}

/* A bio with `pages` pages of the folio and `zeros` times the zero page, as submission would leave it. */
static void fill_bio(struct bio *bio, struct bio_vec *vecs, int pages, int zeros)
{
	int n = 0;

	if (folio_test_large(&folio) && pages > 0) {
		bvec_set_page(&vecs[n++], &folio.page, pages * PAGE_SIZE, 0);
	} else {
		while (n < pages)
			bvec_set_page(&vecs[n++], &folio.page, PAGE_SIZE, 0);
	}
	while (zeros-- > 0)
		bvec_set_page(&vecs[n++], &zero_folio.page, PAGE_SIZE, 0);
	bio->bi_io_vec = vecs;
	bio->bi_vcnt = n;
}

/* One of those bios is over, with an error or without one. */
static void end_bio(unsigned int flags, int pages, int zeros)
{
	struct super_block sb = {};
	struct address_space mapping = {};
	struct inode inode = { .i_blkbits = BLOCK_BITS, .i_size = 1 << 20, .i_sb = &sb, .i_mapping = &mapping };
	struct file file = { .f_inode = &inode, .f_mapping = &mapping };
	struct kiocb iocb = { .ki_filp = &file, .ki_complete = tell_caller };
	struct bio_vec vecs[BIO_PAGES];
	struct dio dio = { .inode = &inode, .iocb = &iocb, .is_async = true, .result = PAGE_SIZE,
			   .i_size = inode.i_size };
	struct bio bio = { .bi_private = &dio, .bi_flags = flags };
	bool is_dirty, is_read_into, is_last;

	fill_bio(&bio, vecs, pages, zeros);
	dio.opf = any_of("read|write") ? REQ_OP_WRITE : REQ_OP_READ;
	dio.should_dirty = flags == RELEASES_PAGES;
	dio.refcount = 1;
	bio.bi_status = BLK_STS_OK;
	switch (any_of("last bio|last bio, pages cached|last bio, fails|not the last bio")) {
	case 0:
		break;
	case 1:
		mapping.nrpages = 1;
		break;
	case 2:
		bio.bi_status = BLK_STS_IOERR;
		break;
	default:
		dio.refcount = 2;
	}
	is_last = dio.refcount == 1;
	inode_dio_begin(&inode);
	assume(is_below_overflow(&folio) && is_below_overflow(&zero_folio));
	is_dirty = any_bool("dirty");
	folio.dirty = zero_folio.dirty = is_dirty;
	is_read_into = pages > 0 && dio.opf == REQ_OP_READ && dio.should_dirty;
	is_interrupt = true;
	dio_bio_end_aio(&bio);
	is_interrupt = false;
	CHECK(what_was_read_into_is_dirty, folio.dirty || !is_read_into);
	CHECK(what_was_not_read_into_is_clean, folio.dirty == is_dirty || is_read_into);
	CHECK(a_bio_is_freed_once, put == 1);
	CHECK(the_last_bio_ends_the_call, told == is_last && freed == is_last && inode.dios == !is_last);
	CHECK(what_was_done_is_told, !is_last || told_result == (bio.bi_status ? -EIO : PAGE_SIZE));
	forget();
}

static void any_bio_ends(void)
{
	int pages, zeros;

	switch (any_of("a page|two pages|a page and the zero page|the zero page|the zero page twice")) {
	case 0:
		pages = 1, zeros = 0;
		break;
	case 1:
		pages = 2, zeros = 0;
		break;
	case 2:
		pages = 1, zeros = 1;
		break;
	case 3:
		pages = 0, zeros = 1;
		break;
	default:
		pages = 0, zeros = 2;
	}
	assume(bios > 0 && held >= pages && held_zeros >= zeros);
	bios--;
	held -= pages;
	held_zeros -= zeros;
	assume(held + held_zeros >= bios && held + held_zeros <= BIO_PAGES * bios);
	end_bio(RELEASES_PAGES, pages, zeros);
}

#endif
