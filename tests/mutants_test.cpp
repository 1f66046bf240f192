// Mutants of a kernel of a few lines, each with a fate that is known; how they are named, listed and
// explained; and a few of the embedded kernel's.
#include "cli/explained.h"
#include "cli/status.h"
#include "cli/text.h"
#include "model/clang/reader.h"
#include "tests/process.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pinproof::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Json = nlohmann::json;
using Fate = Mutant::Fate;

const char *const kernel = R"(int refs;
int unseen;
static int half(int a) { return a / 2; }
void put(int count, int flags)
{
	if (flags & BIG)
		count *= BIAS;
	refs -= count;
	unseen = 7;
	if (refs <= 0) {
		refs = 0;
		return;
	}
	while (unseen < 9 && count)
		unseen++;
}
)";

const char *const spec = R"(#include <pinproof.h>
#define BIG 1
#define SMALL 2
#define BIAS 4
EXCHANGE(BIG, SMALL);
EXCHANGE(BIAS, 1);
EXCHANGE(unseen, nothing_of_this_name);
#include "mm/gup.c"
static integer holds;
INIT() { refs = 100; holds = 100; }
TRANSITION(put_big) { assume(holds > 4); holds -= 4; put(1, BIG); }
INVARIANT(counted) { return refs == holds; }
)";

class Mutants : public ::testing::Test {
protected:
  Mutants() {
    directory.write("linux/mm/gup.c", kernel);
    directory.write("put.c", spec);
  }
  test::Result run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"mutants", "--kernel", (directory.path / "linux").string(), "--spec",
                                         (directory.path / "put.c").string()});
    return test::pinproof(arguments);
  }
  test::TemporaryDirectory directory;
};

TEST_F(Mutants, AreTheMistakesThatCouldBeMade) {
  model::ReadOptions options;
  options.specFile = (directory.path / "put.c").string();
  options.specDirectory = PINPROOF_SOURCE_DIR "/specs";
  options.kernelTree = (directory.path / "linux").string();
  options.mutations = true;
  std::vector<Mutant> mutants;
  for (model::Mutation &mutation : model::readSpecification(options).mutations) {
    mutants.emplace_back();
    mutants.back().mutation = std::move(mutation);
  }
  nameMutants(mutants);
  std::vector<std::string> names;
  for (const Mutant &mutant : mutants) names.push_back(mutant.name);
  EXPECT_THAT(names, ElementsAre("put: negate flags & BIG", "put: drop guard flags & BIG",
                                 "put: BIG => SMALL", "put: delete count *= BIAS", "put: BIAS => 1",
                                 "put: delete refs -= count", "put: count => count + 1",
                                 "put: unseen => nothing_of_this_name", "put: delete unseen = 7",
                                 "put: 7 => 7 + 1", "put: delete if (refs <= 0) { refs = 0; return; }",
                                 "put: negate refs <= 0", "put: drop guard refs <= 0",
                                 "put: refs <= 0 => refs < 0", "put: delete refs = 0", "put: 0 => 1",
                                 "put: delete return", "put: delete while (unseen < 9 && count) unseen++",
                                 "put: unseen => nothing_of_this_name (2)", "put: negate unseen < 9",
                                 "put: unseen < 9 => unseen <= 9",
                                 "put: unseen < 9 && count => unseen < 9 || count", "put: negate count",
                                 "put: unseen => nothing_of_this_name (3)", "put: delete unseen++"));
}

