/* The embedded kernel: entries of x86's page tables. */

/* Userfaultfd's handler is told of writes, so there must be a fault at each. */
static inline pte_t pte_mkuffd_wp(pte_t pte)
{
	pte = pte_set_flags(pte, _PAGE_UFFD_WP);
	return pte_wrprotect(pte);
}
