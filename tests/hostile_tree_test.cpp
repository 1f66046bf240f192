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

TEST(HostileTree, NothingSpeaksToUs) {
  // Each says something else to a compiler, or nothing, and would make anything true.
  const char *const pinproofs = "#include <pinproof.h>\n";
  for (const char *text :
       {"#ifdef assume\nstatic inline void f(void) { assume(0); }\n#endif\n",
        "#undef CHECK\n#define CHECK(name, condition)\n",
        "static inline int f(int a) { return (integer)a * a > 9; }\n",
        "static inline int f(int a) { _BitInt(128) b = a; return b > 9; }\n",
        "typedef _BitInt(128) wide_t;\n", "#define INVARIANT(name, ...) static bool name(void)\n",
        "#ifdef PINPROOF_EACH\n#define is_zero_folio(folio) 1\n#endif\n", "#define return return 0 +\n",
        "#define if(condition) if (0)\n",
        "static int one(void) __attribute__((annotate(\"pinproof.model.try_grab_folio\")));\n",
        "#pragma clang attribute push(__attribute__((annotate(\"pinproof.init\"))), apply_to = function)\n",
        "static const char note[] __attribute__((annotate(\"pinproof.\" \"absent\"))) = \"nothing\";\n",
        "struct hidden { int a __attribute__((annotate(\"pinproof.each\"))); };\n"}) {
    Tree tree(pinproofs + std::string(text));
    Result r = tree.verify();
    EXPECT_EQ(r.exit, 2) << text << r.out;
    EXPECT_THAT(r.err, HasSubstr("mm/gup.c:")) << text;
    EXPECT_THAT(r.err,
                testing::AnyOf(HasSubstr("is a word of specifications"), HasSubstr("the kernel redefines"),
                               HasSubstr("an annotation of pinproof's")))
        << text;
  }
}

TEST(HostileTree, NothingCallsWhatIsOurs) {
  for (const char *call : {"__pinproof_assume(0)", "JOIN(__pin, proof_assume)(0)"}) {
    Tree tree("");
    const std::string file = tree.directory.path / "tree/mm/gup.c";
    std::string text = readFile(file);
    const std::string begin =
        "static void gup_put_folio(struct folio *folio, int refs, unsigned int flags)\n{\n";
    const size_t at = text.find(begin);
    ASSERT_NE(at, std::string::npos);
    text.insert(at + begin.size(), "\t" + std::string(call) + ";\n");
    tree.directory.write("tree/mm/gup.c", "#define JOIN(a, b) a##b\n" + text);
    Result r = tree.verify();
    EXPECT_EQ(r.exit, 2) << call << r.out;
    EXPECT_THAT(r.err, HasSubstr("__pinproof_assume() is a word of specifications")) << call;
  }
}

TEST(HostileTree, NothingElseIsRead) {
  Tree tree("");
  const std::string secret = (tree.directory.path / "secret.h").string();
  const std::string all = "#if __has_include(\"" + secret +
                          "\") || __has_include(\"/etc/passwd\") || "
                          "__has_include(<../../../../../../etc/passwd>)\n#error there it is\n#endif\n"
                          "__asm__(\".incbin \\\"/etc/passwd\\\"\");\n"
                          "static void f(void) { __asm { .include \"/etc/passwd\" } }\n"
                          "#pragma GCC dependency \"" +
                          secret + "\"\n#pragma include_alias(\"internal.h\", \"" + secret + "\")\n";
  for (const std::string &text : {all, "char leak[] = {\n#embed \"" + secret + "\"\n};\n",
                                  "#include_next \"" + secret + "\"\n", "#import \"" + secret + "\"\n"}) {
    Tree hostile(text);
    Result r = hostile.verify();
    EXPECT_THAT(r.out + r.err, Not(HasSubstr("this_is_secret"))) << text;
    EXPECT_THAT(r.out + r.err, Not(HasSubstr("there it is"))) << text;
    EXPECT_THAT(r.out + r.err, Not(HasSubstr("root:"))) << text;
    EXPECT_LT(r.exit, 70) << text << r.err;
  }
}

TEST(HostileTree, AHeaderThatAFunctionIsCutOutOfIsNoLinkEither) {
  Tree tree("");
  const fs::path header = tree.directory.path / "tree/include/linux/mm.h";
  fs::rename(header, tree.directory.path / "mm.h");
  fs::create_symlink(tree.directory.path / "mm.h", header);
  Result r = tree.verify();
  EXPECT_EQ(r.exit, 2) << r.out;
  EXPECT_THAT(r.err, HasSubstr("leads out of the kernel tree"));
}