TEST_F(Mutants, MeetTheirFates) {
  const test::Result result = run({"--format", "json", "--no-times"});
  EXPECT_EQ(result.exit, exitViolated) << result.err;
  const Json report = Json::parse(result.out);
  std::map<std::string, std::string> fates;
  for (const Json &mutant : report.at("mutants")) fates[mutant.at("name")] = mutant.at("result");
  EXPECT_EQ(fates.at("put: negate flags & BIG"), "trace");
  EXPECT_EQ(fates.at("put: delete count *= BIAS"), "trace");
  EXPECT_EQ(fates.at("put: BIAS => 1"), "trace");
  EXPECT_EQ(fates.at("put: delete refs -= count"), "trace");
  EXPECT_EQ(fates.at("put: drop guard flags & BIG"), "survived") << "nobody puts a small one";
  EXPECT_EQ(fates.at("put: delete unseen = 7"), "survived");
  EXPECT_EQ(fates.at("put: unseen => nothing_of_this_name"), "notCompiled");
  for (const Json &mutant : report.at("mutants")) {
    const bool isBias = mutant.at("name") == "put: BIAS => 1";
    if (mutant.at("name") == "put: drop guard flags & BIG") {
      EXPECT_EQ(mutant.at("seen"), false);
    }
    if (isBias) {
      EXPECT_EQ(mutant.at("property"), "counted");
    }
    if (isBias) {
      EXPECT_EQ(mutant.at("where").at("line"), 7);
    }
  }
  EXPECT_LT(report.at("score").at("noticed"), report.at("score").at("of"));
}

TEST_F(Mutants, SurvivorsCanBeExplained) {
  const std::vector<std::string> few{"--function", "put", "--shard", "2/7"};
  const test::Result result = run(few);
  EXPECT_EQ(result.exit, exitViolated);
  EXPECT_THAT(result.out, HasSubstr("SURVIVED   mm/gup.c:6 put: drop guard flags & BIG\n"
                                    "             if (flags & BIG)\n"
                                    "             no change that any of these sees: put\n"));
  std::string list = "# survivors\n\n";
  const Json report = Json::parse(run({"--shard", "2/7", "--format", "json"}).out);
  for (const Json &mutant : report.at("mutants"))
    if (mutant.at("result") == "survived") list += mutant.at("name").get<std::string>() + " # because\n";
  std::vector<std::string> explained = few;
  explained.insert(explained.end(), {"--explained", directory.write("explained", list)});
  EXPECT_EQ(run(explained).exit, exitAsExpected);
  EXPECT_THAT(run(explained).out, Not(HasSubstr("SURVIVED")));
}

/// Of a statement over several lines whoever runs through one of them.
TEST_F(Mutants, OnlyThoseWhoRunThroughTheLineAreAsked) {
  directory.write("linux/mm/gup.c", R"(int refs;
static int sum(int a, int b) { return a + b; }
void put(int count, int flags)
{
	if (flags & BIG) {
		refs = sum(refs,
			   -4);
	} else {
		refs -= count;
		refs++;
	}
}
)");
  const Json report = Json::parse(run({"--function", "put", "--format", "json"}).out);
  std::map<std::string, Json> mutants;
  for (const Json &mutant : report.at("mutants")) mutants[mutant.at("name")] = mutant;
  EXPECT_EQ(mutants.at("put: delete refs = sum(refs, -4)").at("result"), "trace");
  EXPECT_EQ(mutants.at("put: negate flags & BIG").at("result"), "trace");
  const Json &unseen = mutants.at("put: delete refs -= count");
  EXPECT_EQ(unseen.at("result"), "survived");
  EXPECT_EQ(unseen.at("specs"), Json::array());
  EXPECT_EQ(unseen.at("seen"), false);
  const test::Result text = run({"--function", "put"});
  EXPECT_THAT(text.out, HasSubstr("put: delete refs++\n"
                                  "             refs++;\n"
                                  "             no specification runs through this line\n"));
  EXPECT_THAT(text.out, HasSubstr("on lines that nothing runs through)"));
}

TEST_F(Mutants, MistakesAreExplained) {
  EXPECT_THAT(run({"--function", "half"}).err,
              HasSubstr("no specification reaches a kernel function half()"));
  EXPECT_EQ(run({"--explained", directory.write("list", "put: x\n")}).exit, exitUsage);
  EXPECT_THAT(run({"--explained", directory.write("list", "put: x # a\n\nput: x # b\n")}).err,
              HasSubstr("list:3"));
  EXPECT_THAT(run({"--explained", directory.write("list", "put* # a\n")}).err,
              HasSubstr("a pattern is about one function"));
}

