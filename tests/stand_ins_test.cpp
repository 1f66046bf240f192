// What the headers in specs/include say is what the kernel's say: each line here is a place at which they
// once did not, and where a mistake in the kernel would have gone unseen, or one would have been seen that is
// none.
#include "model/clang/reader.h"
#include "tests/kernel_sources.h"
#include "tests/process.h"

#include <gmock/gmock.h>

namespace pinproof::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string embedded = std::string(PINPROOF_SOURCE_DIR) + "/specs/kernel";

class StandIns : public testing::Test {
protected:
  /// One transition that claims `claims`, each in its C, behind `declarations`.
  Result verify(const std::string &declarations, const std::vector<std::string> &claims,
                const std::string &tree = embedded) {
    std::string text = "#include <pinproof.h>\n" + declarations +
                       "static int runs;\nINIT() {}\n"
                       "INVARIANT(runs_are_counted) { return runs >= 0; }\n"
                       "TRANSITION(go) {\nassume(runs < 9);\nruns++;\n";
    for (size_t i = 0; i < claims.size(); ++i)
      text += "CHECK(claim_" + std::to_string(i + 1) + ", " + claims[i] + ");\n";
    return pinproof({"verify", "-k", tree, "-s", directory.write("mine.c", text + "}\n")});
  }
  void expectTrue(const std::string &declarations, const std::vector<std::string> &claims,
                  const std::string &tree = embedded) {
    Result result = verify(declarations, claims, tree);
    EXPECT_EQ(result.exit, 0) << result.out << result.err;
  }
  void expectRefused(const std::string &declarations, const std::string &claim, const std::string &why) {
    Result result = verify(declarations, {claim});
    EXPECT_EQ(result.exit, 5) << result.out;
    EXPECT_THAT(result.out + result.err, HasSubstr(why));
  }
  TemporaryDirectory directory;
};

const std::string folios = R"(
#include "mm/gup.c"
#include <pinproof/folio.h>
static struct folio folio;
static struct page second;
static struct page *page_of(enum folio_kind kind, bool is_second) {
	new_folio(&folio, kind, kind >= LARGE_ANON ? 2 : 1, 1);
	second.folio = &folio;
	return is_second ? &second : &folio.page;
}
static int added(struct page *page) { page_ref_inc(page); return page_ref_count(page); }
static bool is_exclusive(struct page *page) { SetPageAnonExclusive(page); return PageAnonExclusive(page); }
)";

const std::string entries = R"(
#define PINPROOF_WHOLE_ENTRIES
#include <pinproof/address_space.h>
#include "mm/gup.c"
#include <pinproof/folio.h>
static struct folio folio;
static pte_t table[1];
static unsigned long flags;
static pte_t *table_found(pte_t *found) { return found; }
static inline struct dev_pagemap *any_pagemap(struct page *page, struct dev_pagemap *held) { return NULL; }
static struct folio *allocate_folio(void) { return NULL; }
static pte_t writable(void) { pte_t pte = { &folio.page, true }; return pte; }
static pte_t soft_dirty(void) { pte_t pte = writable(); pte.soft_dirty = true; return pte; }
static struct vm_area_struct of(unsigned long vm_flags) {
	struct vm_area_struct vma = { .vm_flags = vm_flags };
	return vma;
}
static pte_t made_writable(unsigned long vm_flags) {
	struct vm_area_struct vma = of(vm_flags);
	return maybe_mkwrite(pte_wrprotect(writable()), &vma);
}
static int changed(pte_t from, pte_t to) {
	table[0] = from;
	return ptep_set_access_flags(NULL, 0, &table[0], to, 1);
}
static bool sets(int nr) { set_bit(nr, &flags); return test_bit(nr, &flags); }
)";

} // namespace

TEST_F(StandIns, ATailPagesOwnCountIsNotItsFolios) {
  expectTrue(folios, {"added(page_of(SMALL_FILE, false)) == 2", "added(page_of(LARGE_FILE, false)) == 2",
                      "page_count(page_of(LARGE_FILE, true)) == 1"});
  expectRefused(folios, "added(page_of(LARGE_FILE, true)) == 2", "the reference count of a tail page");
}

TEST_F(StandIns, HugetlbSaysOnItsHeadPageWhetherItIsExclusive) {
  expectTrue(folios,
             {"is_exclusive(page_of(HUGETLB_ANON, false))", "is_exclusive(page_of(LARGE_ANON, true))"});
  expectRefused(folios, "is_exclusive(page_of(HUGETLB_ANON, true))", "a tail page of hugetlb");
}

TEST_F(StandIns, DeviceMemoryIsPutInItsOwnWay) {
  const std::string devices =
      "#define PINPROOF_DEVICES\n" + folios +
      "bool is_pci_p2pdma_page(const struct page *page) { return false; }\n"
      "static int asked;\n"
      "bool put_devmap_managed_folio_refs(struct folio *of, int refs) {\n"
      "\tasked = refs;\n\treturn true;\n}\n"
      "static int put(struct page *page) { asked = 0; put_page(page); return asked; }\n";
  expectTrue(devices,
             {"put(page_of(SMALL_FILE, false)) == 1 && folio_ref_count(&folio) == 1 && !folio.freed"});
}

