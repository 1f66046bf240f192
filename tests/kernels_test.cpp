// Every kernel from 5.10 on: all specifications have the answers of docs/kernels.tsv. Archives move under us,
// so that a version without a line of its own is held against the nearest one that has some, and may differ
// in whatever is no wrong answer (bench/kernels.py).
#include "tests/kernel_sources.h"

#include <gmock/gmock.h>

namespace pinproof::test {
namespace {

class AnyKernel : public testing::TestWithParam<const char *> {};

TEST_P(AnyKernel, IsAnsweredAsItIsWrittenDown) {
  const std::string source = PINPROOF_SOURCE_DIR;
  TemporaryDirectory directory;
  const Result verified = pinproof({"verify", "--kernel", treeOf(GetParam()), "--format", "json"});
  // Of 5.10 half is answered, and nobody has looked at the rest, which is DRIFT.
  EXPECT_EQ(verified.exit, std::string(GetParam()) == "5.10" ? 5 : 0) << verified.err;
  const Result compared =
      run("python3", {source + "/bench/kernels.py", PINPROOF_BINARY, "--compare",
                      source + "/docs/kernels.tsv", directory.write("report.json", verified.out)});
  EXPECT_EQ(compared.exit, 0) << compared.out << compared.err;
}

INSTANTIATE_TEST_SUITE_P(Debian, AnyKernel, testing::Values("5.10", "6.1", "6.12", "7.2", "7.3"),
                         [](const auto &info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

} // namespace
} // namespace pinproof::test