TEST(Explaining, SaysWhichEntriesCanGo) {
  MutantReport report;
  report.mutants.resize(2);
  report.mutants[0].name = "f: delete a";
  report.mutants[0].fate = Fate::Survived;
  report.mutants[1].name = "f: delete b";
  report.mutants[1].fate = Fate::Trace;
  EXPECT_EQ(exitCode(report), exitViolated);
  explain(report, {{"f: delete a", "why"}, {"f: delete b", "why"}}, true);
  EXPECT_EQ(exitCode(report), exitAsExpected);
  EXPECT_EQ(report.mutants[0].reason, "why");
  EXPECT_EQ(report.mutants[1].reason, "");
  EXPECT_THAT(report.notes, ElementsAre("explained, but no survivor: f: delete b"));
  EXPECT_EQ(report.outOf(), 1u);
  report.mutants[1].fate = Fate::NotRun;
  EXPECT_EQ(exitCode(report), exitInconclusive);
  report.mutants[1].fate = Fate::Failed;
  EXPECT_EQ(exitCode(report), exitInternal);
}

MutantReport survivors(const std::vector<std::string> &names) {
  MutantReport report;
  for (const std::string &name : names) {
    report.mutants.emplace_back();
    report.mutants.back().name = name;
    report.mutants.back().fate = Fate::Survived;
  }
  return report;
}

TEST(Explaining, APatternIsOnlyForWhatNobodySees) {
  MutantReport report = survivors({"f: delete a", "f: delete b", "f: negate a"});
  report.mutants[0].isSeen = true;
  report.mutants[1].specs = {"spec"};
  explain(report, {{"f: *", "why"}}, true);
  EXPECT_EQ(report.mutants[0].reason, "") << "a specification could have noticed it";
  EXPECT_EQ(report.mutants[1].reason, "why");
  EXPECT_EQ(report.mutants[2].reason, "why");
  EXPECT_THAT(report.notes, IsEmpty());
  EXPECT_EQ(exitCode(report), exitViolated);
  explain(report, {{"f: *", "why"}, {"f: delete a", "its own"}}, true);
  EXPECT_EQ(report.mutants[0].reason, "its own");
}

TEST(Explaining, WhatSaysMoreGoesFirst) {
  MutantReport report = survivors({"f: delete a", "f: delete b", "f: negate a", "ff: delete a"});
  explain(report,
          {{"f: *", "function"}, {"f: del*", "statement"}, {"f: delete a", "name"}, {"f: drop *", "nothing"}},
          true);
  EXPECT_EQ(report.mutants[0].reason, "name");
  EXPECT_EQ(report.mutants[1].reason, "statement");
  EXPECT_EQ(report.mutants[2].reason, "function");
  EXPECT_EQ(report.mutants[3].reason, "");
  EXPECT_THAT(report.notes, ElementsAre("explained, but no survivor: f: drop *"));
}

TEST(Explaining, TheSummaryTellsSurvivorsApart) {
  MutantReport report = survivors({"f: a", "f: b", "f: c", "f: d", "f: e", "f: f"});
  report.mutants[0].isSeen = true;
  report.mutants[0].specs = report.mutants[1].specs = report.mutants[2].specs = {"spec"};
  explain(report, {{"f: f", "why"}}, true);
  std::string text = renderMutantsText(report, TextOptions{});
  std::replace(text.begin(), text.end(), '\n', ' ');
  EXPECT_THAT(text,
              HasSubstr("5 survived (1 seen, 2 not seen by any, 2 on lines that nothing runs through), 1 "
                        "explained"));
}

TEST(MutantsOfTheEmbeddedKernel, AreNoticed) {
  const test::Result result =
      test::pinproof({"mutants", "--spec", "zero_page", "--function", "unpin_user_page", "--format", "json"});
  const Json report = Json::parse(result.out);
  std::map<std::string, std::string> fates;
  for (const Json &mutant : report.at("mutants")) fates[mutant.at("name")] = mutant.at("result");
  EXPECT_EQ(fates["unpin_user_page: FOLL_PIN => FOLL_GET"], "trace") << result.err;
  EXPECT_EQ(fates["unpin_user_page: delete gup_put_folio(page_folio(page), 1, FOLL_PIN)"], "survived")
      << "pins of the zero page are not counted";
}

} // namespace
} // namespace pinproof::cli
