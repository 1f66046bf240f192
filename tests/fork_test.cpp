// What fork, copy-on-write and GUP decide about a page, and what happens without each of the decisions.
//
// Every row takes one decision out of a kernel: the text of the function that makes it is edited in a copy of
// the files that are read. The property named must then be violated, and nothing may be left undecided.
#include "tests/kernel_sources.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace pinproof::test {
namespace {

using Json = nlohmann::json;

/// In `file`, the first `from` behind the first `behind` becomes `to`.
struct Edit {
  std::string file, behind, from, to;
};

struct Decision {
  std::string name;
  Edit since6_12, in6_1; // the embedded kernel is like 6.12
  std::string spec, violated;
  unsigned operations; // of the shortest trace
};

const std::string mm = "include/linux/mm.h", rmap = "include/linux/rmap.h", memory = "mm/memory.c",
                  gup = "mm/gup.c", entries = "arch/x86/include/asm/pgtable.h";

const std::vector<Decision> decisions = {
    {"APinnedPageIsNotSharedAtFork",
     {mm, "bool folio_needs_cow_for_dma(", "folio_maybe_dma_pinned(folio)", "false"},
     {mm, "bool page_needs_cow_for_dma(", "page_maybe_dma_pinned(page)", "false"},
     "fork",
     "a_page_pinned_for_writing_stays_mapped",
     3},
    {"APinnedPageIsNotSharedAtForkByDirectReads",
     {mm, "bool folio_needs_cow_for_dma(", "folio_maybe_dma_pinned(folio)", "false"},
     {mm, "bool page_needs_cow_for_dma(", "page_maybe_dma_pinned(page)", "false"},
     "fork_direct_io",
     "the_reader_sees_the_data",
     4},
    {"ForkKnowsWhoHasPinned",
     {gup, "mm_set_has_pinned_flag(unsigned", "!test_bit", "0 && !test_bit"},
     {gup, "mm_set_has_pinned_flag(unsigned", "!test_bit", "0 && !test_bit"},
     "fork",
     "a_page_pinned_for_writing_stays_mapped",
     3},
    {"ForkWriteProtects",
     {memory, "copy_present_ptes(", "&& pte_write(pte)", "&& 0"},
     {memory, "copy_present_pte(", "&& pte_write(pte)", "&& 0"},
     "fork",
     "nobody_sees_what_another_writes",
     1},
    {"AnExclusivePageIsReused",
     {memory, "vm_fault_t do_wp_page(", "PageAnonExclusive(vmf->page) ||", ""},
     {memory, "vm_fault_t do_wp_page(", "if (PageAnonExclusive(vmf->page))", "if (0)"},
     "fork",
     "a_page_pinned_for_writing_stays_mapped",
     3},
    {"ASharedPageIsUnsharedBeforeItIsPinnedForReading",
     {"mm/internal.h", "bool gup_must_unshare(", "!PageAnonExclusive(page)", "false"},
     {mm, "bool gup_must_unshare(", "!PageAnonExclusive(page)", "false"},
     "fork",
     "a_page_pinned_for_reading_stays_mapped",
     3},
    {"APinnedPageIsNotReclaimed",
     {rmap, "folio_try_share_anon_rmap(struct", "folio_maybe_dma_pinned(folio)", "0"},
     {rmap, "page_try_share_anon_rmap", "page_maybe_dma_pinned(page)", "0"},
     "fork",
     "a_page_pinned_for_writing_stays_mapped",
     2},
    {"AReusedPageIsDirty",
     {memory, "void wp_page_reuse(", "pte_mkdirty(", "("},
     {memory, "void wp_page_reuse(", "pte_mkdirty(", "("},
     "fork_dirty",
     "what_may_be_written_is_dirty",
     1},
    {"UnpinningTheZeroPageDoesNotFreeIt",
     {gup, "void gup_put_folio(", "is_zero_folio(folio)", "0"},
     {gup, "void gup_put_folio(", "is_zero_folio(folio)", "0"},
     "fork_zero_page",
     "it_is_never_freed",
     1026},
    {"AnEntryOfAnotherTableIsNotUsed",
     {gup, "(pmd_t pmd, pmd_t *pmdp", "!= pmd_val(", "== pmd_val("},
     {gup, "(pmd_t pmd, pmd_t *pmdp", "!= pmd_val(", "== pmd_val("},
     "gup_fast_entries",
     "an_entry_that_has_changed_is_not_used",
     1},
    {"WhatTheSwapCacheKeepsIsCopied",
     {memory, "wp_can_reuse_anon_folio(struct", "folio_ref_count(folio) != 1", "0"},
     {memory, "vm_fault_t do_wp_page(", "folio_ref_count(folio) != 1", "0"},
     "cow_faults",
     "what_somebody_else_has_is_not_used",
     1},
    {"WhatUserfaultfdProtectsIsNotWritten",
     {entries, "pte_t pte_mkuffd_wp(", "pte_wrprotect(pte", "(pte"},
     {memory, "copy_present_page(", "pte_wrprotect(pte_mkuffd_wp(pte))", "pte_mkuffd_wp(pte)"},
     "fork_entries",
     "what_the_child_may_write_alone_is_dirty",
     1},
    {"TheParentWritesBackWhatItWrote",
     {memory, "copy_present_ptes(struct", "if (src_vma->vm_flags & VM_SHARED)", "if (0)"},
     {memory, "copy_present_pte(struct", "if (vm_flags & VM_SHARED)", "if (0)"},
     "fork_entries",
     "the_child_has_what_it_needs_not_write_back",
     1},
    {"ACopyIsMadeOfWhatTheParentMaps",
     {memory, "copy_present_page(", "->page, page, addr, src_vma)", "->page, NULL, addr, src_vma)"},
     {memory, "copy_present_page(", "copy_user_highpage(new_page, page, addr, src_vma);", ";"},
     "fork_entries",
     "a_copy_has_what_the_parent_has",
     1},
};

class Fork : public testing::TestWithParam<std::tuple<Decision, std::string>> {};

TEST_P(Fork, TakingTheDecisionOutIsNoticed) {
  const auto &[decision, version] = GetParam();
  std::string tree =
      version == "embedded" ? std::string(PINPROOF_SOURCE_DIR) + "/specs/kernel" : treeOf(version);
  TemporaryDirectory copy;
  for (const std::string &file : {mm, rmap, memory, gup, entries, std::string("mm/internal.h")})
    copy.write(file, readFile(tree + "/" + file));

  copy.write("HEADERS", "None but the stand-ins.\n"); // all others are left out

  Edit edit = version == "6.1" ? decision.in6_1 : decision.since6_12;
  if (version == "embedded" && edit.file == rmap) edit.behind = "folio_try_share_anon_rmap_pte(struct";
  std::string text = readFile(tree + "/" + edit.file);
  size_t behind = text.find(edit.behind);
  ASSERT_NE(behind, std::string::npos) << edit.behind;
  size_t at = text.find(edit.from, behind);
  ASSERT_NE(at, std::string::npos) << edit.from;
  copy.write(edit.file, text.replace(at, edit.from.size(), edit.to));

  Result result = pinproof({"verify", "--kernel", copy.path.string(), "--spec", decision.spec, "-D",
                            "PINPROOF_ADDRESS_SPACES=2", "--format", "json"});
  Json report = Json::parse(result.out, nullptr, false);
  ASSERT_FALSE(report.is_discarded()) << result.out << result.err;
  EXPECT_EQ(result.exit, 1) << result.err;
  bool isFound = false;
  for (const Json &p : report.at("specs").at(0).at("properties")) {
    EXPECT_NE(p.at("answer"), "unknown") << p.at("name");
    if (p.at("name") != decision.violated) continue;
    isFound = true;
    ASSERT_EQ(p.at("answer"), "violated");
    EXPECT_EQ(p.at("trace").at("operations"), decision.operations);
  }
  EXPECT_TRUE(isFound);
}

TEST(AddressSpaces, FourAreAnswered) {
  Result result = pinproof({"verify", "--spec", "fork_direct_io", "-D", "PINPROOF_ADDRESS_SPACES=4", "-q"});
  EXPECT_EQ(result.exit, 0) << result.out << result.err;
}

INSTANTIATE_TEST_SUITE_P(Decisions, Fork,
                         testing::Combine(testing::ValuesIn(decisions),
                                          testing::Values("embedded", "6.1", "6.12")),
                         [](const auto &info) {
                           std::string version = std::get<1>(info.param);
                           std::replace(version.begin(), version.end(), '.', '_');
                           return std::get<0>(info.param).name + "_" + version;
                         });

} // namespace
} // namespace pinproof::test