/// compile_commands.json may be the tree's own.
TEST(HostileTree, FlagsLoadNothingAndReadHeadersOnly) {
  Tree tree("");
  const std::string secret = tree.directory.path / "secret.c";
  const std::string marker = tree.directory.path / "loaded";
  tree.directory.write("response", "-include " + secret + "\n");
  const std::vector<std::string> attacks = {
      "-include " + secret, "-I / -include etc/passwd",
      "-fplugin=" + secret + " -Xclang -load -Xclang " + secret + " -fpass-plugin=" + secret + " @" +
          (tree.directory.path / "response").string() + " -fmodule-map-file=" + secret +
          " -fmodules -include-pch " + secret + " -MD -MF " + marker + " -o " + marker + " --save-temps -B " +
          tree.directory.path.string() + " -wrapper touch," + marker};
  for (const std::string &attack : attacks) {
    const std::string flags = tree.directory.write("flags", "-D FINE " + attack + "\n");
    Result r = pinproof(
        {"verify", "-s", "real_page", "-k", (tree.directory.path / "tree").string(), "--cflags-from", flags});
    EXPECT_THAT(r.out + r.err, Not(HasSubstr("this_is_secret"))) << attack;
    EXPECT_THAT(r.out + r.err, Not(HasSubstr("root:"))) << attack;
    EXPECT_FALSE(fs::exists(marker)) << attack;
    EXPECT_LT(r.exit, 70) << attack << r.err;
  }
}

TEST(HostileTree, APatchMakesNoLinks) {
  Tree tree("");
  for (const char *mode : {"120000", "0120000", "120777"}) {
    const std::string patch = tree.directory.write(
        "link.patch",
        "diff --git a/mm/gup.c b/mm/gup.c\ndeleted file mode 100644\n--- a/mm/gup.c\n+++ /dev/null\n"
        "diff --git a/mm/gup.c b/mm/gup.c\nnew file mode " +
            std::string(mode) +
            "\n--- /dev/null\n+++ b/mm/gup.c\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file\n");
    Result r = pinproof(
        {"verify", "-s", "zero_page", "-k", (tree.directory.path / "tree").string(), "--patch", patch});
    EXPECT_NE(r.exit, 0) << mode;
    EXPECT_LT(r.exit, 70) << mode << r.err;
    EXPECT_THAT(r.out + r.err, Not(HasSubstr("root:"))) << mode;
  }
}

TEST(HostileTree, WhatExpandsWithoutEndIsRefused) {
  std::string bomb = "#define A0 +1\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "A" + std::to_string(i - 1);
    bomb += "#define A" + std::to_string(i) + " " + before + " " + before + "\n";
  }
  Tree macros(bomb + "static int all = A39;\n");
  Result r = macros.verify();
  EXPECT_EQ(r.exit, 2) << r.out;
  EXPECT_THAT(r.err, HasSubstr("expands to too many "));
  Tree semicolons("#define A0 ;\n" + bomb.substr(bomb.find('\n') + 1) + "A39\n");
  r = semicolons.verify();
  EXPECT_EQ(r.exit, 2) << r.out;
  EXPECT_THAT(r.err, HasSubstr("expands to too many tokens"));
  Tree headers("#include \"b0.c\"\n"); // each includes the next ten times
  for (int i = 0; i < 9; ++i) {
    std::string text;
    for (int n = 0; n < 10; ++n) text += "#include \"b" + std::to_string(i + 1) + ".c\"\n";
    headers.directory.write("tree/mm/b" + std::to_string(i) + ".c", text);
  }
  headers.directory.write("tree/mm/b9.c", "\n");
  r = headers.verify();
  EXPECT_EQ(r.exit, 2) << r.out;
  EXPECT_THAT(r.err, HasSubstr("expands to too many included files"));
}

TEST(HostileTree, WhatNestsTooDeepIsRefused) {
  auto many = [](const std::string &word) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += word;
    return text;
  };
  for (const std::string &text :
       {"static int sum = 1" + many("+1") + ";\n", "static int " + many("*") + "pointer;\n",
        "static int negative = " + many("- ") + "1;\n",
        "static void f(int a) { if (a); " + many("else if (a);") + "}\n",
        "static void f(void) { " + many("for (;;)") + "; }\n", "static int nested = " + many("(") + "1;\n"}) {
    Tree tree(text);
    Result r = tree.verify();
    EXPECT_EQ(r.exit, 2) << text.substr(0, 40) << r.exit;
    EXPECT_THAT(r.err, testing::AnyOf(HasSubstr("expands to too many parts"), HasSubstr("bracket nesting")));
  }
}

} // namespace pinproof::test
