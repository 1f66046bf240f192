/* Stand-in: memory for the kernel's own objects. Which one is given out is the specification's matter. */
#ifndef PINPROOF_LINUX_SLAB_H
#define PINPROOF_LINUX_SLAB_H

#include <linux/types.h>

#define GFP_KERNEL 0

struct kmem_cache;
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags);
void kmem_cache_free(struct kmem_cache *cache, void *object);
void kfree(const void *object);

#endif
