// What answers take for granted: every label has its statement in docs/model.md, and --strict fails on what
// nobody has accepted.
#include "cli/baseline.h"
#include "cli/json.h"
#include "cli/status.h"
#include "cli/text.h"
#include "model/clang/reader.h"
#include "tests/kernel_sources.h"
#include "tests/process.h"
#include "tests/reports.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <regex>
#include <set>

namespace pinproof::test {
namespace {

namespace fs = std::filesystem;
using cli::Acceptance;
using model::Assumption;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using Json = nlohmann::json;

const std::string source = PINPROOF_SOURCE_DIR;

model::Program read(const std::string &spec, const std::string &tree) {
  model::ReadOptions options;
  options.specFile = spec;
  options.specDirectory = source + "/specs";
  options.kernelTree = tree;
  return model::readSpecification(options).program;
}

/// The labels that docs/model.md gives, each once.
std::set<std::string> documented() {
  const std::string text = readFile(source + "/docs/model.md");
  const std::regex label(R"((\| |\n|\. |^)\[([ADEFG][0-9]+)\])");
  std::set<std::string> labels;
  for (std::sregex_iterator at(text.begin(), text.end(), label), end; at != end; ++at)
    EXPECT_TRUE(labels.insert((*at)[2]).second) << (*at)[2] << " is given to two statements";
  return labels;
}

} // namespace

TEST(Assumptions, EveryLabelIsAStatementOfTheDocumentationAndSaysOneThing) {
  const std::set<std::string> labels = documented();
  std::map<std::string, std::string> texts;
  for (const auto &entry : fs::directory_iterator(source + "/specs"))
    if (entry.path().extension() == ".c")
      for (const Assumption &a : read(entry.path().string(), source + "/specs/kernel").assumptions) {
        EXPECT_TRUE(labels.contains(a.label)) << entry.path() << ": " << a.label;
        EXPECT_EQ(texts.try_emplace(a.label, a.text).first->second, a.text) << entry.path();
      }
  for (const Assumption &a :
       {model::operationsAreSteps(), model::machineIsX86(), model::headersReadAsEmpty({}),
        model::functionsModelled(""), model::functionsCutOut(""), model::hunksLeftOut("")}) {
    EXPECT_TRUE(labels.contains(a.label)) << a.label;
    EXPECT_EQ(texts.try_emplace(a.label, a.text).first->second, a.text);
  }
}

/// Where there are address spaces, the kernel's functions decide which pages are exclusive: nothing is taken
/// for granted then; and where it changes, only that pages are so when they are pinned. Elsewhere whoever
/// makes a folio does it.
TEST(Assumptions, ExclusivePagesAreTakenForGrantedWhereNobodyMakesThem) {
  for (const auto &entry : fs::directory_iterator(source + "/specs")) {
    if (entry.path().extension() != ".c") continue;
    const model::Program program = read(entry.path().string(), source + "/specs/kernel");
    auto has = [&](const char *label) {
      return std::any_of(program.assumptions.begin(), program.assumptions.end(),
                         [&](const Assumption &a) { return a.label == label; });
    };
    EXPECT_EQ(has("A10") + has("F4") + has("G10") + has("E1"), 1) << entry.path();
  }
}

class OwnSpec : public testing::Test {
protected:
  std::vector<Assumption> assumptionsOf(const std::string &text) {
    directory.write("tree/mm/a.c", "static int used(void) { return 1; }\n");
    directory.write("tree/include/linux/a.h", "#if 0\nstatic int used(void) { return 1; }\n#endif\nint b;\n");
    return read(directory.write("mine.c", "#include <pinproof.h>\n" + text +
                                              "INIT() {}\nTRANSITION(go) { int a = used(); }\n"),
                (directory.path / "tree").string())
        .assumptions;
  }
  TemporaryDirectory directory;
};

TEST_F(OwnSpec, BearsItsName) {
  auto all = assumptionsOf("#include \"mm/a.c\"\nASSUMPTION(A9, \"all is well\");\n");
  EXPECT_THAT(all, Contains(Assumption{"mine.A9", "all is well", {}}));
}

TEST_F(OwnSpec, TakesNoLabelTwice) {
  try {
    assumptionsOf("#include \"mm/a.c\"\nASSUMPTION(x, \"one\");\nASSUMPTION(x, \"two\");\n");
    FAIL();
  } catch (const model::InputError &error) {
    EXPECT_THAT(error.what(), HasSubstr("two assumptions are called mine.x"));
    EXPECT_EQ(error.where.line, 4u);
  }
}

TEST_F(OwnSpec, AFunctionCutOutOfAHeaderIsListed) {
  auto all = assumptionsOf("#include <only/include/linux/a.h/used>\n");
  ASSERT_THAT(all, Contains(model::functionsCutOut("include/linux/a.h: used()")));
}

/// Macros of a specification that hide what the tree defines, as mine.c hides it.
class HidingMacros : public testing::Test {
protected:
  /// What is listed for a specification that begins with `macros`, includes this mm/a.c and calls go().
  std::vector<std::string> listed(const std::string &macros, const std::string &kernel) {
    directory.write("tree/mm/a.c", kernel);
    directory.write("tree/include/linux/a.h",
                    "#if X\nint cut(int n) {\n#else\nint cut(void) {\n#endif\nreturn 1; }\n"
                    "int beside(int n) { return n; }\n#define shape(n) n\n");
    const std::string spec = directory.write("mine.c", "#include <pinproof.h>\n" + macros +
                                                           "#include \"mm/a.c\"\n"
                                                           "INIT() {}\nTRANSITION(run) { int a = go(1); }\n");
    for (const Assumption &a : read(spec, (directory.path / "tree").string()).assumptions)
      if (a.label == "A4") return a.about;
    return {};
  }
  static std::string byMine(const std::string &name) { return name + "() by a macro of "; }
  TemporaryDirectory directory;
};

const std::string goCallsF = "static int go(int n) { return f(n); }\n";
const std::string defineF = "static int f(int n)\n{\n\treturn n + 1;\n}\n";

TEST_F(HidingMacros, AFunctionOfAFileThatIsReadIsListed) {
  const auto isF = ElementsAre(AllOf(StartsWith(byMine("f")), EndsWith("mine.c")));
  EXPECT_THAT(listed("#define f(n) 0\n", defineF + goCallsF), isF);
  EXPECT_THAT(listed("#define g(n) 0\n#define f(n) g(n)\n", defineF + goCallsF), isF);
  EXPECT_THAT(listed("#define f(n) 0\n", "int f(int n) __attribute__((cold))\n;" + defineF + goCallsF), isF);
  EXPECT_THAT(listed("#define f(n) 0\n", "#ifndef f\n" + defineF + "#endif\n" + goCallsF), isF);
  EXPECT_THAT(listed("#define f(n) 0\n", "#ifdef f\n#else\n" + defineF + "#endif\n" + goCallsF), isF);
  EXPECT_THAT(listed("#define f(n) 0\n", "#if !defined(f)\n" + defineF + "#endif\n" + goCallsF), isF);
  EXPECT_THAT(listed("#define f(n) 0\n#define __must_hold(x)\n",
                     "static int f(int n) __must_hold(n) { return n; }\n" + goCallsF),
              isF)
      << "and what is said about it is not";
}

TEST_F(HidingMacros, ThoughOneOfTwoBranchesOpensABrace) {
  const std::string before = "static int b(int n) {\n#if 0\nif (n) {\n#else\n{\n#endif\n} return n; }\n";
  EXPECT_THAT(listed("#define f(n) 0\n", before + defineF + goCallsF), ElementsAre(StartsWith(byMine("f"))));
}

TEST_F(HidingMacros, EvenAfterTheDefinition) {
  directory.write("tree/mm/f.c", defineF);
  EXPECT_THAT(listed("#include \"mm/f.c\"\n#define f(n) 0\n", goCallsF),
              ElementsAre(StartsWith(byMine("f"))));
}

TEST_F(HidingMacros, AMacroOfTheTreeIsListed) {
  const std::string fallback = "#ifndef f\n#  define f(n) (n)\n#endif\n";
  EXPECT_THAT(listed("#define f(n) 0\n", fallback + goCallsF), ElementsAre(StartsWith(byMine("f"))));
  EXPECT_THAT(listed("#define f(n) 0\n", fallback + "#if f(1)\n#endif\nstatic int go(int n) { return n; }\n"),
              ElementsAre(StartsWith(byMine("f"))));
}

TEST_F(HidingMacros, TheRestOfAHeaderThatIsCutUpCounts) {
  const std::string cut = "#include <only/include/linux/a.h/beside>\n";
  EXPECT_THAT(listed("#define cut(n) 0\n" + cut, "static int go(int n) { return cut(n); }\n"),
              ElementsAre(StartsWith(byMine("cut"))));
  EXPECT_THAT(listed("#define shape(n) 0\n" + cut, "static int go(int n) { return shape(n); }\n"),
              ElementsAre(StartsWith(byMine("shape"))));
}

TEST_F(HidingMacros, AreSaidOfPageTableEntries) {
  std::vector<std::string> all;
  for (const Assumption &a : read(source + "/specs/gup_entries.c", treeOf("6.12")).assumptions)
    if (a.label == "A4") all = a.about;
  for (const char *name : {"pte_needs_soft_dirty_wp", "vma_soft_dirty_enabled", "pte_offset_map_lock"})
    EXPECT_THAT(all, Contains(byMine(name) + "specs/include/pinproof/whole_entries.h"));
  EXPECT_THAT(all, Not(Contains(StartsWith("nth_page")))) << "a stand-in header's";
}

TEST_F(HidingMacros, NothingElseIsListed) {
  EXPECT_THAT(listed("#define f(n) 0\n", goCallsF), IsEmpty()) << "the tree has none";
  EXPECT_THAT(listed("", defineF + goCallsF), IsEmpty());
  EXPECT_THAT(listed("", "#define f(n) 0\n" + goCallsF), IsEmpty()) << "its own macro";
  EXPECT_THAT(listed("#define f(n) 0\n", "int f(int n);\n" + goCallsF), IsEmpty()) << "declared";
  EXPECT_THAT(listed("#define f(n) 0\n", defineF + "static int go(int n) { return n; }\n"), IsEmpty())
      << "nobody calls it";
  EXPECT_THAT(listed("#define f(n) 0\n#undef f\n", defineF + goCallsF), IsEmpty());
  EXPECT_THAT(listed("#define f(n) 0\n", "#if 0\n" + defineF + "#endif\n" + goCallsF), IsEmpty())
      << "not in this configuration";
  EXPECT_THAT(listed("#define each(n) for (int i = 0; i < n; i++)\n",
                     "static int go(int n) { int s = 0; each(3) { s += n; } return s; }\n"),
              IsEmpty())
      << "a loop is no definition";
  EXPECT_THAT(listed("#define size(n) n\n",
                     "static int a[size(2)] = { 1, 2 };\nstatic int go(int n) { return a[0] + size(1); }\n"),
              IsEmpty());
  EXPECT_THAT(
      listed("#define __hot(n) __attribute__((hot))\n", "static __hot(1) int go(int n) { return n; }\n"),
      IsEmpty());
}

class Strict : public testing::Test {
protected:
  cli::Report report = cli::reportOf({cli::proved("p")});
  std::vector<std::string> open(const std::vector<Acceptance> &accepted) {
    cli::applyStrict(accepted, report);
    std::vector<std::string> texts;
    for (const Assumption &a : report.unaccepted) texts.push_back(a.label + " " + toString(a));
    return texts;
  }
  void SetUp() override {
    report.specs[0].assumptions = {{"A10", "ten", {}}, {"A9", "nine", {}}, {"A3", "empty", {"x.h", "y.h"}}};
  }
};

TEST_F(Strict, WhatNobodyAcceptsIsOpenInTheOrderOfItsLabels) {
  EXPECT_THAT(open({}), ElementsAre("A3 empty: x.h, y.h", "A9 nine", "A10 ten"));
  EXPECT_EQ(exitCode(report), 3);
  EXPECT_EQ(open({}).size(), 3u) << "again is no more";
  EXPECT_THAT(renderText(report, {}), HasSubstr("NOT ACCEPTED: A3, A9, A10"));
}

TEST_F(Strict, WholeAndInParts) {
  EXPECT_THAT(open({{"A9", {}}, {"A3", {"x.h"}}}), ElementsAre("A3 empty: y.h", "A10 ten"));
  EXPECT_THAT(open({{"A3", {"x.h"}}, {"A3", {"y.h"}}, {"A10", {}}, {"A9", {}}}), IsEmpty());
  EXPECT_EQ(exitCode(report), 0);
}

TEST_F(Strict, WhatIsAcceptedAndNotMadeIsSaid) {
  auto left = idle({{"A9", {}}, {"A1", {}}, {"A3", {"z.h"}}}, report);
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].label, "A1");
  EXPECT_EQ(left[1].label, "A3");
}

