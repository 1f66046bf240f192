/* Stand-in: pages of 4 KiB. */
#ifndef PINPROOF_ASM_PAGE_H
#define PINPROOF_ASM_PAGE_H

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define offset_in_page(address) ((unsigned long)(address) & ~PAGE_MASK)

#endif
