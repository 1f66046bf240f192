// What the front end tells of the kernel's text besides the Program: lines of jumps, what is used outside of
// functions, and what ours says nothing about.
#include "tests/reader_fixture.h"

#include <gmock/gmock.h>

namespace pinproof::model {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class Mentioned : public Reader {
protected:
  ReadResult readWith(const std::string &kernel, const std::string &before = "") {
    write("tree/mm/gup.c", kernel);
    return read("#include <pinproof.h>\n" + before +
                "\n#include \"mm/gup.c\"\nstatic int seen;\nINIT() {}\n"
                "TRANSITION(go) { seen += f(any_int(\"a\", 0, 2)); }\n");
  }
  /// By first line, the lines of mm/gup.c that use what stands there.
  static std::map<unsigned, std::set<unsigned>> uses(const ReadResult &result) {
    std::map<unsigned, std::set<unsigned>> all;
    for (const Declared &one : result.declared) {
      EXPECT_EQ(one.file, "mm/gup.c");
      for (const auto &[file, line] : one.uses) all[one.first].insert(line);
    }
    return all;
  }
};

TEST_F(Mentioned, JumpsThatStandInTheCHaveLines) {
  const ReadResult result =
      readWith("int f(int a)\n{\n\tfor (;;) {\n\t\tif (a == 2)\n\t\t\tbreak;\n\t\tif (a == 1)\n"
               "\t\t\tgoto out;\n\t\ta++;\n\t\tcontinue;\n\t}\nout:\n\treturn a;\n}\n");
  ASSERT_EQ(result.functions.size(), 1u);
  EXPECT_THAT(result.functions[0].code, ElementsAre(4u, 5u, 6u, 7u, 8u, 9u, 12u));
}

TEST_F(Mentioned, WhatIsUsedOutsideOfFunctions) {
  const auto all =
      uses(readWith("#define ONE 1\n"                           // 1
                    "#define TWO (ONE + \\\n\tONE)\n"           // 2
                    "enum { NO, YES };\n"                       // 4
                    "struct s {\n\tint x;\n\tint y;\n};\n"      // 5
                    "static int g(int);\n"                      // 9
                    "static const struct s t = { .x = ONE };\n" // 10
                    "static int unused(void) { return NO; }\n"
                    "static int g(int a)\n{\n\treturn a;\n}\n"
                    "int f(int a)\n{\n\ta += TWO;\n\ta += t.y;\n\treturn g(a) +\n\t\tYES;\n}\n"));
  EXPECT_EQ(all.at(1), (std::set<unsigned>{10, 18}));
  EXPECT_EQ(all.at(2), (std::set<unsigned>{18}));
  EXPECT_EQ(all.at(4), (std::set<unsigned>{21})); // not of who is not reached
  EXPECT_EQ(all.at(5), (std::set<unsigned>{19}));
  EXPECT_EQ(all.count(6), 0u);
  EXPECT_EQ(all.at(7), (std::set<unsigned>{19}));
  EXPECT_EQ(all.at(9), (std::set<unsigned>{20}));
  EXPECT_EQ(all.at(10), (std::set<unsigned>{19}));
}

TEST_F(Mentioned, WhatOursSaysNothingAbout) {
  const ReadResult result =
      readWith("int f(int a)\n{\n\tbarrier();\n\tstatistic(a, 1);\n\tempty(a);\n\tsecond(a, 2);\n"
               "\tall(a);\n\treturn any(a, 1, 2) + is_huge(a);\n}\n",
               "#define barrier() ((void)0)\n#define statistic(a, n) ((void)(a))\n"
               "static inline void empty(int a) {}\n"
               "static inline int second(int a, int b) { return b; }\n"
               "static inline int all(int a) { return a; }\n"
               "#define any(a, ...) (a)\n#define is_huge(a) false\n#define false 0\n");
  EXPECT_EQ(result.silent.at("barrier"), (Silence{true, "", {}, ~0u}));
  EXPECT_EQ(result.silent.at("statistic"), (Silence{true, "", {0, 1}, ~0u}));
  EXPECT_EQ(result.silent.at("empty"), (Silence{true, "", {0}, ~0u}));
  EXPECT_EQ(result.silent.at("second"), (Silence{false, "", {0}, ~0u}));
  EXPECT_EQ(result.silent.at("any"), (Silence{false, "", {1}, 1}));
  EXPECT_EQ(result.silent.at("is_huge"), (Silence{true, "", {0}, ~0u}));
  EXPECT_EQ(result.silent.count("all"), 0u);
}

TEST_F(Mentioned, ByAnAssumptionThatIsMade) {
  const std::string kernel = "int f(int a)\n{\n\treturn a;\n}\n";
  const auto silent = readWith(kernel, "MEANINGLESS(smp_rmb, A1);\nASSUMPTION(mine, \"so it is\");\n"
                                       "MEANINGLESS(flush, mine);\n")
                          .silent;
  EXPECT_EQ(silent.at("smp_rmb").label, "A1");
  EXPECT_TRUE(silent.at("flush").isWhole);
  write("tree/mm/gup.c", kernel);
  EXPECT_THAT(errorOf("#include <pinproof.h>\n#include \"mm/gup.c\"\nMEANINGLESS(smp_rmb, nowhere);\n"
                      "INIT() {}\nTRANSITION(go) { f(1); }\n")
                  .what(),
              testing::HasSubstr("names an assumption that nobody makes"));
}

} // namespace
} // namespace pinproof::model
