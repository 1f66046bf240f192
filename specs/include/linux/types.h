/* Stand-in: the kernel's names for C's types, and the words it adds to the language. */
#ifndef PINPROOF_LINUX_TYPES_H
#define PINPROOF_LINUX_TYPES_H

#include <linux/kconfig.h>

typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

typedef signed char s8;
typedef unsigned char u8;
typedef short s16;
typedef unsigned short u16;
typedef int s32;
typedef unsigned int u32;
typedef long long s64;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef long ssize_t;
typedef long long loff_t;
typedef unsigned long pgoff_t;
typedef unsigned long long sector_t;
typedef unsigned long long phys_addr_t;
typedef long long ktime_t;
typedef unsigned int dev_t;
typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;
typedef unsigned int gfp_t;
typedef unsigned int vm_fault_t;
typedef unsigned long vm_flags_t;

typedef struct { int counter; } atomic_t;

struct list_head {
	struct list_head *next, *prev;
};
struct hlist_node {
	struct hlist_node *next, **pprev;
};

#define __must_check
#define __maybe_unused __attribute__((unused))
#define __always_inline inline
#define noinline
#define __releases(lock)
#define __acquires(lock)
#define __user
#define __force
#define __bitwise
#define __percpu
#define __randomize_layout
#define __ro_after_init
#define __init
#define __packed __attribute__((packed))
#define __aligned(bytes) __attribute__((aligned(bytes)))
#define ____cacheline_aligned_in_smp
#define __read_mostly
#define fallthrough __attribute__((fallthrough))
#define likely(condition) (!!(condition))
#define unlikely(condition) (!!(condition))
#define READ_ONCE(place) (place)
#define WRITE_ONCE(place, value) ((void)((place) = (value)))
#define EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_GPL(name)

#endif
