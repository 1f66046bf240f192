/*
 * What processes do with one page of memory that they share after fork: faults, fork, pins, unmapping.
 * Include after "mm/gup.c" and "mm/memory.c".
 *
 * One folio is tracked. An address space maps it, read-only or writable, or it maps another one (which may be
 * none at all: what matters is that it is not the tracked one), or the address space does not exist. Other
 * folios have no state of their own: any of them could be the one that is tracked, so what happens to them is
 * what happens to it, in another run. Whatever they would be asked is never asked here, and the folio that a
 * copy goes to is like new when it is written and of no interest afterwards.
 */
#ifndef PINPROOF_FORK_H
#define PINPROOF_FORK_H

#include <compat/walk.h>
#include <compat/memory.h>

ASSUMPTION(F5, "folios but the tracked one have no state: what happens to them is what happens to the tracked one "
	       "in another run");
ASSUMPTION(F21, "KSM's own comparison of counts is not run, only what it asks of the reverse mapping");
ASSUMPTION(F22, "references of the shared page stay far from overflow, which other specifications are about");

KNOWN_TYPE(do_wp_page, vm_fault_t, (struct vm_fault *));

#ifndef PINPROOF_ADDRESS_SPACES
#define PINPROOF_ADDRESS_SPACES 3
#endif

static struct folio folio;   /* the tracked one            */
static struct folio another; /* stands for all other ones  */

struct process {
	struct mm_struct mm;
	bool exists;
	integer write_pins; /* of the tracked folio, since this process last unmapped it */
	integer read_pins;
};
static struct process parent, child;
#if PINPROOF_ADDRESS_SPACES > 2
static struct process grandchild;
#endif
#if PINPROOF_ADDRESS_SPACES > 3
static struct process sibling;
#endif

static struct process *const everybody[PINPROOF_ADDRESS_SPACES] = {
	&parent, &child,
#if PINPROOF_ADDRESS_SPACES > 2
	&grandchild,
#endif
#if PINPROOF_ADDRESS_SPACES > 3
	&sibling,
#endif
};
#if PINPROOF_ADDRESS_SPACES == 2
#define EVERYBODY "parent|child"
#elif PINPROOF_ADDRESS_SPACES == 3
#define EVERYBODY "parent|child|grandchild"
#else
#define EVERYBODY "parent|child|grandchild|sibling"
#endif

static integer left_pins; /* of those who have unmapped it since */
static integer gets;      /* plain references of anybody         */

static inline void forget_another(void)
{
	new_folio(&another, SMALL_ANON, 1, 1);
	another.page.anon_exclusive = true; /* as when it was mapped first */
	another._mapcount.counter = 0;
}

static inline void new_anonymous_folio(struct folio *of)
{
	new_folio(of, SMALL_ANON, 1, 1);
	of->_mapcount.counter = -1;
}

/* Memory for a new page: the tracked folio, while nobody has it, or another one. The zero page is given to nobody [F24],
 * even when a mistake has freed it: that is the finding, and what comes after it says nothing more about the kernel. */
static struct folio *allocate_folio(void)
{
	switch (any_of("another folio|the tracked folio|no memory")) {
	case 0:
		new_anonymous_folio(&another);
		return &another;
	case 1:
		assume(folio.freed && folio.kind != ZERO_PAGE_KIND);
		new_anonymous_folio(&folio);
		return &folio;
	default:
		return NULL;
	}
}

/* To begin with, there is one process, and it does not map the tracked folio. */
static inline void first_process(void)
{
	forget_another();
	parent.exists = true;
	parent.mm.pte.page = &another.page;
}

static inline struct process *one_of(int choice)
{
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if (i == choice)
			return everybody[i];
	return NULL;
}

static inline struct process *any_process(void)
{
	struct process *chosen = one_of(any_of(EVERYBODY));

	assume(chosen->exists);
	return chosen;
}

static inline bool maps_it(const struct process *who)
{
	return who->mm.pte.page == &folio.page;
}

static inline struct vm_area_struct mapping_of(struct process *who)
{
	struct vm_area_struct vma = {
		.vm_mm = &who->mm,
		.vm_flags = VM_READ | VM_WRITE | VM_MAYWRITE,
	};

	return vma;
}

/* The process's entry maps something else now, as far as this specification is concerned. */
static inline void settle(struct process *who)
{
	if (!maps_it(who)) {
		who->mm.pte.page = &another.page;
		who->mm.pte.write = false;
		who->mm.pte.dirty = false;
	}
	forget_another();
}

/* A process that does not map the tracked page any more maps a copy of it: one that is its alone. A copy that was
 * allocated and is not mapped has been given back. */
