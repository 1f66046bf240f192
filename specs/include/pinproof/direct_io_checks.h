/*
 * What a call of direct I/O owes its caller, beside giving back what it took: bios follow each other through the
 * buffer and through the file, each part of it at its place on the disk, until all of it is under I/O that can
 * be; and what is reported is what was done.
 */
#ifndef PINPROOF_DIRECT_IO_CHECKS_H
#define PINPROOF_DIRECT_IO_CHECKS_H

#define BLOCK (1L << BLOCK_BITS)

/* Where get_block() says that the file is. */
static sector_t sector_of(loff_t position)
{
	sector_t block = position >> run->block_bits;
	loff_t rest = position - ((loff_t)block << run->block_bits);

	if (run->layout == SCATTERED)
		block = 100 - 10 * block;
	if (run->layout == EXTENTS)
		block += 100 * ((position - run->begin) / (2 * BLOCK));
	return (block << (run->block_bits - SECTOR_SHIFT)) + (rest >> SECTOR_SHIFT);
}

static void check_bio(const struct bio *bio)
{
	size_t size = bio->bi_iter.bi_size;
	size_t done = run->position - run->begin + run->shift;
	int i, of_folio = 0;

	CHECK(each_bio_begins_where_the_one_before_it_ended, bio->bi_iter.bi_sector == sector_of(run->position));
	run->position += size;
	CHECK(each_bio_is_in_one_piece_on_the_disk,
	      bio->bi_iter.bi_sector + (size >> SECTOR_SHIFT) == sector_of(run->position - (1 << SECTOR_SHIFT)) + 1);
	CHECK(no_bio_goes_on_behind_a_boundary, run->layout != BOUNDARIES || size <= BLOCK);
	CHECK(a_bio_is_as_long_as_its_segments, bytes_in(bio) == size);
	for (i = 0; i < bio->bi_vcnt; done += bio->bi_io_vec[i++].bv_len) {
		const struct bio_vec *bv = &bio->bi_io_vec[i];

		CHECK(bios_go_the_way_of_their_call, (bio->bi_opf & REQ_OP_MASK) == (run->is_read ? READ : WRITE));
		of_folio += page_folio(bv->bv_page) == &folio;
		if (page_folio(bv->bv_page) == &folio)
			CHECK(segments_are_where_the_buffer_is,
			      run->is_new || (bv->bv_page == buffer_page(done >> PAGE_SHIFT) &&
					      bv->bv_offset == done % PAGE_SIZE));
		else
			CHECK(the_zero_page_is_not_read_into, !run->is_read);
	}
	CHECK(neighbours_are_one_segment, of_folio <= 1 || !folio_test_large(&folio));
}

/* A hole in the file, which begins behind its first block. */
void zero_user(struct page *page, unsigned int start, unsigned int size)
{
	size_t done = BLOCK + run->zeroed;

	CHECK(no_write_changes_its_buffer, run->is_read);
	CHECK(the_hole_is_zeroed, page == buffer_page(done >> PAGE_SHIFT) && start == done % PAGE_SIZE);
	run->zeroed += size;
}

/* Bytes of the buffer before the first page that faults. */
static size_t bytes_there(size_t count)
{
	size_t there = run->mapped > 0 ? run->mapped * PAGE_SIZE - run->shift : 0;

	return min(there, count);
}

/* How much of `count` bytes is under I/O in the end, where nothing is amiss but the buffer: what is there of it;
 * and of a write the zero page in place of the rest, where its blocks are allocated already. */
static size_t bytes_under_io(size_t count)
{
	size_t there = bytes_there(count);

	if (run->layout >= HOLE)
		return there > 0 ? BLOCK : 0;
	if (run->is_read || there == 0)
		return there;
	if (run->layout == ALL_AT_ONCE)
		return count;
	if (run->layout == EXTENTS || run->layout == PIECES)
		return min(count, (size_t)ALIGN(there, 2 * BLOCK));
	return there;
}

static ssize_t result_of(bool is_async, size_t count)
{
	size_t bytes = bytes_under_io(count);
	bool is_hole_read = run->layout == HOLE && run->is_read;
	bool is_whole = bytes == count || (run->is_read && (is_hole_read || run->layout == END_OF_FILE));

	if (run->mapped == 0)
		return -EFAULT;
	if (run->layout == LOOKUP_FAILS)
		return -EIO;
	if (is_async && !run->is_fast && (is_whole || (run->is_read && bytes_there(count) == count)))
		return -EIOCBQUEUED;
	if (run->layout < HOLE && bytes > bytes_there(count))
		return -EFAULT;
	return is_hole_read ? count : bytes;
}

static void check_outcome(bool is_async, loff_t offset, size_t count, ssize_t result)
{
	bool is_there = run->mapped == run->pages;

	CHECK(the_caller_is_told_later_of_what_is_in_flight,
	      (result == -EIOCBQUEUED) == (run->ended < run->submitted));
	CHECK(a_failed_bio_is_reported, run->fails < 0 || run->fails >= run->submitted || result < 0);
	if (run->is_new && is_there) {
		CHECK(new_blocks_are_written_whole, run->position == ALIGN(offset + count, 1L << run->block_bits));
		CHECK(what_was_done_is_reported, result == (is_async ? -EIOCBQUEUED : count));
	}
	if (run->is_new || run->fails >= 0 || (run->layout >= HOLE && run->mapped > 0 && !is_there))
		return;
	CHECK(all_that_can_be_is_under_io, run->position - offset == bytes_under_io(count));
	CHECK(what_was_done_is_reported, result == result_of(is_async, count));
	CHECK(holes_are_zeroed, run->zeroed == (run->layout == HOLE && run->is_read && is_there ? count - BLOCK : 0));
	CHECK(one_extent_is_one_bio,
	      run->layout != ALL_AT_ONCE || run->room < run->pages ||
	      (run->looked_up <= 1 && run->submitted <= 1));
}

#endif
