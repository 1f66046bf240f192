// Direct I/O: every decision about pins and references, taken out one at a time, is found.
//
// A decision is a line of the kernel that takes something, gives it back, or asks whether to. Each is edited
// out of the tree's own text, in memory, and the specification that is about it must answer with a violation
// that the interpreter confirms.
#include "model/clang/reader.h"
#include "model/paths.h"
#include "solver/bounded.h"
#include "solver/check/replay.h"
#include "tests/kernel_sources.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinproof::test {
namespace {

const std::string sourceDirectory = PINPROOF_SOURCE_DIR;

struct Decision {
  const char *name;
  const char *file, *text; // what is taken out: the n-th occurrence
  unsigned occurrence;
  const char *instead;
  const char *spec, *property; // who must find it
};

const char *const dio = "fs/direct-io.c";
const char *const bio = "block/bio.c";
const char *const counts = "refcount_counts_every_hold";
const char *const zeros = "zero_page_is_released_as_often_as_taken";
const char *const idle = "idle_means_base";

/// Linux 6.12 and the embedded kernel, which pin.
const std::vector<Decision> pinning = {
    {"PinsOfUnusedPages", dio, "unpin_user_pages(dio->pages", 0, "if (0) unpin_user_pages(dio->pages",
     "dio_user", idle},
    {"PinOfADeferredSection", dio, "dio_pin_page(dio, page);", 0, ";", "dio_large", counts},
    {"PinOfAPageInABio", dio, "dio_pin_page(dio, sdio->cur_page);", 0, ";", "dio_large", counts},
    {"PinTaken", dio, "folio_add_pin(page_folio(page));", 0, ";", "dio_large", counts},
    {"PinGivenBack", dio, "unpin_user_page(page);", 0, ";", "dio_large", counts},
    {"UnpinAfterSending", dio, "dio_unpin_page(dio,", 0, "if (0) dio_unpin_page(dio,", "dio_large", counts},
    {"UnpinAtABoundary", dio, "dio_unpin_page(dio,", 1, "if (0) dio_unpin_page(dio,", "dio_errors", counts},
    {"UnpinWhereLookupFails", dio, "dio_unpin_page(dio,", 2, "if (0) dio_unpin_page(dio,", "dio_user",
     counts},
    {"UnpinAtAHole", dio, "dio_unpin_page(dio,", 3, "if (0) dio_unpin_page(dio,", "dio_user", counts},
    {"UnpinAtTheEndOfTheFile", dio, "dio_unpin_page(dio,", 4, "if (0) dio_unpin_page(dio,", "dio_user",
     counts},
    {"UnpinWhereABioFailed", dio, "dio_unpin_page(dio,", 5, "if (0) dio_unpin_page(dio,", "dio_errors",
     counts},
    {"UnpinOfADonePage", dio, "dio_unpin_page(dio,", 6, "if (0) dio_unpin_page(dio,", "dio_large", counts},
    {"UnpinOfTheLastSection", dio, "dio_unpin_page(dio,", 7, "if (0) dio_unpin_page(dio,", "dio_large",
     counts},
    {"NoPinsOfKernelMemory", dio, "if (dio->is_pinned)", 0, "if (1)", "dio_kernel", counts},
    {"NoUnpinsOfKernelMemory", dio, "if (dio->is_pinned)", 1, "if (1)", "dio_kernel", counts},
    {"NoFlagForKernelMemory", dio, "if (dio->is_pinned)", 2, "if (1)", "dio_kernel", counts},
    {"FlagOfPinnedPages", dio, "bio_set_flag(bio, BIO_PAGE_PINNED);", 0, ";", "dio_large", counts},
    {"ReleaseByTheBio", dio, "bio_release_pages(bio, should_dirty);", 0, ";", "dio_large", counts},
    {"ReleaseByTheReadBio", dio, "bio_check_pages_dirty(bio);", 0, ";", "dio_large", counts},
    {"UserMemoryIsPinned", "include/linux/uio.h", "return user_backed_iter(iter);", 0, "return false;",
     "dio_large", counts},
    {"KernelMemoryIsNot", "include/linux/uio.h", "return user_backed_iter(iter);", 0, "return true;",
     "dio_kernel", counts},
    {"UnpinAndNotPut", bio, "unpin_user_folio(fi.folio, nr_pages);", 0, "folio_put_refs(fi.folio, nr_pages);",
     "bio_pages", counts},
    {"AsManyAsThereArePages", bio, "unpin_user_folio(fi.folio, nr_pages);", 0,
     "unpin_user_folio(fi.folio, 1);", "dio_large", "pincount_counts_every_pin"},
    {"ReleaseLooksAtTheFlag", "include/linux/bio.h", "if (bio_flagged(bio, BIO_PAGE_PINNED))", 0, "if (1)",
     "dio_kernel", counts},
    {"PageReleaseLooksAtTheFlag", "block/blk.h", "if (bio_flagged(bio, BIO_PAGE_PINNED))", 0, "if (1)",
     "bio_pages", counts},
    {"ReleaseOfPagesLeftOver", "block/blk.h", "unpin_user_page(page);", 0, ";", "bio_pages", counts},
    {"OnePinForAPageMerged", bio, "if (same_page && bio_flagged(bio, BIO_PAGE_PINNED))", 0, "if (0)",
     "bio_pages", counts},
    {"FlagOfAFilledBio", bio, "bio_set_flag(bio, BIO_PAGE_PINNED);", 0, ";", "bio_pages", idle},
    {"ReleaseOfDirtyPages", bio, "bio_release_pages(bio, false);", 0, ";", "bio_pages", counts},
    {"ReleaseOfCleanedPages", bio, "bio_release_pages(bio, true);", 0, ";", "bio_pages", counts},
    {"ZeroPageIsNotUnpinned", "mm/gup.c", "if (is_zero_folio(folio))", 0, "if (0)", "dio_zero_page", zeros},
    {"ReleaseByIomap", "fs/iomap/direct-io.c", "bio_release_pages(bio, false);", 0, ";", "iomap_zero",
     counts},
    {"NoFlagForIomapsZeros", "fs/iomap/direct-io.c", "bio->bi_end_io = iomap_dio_bio_end_io;", 0,
     "bio->bi_end_io = iomap_dio_bio_end_io; bio_set_flag(bio, BIO_PAGE_PINNED);", "iomap_zero",
     "zeros_are_released_as_often_as_taken"},
    {"EachFolioGetsBackItsOwn", "include/linux/bio.h", "fi->folio = fi->_next;", 0, ";", "bio_folios",
     "the_last_folio_gets_back_its_own"},
    {"DirtyAfterARead", bio, "bio_release_pages(bio, true);", 0, "bio_release_pages(bio, false);",
     "bio_pages", "what_was_read_into_is_dirty"},
    {"NoLockInInterrupts", dio, "if (dio->is_async && should_dirty)", 0, "if (0)", "dio_large",
     "no_interrupt_waits_for_a_lock"},
    {"FaultsOfWritesAreReported", dio, "dio->page_errors = ret;", 0, ";", "dio_faults",
     "what_was_done_is_reported"},
    {"HolesAreZeroed", dio, "zero_user(page, from, 1 << blkbits);", 0, ";", "dio_user", "holes_are_zeroed"},
    {"TheLastBioEndsTheCall", dio, "dio_complete(dio, 0, DIO_COMPLETE_ASYNC);", 0, ";", "dio_user",
     "the_last_bio_ends_the_call"},
    {"CallsWaitForIomapsZeros", "fs/iomap/direct-io.c", "atomic_inc(&dio->ref);", 0, ";", "iomap_zero",
     "the_call_waits_for_them"},
};

/// Linux 6.1, which gets and puts.
const std::vector<Decision> getting = {
    {"ReferencesOfUnusedPages", dio, "put_page(dio->pages[sdio->head++]);", 0, "sdio->head++;", "dio_user",
     idle},
    {"ReferenceOfTheZeroPageInPlaceOfAFault", dio, "get_page(page);", 0, ";", "dio_zero_page", zeros},
    {"ReferenceOfADeferredSection", dio, "get_page(page);", 1, ";", "dio_large", counts},
    {"ReferenceOfAPageInABio", dio, "get_page(sdio->cur_page);", 0, ";", "dio_large", counts},
    {"PutAfterSending", dio, "put_page(sdio->cur_page);", 0, ";", "dio_large", counts},
    {"PutAtABoundary", dio, "put_page(sdio->cur_page);", 1, ";", "dio_errors", counts},
    {"PutWhereLookupFails", dio, "put_page(page);", 0, ";", "dio_user", counts},
    {"PutAtAHole", dio, "put_page(page);", 1, ";", "dio_user", counts},
    {"PutAtTheEndOfTheFile", dio, "put_page(page);", 2, ";", "dio_user", counts},
    {"PutWhereABioFailed", dio, "put_page(page);", 3, ";", "dio_errors", counts},
    {"PutOfADonePage", dio, "put_page(page);", 4, ";", "dio_large", counts},
    {"PutOfTheLastSection", dio, "put_page(sdio.cur_page);", 0, ";", "dio_large", counts},
    {"ReleaseByTheBio", dio, "bio_release_pages(bio, should_dirty);", 0, ";", "dio_large", counts},
    {"ReleaseByTheReadBio", dio, "bio_check_pages_dirty(bio);", 0, ";", "dio_large", counts},
    {"ReferencesOfBvecs", "lib/iov_iter.c", "get_page(p[k] = page + k);", 0, "p[k] = page + k;", "dio_kernel",
     counts},
    {"PutAndNotUnpin", bio, "folio_put_refs(fi.folio, nr_pages);", 0, "unpin_user_page(&fi.folio->page);",
     "bio_pages", counts},
    {"AsManyAsThereArePages", bio, "folio_put_refs(fi.folio, nr_pages);", 0, "folio_put_refs(fi.folio, 1);",
     "dio_large", counts},
    {"ReleaseLooksAtTheFlag", "include/linux/bio.h", "if (!bio_flagged(bio, BIO_NO_PAGE_REF))", 0, "if (1)",
     "bio_pages", counts},
    {"FlagOfAClonedVector", bio, "bio_set_flag(bio, BIO_NO_PAGE_REF);", 0, ";", "bio_pages", counts},
    {"OneReferenceForAPageMerged", bio, "if (same_page)\n\t\tput_page(page);", 0, ";", "bio_pages", counts},
    {"ReleaseOfPagesLeftOver", bio, "put_page(pages[i++]);", 0, "i++;", "bio_pages", counts},
    {"ReferenceOfIomapsZeros", "fs/iomap/direct-io.c", "get_page(page);", 0, ";", "iomap_zero",
     "zeros_are_released_as_often_as_taken"},
};

struct Case {
  std::string kernel;
  Decision decision;
  friend void PrintTo(const Case &c, std::ostream *out) {
    *out << c.kernel << " without " << c.decision.name;
  }
};

class DirectIo : public testing::TestWithParam<Case> {};

model::ReadOptions optionsOf(const Case &c) {
  model::ReadOptions options;
  options.specDirectory = sourceDirectory + "/specs";
  options.specFile = options.specDirectory + "/" + c.decision.spec + ".c";
  options.kernelTree = c.kernel == "embedded" ? options.specDirectory + "/kernel" : treeOf(c.kernel);
  return options;
}

TEST_P(DirectIo, WithoutThisDecisionIsViolated) {
  const Decision &decision = GetParam().decision;
  model::ReadOptions options = optionsOf(GetParam());
  std::string text = readFile(options.kernelTree + "/" + decision.file);
  size_t at = text.find(decision.text);
  for (unsigned n = 0; n < decision.occurrence && at != std::string::npos; ++n)
    at = text.find(decision.text, at + 1);
  ASSERT_NE(at, std::string::npos) << "this kernel's " << decision.file << " does not say " << decision.text;
  text.replace(at, std::string(decision.text).size(), decision.instead);
  options.overlay[decision.file] = text;

  const model::Program program = model::readSpecification(options).program;
  const model::TransitionSystem system = model::makeTransitionSystem(program);
  // What is asked is this property, not all that follows from its being broken.
  const auto property = std::find_if(system.properties.begin(), system.properties.end(),
                                     [&](const model::Property &p) { return p.name == decision.property; });
  ASSERT_NE(property, system.properties.end());
  solver::Budget budget;
  budget.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  const solver::Answer answer =
      solver::decideBounded(system, static_cast<uint32_t>(property - system.properties.begin()), {}, budget);
  const auto *violated = std::get_if<solver::Violated>(&answer.verdict);
  ASSERT_NE(violated, nullptr) << (system.refusals.empty() ? "" : system.refusals[0].construct);
  EXPECT_LE(violated->trace.operations(), 4);
  EXPECT_EQ(solver::check::replay(program, system, *property, violated->trace).failure, "");
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Decision &decision : pinning)
    for (const char *kernel : {"embedded", "6.12"}) all.push_back({kernel, decision});
  for (const Decision &decision : getting) all.push_back({"6.1", decision});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Kernels, DirectIo, testing::ValuesIn(cases()), [](const auto &info) {
  std::string name = info.param.kernel + "_" + info.param.decision.name;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

} // namespace
} // namespace pinproof::test