TEST_F(Strict, AViolationIsMoreSerious) {
  report.specs[0].properties.push_back(cli::with(cli::Outcome::Violated));
  open({});
  EXPECT_EQ(exitCode(report), 1);
}

/// Whole runs.
class StrictRun : public testing::Test {
protected:
  Result verify(std::vector<std::string> more) {
    more.insert(more.begin(), {"verify", "-s", "misuse_put_page"});
    return pinproof(more);
  }
  TemporaryDirectory directory;
};

TEST_F(StrictRun, FailsAndSaysHowNotTo) {
  Result r = verify({"--strict"});
  EXPECT_EQ(r.exit, 3) << r.err;
  EXPECT_THAT(r.out, HasSubstr("NOT ACCEPTED: A1, A2, "));
  EXPECT_THAT(r.out, HasSubstr("--accept"));
  r = verify({"--strict", "--accept", "A1,A2,A5,A7,A8", "--accept", "A9,A10,A11,A15,A99"});
  EXPECT_EQ(r.exit, 0) << r.out;
  EXPECT_THAT(r.err, HasSubstr("--accept A99: no answer depends on that"));
  EXPECT_EQ(verify({"--accept", "A1"}).exit, 2) << "without --strict it would mean nothing";
}

TEST_F(StrictRun, CommandsThatAreNoGatesSayWhichIsOne) {
  for (const char *command : {"limits", "replay", "certify", "show", "coverage", "mutants"})
    for (const char *option : {"--strict", "--accept"}) {
      const Result r = pinproof({command, option});
      EXPECT_EQ(r.exit, 2) << command;
      EXPECT_THAT(r.err, HasSubstr("'" + std::string(command) + "' is no gate; 'pinproof verify --strict'"));
    }
  EXPECT_THAT(pinproof({"limits", "--help"}).out, Not(HasSubstr("--strict")));
}

