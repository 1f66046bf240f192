// What is said of the lines of a patch: on a file of a few functions whose lines say themselves whether a
// path runs through them. Whole runs are in explore_test.cpp.
#include "cli/changed_lines.h"
#include "cli/patch/c_text.h"
#include "cli/patch/diff.h"
#include "cli/patch/statements.h"
#include "model/clang/tokens.h"

#include <gmock/gmock.h>

namespace pinproof::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Line = FunctionCoverage::Line;

/// Functions whose lines end with //R (run), //N (not run), //C (constant) or //S (skipped) are reached.
LookedAt lookedAt(const std::string &text, const std::string &program) {
  LookedAt looked;
  looked.program = program;
  const std::vector<std::string> lines = patch::splitLines(text);
  for (const patch::FunctionText &function : patch::functionsIn(text)) {
    FunctionCoverage coverage{"mm/gup.c", function.name, function.first, {}, {}, {"spec"}};
    bool isReached = false;
    for (unsigned line = function.first; line <= function.last; ++line) {
      const std::string &one = lines[line - 1];
      const size_t at = one.rfind("//");
      const char mark = at == one.npos || at + 3 != one.size() ? ' ' : one.back();
      coverage.lines.push_back(mark == 'R'   ? Line::Run
                               : mark == 'N' ? Line::NotRun
                               : mark == 'C' ? Line::Constant
                               : mark == 'S' ? Line::Skipped
                                             : Line::Blank);
      isReached = isReached || mark != ' ';
    }
    if (isReached) looked.functions.push_back(coverage);
  }
  return looked;
}

struct Change {
  std::string before, after;
  bool isAnswered = true, isSameProgram = false;
  std::vector<model::Declared> declared{};
  std::map<std::string, model::Silence> silent{};
  std::string file = "mm/gup.c";

  TouchedFile judged() const {
    LookedTwice twice;
    twice.spec = "spec";
    twice.before = lookedAt(before, "one");
    twice.after = lookedAt(after, isSameProgram ? "one" : "other");
    twice.before.declared = twice.after.declared = declared;
    twice.before.silent = twice.after.silent = silent;
    twice.isAnswered = isAnswered;
    twice.filesRead = {"mm/gup.c"};
    patch::Stage stage;
    stage.touched = {file};
    auto put = [&](const std::string &text) {
      return text.empty() ? std::optional<std::string>() : std::optional<std::string>(text);
    };
    const std::vector<TouchedFile> all =
        changedLines(patch::Tree("/nowhere", {{file, put(before)}}),
                     patch::Tree("/nowhere", {{file, put(after)}}), stage, {twice}, false);
    EXPECT_EQ(all.size(), 1u);
    return all.front();
  }
  /// "-3 f: no path runs through it"
  std::vector<std::string> unchecked() const {
    std::vector<std::string> result;
    for (const ChangedLine &line : judged().unchecked)
      result.push_back(line.side + std::to_string(line.number) + " " + line.function + ": " + line.why);
    return result;
  }
};

const std::string notRun = "no path runs through it";

TEST(Tokens, CommentsAndWhiteSpaceAreNone) {
  const auto a = model::tokensIn("int f(void)\n{\n\treturn 1; // one\n}\n");
  EXPECT_EQ(a, model::tokensIn("/* f */ int f ( void ) {\nreturn\n1 ;}"));
  EXPECT_NE(model::tokensIn("a++ + b"), model::tokensIn("a + ++b"));
  EXPECT_NE(model::tokensIn("\"a b\""), model::tokensIn("\"a  b\""));
  EXPECT_EQ(a[0].line, 1u);
  EXPECT_EQ(a.back().line, 4u);
}

TEST(Tokens, ADirectiveEndsWithItsLine) {
  EXPECT_NE(model::tokensIn("#define A b\nc\n"), model::tokensIn("#define A b c\n"));
  EXPECT_EQ(model::tokensIn("#define A b \\\n c\n"), model::tokensIn("#  define A b c\n"));
  EXPECT_NE(model::tokensIn("#define f(x) y\n"), model::tokensIn("#define f (x) y\n"));
  EXPECT_NE(model::tokensIn("#if A\n#endif\n"), model::tokensIn("#if A #endif\n"));
}

