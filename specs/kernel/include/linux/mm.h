/* The embedded kernel: who counts as pinned, and which mappings copy on write. */

static inline bool is_cow_mapping(vm_flags_t flags)
{
	return (flags & VM_MAYWRITE) && !(flags & VM_SHARED);
}

/* Large folios count their pins. A small one that has overflowed must still count as pinned, so its count is
 * compared without its sign; 1024 plain references look like a pin, which costs a copy and nothing else. */
static inline bool folio_maybe_dma_pinned(struct folio *folio)
{
	if (!folio_test_large(folio))
		return (unsigned int)folio_ref_count(folio) >= GUP_PIN_COUNTING_BIAS;
	return atomic_read(&folio->_pincount) >= 1;
}

/* Asked by fork, which has made the fast path of GUP back off meanwhile. */
static inline bool folio_needs_cow_for_dma(struct vm_area_struct *vma, struct folio *folio)
{
	struct mm_struct *mm = vma->vm_mm;

	VM_BUG_ON((raw_read_seqcount(&mm->write_protect_seq) & 1) == 0);

	return test_bit(MMF_HAS_PINNED, &mm->flags) && folio_maybe_dma_pinned(folio);
}

/* The table of an entry; NULL where it was freed, or became a huge page, since somebody looked: no lock keeps it there. */
static inline pte_t *pte_offset_map(pmd_t *pmd, unsigned long address)
{
	return __pte_offset_map(pmd, address, NULL);
}

/* Entries are made inaccessible for a while to see who uses which memory. Only who asks for it takes a fault then,
 * and nobody where the mapping allows no access at all: a fault would not help. */
static inline bool gup_can_follow_protnone(struct vm_area_struct *vma, unsigned int flags)
{
	return !(flags & FOLL_HONOR_NUMA_FAULT) || !vma_is_accessible(vma);
}