TEST_F(StrictRun, TheBaselineAcceptsOnceSomebodyHasSaidWhy) {
  const fs::path file = directory.path / "known.json";
  verify({"--strict", "--write-baseline", file.string()});
  Result r = verify({"--strict", "--baseline", file.string()});
  EXPECT_EQ(r.exit, 2) << "no reason is given";
  Json baseline = Json::parse(readFile(file));
  ASSERT_FALSE(baseline.at("assumptions").empty());
  for (Json &entry : baseline.at("assumptions")) entry["reason"] = "read", entry["owner"] = "me";
  directory.write("known.json", baseline.dump());
  r = verify({"--strict", "--baseline", file.string()});
  EXPECT_EQ(r.exit, 0) << r.out << r.err;
  for (Json &entry : baseline.at("assumptions"))
    if (entry.contains("about")) entry["about"][0] = "another";
  directory.write("known.json", baseline.dump());
  r = verify({"--strict", "--baseline", file.string()});
  EXPECT_EQ(r.exit, 3) << "a function more than was accepted";
  EXPECT_THAT(r.out, HasSubstr("NOT ACCEPTED: A5\n"));
}

TEST_F(StrictRun, EveryFormatHasItAndMergeKeepsIt) {
  const std::string report = (directory.path / "report.json").string();
  verify({"--strict", "-o", "json:" + report});
  for (const char *format : {"text", "sarif", "junit", "ktap", "github", "markdown", "html"}) {
    Result r = pinproof({"merge", report, "--format", format});
    EXPECT_EQ(r.exit, 3) << format;
    EXPECT_THAT(r.out, HasSubstr("A11")) << format;
    EXPECT_THAT(r.out, HasSubstr(format == std::string("text") ? "NOT ACCEPTED" : "ssumption")) << format;
  }
  EXPECT_EQ(pinproof({"merge", report, "--strict", "--accept", "A1,A2,A5,A7,A8,A9,A10,A11,A15"}).exit, 0);
}

} // namespace pinproof::test