TEST_F(StandIns, TypesAndAnswersAreTheKernels) {
  expectTrue(folios, {"-1 < folio_nr_pages(page_folio(page_of(LARGE_FILE, false)))",
                      "folio_mark_dirty(page_folio(page_of(SMALL_FILE, false)))", "!folio_mark_dirty(&folio)",
                      "sizeof(ALIGN(5, 4UL)) == sizeof(int) && ALIGN(5, 4UL) == 8", "(ktime_t)-1 < 0"});
}

TEST_F(StandIns, EntriesAreX86s) {
  expectTrue(entries, {"pte_mkdirty(writable()).soft_dirty", "!made_writable(VM_READ).write",
                       "made_writable(VM_READ | VM_WRITE).write", "!pte_same(writable(), soft_dirty())",
                       "changed(writable(), soft_dirty()) && table[0].soft_dirty",
                       "!changed(writable(), writable())", "!pte_cleared(&table[0]).soft_dirty",
                       "changed(writable(), soft_dirty()) && pte_cleared(&table[0]).soft_dirty && "
                       "!table[0].soft_dirty",
                       "(VM_ACCESS_FLAGS & 4) != 0"});
}

/// Up to 6.2 whoever protects an entry for userfaultfd's sake must take its right to be written himself.
TEST_F(StandIns, WhatProtectingForUserfaultfdTakesIsTheTrees) {
  const fs::path older = directory.path / "older";
  fs::copy(embedded, older, fs::copy_options::recursive);
  directory.write("older/arch/x86/include/asm/pgtable.h",
                  "static inline pte_t pte_mkuffd_wp(pte_t pte)\n{\n"
                  "\tpte = pte_set_flags(pte, _PAGE_UFFD_WP);\n\treturn pte;\n}\n");
  const std::string isProtected = "pte_mkuffd_wp(writable()).uffd_wp";
  expectTrue(entries, {isProtected, "!pte_mkuffd_wp(writable()).write"});
  expectTrue(entries, {isProtected, "pte_mkuffd_wp(writable()).write"}, older.string());
  fs::remove(older / "arch/x86/include/asm/pgtable.h");
  Result without = verify(entries, {isProtected}, older.string());
  EXPECT_EQ(without.exit, 5) << without.out;
  EXPECT_THAT(without.out + without.err, HasSubstr("no pte_mkuffd_wp() in"));
}

TEST_F(StandIns, OtherFlagsOfAddressSpacesAreNotThere) {
  expectTrue(entries, {"sets(MMF_HAS_PINNED)"});
  expectRefused(entries, "sets(MMF_HAS_PINNED + 1)", "a flag of an address space but MMF_HAS_PINNED");
}

/// Before 6.8 one function counts mappings by entries and by huge pages' entries, as its caller says.
TEST_F(StandIns, MappingsOfHugePagesAreCountedApart) {
  const std::string mapping = entries +
                              "static int mapped(bool compound) {\n"
                              "\tnew_folio(&folio, LARGE_FILE, 2, 1);\n"
                              "\tfolio._mapcount.counter = folio._entire_mapcount.counter = 0;\n"
                              "\tpage_dup_file_rmap(&folio.page, compound);\n"
                              "\treturn 10 * folio._entire_mapcount.counter + folio._mapcount.counter;\n}\n";
  expectTrue(mapping, {"mapped(true) == 10", "mapped(false) == 1"});
}

/// Whether tables can be gone is what the kernel's header says of mapping them, and nothing else: it is so
/// since 6.5, and a kernel that has it from elsewhere has it too.
TEST(Tables, AreGoneWhereTheKernelSaysSo) {
  const std::string header = "include/linux/mm.h", function = " *pte_offset_map(pmd_t";
  auto isTried = [&](const std::string &spec, const std::string &version, bool isSaid) {
    model::ReadOptions options;
    options.specDirectory = std::string(PINPROOF_SOURCE_DIR) + "/specs";
    options.specFile = options.specDirectory + "/" + spec + ".c";
    options.kernelTree = version == "embedded" ? embedded : treeOf(version);
    std::string text = readFile(options.kernelTree + "/" + header);
    const size_t at = text.find(function);
    if (at != std::string::npos) text.replace(at, 2, " *q");
    if (isSaid) text += "static inline pte_t" + function + " *pmd, unsigned long address)\n{ return 0; }\n";
    options.overlay[header] = text;
    for (const model::InputChoice &input : model::readSpecification(options).program.inputs)
      for (const std::string &way : input.alternatives)
        if (way == "table is gone") return true;
    return false;
  };
  for (const char *version : {"embedded", "6.1", "6.12"})
    for (const char *spec : {"gup_entries", "gup_fast_entries", "cow_faults"}) {
      EXPECT_TRUE(isTried(spec, version, true)) << spec << " on " << version;
      EXPECT_FALSE(isTried(spec, version, false)) << spec << " on " << version;
    }
}

} // namespace pinproof::test