std::string kinds(const std::string &text) {
  const auto tokens = model::tokensIn(text);
  std::string result;
  for (const patch::Piece &piece : patch::piecesOf(tokens, 0, tokens.size()))
    result += "HDTLJSlEB#"[static_cast<size_t>(piece.kind)];
  return result;
}

TEST(Pieces, AreStatementsAndWhatPartsThem) {
  EXPECT_EQ(kinds("int f(int a)\n{\nint b, *c;\nstruct folio *d = g(a);\nreturn a;\n}"), "HBDSSB");
  EXPECT_EQ(kinds("int f(void) { if (a && (b)) goto out; else x = (struct s){ 1 }; out: return 0; }"),
            "HBTJESlSB");
  EXPECT_EQ(kinds("int f(void) { switch (a) { case 1 ... 2: b(); break; default: c ? d : e; } }"),
            "HBTBlSJlSBB");
  EXPECT_EQ(
      kinds("int f(void) { do { a++; } while (b); for (i = 0; i < 3; i++) { ; } for_each(x, y) { z(); } }"),
      "HBBBSBLBLBBBLBSBB");
  EXPECT_EQ(kinds("int f(void) { int a[] = { 1, 2 }; g(({ int b = 1; b; }), \n#ifdef C\n 3\n#endif\n); }"),
            "HBSS##B");
}

const char *const kernel = R"(#include <linux/mm.h>
#define LIMIT 3
int f(int a)
{
	int b;

	b = a + //R
		LIMIT;
	if (b > 9) { //R
		put(a); //N
		goto out;
	}
	wmb();
	return b; //R
out:
	return -1; //N
}
int unreached(int a)
{
	return a;
}
)";

std::string with(const std::string &was, const std::string &is, std::string text = kernel) {
  const size_t at = text.find(was);
  EXPECT_NE(at, text.npos) << was;
  return text.replace(at, was.size(), is);
}

TEST(ChangedLines, ThatAreRunAreLookedAt) {
  const Change change{kernel, with("b = a + //R", "b = 2 + a + //R")};
  EXPECT_THAT(change.unchecked(), IsEmpty());
  EXPECT_EQ(change.judged().run, 1u); // nothing is taken out
  EXPECT_EQ(Change({kernel, with("b = a +", "b = c -")}).judged().run, 2u);
}

TEST(ChangedLines, AStatementIsOneWhereverItsInstructionsStand) {
  EXPECT_THAT(Change({kernel, with("\t\tLIMIT;", "\t\tMOST;")}).unchecked(), IsEmpty());
}

TEST(ChangedLines, ThatNoPathRunsThroughAreNotChecked) {
  EXPECT_THAT(Change({kernel, with("put(a);", "put(b);")}).unchecked(),
              ElementsAre("-10 f: " + notRun, "+10 f: " + notRun));
  EXPECT_THAT(Change({kernel, with("return -1;", "return -2;")}).unchecked(),
              ElementsAre("-16 f: " + notRun, "+16 f: " + notRun));
}

TEST(ChangedLines, OfFunctionsThatNobodyReachesAreNotChecked) {
  const std::string why = "no specification reaches it";
  EXPECT_THAT(Change({kernel, with("return a;", "return b;")}).unchecked(),
              ElementsAre("-20 unreached: " + why, "+20 unreached: " + why));
}

TEST(ChangedLines, WhatIsGoneCountsByTheStateBefore) {
  EXPECT_THAT(Change({kernel, with("\t\tput(a); //N\n", "")}).unchecked(), ElementsAre("-10 f: " + notRun));
  EXPECT_THAT(Change({kernel, with("\tb = a + //R\n\t\tLIMIT;\n", "")}).unchecked(), IsEmpty());
  Change change{kernel, with("\tb = a + //R\n\t\tLIMIT;\n", "")};
  change.isAnswered = false; // whoever ran through it has no answer now
  EXPECT_EQ(change.judged().unchecked.size(), 2u);
}

TEST(ChangedLines, AJumpIsRunOnlyIfAPathRunsThroughIt) {
  EXPECT_EQ(Change({kernel, with("goto out;", "goto end;")}).judged().unchecked.size(), 2u);
  const std::string run = with("goto out;", "goto out; //R");
  EXPECT_THAT(Change({run, with("goto out;", "goto end;", run)}).unchecked(), IsEmpty());
}

