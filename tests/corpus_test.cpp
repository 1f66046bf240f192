// What libFuzzer found worth keeping, once more: every file of a target's corpus through its function.
#include "tests/fuzz/targets.h"
#include "tests/process.h"

namespace pinproof {
namespace {

namespace fs = std::filesystem;

const fs::path corpus = fs::path(PINPROOF_SOURCE_DIR) / "tests" / "fuzz" / "corpus";

TEST(Corpus, EveryKeptFileIsReadOrRefused) {
  for (const fuzz::Target &target : fuzz::targets()) {
    unsigned files = 0;
    for (const auto &entry : fs::directory_iterator(corpus / target.name)) {
      ++files;
      EXPECT_NO_THROW(target.run(test::readFile(entry.path()))) << entry.path();
    }
    EXPECT_GT(files, 3u) << target.name;
  }
}

TEST(Corpus, EveryDirectoryHasATarget) {
  for (const auto &entry : fs::directory_iterator(corpus)) {
    auto isOf = [&](const fuzz::Target &t) { return entry.path().filename() == t.name; };
    EXPECT_EQ(std::count_if(fuzz::targets().begin(), fuzz::targets().end(), isOf), 1) << entry.path();
  }
}

} // namespace
} // namespace pinproof
