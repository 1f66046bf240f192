/* Stand-in: a piece of a process's memory. */
#ifndef PINPROOF_UAPI_LINUX_UIO_H
#define PINPROOF_UAPI_LINUX_UIO_H

#include <linux/types.h>

struct iovec {
	void *iov_base;
	size_t iov_len;
};
#define UIO_MAXIOV 1024

#endif