TEST(ChangedLines, ALabelGoesByTheJumpsToIt) {
  const std::string two = with("\treturn b; //R\n", "\tget(b); //R\n\tget(a); //R\n\treturn b; //R\n");
  const std::string moved = with("\tget(b);", "out:\n\tget(b);", with("out:\n", "", two));
  EXPECT_THAT(Change({two, moved}).unchecked(),
              ElementsAre("+14 f: no path runs through a goto that leads there",
                          "-17 f: no path runs through a goto that leads there"));
}

TEST(ChangedLines, CommentsAndPlacesAreNoChange) {
  const TouchedFile same =
      Change({kernel, with("return a;", "/* as\n\t * it was */\n\n\treturn a;")}).judged();
  EXPECT_EQ(same.run + same.same + same.unchecked.size(), 0u);
  const TouchedFile split = Change({kernel, with("int unreached(int a)", "int\nunreached(int a)")}).judged();
  EXPECT_EQ(split.run + split.unchecked.size(), 0u);
  EXPECT_EQ(split.same, 3u); // of the lines that differ, no token does
  const std::string hidden = with("\treturn a;\n", "\t/*\n\treturn a;\n\t*/\n");
  EXPECT_EQ(Change({kernel, hidden}).judged().unchecked.size(), 1u);
}

TEST(ChangedLines, CodeThatACommentSwallowsIsGone) {
  const std::string hidden = with("\twmb();\n", "/*\n\twmb();\n", with("out:\n", "*/out:\n"));
  EXPECT_THAT(Change({kernel, hidden}).judged().run, 1u); // return b; is gone
}

TEST(ChangedLines, TheSameProgramSaysTheSame) {
  Change change{kernel, with("put(a);", "put((a));")};
  change.isSameProgram = true;
  EXPECT_THAT(change.unchecked(), IsEmpty());
  EXPECT_EQ(change.judged().same, 1u);
  change.after = with("return a;", "return (a);");
  EXPECT_EQ(change.judged().unchecked.size(), 1u); // nobody reads that function
}

TEST(ChangedLines, WhatHasNoMeaningIsNamed) {
  Change change{kernel, with("\twmb();\n", "")};
  EXPECT_THAT(change.unchecked(), ElementsAre("-13 f: wmb() comes to nothing here"));
  change.silent["wmb"] = {true, "A1", {}, ~0u};
  EXPECT_THAT(change.unchecked(), ElementsAre("-13 f: wmb() has no meaning here: A1"));
  change.before = with("return b; //R", "return b + get(1, a); //R");
  change.after = with("return b; //R", "return b + get(1, b); //R");
  EXPECT_THAT(change.unchecked(), IsEmpty());
  change.silent["get"] = {false, "", {1}, ~0u};
  EXPECT_THAT(change.unchecked(), ElementsAre("-14 f: get() is a stand-in that does not look at it",
                                              "+14 f: get() is a stand-in that does not look at it"));
  change.after = with("return b; //R", "return b + get(2, b); //R");
  EXPECT_THAT(change.unchecked(), IsEmpty()); // what it looks at changes too
}

TEST(ChangedLines, OutsideOfFunctionsCountWhereTheyAreUsed) {
  Change change{kernel, with("LIMIT 3", "LIMIT 4")};
  EXPECT_THAT(change.unchecked(),
              ElementsAre("-2 : nothing that is run uses it", "+2 : nothing that is run uses it"));
  change.declared = {{"mm/gup.c", 2, 2, {{"mm/gup.c", 10}}}};
  EXPECT_EQ(change.unchecked().size(), 2u);
  change.declared = {{"mm/gup.c", 2, 2, {{"mm/gup.c", 8}}}}; // a line of a statement that is run
  EXPECT_THAT(change.unchecked(), IsEmpty());
  change.declared = {{"mm/gup.c", 2, 2, {{"mm/other.c", 1}}}, {"mm/other.c", 1, 1, {{"mm/gup.c", 7}}}};
  EXPECT_THAT(change.unchecked(), IsEmpty());
}

