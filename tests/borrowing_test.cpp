// Names that no stand-in has come from the tree's headers: neither lost nor invented, and no line moves.
#include "tests/patches.h"
#include "tests/reader_fixture.h"

#include <gmock/gmock.h>

namespace pinproof::model {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class Borrowing : public Reader {
protected:
  Borrowing() {
    write("tree/include/linux/lib.h", "#error as a whole it cannot be read\n" // 1
                                      "#define WEIGHT (1 << 3)\n"             // 2
                                      "enum { FIRST, SECOND };\n"             // 3
                                      "typedef unsigned short weight_t;\n"    // 4
                                      "#define twice(n) \\\n"                 // 5
                                      "\t((n) + (n))\n"
                                      "static inline weight_t weight(int n)\n" // 7
                                      "{\n"
                                      "\treturn twice(n) * WEIGHT + SECOND;\n"
                                      "}\n"
                                      "static inline int unused(int n) { return n / 0; }\n"); // 11
    const std::string lib = "include/linux/lib.h";
    lent = {{"WEIGHT", lib, 2, 2, "#define WEIGHT (8)"},
            {"SECOND", lib, 3, 3, "enum { SECOND = 1 };"},
            {"weight_t", lib, 4, 4, ""},
            {"twice", lib, 5, 6, ""},
            {"weight", lib, 7, 10, ""},
            {"unused", lib, 11, 11, ""}};
    write("tree/mm/gup.c", "#include <linux/mm.h>\n"                                         // 1
                           "#ifdef X\n\n#endif\n/*\n\n*/\n#include \"internal.h\"\n"         // 8
                           "\n"                                                              // 9
                           "int pin(int n) { return weight(n); }\n"                          // 10
                           "int other(int n) { return unused(n) + missing(n, WEIGHT); }\n"); // 11
  }

  ReadResult readLent(const std::string &spec, bool mutations = false) {
    write("specs/test.c", spec);
    ReadOptions all = options();
    all.mutations = mutations;
    all.wanted = {"weight", "twice"};
    all.lend = [this](const std::set<std::string> &names) {
      asked.insert(names.begin(), names.end());
      std::vector<Borrowed> result;
      for (const Borrowed &one : lent)
        if (names.contains(one.name)) result.push_back(one);
      return result;
    };
    return readSpecification(all);
  }
  static std::vector<std::string> refusals(const Program &program) {
    std::vector<std::string> result;
    for (const Function &function : program.functions)
      for (const Instruction &i : function.code)
        if (i.op == Op::Refuse) result.push_back(program.refusals.at(i.index));
    return result;
  }

