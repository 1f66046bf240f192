/* Stand-in: the small macros that every kernel file uses. */
#ifndef PINPROOF_LINUX_KERNEL_H
#define PINPROOF_LINUX_KERNEL_H

#include <linux/bug.h>
#include <linux/types.h>

#define min(a, b) \
	({ \
		__typeof__(a) left_ = (a); \
		__typeof__(b) right_ = (b); \
		left_ < right_ ? left_ : right_; \
	})
#define max(a, b) \
	({ \
		__typeof__(a) left_ = (a); \
		__typeof__(b) right_ = (b); \
		left_ > right_ ? left_ : right_; \
	})
#define min_t(type, a, b) min((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Called where it matters (the fast path's own check) only from the fast path, which runs so; a specification
 * may say otherwise. */
#ifndef irqs_disabled
static inline bool irqs_disabled(void)
{
	return true;
}
#endif

#include <linux/limits.h>

#define min3(a, b, c) min(min(a, b), c)
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
/* In the type of n, whatever `to` is of. */
#define ALIGN(n, to) (((n) + ((__typeof__(n))(to) - 1)) & ~((__typeof__(n))(to) - 1))
#define container_of(pointer, type, member) \
	((type *)((char *)(pointer) - __builtin_offsetof(type, member)))
#define offsetof(type, member) __builtin_offsetof(type, member)
#define KERN_ERR ""
#define printk(...) ((void)0)
#define READ 0
#define WRITE 1

#endif
