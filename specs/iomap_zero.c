/*
 * iomap's direct I/O: bios of zeros for the parts of new blocks that a write leaves out, beside bios of a
 * process's pages. Both end in iomap_dio_bio_end_io(). A bio of zeros does not release what nobody took for
 * it: since 6.3 it lacks the flag, before it had a reference of its own.
 */
#include <pinproof/direct_io.h>
#include <linux/iomap.h>
#include <compat/iomap.h>

SPEC("zeros and pages of processes in iomap's direct I/O");
WRITTEN_FOR(iov_iter_ubuf);

INIT()
{
	new_folio(&folio, SMALL_ANON, 1, 1);
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
	folio.pfn = 100;
	choose_zeros();
}

TRANSITION(zero)
{
	struct run this;
	struct inode inode = { .i_blkbits = PAGE_SHIFT };
	struct file file = { .f_inode = &inode };
	struct kiocb iocb = { .ki_filp = &file };
	struct iomap_iter iter = { .inode = &inode, .iomap = { .bdev = &this.disk } };
	struct iomap_dio dio = { .iocb = &iocb, .ref = { 1 }, .flags = IOMAP_DIO_WRITE };

	assume(is_far_from_overflow(&zero_folio) && is_far_from_overflow(&own_zeros));
	plain_run(&this);
	this.begin = this.position = PAGE_SIZE;
	iomap_dio_zero(&iter, &dio, PAGE_SIZE, PAGE_SIZE / 2);
	CHECK(zeros_are_on_their_way, this.submitted == 1 && this.position == PAGE_SIZE + PAGE_SIZE / 2);
	CHECK(whoever_ends_them_knows_whose_they_are,
	      this.bio[0]->bi_end_io == iomap_dio_bio_end_io && this.bio[0]->bi_private == &dio);
	CHECK(the_call_waits_for_them, atomic_read(&dio.ref) == 2);
	leave_in_flight(run->bio[0]);
	run = NULL;
}

TRANSITION(read_or_write)
{
	struct run this;
	struct iov_iter iter;
	struct bio_vec vecs[BIO_PAGES];
	struct bio bio = { .bi_bdev = &this.disk, .bi_io_vec = vecs, .bi_max_vecs = BIO_PAGES };

	assume(is_far_from_overflow(&folio));
	plain_run(&this);
	this.mapped = any_mapped_pages();
	this.is_read = true;
	iov_iter_ubuf(&iter, READ, (void *)BUFFER, BUFFER_PAGES * PAGE_SIZE);
	if (!get_pages_of(&bio, &iter))
		leave_in_flight(&bio);
	run = NULL;
}

/* As many references to the zeros as a bio of them has. */
static void end_iomap_bio(unsigned int flags, int pages, struct page *zeros)
{
	struct iomap_dio dio = { .ref = { 2 } };
	struct bio_vec vecs[BIO_PAGES];
	struct bio bio = { .bi_flags = flags, .bi_private = &dio };
	bool is_dirty;

	assume(is_below_overflow(&folio) && is_below_overflow(&zero_folio) && is_below_overflow(&own_zeros));
	fill_bio(&bio, vecs, pages, 0);
	if (zeros)
		bvec_set_page(&vecs[bio.bi_vcnt++], zeros, PAGE_SIZE / 2, 0);
	if (pages && any_of("read|write"))
		dio.flags = IOMAP_DIO_DIRTY;
	bio.bi_status = any_of("succeeds|fails") ? BLK_STS_IOERR : BLK_STS_OK;
	is_dirty = any_bool("dirty");
	folio.dirty = is_dirty;
	is_interrupt = true;
	iomap_dio_bio_end_io(&bio);
	is_interrupt = false;
	CHECK(a_bio_is_freed_once, put == 1);
	CHECK(an_error_is_kept, dio.error == (bio.bi_status ? -EIO : 0));
	CHECK(what_was_read_into_is_dirty, folio.dirty == (is_dirty || dio.flags == IOMAP_DIO_DIRTY));
	forget();
}

TRANSITION(bio_of_pages_ends)
{
	int pages = any_of("a page|two pages") ? 2 : 1;

	assume(bios > held_zeros && held >= pages);
	bios--;
	held -= pages;
	assume(held >= bios - held_zeros && held <= BIO_PAGES * (bios - held_zeros)); /* of zeros there is one a bio */
	end_iomap_bio(RELEASES_PAGES, pages, NULL);
}

TRANSITION(bio_of_zeros_ends)
{
	struct page *zeros = zeros_of_iomap();

	if (any_of("that leaves its pages|that releases them")) {
		assume(bios > 0 && held_zeros > 0);
		bios--;
		held_zeros--;
		end_iomap_bio(RELEASES_PAGES, 0, zeros);
	} else {
		assume(other_bios > 0);
		other_bios--;
		end_iomap_bio(LEAVES_PAGES, 0, zeros);
	}
}

INVARIANT(zeros_are_released_as_often_as_taken)
{
	return folio_ref_count(&zero_folio) + folio_ref_count(&own_zeros) ==
	       2 + held_zeros * references_per_zero_page();
}

INVARIANT(refcount_counts_every_hold)
{
	return folio_ref_count(&folio) == 1 + held * references_per_page();
}

INVARIANT(zeros_are_never_freed)
{
	return !zero_folio.freed && !own_zeros.freed;
}
