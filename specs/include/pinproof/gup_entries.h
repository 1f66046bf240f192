/*
 * Page table entries for GUP, of every sort, each of which may map the one small folio there is. Include after "mm/gup.c" and
 * <pinproof/folio.h>.
 */
#ifndef PINPROOF_GUP_ENTRIES_H
#define PINPROOF_GUP_ENTRIES_H

ASSUMPTION(E2, "GUP finds up to two entries of one small folio, which is far from overflow");

static struct folio folio;   /* in memory, or of a device */
static struct folio zero_folio;
static struct folio outside; /* has no struct page that anybody may use */
static pte_t entries[2];
static pmd_t pmd;
static struct dev_pagemap device;
static bool table_is_gone;
static bool may_change; /* while the fast path takes its reference */

static struct folio *allocate_folio(void)
{
	return NULL;
}

static pte_t *table_found(pte_t *table)
{
	return table_is_gone ? NULL : table;
}

static inline struct dev_pagemap *any_pagemap(struct page *page, struct dev_pagemap *held)
{
	if (held)
		return held;
	if (device.is_dying)
		return NULL;
	taken.pagemaps++;
	return &device;
}

/* Everything is as it was at first. Said before each transition and after it, though it is known: what is read then is
 * known without a proof. */
static void begin(void)
{
	static const pte_t none;

	entries[0] = none;
	entries[1] = none;
	pmd.table = entries;
	taken.pagemaps = 0;
	taken.tables = 0;
	taken.tables_mapped = 0;
	facts.is_accessed = false;
	facts.is_inaccessible = false;
	facts.is_refused = false;
	device.is_dying = false;
	table_is_gone = false;
	may_change = false;
	new_folio(&folio, SMALL_FILE, 1, 1);
	new_folio(&zero_folio, ZERO_PAGE_KIND, 1, 1);
	new_folio(&outside, SMALL_FILE, 1, 1);
}

INIT()
{
	begin();
}

static void map_page(pte_t *entry)
{
	entry->page = &folio.page;
	entry->write = any_of("read-only|writable") ? true : false;
}

static void choose_folio(void)
{
	switch (any_of("file|anonymous, exclusive|anonymous, shared")) {
	case 0:
		break;
	case 1:
		folio.kind = SMALL_ANON;
		folio.page.anon_exclusive = true;
		break;
	default:
		folio.kind = SMALL_ANON;
		assume(!entries[0].write);
	}
}

static void choose_entry(pte_t *entry)
{
	switch (any_of("none|swapped out|a page|the zero page|memory without a page|a device's page|protected")) {
	case 0:
		break;
	case 1:
		entry->swapped = true;
		break;
	case 2:
		map_page(entry);
		choose_folio();
		break;
	case 3:
		entry->page = &zero_folio.page;
		break;
	case 4:
		entry->page = &outside.page;
		entry->special = true;
		entry->write = any_of("read-only|writable") ? true : false;
		break;
	case 5:
#ifdef ENTRIES_SAY_DEVICE
		map_page(entry);
		entry->devmap = true;
		device.is_dying = (any_of("not dying|dying") ? true : false);
#endif
		break;
	default:
		entry->page = &folio.page;
		entry->protnone = true;
	}
}

static bool must_unshare(const pte_t *entry, unsigned int flags)
{
	if (entry->write || !(flags & FOLL_PIN) || (flags & FOLL_WRITE))
		return false;
	if (PageAnon(entry->page))
		return !PageAnonExclusive(entry->page);
#if __has_include(<only/mm/internal.h/gup_must_unshare>) /* since 6.3 */
	return (flags & FOLL_LONGTERM) != 0;
#else
	return false;
#endif
}

/* What a call must take of the folio for each page of it. */
static int references(unsigned int flags)
{
	return flags & FOLL_PIN ? GUP_PIN_COUNTING_BIAS : flags & FOLL_GET ? 1 : 0;
}

static int references_taken(void)
{
	return folio_ref_count(&folio) - 1;
}

static unsigned int pin_or_get(void)
{
	return any_of("to pin|to get") ? FOLL_GET : FOLL_PIN;
}

static unsigned int any_access(void)
{
	return any_of("to read|to write") ? FOLL_WRITE : 0;
}

static unsigned int any_time(void)
{
	return any_of("for a moment|for long") ? FOLL_LONGTERM : 0;
}

static bool may_be_gone(void)
{
#ifdef TABLES_GO_AWAY
	return (any_of("not table is gone|table is gone") ? true : false);
#else
	return false;
#endif
}

/* Asked of every transition, so that none goes unseen. */
INVARIANT(nothing_is_left_behind)
{
	return folio_ref_count(&folio) == 1;
}

#endif