static inline void look_at_copy(const struct process *who)
{
	if (who->mm.pte.page == &another.page) {
		CHECK(a_copy_is_held_by_its_mapping,
		      folio_ref_count(&another) == 1 && atomic_read(&another._mapcount) == 0);
		CHECK(a_copy_is_exclusive, PageAnonExclusive(&another.page));
	} else {
		CHECK(a_copy_that_is_not_used_is_freed, atomic_read(&another._mapcount) == 0 || another.freed);
	}
}

static inline void fault_on_mapped_page(struct process *who, unsigned int flags)
{
	struct vm_area_struct vma = mapping_of(who);
	pmd_t pmd = { &who->mm.pte };
	struct vm_fault fault = {
		.vma = &vma, .flags = flags, .pmd = &pmd, .pte = &who->mm.pte, .orig_pte = who->mm.pte,
	};

	(void)do_wp_page(&fault);
	look_at_copy(who);
	settle(who);
}

TRANSITION(write_fault)
{
	struct process *who = any_process();

	assume(maps_it(who));
	assume(!who->mm.pte.write);
	fault_on_mapped_page(who, FAULT_FLAG_WRITE);
}

TRANSITION(unshare_fault)
{
	struct process *who = any_process();

	assume(maps_it(who));
	assume(!who->mm.pte.write);
	fault_on_mapped_page(who, FAULT_FLAG_UNSHARE);
}

static inline int copy_entry(struct vm_area_struct *to, struct vm_area_struct *from, struct folio **spare)
{
	int rss[NR_MM_COUNTERS] = { 0 };

	return copy_run(to, from, &to->vm_mm->pte, &from->vm_mm->pte, 1, rss, spare);
}

/* Fork, as far as one page goes. Where it must be copied there has to be a spare one first. */
TRANSITION(fork)
{
	struct process *old = any_process();
	struct process *new = one_of(any_of(EVERYBODY));
	struct vm_area_struct from = mapping_of(old);
	struct vm_area_struct to = mapping_of(new);
	struct folio *spare = NULL;

	assume(!new->exists);
	new->exists = true;
	if (maps_it(old)) {
		old->mm.write_protect_seq = 1;
		if (copy_entry(&to, &from, &spare) == -EAGAIN) {
			new_anonymous_folio(&another);
			spare = &another;
			(void)copy_entry(&to, &from, &spare);
			if (spare) /* the caller's again */
				folio_put(spare);
			look_at_copy(new);
		}
		old->mm.write_protect_seq = 0;
	}
	settle(new);
}

/* Whether GUP found the tracked page in the page table and took a reference as `flags` say. */
static inline bool follow(struct process *who, unsigned int flags)
{
	struct vm_area_struct vma = mapping_of(who);
	struct dev_pagemap *pagemap = NULL;
	pmd_t pmd = { &who->mm.pte };

	if (any_of("slow|fast")) {
		struct page *pages[1];
		int found = 0;

		(void)walk_fast(pmd, &pmd, PAGE_SIZE, flags, pages, &found);
		return found > 0;
	}
	return !IS_ERR_OR_NULL(walk_slow(&vma, &pmd, flags, &pagemap));
}

/* By pins and plain references. */
static inline integer references_taken(void)
{
	integer pins = left_pins;
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		pins += everybody[i]->write_pins + everybody[i]->read_pins;
	return gets + pins * GUP_PIN_COUNTING_BIAS;
}

static inline integer mappings(void)
{
	integer result = 0;
	int i;

	for (i = 0; i < PINPROOF_ADDRESS_SPACES; i++)
		if (maps_it(everybody[i]))
			result++;
	return result;
}

/* Whoever unmaps the page gives up what was claimed of it: its pins stay, and nobody's memory. */
static inline void unmap_it(struct process *who)
{
	struct vm_area_struct vma = mapping_of(who);

	if (maps_it(who) && vm_normal_page(&vma, 0, who->mm.pte)) {
		folio_remove_rmap_pte(&folio, &folio.page, &vma);
		folio_put(&folio);
	}
	left_pins += who->write_pins + who->read_pins;
	who->write_pins = 0;
	who->read_pins = 0;
	who->mm.pte.page = NULL;
	settle(who);
}

TRANSITION(unmap)
{
	struct process *who = any_process();

	assume(maps_it(who));
	unmap_it(who);
}

TRANSITION(exit)
{
	struct process *who = any_process();

	unmap_it(who);
	who->mm.pte.page = NULL;
	who->mm.flags = 0;
	who->exists = false;
}

#endif