  const std::string spec = head + "static int x;\n#include \"mm/gup.c\"\nINIT() {}\n"
                                  "TRANSITION(go) { x = pin(3); CHECK(right, x == 49); }\n";
  std::vector<Borrowed> lent;
  std::set<std::string> asked;
};

TEST_F(Borrowing, WhatIsNeededAndNothingElse) {
  const ReadResult result = readLent(spec);
  EXPECT_THAT(refusals(result.program), IsEmpty());
  EXPECT_THAT(result.program.assumptions,
              Contains(namesBorrowed({"include/linux/lib.h: SECOND", "include/linux/lib.h: WEIGHT",
                                      "include/linux/lib.h: twice", "include/linux/lib.h: weight",
                                      "include/linux/lib.h: weight_t"})));
  EXPECT_THAT(asked, UnorderedElementsAre("weight", "weight_t", "twice", "WEIGHT", "SECOND"))
      << "other() is on no path";
  EXPECT_EQ(result.answers, "") << "what headers define is asked anew in each run";
}

TEST_F(Borrowing, LinesStayWhereTheyAre) {
  const ReadResult result = readLent(spec, true);
  ASSERT_EQ(result.functions.size(), 2u);
  EXPECT_EQ(toString(result.functions[0].where), "mm/gup.c:10");
  EXPECT_EQ(result.functions[1].where.file, "include/linux/lib.h");
  EXPECT_EQ(result.functions[1].first, 7u);
  EXPECT_EQ(result.functions[1].last, 10u);
  EXPECT_EQ(*result.kernelText.at("mm/gup.c"), contents(root / "tree/mm/gup.c")) << "as the tree has it";
  ASSERT_THAT(result.mutations, Not(IsEmpty()));
  for (const Mutation &mutation : result.mutations) {
    const std::string &text = *result.kernelText.at(mutation.where.file);
    EXPECT_EQ(std::count(text.begin(), text.begin() + static_cast<long>(mutation.offset), '\n') + 1,
              mutation.where.line)
        << mutation.was;
  }
}

TEST_F(Borrowing, WithoutALineForItNamesStayUndeclared) {
  write("tree/mm/gup.c", "#include <linux/mm.h>\nint pin(int n) { return weight(n); }");
  EXPECT_THAT(refusals(readLent(spec).program), ElementsAre(HasSubstr("call of weight()")));
}

TEST_F(Borrowing, TheFirstFileThatNeedsANameHasIt) {
  write("tree/fs/io.c", "#include <linux/fs.h>\n\nint io(int n) { return twice(n); }\n");
  const ReadResult result =
      readLent(head + "static int x;\n#include \"fs/io.c\"\n#include \"mm/gup.c\"\nINIT() {}\n"
                      "TRANSITION(go) { x = pin(3) + io(2); }\n");
  EXPECT_THAT(refusals(result.program), IsEmpty());
  EXPECT_EQ(result.functions.size(), 3u);
}

TEST_F(Borrowing, WhatNobodyLendsIsRefused) {
  std::erase_if(lent, [](const Borrowed &one) { return one.name == "weight"; });
  EXPECT_THAT(refusals(readLent(spec).program), ElementsAre(HasSubstr("call of weight()")));
  lent.clear();
  write("tree/mm/gup.c", "\nint pin(int n) { return n + WEIGHT; }\n");
  try {
    readLent(spec);
    ADD_FAILURE() << "nothing declares WEIGHT";
  } catch (const InputError &error) {
    EXPECT_THAT(error.what(), HasSubstr("WEIGHT"));
  }
}

/// Definitions that need each other end.
TEST_F(Borrowing, Circles) {
  write("tree/include/linux/lib.h", "static inline int weight(int n) { return n ? heavy(n - 1) : 1; }\n"
                                    "static inline int heavy(int n) { return n ? weight(n - 1) : 2; }\n");
  lent = {{"weight", "include/linux/lib.h", 1, 1, ""}, {"heavy", "include/linux/lib.h", 2, 2, ""}};
  try {
    EXPECT_THAT(refusals(readLent(spec).program), Not(IsEmpty()));
  } catch (const InputError &) {
    SUCCEED();
  }
}

/// A tree with headers of its own, in one of which is a helper that no stand-in has.
class BorrowedHelper : public testing::Test {
protected:
  BorrowedHelper() {
    small.write("linux/include/linux/mm_types.h", "");
    small.write("linux/include/linux/mm.h", "static inline int weight(int n)\n{\n\treturn n;\n}\n");
    std::string kernel = std::string("#include <linux/mm.h>\n\n") + test::smallKernel;
    kernel.replace(kernel.find("counter += n;"), 13, "counter += weight(n);");
    small.write("linux/mm/gup.c", kernel);
  }
  test::Result with(const std::string &command, std::vector<std::string> more) const {
    more.insert(more.begin(), {command, "--kernel", small.tree, "--spec", small.spec});
    return test::pinproof(more, "", "XDG_CACHE_HOME=" + (small.directory.path / "cache").string());
  }
  test::SmallTree small;
  const std::string patch =
      small.write("weight.patch", "--- a/include/linux/mm.h\n+++ b/include/linux/mm.h\n"
                                  "@@ -1,4 +1,4 @@\n static inline int weight(int n)\n {\n"
                                  "-\treturn n;\n+\treturn n + 1;\n }\n");
};

TEST_F(BorrowedHelper, IsProvedOfAndListed) {
  const test::Result result = with("verify", {});
  EXPECT_EQ(result.exit, 0) << result.out << result.err;
  EXPECT_THAT(result.out, testing::AllOf(HasSubstr("PROVED"), HasSubstr("include/linux/mm.h: weight")));
}

/// Nothing but the header changes: neither what Clang reads at first nor what it asks for.
TEST_F(BorrowedHelper, ThatAPatchChangesIsReadAnew) {
  for (int turn = 0; turn < 3; ++turn) { // the later ones with what the first has kept
    const test::Result result = with("explore", {patch});
    EXPECT_EQ(result.exit, 1) << turn << result.out << result.err;
    EXPECT_THAT(result.out, testing::AllOf(HasSubstr("BROKEN"), HasSubstr("1 line of code: 1 run")));
    if (turn == 1) with("verify", {"--take-over"});
  }
  const test::Result patched = with("verify", {"--take-over", "--patch", patch});
  EXPECT_EQ(patched.exit, 1) << patched.out;
}

} // namespace
} // namespace pinproof::model
