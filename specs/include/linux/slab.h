/* Stand-in: memory for the kernel's own objects. Which one is given out is the specification's matter. */
#ifndef PINPROOF_LINUX_SLAB_H
#define PINPROOF_LINUX_SLAB_H

#include <linux/types.h>

#define GFP_KERNEL 0

struct kmem_cache;
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags);
void kmem_cache_free(struct kmem_cache *cache, void *object);
void kfree(const void *object);
void kvfree(const void *object);

/* By the type of what is wanted, in 7.2. */
#define kmalloc_obj(type, ...) ((__typeof__(type) *)kmalloc(sizeof(type)))
#define kmalloc_objs(type, count, ...) ((__typeof__(type) *)kmalloc(sizeof(type) * (count)))
#define kzalloc_obj(type, ...) kmalloc_obj(type)
#define kvmalloc_objs(type, count, ...) kmalloc_objs(type, count)
void *kmalloc(size_t bytes, ...);

#endif
