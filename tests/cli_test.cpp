// The command line's parts, and the command line as a whole where no kernel is read.
#include "cli/compile_flags.h"
#include "cli/make_report.h"
#include "cli/message.h"
#include "cli/side_by_side.h"
#include "tests/process.h"

#include <gmock/gmock.h>

#include <atomic>

namespace pinproof::cli {
namespace {

using model::Integer;
using model::Linear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// A counter of 8 bits and a pointer, with a step that adds any 1..64 and one that doubles.
struct Small {
  model::Program program;
  model::TransitionSystem system;
  Small() {
    program.inputs = {{"pages", 1, 64, {}, {}}, {"", 0, 1, {"fast", "slow"}, {}}};
    system.name = "small";
    system.variables.resize(2);
    system.variables[0].name = "count";
    system.variables[1].name = "folio";
    system.variables[1].domain = {0, 1};
    system.variables[1].domainNames = {"NULL", "&zero"};
    model::Path init, add, twice;
    init.inputs = {{"which", 0, 1, 1}};
    init.update = {{0, Linear(1)}, {1, Linear(0)}};
    add.inputs = {{"pages", 1, 64, 0}, {"rounds", 1, 64, {}}};
    add.update = {{0, Linear::variable(0) + Linear::variable(2)}, {1, Linear(1)}};
    add.guard = {atLeast(Linear(100), Linear::variable(0))};
    twice.update = {{0, Linear::variable(0) * 2}};
    system.init = {init};
    system.transitions = {{"add", {}, {add}}, {"twice", {}, {twice}}};
    model::Property bound;
    bound.name = "bound";
    bound.bad = {{atLeast(Linear::variable(0), Linear(200))}};
    system.properties = {bound};
  }
};

TEST(MakeReport, NamesWhatATraceDoes) {
  Small small;
  model::Trace trace{0, {1}, {{0, 0, {64, 7}, 4}}, true};
  check::ReplayResult replay;
  replay.initial = {1, 0};
  replay.groups = {{{1, 0}, {257, 1}, {{"mm/gup.c", 10, 1}}}};
  ReportTrace shown = makeTrace(small.program, small.system, "bound", trace, replay);
  EXPECT_EQ(shown.init.choices.at(0).shown, "slow");
  EXPECT_EQ(shown.init.choices.at(0).label, "fast|slow");
  ASSERT_EQ(shown.steps.size(), 1u);
  ASSERT_EQ(shown.steps[0].choices.size(), 1u) << "auxiliary inputs are nobody's choice";
  EXPECT_EQ(shown.steps[0].choices[0].shown, "64 pages");
  ASSERT_EQ(shown.steps[0].changes.size(), 2u);
  EXPECT_EQ(shown.steps[0].changes[0].after.shown, "257");
  EXPECT_EQ(shown.steps[0].changes[1].before.shown, "NULL");
  EXPECT_EQ(shown.steps[0].changes[1].after.shown, "&zero");
}

solver::Answer proved() { return {solver::Proved{}, "induction", 0.5, ""}; }
solver::Answer unknown() { return {solver::Unknown{"time is up", "nothing within 3"}, "", 0.5, ""}; }
/// What the replay of violated()'s trace saw.
check::ReplayResult replayed() {
  check::ReplayResult replay;
  replay.initial = {1, 0};
  replay.groups = {{{1, 0}, {257, 1}, {}}};
  return replay;
}
solver::Answer violated() {
  return {solver::Violated{{0, {0}, {{0, 0, {64, 1}, 4}}, true}}, "accelerated", 0.5, ""};
}

TEST(MakeReport, ComparesWithWhatIsExpected) {
  Small small;
  auto outcome = [&](const solver::Answer &answer, model::Expectation expect, bool accepted = true) {
    small.system.properties[0].expect = expect;
    return makeProperty(small.program, small.system, 0, answer, {accepted, "words", replayed()}).outcome;
  };
  using model::Expectation;
  EXPECT_EQ(outcome(proved(), Expectation::Holds), Outcome::Proved);
  EXPECT_EQ(outcome(proved(), Expectation::Violated), Outcome::Unnoticed);
  EXPECT_EQ(outcome(proved(), Expectation::Finding), Outcome::NotHere);
  EXPECT_EQ(outcome(violated(), Expectation::Finding), Outcome::Finding);
  EXPECT_EQ(outcome(violated(), Expectation::Holds), Outcome::Violated);
  EXPECT_EQ(outcome(violated(), Expectation::Violated), Outcome::Noticed);
  EXPECT_EQ(outcome(unknown(), Expectation::Violated), Outcome::Inconclusive);
  EXPECT_EQ(outcome(unknown(), Expectation::Holds, false), Outcome::Inconclusive);
  small.system.refusals = {{"a function pointer", {"mm/gup.c", 3, 1}, "add", {}}};
  EXPECT_EQ(outcome(unknown(), Expectation::Holds), Outcome::Unsupported);
}

TEST(MakeReport, NothingIsBelievedWithoutItsEvidence) {
  Small small;
  for (const solver::Answer &answer : {proved(), violated()}) {
    PropertyResult p = makeProperty(small.program, small.system, 0, answer, {false, "Safety fails", {}});
    EXPECT_EQ(p.outcome, Outcome::EvidenceFailed);
    EXPECT_EQ(p.verdict, Verdict::Unknown);
    EXPECT_EQ(p.evidence, "Safety fails");
    EXPECT_FALSE(p.trace);
    EXPECT_EQ(p.certificate, "");
  }
}

TEST(MakeReport, WhatWasNotCheckedToTheEndIsNotAnAnswerAndNobodysFault) {
  Small small;
  for (const solver::Answer &answer : {proved(), violated()}) {
    PropertyResult p =
        makeProperty(small.program, small.system, 0, answer, {false, "Safety not decided", {}, true});
    EXPECT_EQ(p.outcome, Outcome::Inconclusive);
    EXPECT_EQ(p.verdict, Verdict::Unknown);
    EXPECT_EQ(p.reason, "the engine's evidence was not checked to the end: Safety not decided");
    EXPECT_FALSE(p.trace);
    EXPECT_EQ(p.certificate, "");
  }
}

TEST(CompileFlags, KeepsWhatDecidesReading) {
  const std::vector<std::string> line = {"gcc",
                                         "-Wp,-MMD,mm/.gup.o.d",
                                         "-nostdinc",
                                         "-I./arch/x86/include",
                                         "-I",
                                         "include",
                                         "-include",
                                         "linux/kconfig.h",
                                         "-D__KERNEL__",
                                         "-D",
                                         "X=1",
                                         "-std=gnu11",
                                         "-fshort-wchar",
                                         "-fplugin=x.so",
                                         "-mfentry",
                                         "-O2",
                                         "-Wall",
                                         "-c",
                                         "-o",
                                         "mm/gup.o",
                                         "mm/gup.c"};
  EXPECT_THAT(readingFlags(line, "/b"),
              ElementsAre("-nostdinc", "-I", "/b/arch/x86/include", "-I", "/b/include", "-include",
                          "linux/kconfig.h", "-D__KERNEL__", "-DX=1", "-std=gnu11", "-fshort-wchar"));
}

TEST(CompileFlags, SplitsAsAShellDoes) {
  EXPECT_THAT(splitCommand("a  'b c' \"d \\\"e\\\"\" f\\ g -DX='\"y\"' ''\n"),
              ElementsAre("a", "b c", "d \"e\"", "f g", "-DX=\"y\"", ""));
  EXPECT_THAT(splitCommand(" \n"), IsEmpty());
}

TEST(CompileFlags, ReadsBothSources) {
  test::TemporaryDirectory directory;
  Options options;
  options.compileCommands = directory.write("compile_commands.json", R"([
    {"directory": "/b", "file": "mm/other.c", "arguments": ["cc", "-DOTHER"]},
    {"directory": "/b", "file": "/b/mm/gup.c", "command": "cc -DIT -Iinclude -c mm/gup.c"}])");
  EXPECT_THAT(configuredFlags(options), ElementsAre("-DIT", "-I", "/b/include"));
  options.compileCommands.reset();
  options.flagsFrom =
      directory.write("mm/.gup.o.cmd", "savedcmd_mm/gup.o := gcc -DCMD -Iinclude -c -o mm/gup.o mm/gup.c\n\n"
                                       "source_mm/gup.o := mm/gup.c\ndeps := -DNOT\n");
  EXPECT_THAT(configuredFlags(options), ElementsAre("-DCMD", "-I", (directory.path / "include").string()));
  options.flagsFrom = directory.write("flags", "-DPLAIN\n-I inc\n");
  EXPECT_THAT(configuredFlags(options), ElementsAre("-DPLAIN", "-I", (directory.path / "inc").string()));
}

TEST(Message, GuessesWhatWasMeant) {
  EXPECT_EQ(closest("zero_pge", {"balance", "zero_page"}), "zero_page");
  EXPECT_EQ(closest("xyz", {"balance", "zero_page"}), "");
}

TEST(Message, ShowsPlaceExcerptAndRemedy) {
  model::InputError error("expected ';'", {"specs/a.c", 3, 7}, "Add one.", "int x\n     ^");
  EXPECT_EQ(describe(error), "pinproof: specs/a.c:3:7: error: expected ';'\n  int x\n       ^\n  Add one.\n");
}

TEST(SideBySide, DoesAllJobsAndRethrowsTheFirstFailure) {
  std::atomic<int> done = 0;
  EXPECT_THROW(sideBySide(20, 4,
                          [&](size_t i) {
                            ++done;
                            if (i == 3) throw std::invalid_argument("3");
                            if (i == 15) throw std::runtime_error("15");
                          }),
               std::invalid_argument);
  EXPECT_EQ(done, 20);
}

TEST(CommandLine, VersionNamesAllThree) {
  test::Result result = test::pinproof({"--version"});
  EXPECT_EQ(result.exit, 0);
  EXPECT_THAT(result.out, testing::MatchesRegex("pinproof [0-9.]+\nClang [0-9.]+\nZ3 [0-9.]+\n"));
  EXPECT_EQ(result.err, "");
}

TEST(CommandLine, HelpIsData) {
  test::Result result = test::pinproof({"verify", "--help"});
  EXPECT_EQ(result.exit, 0);
  EXPECT_THAT(result.out, HasSubstr("--kernel"));
  EXPECT_THAT(result.out, HasSubstr("Exit codes:"));
  EXPECT_EQ(result.err, "");
}

TEST(CommandLine, MistakesExitWith2AndPrintNoData) {
  const std::vector<std::vector<std::string>> mistakes = {
      {},
      {"prove"},
      {"verify", "--frobnicate"},
      {"verify", "--timeout", "soon"},
      {"verify", "--timeout", "-1"},
      {"verify", "-j", "0"},
      {"verify", "--engine", "oracle"},
      {"verify", "--format", "xml"},
      {"verify", "-q", "-v"},
      {"verify", "--compile-commands", "a", "--cflags-from", "b"},
      {"verify", "stray"},
      {"replay"},
      {"show", "--format", "json"},
  };
  for (const auto &mistake : mistakes) {
    test::Result result = test::pinproof(mistake);
    EXPECT_EQ(result.exit, 2) << testing::PrintToString(mistake);
    EXPECT_EQ(result.out, "") << testing::PrintToString(mistake);
    EXPECT_THAT(result.err, StartsWith("pinproof: error: ")) << testing::PrintToString(mistake);
  }
}

} // namespace
} // namespace pinproof::cli
