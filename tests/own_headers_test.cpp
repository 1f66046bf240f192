// Kernels read with their own headers, though nobody configured or built them.
#include "cli/kconfig.h"
#include "model/source.h"
#include "tests/kernel_sources.h"
#include "tests/process.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace pinproof::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Every kind of file that takes references to user pages, and what these are made of.
const std::vector<std::string> files{"mm/gup.c",
                                     "mm/memory.c",
                                     "mm/huge_memory.c",
                                     "mm/rmap.c",
                                     "block/bio.c",
                                     "block/blk-map.c",
                                     "fs/direct-io.c",
                                     "lib/iov_iter.c",
                                     "fs/iomap/direct-io.c",
                                     "io_uring/rsrc.c",
                                     "drivers/vhost/vdpa.c",
                                     "drivers/infiniband/core/umem.c",
                                     "drivers/vfio/vfio_iommu_type1.c",
                                     "drivers/media/common/videobuf2/frame_vector.c",
                                     "net/xdp/xdp_umem.c",
                                     "net/rds/rdma.c",
                                     "fs/fuse/file.c",
                                     "crypto/af_alg.c",
                                     "lib/scatterlist.c"};

class OwnHeaders : public testing::TestWithParam<const char *> {
protected:
  OwnHeaders() : tree(treeOf(GetParam())) {}
  const std::string tree;
};

TEST_P(OwnHeaders, FilesParse) {
  std::vector<std::string> arguments{"headers", "--kernel", tree};
  for (const std::string &file : files)
    if (std::filesystem::exists(tree + "/" + file)) arguments.push_back(file);
  EXPECT_GE(arguments.size(), 3 + files.size() - 2) << "two of them were elsewhere in 5.10";
  const Result result = pinproof(arguments);
  EXPECT_EQ(result.exit, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("parses  mm/gup.c\n"));
}

TEST_P(OwnHeaders, WhatDoesNotParseIsNamed) {
  const Result result = pinproof({"headers", "--kernel", tree, "mm/gup.c", "mm/none.c", "Makefile"});
  EXPECT_EQ(result.exit, 5) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("parses  mm/gup.c\n"), HasSubstr("FAILS   mm/none.c\n"),
                                HasSubstr("FAILS   Makefile\n"), HasSubstr("1 of 3 files parse")));
}

INSTANTIATE_TEST_SUITE_P(Debian, OwnHeaders, testing::Values("5.10", "6.1", "6.12", "7.2", "7.3"),
                         [](const auto &info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

/// The same claims about pins and references of one page, of the real struct page and of the stand-in.
TEST(OwnHeadersAgree, WithStandIns) {
  const std::string tree = treeOf("6.12");
  auto answers = [&](const std::vector<std::string> &more) {
    std::vector<std::string> arguments{"verify", "--kernel", tree, "--format", "json", "--no-times"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Result result = pinproof(arguments);
    EXPECT_EQ(result.exit, 0) << result.err;
    std::map<std::string, std::string> all;
    const auto report = nlohmann::json::parse(result.out);
    const bool isListed = result.out.find("\"A17\"") != std::string::npos;
    EXPECT_EQ(isListed, more.front() == "--headers") << "the configuration is taken for granted";
    for (const auto &spec : report.at("specs"))
      for (const auto &property : spec.value("properties", nlohmann::json::array()))
        all[property.at("name").get<std::string>()] = property.at("answer").get<std::string>();
    return all;
  };
  const auto own = answers({"--headers", "own", "--spec", "real_folio"}),
             ours = answers({"--spec", "small_folio"});
  EXPECT_EQ(own.at("refcount_counts_every_hold"), "proved");
  EXPECT_EQ(own.at("not_freed_while_held"), "proved");
  EXPECT_EQ(own.at("refcount_stays_below_overflow"), "violated");
  for (const auto &[name, answer] : own)
    if (auto other = ours.find(name); other != ours.end()) {
      EXPECT_EQ(answer, other->second) << name;
    }
}

TEST(Kconfig, IsWhatCSees) {
  TemporaryDirectory directory;
  const std::string file = directory.write(
      ".config", "# Automatically generated\nCONFIG_A=y\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_D=12\n"
                 "CONFIG_E=0x1f\nCONFIG_F=\"a \\\"text\\\"\"\nCONFIG_G=n\r\n");
  EXPECT_EQ(cli::autoconfOf(file),
            "#define CONFIG_A 1\n#define CONFIG_B_MODULE 1\n#define CONFIG_D 12\n#define CONFIG_E 0x1f\n"
            "#define CONFIG_F \"a \\\"text\\\"\"\n");
  const std::string header = "/* made */\n#define CONFIG_A 1\n";
  EXPECT_EQ(cli::autoconfOf(directory.write("autoconf.h", header)), header);
  for (const char *line : {"CONFIG_A", "A=y", "CONFIG_A=y; int x", "CONFIG_A=\"a\" \"", "CONFIG_A=\"\\\"",
                           "CONFIG_A=", "#include <x>\nCONFIG A=y"})
    EXPECT_THROW(cli::autoconfOf(directory.write("bad", line)), model::InputError) << line;
}

TEST(Kconfig, DecidesWhatIsRead) {
  const std::string tree = treeOf("6.12");
  TemporaryDirectory directory;
  const Result without = pinproof({"headers", "--kernel", tree, "--headers", "own", "--kconfig",
                                   directory.write("none", "# nothing is set\n"), "mm/gup.c"});
  EXPECT_EQ(without.exit, 5) << without.out;
  EXPECT_EQ(pinproof({"verify", "--kernel", tree, "--kconfig", "x"}).exit, 2);
  EXPECT_EQ(pinproof({"verify", "--kernel", tree, "--headers", "stand-ins", "--kconfig", "x"}).exit, 2);
}

} // namespace
} // namespace pinproof::test
