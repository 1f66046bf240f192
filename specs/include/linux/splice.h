/* Stand-in: the iterators that no specification uses (pipes, arrays of pages, queues of folios), so that code
 * that asks for them can be read. */
#ifndef PINPROOF_LINUX_SPLICE_H
#define PINPROOF_LINUX_SPLICE_H

#include <linux/types.h>

struct page;
struct pipe_buf_operations { int operations; };
static const struct pipe_buf_operations default_pipe_buf_ops;
struct pipe_buffer {
	struct page *page;
	unsigned int offset, len;
	const struct pipe_buf_operations *ops;
};
struct pipe_inode_info {
	unsigned int head, tail, max_usage, ring_size;
	struct pipe_buffer *bufs;
};

struct folio_queue {
	struct folio_queue *next, *prev;
};

struct xa_state { unsigned long xa_index; };
#define XA_STATE(name, array, index) struct xa_state name = { 0 }

#endif
