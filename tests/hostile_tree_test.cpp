// Trees that somebody else wrote: they are read, and nothing in them reads, writes, runs or breaks anything.
#include "tests/process.h"

#include <gmock/gmock.h>

namespace pinproof::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

/// A tree with the embedded kernel's files, whose mm/gup.c begins with `text`.
class Tree {
public:
  explicit Tree(const std::string &text) {
    fs::copy(fs::path(PINPROOF_SOURCE_DIR) / "specs" / "kernel", directory.path / "tree",
             fs::copy_options::recursive);
    directory.write("tree/mm/gup.c", text + readFile(directory.path / "tree/mm/gup.c"));
    directory.write("secret.h", secret);
    directory.write("secret.c", secret);
  }
  Result verify() const {
    return pinproof(
        {"verify", "-s", "zero_page", "-k", (directory.path / "tree").string(), "--format", "json"});
  }
  const std::string secret = "int this_is_secret = ;\n";
  TemporaryDirectory directory;
};

} // namespace

TEST(HostileTree, LinksDoNotLeadOut) {
  Tree tree("#include \"outside.c\"\n");
  fs::create_symlink(tree.directory.path / "secret.c", tree.directory.path / "tree/mm/outside.c");
  Result r = tree.verify();
  EXPECT_EQ(r.exit, 2) << r.out;
  EXPECT_THAT(r.err, HasSubstr("leads out of the kernel tree"));
  EXPECT_THAT(r.out + r.err, Not(HasSubstr("this_is_secret")));
}

TEST(HostileTree, LinksWithinTheTreeAreRead) {
  Tree tree("");
  const fs::path mm = tree.directory.path / "tree/mm";
  fs::rename(mm / "gup.c", mm / "really.c");
  fs::create_symlink("really.c", mm / "gup.c");
  EXPECT_EQ(tree.verify().exit, 0);
}

TEST(HostileTree, ALinkedDirectoryDoesNotLeadOutEither) {
  Tree tree("");
  const fs::path mm = tree.directory.path / "tree/mm";
  fs::rename(mm, tree.directory.path / "elsewhere");
  fs::create_directory_symlink(tree.directory.path / "elsewhere", mm);
  Result r = tree.verify();
  EXPECT_EQ(r.exit, 2) << r.out;
  EXPECT_THAT(r.err, HasSubstr("leads out of the kernel tree"));
}

TEST(HostileTree, PathsDoNotLeadOut) {
  Tree tree("");
  const std::string secret = (tree.directory.path / "secret.h").string();
  for (const std::string &name :
       {secret, "../../../../../../../../../.." + secret, std::string("/etc/passwd"),
        std::string("/proc/self/environ"), std::string("/dev/stdin")}) {
    Tree hostile("#include \"" + name + "\"\n");
    Result r = hostile.verify();
    EXPECT_THAT(r.out + r.err, Not(HasSubstr("this_is_secret"))) << name;
    EXPECT_THAT(r.out + r.err, Not(HasSubstr("root:"))) << name;
    EXPECT_TRUE(r.exit == 0 || r.exit == 2) << name << r.exit << r.err; // empty, or no such header
  }
}

TEST(HostileTree, PragmasDoNothing) {
  for (const char *pragma :
       {"clang __debug crash", "clang __debug llvm_fatal_error", "clang __debug llvm_unreachable",
        "clang __debug parser_crash", "clang __debug assert", "clang __debug overflow_stack",
        "clang module import std", "clang module build evil", "GCC dependency \"/etc/passwd\"",
        "comment(lib, \"x\")", "GCC poison struct", "push_macro(\"struct\")", "once",
        "GCC plugin \"evil.so\""}) {
    Tree tree("#pragma " + std::string(pragma) + "\n");
    Result r = tree.verify();
    EXPECT_LT(r.exit, 70) << pragma << r.err;
    EXPECT_THAT(r.err, Not(HasSubstr("PLEASE submit a bug report"))) << pragma;
  }
}

TEST(HostileTree, ItIncludesItself) {
  Tree tree("#include \"gup.c\"\n");
  Result r = tree.verify();
  EXPECT_TRUE(r.exit == 2 || r.exit == 5) << r.exit << r.err;
}

} // namespace pinproof::test