TEST(ChangedLines, OneConfigurationIsRead) {
  const std::string text =
      "int f(int a)\n{\n#ifdef CONFIG_X\n\ta++; //S\n#else\n\ta--; //R\n#endif\n\treturn a; //R\n}\n";
  EXPECT_THAT(Change({text, with("a++;", "a += 2;", text)}).unchecked(),
              ElementsAre("-4 f: left out by the preprocessor: #ifdef CONFIG_X",
                          "+4 f: left out by the preprocessor: #ifdef CONFIG_X"));
  EXPECT_THAT(Change({text, with("CONFIG_X", "CONFIG_Y", text)}).unchecked(),
              ElementsAre("-3 f: a condition of the preprocessor: only one configuration is read",
                          "+3 f: a condition of the preprocessor: only one configuration is read"));
  EXPECT_THAT(Change({text, with("#else", "#elif B", text)}).judged().unchecked.size(), 2u);
}

TEST(ChangedLines, BracesGoByWhatTheyPart) {
  const std::string text =
      "int f(int a)\n{\n\tif (a) //R\n\t\tput(a); //R\n\tget(a); //R\n\treturn a; //R\n}\n";
  const std::string both =
      "int f(int a)\n{\n\tif (a) { //R\n\t\tput(a); //R\n\tget(a); //R\n\t}\n\treturn a; //R\n}\n";
  EXPECT_THAT(Change({text, both}).unchecked(), IsEmpty());
  const std::string other = with("get(a);", "else get(a);", text);
  EXPECT_THAT(Change({text, other}).unchecked(), IsEmpty());
  const std::string cold = with("put(a); //R", "put(a); //N", text);
  const std::string parted = with("\tget(a);", "\telse\n\tget(a);", cold);
  EXPECT_THAT(Change({cold, parted}).unchecked(),
              ElementsAre("+5 f: no path runs through the code beside it"));
}

TEST(ChangedLines, NewAndRemovedFilesAreChangedAsAWhole) {
  EXPECT_EQ(Change({"", "int g(void)\n{\n\treturn 1;\n}\n"}).judged().unchecked.size(), 4u);
  EXPECT_EQ(Change({"int g(void)\n{\n\treturn 1;\n}\n", ""}).judged().unchecked.size(), 4u);
}

TEST(ChangedLines, WhatIsNotCIsNotCheckedAndTextIsNotCode) {
  Change change{"obj-y += gup.o\n", "obj-y += gup.o pup.o\n"};
  for (const char *file : {"mm/Makefile", "mm/Kconfig", "arch/x86/entry/entry_64.S", "rust/kernel/page.rs",
                           "scripts/link-vmlinux.sh"}) {
    change.file = file;
    EXPECT_THAT(change.unchecked(), ElementsAre("-1 : not C", "+1 : not C")) << file;
  }
  for (const char *file : {"Documentation/mm/gup.c", "MAINTAINERS", "mm/README.rst", ".mailmap",
                           "tools/testing/selftests/mm/gup_test.c"}) {
    change.file = file;
    EXPECT_THAT(change.unchecked(), IsEmpty()) << file;
    EXPECT_EQ(change.judged().remark, "not code");
  }
}

TEST(ChangedLines, AFileThatNobodyCouldReadIsNotOneThatNobodyReads) {
  LookedTwice unread;
  unread.spec = "gup_entries";
  unread.isUnread = true;
  patch::Stage stage;
  stage.touched = {"mm/gup.c"};
  const patch::Tree before("/nowhere", {{"mm/gup.c", "int a;\n"}}),
      after("/nowhere", {{"mm/gup.c", "int b;\n"}});
  EXPECT_EQ(changedLines(before, after, stage, {unread}, false).front().remark,
            "not known to be read: gup_entries has no answers");
  unread.isUnread = false;
  EXPECT_EQ(changedLines(before, after, stage, {unread}, false).front().remark,
            "no specification reads this file");
}

TEST(ChangedLines, LinesThatWereFoundAsKnownAreLookedAt) {
  LookedTwice twice;
  twice.isAnswered = true;
  twice.before.known = twice.after.known = {{"include/linux/mm.h", {1}}};
  patch::Stage stage;
  stage.touched = {"include/linux/mm.h"};
  const patch::Tree before("/nowhere", {{"include/linux/mm.h", "#define A 1\n#define B 1\n"}}),
      after("/nowhere", {{"include/linux/mm.h", "#define A 2\n#define B 2\n"}});
  const TouchedFile file = changedLines(before, after, stage, {twice}, false).front();
  EXPECT_EQ(file.same, 2u);
  EXPECT_EQ(file.unchecked.size(), 2u);
}

} // namespace
} // namespace pinproof::cli
