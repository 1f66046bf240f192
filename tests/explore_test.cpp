// explore as a user runs it, and patches given to the other commands.
#include "tests/kernel_sources.h"
#include "tests/patches.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace pinproof::test {
namespace {

using Json = nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class Explore : public testing::Test {
protected:
  SmallTree small;

  Result explore(std::vector<std::string> more, const std::string &redirection = {}) const {
    return small.run("explore", std::move(more), redirection);
  }
  Json json(std::vector<std::string> more) const {
    more.insert(more.end(), {"--format", "json"});
    Result result = explore(std::move(more));
    Json parsed = Json::parse(result.out, nullptr, false);
    EXPECT_FALSE(parsed.is_discarded()) << result.out << result.err;
    return parsed;
  }
  static bool followsSchema(const std::string &text) {
    TemporaryDirectory directory;
    const std::string schemas = std::string(PINPROOF_SOURCE_DIR) + "/docs/";
    std::string command =
        "python3 -c 'import json,sys,jsonschema; r=json.load(open(sys.argv[1])); "
        "jsonschema.validate(r, json.load(open(sys.argv[2]))); "
        "[jsonschema.validate(s[\"report\"], json.load(open(sys.argv[3]))) for s in r[\"stages\"]]' " +
        directory.write("explore.json", text) + " " + schemas + "explore.schema.json " + schemas +
        "report.schema.json";
    return std::system(command.c_str()) == 0;
  }
  static Json property(const Json &report, const std::string &name) {
    for (const Json &p : report.at("properties"))
      if (p.value("property", "") == name) return p;
    ADD_FAILURE() << "no " << name;
    return {};
  }
  void git(const std::string &command) const {
    std::string quiet = "cd " + quoteForShell(small.tree) +
                        " && git -c user.name=A -c user.email=a@example.org -c init.defaultBranch=main " +
                        command + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(quiet.c_str()), 0) << command;
  }
  void commit(const std::string &text, const std::string &title) const {
    small.write("linux/mm/gup.c", text);
    git("add -A");
    git("commit -m " + quoteForShell(title));
  }
};

std::string brokenKernel() {
  std::string text = smallKernel;
  return text.replace(text.find("+= n;"), 5, "+= n + 1;");
}

TEST_F(Explore, ShowsWhatBreaksAndTheLinesOfThePatch) {
  Result result = explore({small.write("break.patch", breakGrab)});
  EXPECT_EQ(result.exit, 1) << result.err;
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("mm/gup.c: 1 line of code: 1 run\n"), HasSubstr("BROKEN             counts"),
                    HasSubstr("through the patch (> runs)"), HasSubstr("        -\tcounter += n;"),
                    HasSubstr("      > +\tcounter += n + 1;")));
  EXPECT_EQ(readFile(small.tree + "/mm/gup.c"), smallKernel);
}

TEST_F(Explore, RevertAsksWhatAPatchBought) {
  small.write("linux/mm/gup.c", brokenKernel());
  Result healed = explore({small.write("heal.patch", healGrab)});
  EXPECT_EQ(healed.exit, 0) << healed.out << healed.err;
  EXPECT_THAT(healed.out, HasSubstr("fixed              counts"));
  small.write("linux/mm/gup.c", smallKernel);
  Result reverted = explore({"--revert", small.write("heal.patch", healGrab)});
  EXPECT_EQ(reverted.exit, 1) << reverted.out << reverted.err;
  EXPECT_THAT(reverted.out, HasSubstr("BROKEN             counts"));
}

TEST_F(Explore, ASeriesThatBreaksInTheMiddleIsSeen) {
  std::string box = mail("[PATCH 0/2] mm: nothing in all", "A cover letter.\n") +
                    mail("[PATCH 1/2] mm: break", breakGrab) + mail("[PATCH 2/2] mm: heal", healGrab);
  Result result = explore({"-", "-v"}, ">/dev/null < " + quoteForShell(small.write("box", box)));
  EXPECT_EQ(result.exit, 1) << result.err;
  Json report = json({small.write("box", box)});
  EXPECT_EQ(report.at("stages").size(), 3u);
  Json counts = property(report, "counts");
  EXPECT_EQ(counts.at("change"), "brokenBetween");
  EXPECT_THAT(counts.at("answers"), ElementsAre("proved", "violated", "proved"));
  EXPECT_EQ(counts.at("stage"), 1);
  EXPECT_EQ(property(report, "stays_small").at("change"), "brokenBetween"); // 1002 once
}

TEST_F(Explore, WhatASeriesFixesItDidNotBreak) {
  small.write("linux/mm/gup.c", brokenKernel());
  const std::string comment = "--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -1,2 +1,3 @@\n"
                              " /* counts */\n+/* more */\n static int counter;\n";
  Json report = json({small.write("box", mail("[PATCH 1/2] mm: prepare", comment) +
                                             mail("[PATCH 2/2] mm: heal", healGrab))});
  Json counts = property(report, "counts");
  EXPECT_EQ(counts.at("change"), "fixed");
  EXPECT_THAT(counts.at("answers"), ElementsAre("violated", "violated", "proved"));
  EXPECT_EQ(counts.at("stage"), 2);
}

TEST_F(Explore, AnAnswerThatIsLostIsNotTheSame) {
  small.write("linux/mm/gup.c", brokenKernel());
  const std::string edit = "grab: counter += n + 1; => counter += ;";
  Json counts = property(json({"--what-if", edit}), "counts");
  EXPECT_EQ(counts.at("change"), "answerLost");
  EXPECT_THAT(counts.at("answers"), ElementsAre("violated", "unknown"));
  EXPECT_TRUE(followsSchema(explore({"--format", "json", "--what-if", edit}).out));
  EXPECT_THAT(explore({"--what-if", edit}).out,
              AllOf(HasSubstr("ANSWER LOST        counts"), Not(HasSubstr("  same "))));
}

TEST_F(Explore, APatchWhoseChangesAreModesIsAStateOfItsSeries) {
  const std::string mode = "diff --git a/mm/gup.c b/mm/gup.c\nold mode 100644\nnew mode 100755\n";
  Json report = json(
      {small.write("box", mail("[PATCH 1/2] mm: mode", mode) + mail("[PATCH 2/2] mm: break", breakGrab))});
  EXPECT_THAT(property(report, "counts").at("answers"), ElementsAre("proved", "proved", "violated"));
  EXPECT_EQ(explore({small.write("mode.patch", mode)}).exit, 0);
}

TEST_F(Explore, APatchOfASeriesMayBeLeftOutAsAWhole) {
  const std::string misfit = "--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -12,3 +12,2 @@ static void put(int n)\n"
                             " static void put(int n)\n {\n-\tnothing();\n";
  Json report = json({"--partial", small.write("box", mail("[PATCH 1/2] mm: other", misfit) +
                                                          mail("[PATCH 2/2] mm: break", breakGrab))});
  EXPECT_THAT(property(report, "counts").at("answers"), ElementsAre("proved", "proved", "violated"));
  EXPECT_THAT(report.at("stages").at(1).at("leftOut").dump(), HasSubstr("hunk 1 of 1 at line 12"));
  Result nothing = explore({"--partial", small.write("other.patch", misfit)});
  EXPECT_EQ(nothing.exit, 6);
  EXPECT_THAT(nothing.err, HasSubstr("nearest place"));
}

TEST_F(Explore, FilesOfADirectoryAreOneSeries) {
  small.write("series/0000-cover-letter.patch", mail("[PATCH 0/2] both", "Nothing.\n"));
  small.write("series/0001-break.patch", mail("[PATCH 1/2] mm: break", breakGrab));
  small.write("series/0002-heal.patch", mail("[PATCH 2/2] mm: heal", healGrab));
  Json report = json({(small.directory.path / "series").string()});
  EXPECT_EQ(report.at("stages").size(), 3u);
  EXPECT_EQ(report.at("stages").at(2).at("title"), "mm: heal");
}

TEST_F(Explore, QuiltsListSaysTheOrder) {
  small.write("patches/series", "# both\nbreak -p1 # first\n\nfixes/heal.patch\n");
  small.write("patches/break", breakGrab);
  small.write("patches/fixes/heal.patch", healGrab);
  small.write("patches/another.patch", "not in the list\n");
  const std::string directory = (small.directory.path / "patches").string();
  EXPECT_THAT(property(json({directory}), "counts").at("answers"),
              ElementsAre("proved", "violated", "proved"));
  small.write("patches/series", "../break\n");
  EXPECT_THAT(explore({directory}).err, HasSubstr("outside of its directory"));
  small.write("patches/series", "break -R\n");
  EXPECT_THAT(explore({directory}).err, HasSubstr("Give it to --revert"));
}

TEST_F(Explore, SameIsNotCalledChecked) {
  const std::string huge =
      "--- a/mm/huge_memory.c\n+++ b/mm/huge_memory.c\n@@ -1,4 +1,4 @@\n int huge(void)\n {\n"
      "-\treturn 0;\n+\treturn 1;\n }\n";
  const std::string header = "--- a/include/linux/mm.h\n+++ b/include/linux/mm.h\n@@ -1,4 +1,4 @@\n"
                             " static inline int is_big(int n)\n {\n-\treturn n > 9;\n+\treturn n > 8;\n }\n";
  Result result = explore({small.write("two.patch", huge + header)});
  EXPECT_EQ(result.exit, 7) << result.out << result.err;
  EXPECT_THAT(
      result.out,
      AllOf(
          HasSubstr("mm/huge_memory.c: 2 lines of code: 2 NOT CHECKED (no specification reads this file)"),
          HasSubstr("NOT CHECKED: huge(): no specification reaches it\n"), HasSubstr("-    3  return 0;\n"),
          HasSubstr("+    3  return 1;\n"),
          HasSubstr("include/linux/mm.h: 2 lines of code: 2 NOT CHECKED (stand-in headers are read instead)"),
          HasSubstr("; 4 changed lines NOT CHECKED"), HasSubstr("so nothing was decided"),
          Not(HasSubstr("Nothing changes"))));
  EXPECT_EQ(explore({"--accept-unchecked", small.write("two.patch", huge + header)}).exit, 0);
  EXPECT_THAT(explore({"-q", small.write("two.patch", huge + header)}).out, HasSubstr("NOT CHECKED"));
  EXPECT_EQ(explore({"-q", "--accept-unchecked", small.write("two.patch", huge + header)}).out, "");
}

TEST_F(Explore, ALineThatNoPathRunsThroughIsNotChecked) {
  const Result result = explore({"--what-if", "put: drop if (n == 0)"}); // nobody puts 0
  EXPECT_EQ(result.exit, 7) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("NOT CHECKED: put(): no path runs through it\n"));
  const Json report = json({"--what-if", "put: drop if (n == 0)"});
  const Json &touched = report.at("stages").at(1).at("touched").at(0);
  EXPECT_EQ(touched.at("run"), 1);
  EXPECT_EQ(touched.at("notChecked").size(), 1u);
  EXPECT_EQ(touched.at("notChecked").at(0),
            Json::parse(R"({"side": "old", "line": 15, "text": "return;", "function": "put", "word": "notRun",
                            "why": "no path runs through it"})"));
  EXPECT_TRUE(followsSchema(report.dump()));
}

TEST_F(Explore, WhatIsBrokenComesFirst) {
  const Result worse = explore({"--what-if", "put: drop if (n == 0)", "--what-if", "grab: += n => += n + 1"});
  EXPECT_EQ(worse.exit, 1) << "what is broken comes first";
  EXPECT_THAT(worse.out, HasSubstr("1 changed line NOT CHECKED"));
}

TEST_F(Explore, WhatHasNoMeaningIsNamedWithItsAssumption) {
  std::string text = smallKernel;
  text.insert(text.find("\tcounter -= n;"), "\tsmp_wmb();\n\tstatistic(n);\n");
  small.write("linux/mm/gup.c", text);
  const std::string begins = "#include <pinproof.h>\nASSUMPTION(one_cpu, \"there is one processor\");\n"
                             "#define smp_wmb() ((void)0)\n#define statistic(n) ((void)(n))\n"
                             "MEANINGLESS(smp_wmb, one_cpu);\n";
  small.write("small.c", begins + smallSpec);
  Result result = explore({"--what-if", "put: drop smp_wmb();"});
  EXPECT_EQ(result.exit, 7) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("put(): smp_wmb() has no meaning here: small.one_cpu\n"));
  result = explore({"--what-if", "put: statistic(n) => statistic(n + 1)"});
  EXPECT_EQ(result.exit, 7) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("put(): statistic() is a stand-in that does not look at it\n"));
  small.write("small.c", begins + "MEANINGLESS(smp_rmb, other);\n" + smallSpec);
  EXPECT_EQ(explore({"--what-if", "put: drop smp_wmb();"}).exit, 2);
}

TEST_F(Explore, WhatStandsOutsideOfFunctionsCountsWhereItIsRun) {
  std::string text = smallKernel;
  text.replace(text.find("counter > 1000"), 14, "counter > MOST");
  text.replace(text.find("return 1;"), 9, "return one.yes;");
  text.insert(text.find("static int grab"),
              "#define MOST 1000\n#define LEAST 7\nenum { NO,\nYES = 1,\nFEW,\n};\n"
              "struct answer {\nint no;\nint yes; };\n"
              "static const struct answer one = { NO,\nYES };\n");
  small.write("linux/mm/gup.c", text);
  const std::map<std::string, int> edits{{"MOST 1000", 0}, {"LEAST 7", 7}, {"YES = 1", 0}, {"FEW,", 7},
                                         {"int yes;", 0},  {"int no;", 7}, {"= { NO", 0}};
  const std::map<std::string, std::string> becomes{
      {"MOST 1000", "MOST 900"}, {"LEAST 7", "LEAST 8"},  {"YES = 1", "YES = 2"}, {"FEW,", "FEW, MANY,"},
      {"int yes;", "long yes;"}, {"int no;", "long no;"}, {"= { NO", "= { FEW"}};
  for (const auto &[was, exit] : edits) {
    std::string after = text;
    after.replace(after.find(was), was.size(), becomes.at(was));
    small.write("after.c", after);
    const std::string diff = (small.directory.path / "diff").string();
    std::system(("diff -u --label a/mm/gup.c --label b/mm/gup.c " + quoteForShell(small.tree + "/mm/gup.c") +
                 " " + quoteForShell((small.directory.path / "after.c").string()) + " > " +
                 quoteForShell(diff))
                    .c_str());
    const Result result = explore({diff});
    EXPECT_EQ(result.exit, exit) << was << result.out << result.err;
  }
}

TEST_F(Explore, AClaimThatNothingGetsToIsGoneAndNotFixed) {
  small.write("small.c", std::string(smallSpec) +
                             "TRANSITION(claim) { int one = grab(1);\n"
                             "assume(counter < 900); if (one) CHECK(never_taken, held < 0); }\n");
  const std::string name = "never_taken";
  EXPECT_EQ(property(json({"--what-if", "grab: return 1; => return 0;"}), name).at("change"), "gone");
  EXPECT_EQ(property(json({"--what-if", "grab: counter > 1000 => counter > -1"}), name).at("change"), "gone");
}

TEST_F(Explore, CommitsOfARange) {
  git("init");
  commit(smallKernel, "mm: start");
  commit(brokenKernel(), "mm: break");
  commit(smallKernel + std::string("/* end */\n"), "mm: heal");
  small.write("linux/mm/gup.c", "int not_committed(void)\n{\n\treturn counter;\n}\n");
  Json report = json({"--range", "HEAD~2..HEAD"});
  ASSERT_EQ(report.at("stages").size(), 3u) << report.dump(2);
  EXPECT_THAT(property(report, "counts").at("answers"), ElementsAre("proved", "violated", "proved"));
  EXPECT_THAT(report.at("stages").at(1).at("title").get<std::string>(), HasSubstr("mm: break"));
  Result unknown = explore({"--range", "nowhere..HEAD"});
  EXPECT_EQ(unknown.exit, 6);
  EXPECT_THAT(unknown.err, HasSubstr("no commit nowhere"));
}

TEST_F(Explore, WithoutAPatchItIsTheWorkingTree) {
  const Result nothing = explore({});
  EXPECT_EQ(nothing.exit, 2);
  EXPECT_THAT(nothing.err, AllOf(HasSubstr("there is nothing to explore"), HasSubstr("Name a patch")));
  git("init");
  EXPECT_THAT(explore({}).err, HasSubstr("has no commit yet"));
  small.write("linux/.gitignore", "*.mod.c\n");
  commit(smallKernel, "mm: start");
  const Result clean = explore({});
  EXPECT_EQ(clean.exit, 2);
  EXPECT_EQ(clean.out, "");
  EXPECT_THAT(clean.err,
              AllOf(HasSubstr("there is nothing to explore: the working tree is "), HasSubstr("mm: start")));
  small.write("linux/mm/gup.c", brokenKernel());
  small.write("linux/mm/new.c", "int more;\n");
  small.write("linux/mm/gup.mod.c", "int ignored;\n");
  small.write("linux/notes.txt", "what git does not know and is not C\n");
  for (const char *staged : {"status", "add mm/gup.c", "add -A"}) {
    git(staged);
    Json report = json({});
    ASSERT_EQ(report.at("stages").size(), 2u) << report.dump(2);
    EXPECT_THAT(property(report, "counts").at("answers"), ElementsAre("proved", "violated"));
    EXPECT_EQ(report.at("stages").at(1).at("title"), "the working tree");
    EXPECT_THAT(report.at("notes").dump(), AllOf(HasSubstr("before is HEAD, "), HasSubstr("mm: start")));
    const std::string touched = report.at("stages").at(1).at("touched").dump();
    EXPECT_THAT(touched, AllOf(HasSubstr("mm/gup.c"), HasSubstr("mm/new.c"), Not(HasSubstr("gup.mod.c"))));
  }
}

TEST_F(Explore, WhatGitDiffSaysIsInTheTreeAlready) {
  const std::string twice =
      smallKernel + std::string("\nstatic int grab_more(int n)\n{\n\tif (counter > 1000)\n\t\t"
                                "return 0;\n\tcounter += n;\n\treturn 1;\n}\n\nint end;\n");
  git("init");
  commit(twice, "mm: start");
  std::string changed = twice;
  changed.replace(changed.find("+= n;"), 5, "+= n + 1;"); // the same change fits a second time
  small.write("linux/mm/gup.c", changed);
  std::filesystem::remove(small.tree + "/mm/huge_memory.c");
  small.write("linux/mm/new.c", "int more;\n");
  git("add -N mm/new.c");
  const std::string file = (small.directory.path / "diff").string();
  const std::string json = (small.directory.path / "report.json").string();
  for (const std::string form : {"diff -- mm/gup.c", "diff", "diff HEAD", "diff --no-prefix",
                                 "diff --src-prefix=linux.orig/ --dst-prefix=linux/"}) {
    const std::string line = "git -C " + quoteForShell(small.tree) + " " + form + " > " + quoteForShell(file);
    ASSERT_EQ(std::system(line.c_str()), 0);
    const Result result = explore({"-", "-o", "json:" + json}, ">/dev/null < " + quoteForShell(file));
    EXPECT_EQ(result.exit, 1) << form << result.err;
    const Json report = Json::parse(readFile(json));
    EXPECT_THAT(property(report, "counts").at("answers"), ElementsAre("proved", "violated")) << form;
    EXPECT_THAT(report.at("notes").dump(), HasSubstr("the tree has this patch already")) << form;
    const std::string touched = report.at("stages").at(1).at("touched").dump();
    EXPECT_THAT(touched, HasSubstr("mm/gup.c"));
    if (form.ends_with("gup.c")) continue;
    EXPECT_THAT(touched, AllOf(HasSubstr("mm/huge_memory.c"), HasSubstr("mm/new.c"))) << form;
  }
  EXPECT_EQ(readFile(small.tree + "/mm/gup.c"), changed);
  // Where the tree does not have it, it is applied.
  git("reset -q --hard");
  std::filesystem::remove(small.tree + "/mm/new.c");
  EXPECT_THAT(explore({file}).out, Not(HasSubstr("already")));
}

TEST_F(Explore, ASeriesThatIsInTheTreeIsLookedAtStepByStep) {
  small.write("linux/mm/gup.c", std::string(smallKernel) + "/* end */\n");
  const std::string end =
      "--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -15,3 +15,4 @@ static void put(int n)\n \t\treturn;\n"
      " \tcounter -= n;\n }\n+/* end */\n";
  const Json report = json(
      {small.write("box", mail("[PATCH 1/3] mm: break", breakGrab) + mail("[PATCH 2/3] mm: heal", healGrab) +
                              mail("[PATCH 3/3] mm: end", end))});
  EXPECT_THAT(property(report, "counts").at("answers"),
              ElementsAre("proved", "violated", "proved", "proved"));
  EXPECT_THAT(report.at("notes").dump(), HasSubstr("these patches already"));
  const Result verified = small.run("verify", {"--patch", small.write("end.patch", end)});
  EXPECT_EQ(verified.exit, 6) << "all others apply what they are given";
  EXPECT_THAT(verified.err, HasSubstr("give it to explore"));
}

TEST_F(Explore, CommitsAreNamedAsGitNamesThem) {
  git("init");
  commit(smallKernel, "mm: start");
  commit(brokenKernel(), "mm: break");
  commit(smallKernel + std::string("/* end */\n"), "mm: heal");
  small.write("linux/mm/gup.c", "int not_committed(void)\n{\n\treturn counter;\n}\n");
  const std::vector<std::pair<const char *, std::vector<std::string>>> words = {
      {"HEAD", {"violated", "proved"}},
      {"HEAD~1", {"proved", "violated"}},
      {"HEAD~2..HEAD~1", {"proved", "violated"}},
      {"HEAD~2..", {"proved", "violated", "proved"}}};
  for (const auto &[word, answers] : words)
    EXPECT_EQ(property(json({word}), "counts").at("answers"), Json(answers)) << word;
  EXPECT_EQ(property(json({"--range", "HEAD~1"}), "counts").at("answers"), Json({"proved", "violated"}));
  const Result first = explore({"HEAD~2"});
  EXPECT_EQ(first.exit, 6);
  EXPECT_THAT(first.err, HasSubstr("there is no commit before "));
  for (const char *word : {"HAED", "HEAD~9..HEAD", "../nowhere.patch", "-q"}) {
    const Result unknown = explore({"--", word});
    EXPECT_EQ(unknown.exit, 2) << word;
    EXPECT_THAT(unknown.err, HasSubstr("no such file, and no commit of ")) << word;
  }
  const std::string file = small.write("break.patch", breakGrab);
  using Words = std::vector<std::string>;
  for (const Words &both :
       {Words{"HEAD", "HEAD~1"}, Words{"HEAD", file}, Words{"HEAD", "--what-if", "put: drop line 14"}}) {
    const Result mixed = explore(both);
    EXPECT_EQ(mixed.exit, 2) << mixed.err;
    EXPECT_THAT(mixed.err, HasSubstr("explored alone"));
  }
}

TEST_F(Explore, CommitsOfShallowClonesAndOfOtherWorkingTrees) {
  git("init");
  commit(smallKernel, "mm: start");
  commit(brokenKernel(), "mm: break");
  git("branch side");
  commit(smallKernel + std::string("/* end */\n"), "mm: heal");
  git("worktree add -f ../side side");
  git("clone -q --depth 2 file://" + quoteForShell(small.tree) + " ../shallow");
  auto in = [&](const char *directory, std::vector<std::string> more) {
    more.insert(more.begin(),
                {"explore", "--kernel", (small.directory.path / directory).string(), "--spec", small.spec});
    return pinproof(more);
  };
  const Result side = in("side", {"HEAD"});
  EXPECT_EQ(side.exit, 1) << side.err;
  EXPECT_THAT(side.out, AllOf(HasSubstr("BROKEN             counts"), HasSubstr("mm: break")));
  small.write("side/mm/gup.c", smallKernel);
  EXPECT_THAT(in("side", {}).out, HasSubstr("fixed              counts"));
  EXPECT_THAT(in("shallow", {"HEAD"}).out, HasSubstr("fixed              counts"));
  small.write("shallow/mm/gup.c", brokenKernel());
  EXPECT_THAT(in("shallow", {}).out, HasSubstr("BROKEN             counts"));
  const Result before = in("shallow", {"HEAD~1"});
  EXPECT_EQ(before.exit, 6);
  EXPECT_THAT(before.err, AllOf(HasSubstr("there is no commit before "), HasSubstr("git fetch --deepen=1")));
  EXPECT_THAT(in("shallow", {"--range", "HEAD~2..HEAD"}).err, HasSubstr("git fetch --deepen=1"));
}

TEST_F(Explore, BaseCommitIsWhereASeriesStarts) {
  git("init");
  commit(smallKernel, "mm: start");
  git("tag base");
  commit(std::string("/* something else */\n") + brokenKernel(), "mm: break");
  std::string id;
  std::ifstream(small.tree + "/.git/refs/tags/base") >> id;
  std::string text = mail("[PATCH] mm: break", std::string(breakGrab) + "base-commit: " + id + "\n");
  Json report = json({small.write("based.patch", text)});
  EXPECT_THAT(property(report, "counts").at("answers"), ElementsAre("proved", "violated"));
  EXPECT_THAT(report.at("notes").dump(), HasSubstr("base commit"));
}

TEST_F(Explore, GitsOwnEnvironmentDoesNotMisleadIt) {
  const std::string file = small.write("break.patch", breakGrab);
  Result result = pinproof({"explore", "--kernel", small.tree, "--spec", small.spec, file}, {},
                           "GIT_DIR=/nowhere GIT_WORK_TREE=/nowhere GIT_INDEX_FILE=/nowhere");
  EXPECT_EQ(result.exit, 1) << result.err;
}

TEST_F(Explore, NothingIsLeftBehind) {
  std::filesystem::create_directory(small.directory.path / "tmp");
  const std::string tmp = (small.directory.path / "tmp").string();
  const std::string file = small.write("break.patch", mail("[PATCH] x", breakGrab));
  pinproof({"explore", "--kernel", small.tree, "--spec", small.spec, file}, {},
           "TMPDIR=" + quoteForShell(tmp));
  pinproof({"explore", "--kernel", small.tree, "--spec", small.spec, "--revert", file}, {},
           "TMPDIR=" + quoteForShell(tmp));
  EXPECT_TRUE(std::filesystem::is_empty(tmp));
}

TEST_F(Explore, WhatDoesNotApplyExitsWith6AndPrintsNoData) {
  std::string misfit = breakGrab;
  misfit.replace(misfit.find("counter > 1000"), 14, "counter > 9999");
  for (const char *command : {"explore", "verify", "limits"}) {
    std::string file = small.write("misfit.patch", misfit);
    Result result =
        std::string(command) == "explore" ? explore({file}) : small.run(command, {"--patch", file});
    EXPECT_EQ(result.exit, 6) << command << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("nearest place: mm/gup.c:5"));
  }
  EXPECT_EQ(explore({small.write("empty.patch", "")}).exit, 6);
  EXPECT_EQ(explore({small.tree + "/none.patch"}).exit, 2);
  EXPECT_EQ(explore({}).exit, 2);
}

TEST_F(Explore, StrictFailsOnWhatNobodyAccepts) {
  const std::vector<std::string> fine{"--what-if", "grab: counter > 1000 => counter > 900", "--no-times"};
  auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), fine.begin(), fine.end());
    return more;
  };
  ASSERT_EQ(explore(fine).exit, 0);
  std::string every;
  const Json plain = json(fine);
  for (const Json &one : plain.at("stages").at(1).at("report").at("specs").at(0).at("assumptions"))
    every += (every.empty() ? "" : ",") + one.at("label").get<std::string>();
  const size_t comma = every.find(',');
  ASSERT_NE(comma, every.npos);
  EXPECT_EQ(explore(with({"--strict", "--accept", every})).exit, 0) << every;
  const std::vector<std::string> but{"--strict", "--accept", every.substr(comma + 1)};
  const Result open = explore(with(but));
  EXPECT_EQ(open.exit, 3);
  EXPECT_THAT(open.out, HasSubstr("nobody has accepted assumption " + every.substr(0, comma) + " "));
  const Json report = json(with(but));
  const Json unaccepted = report.at("stages").at(1).at("report").at("unaccepted");
  ASSERT_EQ(unaccepted.size(), 1u);
  EXPECT_EQ(unaccepted.at(0).at("label"), every.substr(0, comma));
  EXPECT_EQ(report.at("properties").size(), plain.at("properties").size()) << "it is no property";
}

TEST_F(Explore, StrictSeesWhatWasLeftOutThoughNothingIsDecided) {
  const std::string huge =
      "--- a/mm/huge_memory.c\n+++ b/mm/huge_memory.c\n@@ -1,4 +1,4 @@\n int huge(void)\n {\n"
      "-\treturn 0;\n+\treturn 1;\n }\n"
      "@@ -12,3 +12,2 @@ int more(void)\n int more(void)\n {\n-\tnothing();\n";
  const std::string patch = small.write("half.patch", huge);
  EXPECT_EQ(explore({"--partial", "--accept-unchecked", patch}).exit, 0);
  const Result strict = explore({"--partial", "--strict", patch});
  EXPECT_EQ(strict.exit, 3) << strict.out;
  EXPECT_THAT(strict.out, AllOf(HasSubstr("NOT ACCEPTED"), HasSubstr("hunk 2 of 2"),
                                HasSubstr("so nothing was decided")));
  const std::string label = json({"--partial", "--strict", patch})
                                .at("stages")
                                .at(1)
                                .at("report")
                                .at("unaccepted")
                                .at(0)
                                .at("label");
  EXPECT_EQ(explore({"--partial", "--strict", "--accept", label, patch}).exit, 7);
}

TEST_F(Explore, OptionsMayComeInAnyOrderButNotInPlaceOfAPatch) {
  small.write("linux/mm/gup.c", brokenKernel());
  const std::string file = small.write("break.patch", breakGrab);
  const std::string right = explore({"--revert", file, "--partial", "--no-times"}).out;
  EXPECT_THAT(right, HasSubstr("fixed"));
  EXPECT_EQ(explore({"--partial", "--no-times", "--revert", file}).out, right);
  for (const char *word : {"--partial", "-q", "--format=json"}) {
    const Result wrong = explore({"--revert", word, file});
    EXPECT_EQ(wrong.exit, 2);
    EXPECT_THAT(wrong.err, HasSubstr("--revert: needs a value, and ")) << wrong.err;
    EXPECT_THAT(wrong.err, HasSubstr("write --revert PATCH " + std::string(word))) << wrong.err;
  }
  EXPECT_THAT(explore({"--revert", "./--partial"}).err, HasSubstr("no such file"));
}

TEST_F(Explore, HunksLeftOutAreAssumptionsOfEveryAnswer) {
  const std::string misfit =
      "@@ -12,3 +12,2 @@ static void put(int n)\n static void put(int n)\n {\n-\tnothing();\n";
  Json report = json({"--partial", small.write("half.patch", breakGrab + misfit)});
  const Json &after = report.at("stages").at(1).at("report").at("specs").at(0);
  EXPECT_THAT(after.at("assumptions").dump(), HasSubstr("hunk 2 of 2 at line 12"));
  EXPECT_EQ(property(report, "counts").at("change"), "broken");
}

TEST_F(Explore, CThatAPatchBreaksIsAnAnswer) {
  Result result = explore({"--what-if", "grab: counter += n; => counter += ;"});
  EXPECT_EQ(result.exit, 5) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("PROOF LOST"), HasSubstr("UNKNOWN, cannot be read: mm/gup.c:8"),
                                HasSubstr("\tcounter += ;\n")));
}

TEST_F(Explore, CThatWasBrokenBeforeIsReportedToo) {
  std::string text = smallKernel;
  small.write("linux/mm/gup.c", text.replace(text.find("+= n;"), 5, "+= n"));
  const std::string annotations = (small.directory.path / "github").string();
  const Result result =
      explore({"--what-if", "put: counter -= n => counter -= 1", "-o", "github:" + annotations});
  EXPECT_EQ(result.exit, 2);
  EXPECT_THAT(result.err, HasSubstr("error: expected ';'"));
  EXPECT_THAT(result.out, HasSubstr("UNKNOWN, cannot be read: mm/gup.c:"));
  EXPECT_THAT(readFile(annotations), HasSubstr("::error file=mm/gup.c,line="));
}

TEST_F(Explore, WhatIsReadIsSaidOfCThatDoesNotParse) {
  auto replace = [](const std::string &before, const std::string &after) {
    return "--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -1,4 +1,4 @@\n /* counts */\n-" + before + "\n+" + after +
           "\n \n static int grab(int n)\n";
  };
  const std::string box = mail("[PATCH 1/2] a", replace("static int counter;", "static int counter")) +
                          mail("[PATCH 2/2] b", replace("static int counter", "static int counter :"));
  Result result = explore({small.write("box", box)});
  EXPECT_EQ(result.exit, 5) << result.err;
  EXPECT_THAT(result.out, Not(HasSubstr("no specification reads this file")));
}

TEST_F(Explore, CThatALaterPatchMendsIsReadAgain) {
  small.write("linux/mm/count.c", "static int counter = (;\n");
  const std::string uses = "--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -1,3 +1,3 @@\n /* counts */\n"
                           "-static int counter;\n+#include \"count.c\"\n \n";
  const std::string mends = "--- a/mm/count.c\n+++ b/mm/count.c\n@@ -1 +1 @@\n"
                            "-static int counter = (;\n+static int counter;\n";
  Json report = json({small.write("box", mail("[PATCH 1/2] a", uses) + mail("[PATCH 2/2] b", mends))});
  EXPECT_THAT(property(report, "counts").at("answers"), ElementsAre("proved", "unknown", "proved"));
}

TEST_F(Explore, AFunctionThatIsTakenAwayIsDriftOrUnknown) {
  Result result = explore({"--what-if", "grab: grab => grabb"});
  EXPECT_NE(result.exit, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("PROOF LOST"), Not(HasSubstr("Nothing changes"))));
}

TEST_F(Explore, QuietIsSilentWhenNothingIsWrong) {
  Result result = explore({"-q", "--what-if", "grab: counter > 1000 => counter > 900"});
  EXPECT_EQ(result.exit, 0) << result.out << result.err;
  EXPECT_EQ(result.out, "");
}

TEST_F(Explore, JsonFollowsItsSchema) {
  EXPECT_TRUE(followsSchema(explore({"--format", "json", small.write("break.patch", breakGrab)}).out));
}

TEST_F(Explore, OtherFormatsSayTheSame) {
  const std::string patch = small.write("break.patch", breakGrab);
  auto out = [&](const char *name) { return (small.directory.path / name).string(); };
  Result result = explore({patch, "-o", "markdown:" + out("md"), "-o", "html:" + out("html"), "-o",
                           "github:" + out("log"), "-o", "json:" + out("json"), "--no-times"});
  EXPECT_EQ(result.exit, 1) << result.err;
  EXPECT_EQ(readFile(out("json")), explore({patch, "--format", "json", "--no-times"}).out);
  EXPECT_THAT(readFile(out("md")),
              AllOf(HasSubstr("## pinproof explore: needs attention"),
                    HasSubstr("| BROKEN | small | counts | PROVED | VIOLATED |"), HasSubstr("> +")));
  EXPECT_THAT(readFile(out("log")), AllOf(HasSubstr("::error file="),
                                          HasSubstr("title=pinproof%3A small/counts"), HasSubstr(" BROKEN")));
  EXPECT_THAT(readFile(out("html")), AllOf(HasSubstr("needs attention"), HasSubstr("class=\"timeline\""),
                                           HasSubstr("&gt; +"), HasSubstr("</html>")));
  const std::string comment = small.write("same.patch", "--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -1,2 +1,3 @@\n"
                                                        " /* counts */\n+/* more */\n static int counter;\n");
  for (const char *format : {"markdown", "html"})
    EXPECT_THAT(explore({comment, "--format", format}).out,
                AllOf(HasSubstr("as expected"), HasSubstr("so nothing was decided")));
  EXPECT_THAT(explore({comment, "--format", "github"}).out,
              AllOf(Not(HasSubstr("::")), HasSubstr("so nothing was decided")));
  for (const char *format : {"markdown", "html"})
    EXPECT_THAT(explore({comment, "--all", "--format", format}).out,
                AllOf(HasSubstr("as expected"), HasSubstr("Nothing changes")));
}

TEST_F(Explore, OtherCommandsTakePatchesToo) {
  const std::string file = small.write("break.patch", breakGrab);
  Result broken = small.run("verify", {"--patch", file, "--format", "json"});
  EXPECT_EQ(broken.exit, 1) << broken.err;
  const std::string report = small.write("report.json", broken.out);
  EXPECT_EQ(small.run("replay", {report}).exit, 0);
  EXPECT_EQ(small.run("replay", {report, "--patch", file}).exit, 1);
  EXPECT_EQ(small.run("replay", {report, "--patch", file, "--revert", file}).exit, 6); // not there to revert
  EXPECT_EQ(small.run("limits", {"--patch", file}).exit, small.run("limits", {}).exit);
  small.write("linux/mm/gup.c", brokenKernel());
  EXPECT_EQ(small.run("verify", {}).exit, 1);
  EXPECT_EQ(small.run("verify", {"--revert", file}).exit, 0);
}

TEST_F(Explore, VerifySaysOfAllChangesAsOneWhatWasNotLookedAt) {
  const std::vector<std::string> edit{"--what-if", "put: drop if (n == 0)", "--what-if",
                                      "grab: counter > 1000 => counter > 900"};
  auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), edit.begin(), edit.end());
    return small.run("verify", more);
  };
  const Result result = with({});
  EXPECT_EQ(result.exit, 7) << result.out << result.err;
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("mm/gup.c: 4 lines of code: 3 run, 1 NOT CHECKED\n"),
                    HasSubstr("NOT CHECKED: put(): no path runs through it\n    -   15  return;\n"),
                    HasSubstr("; 1 changed line NOT CHECKED")));
  EXPECT_EQ(with({"--accept-unchecked"}).exit, 0);
  EXPECT_EQ(with({"-q", "--accept-unchecked"}).out, "");
  for (const char *format : {"markdown", "html", "github", "json"})
    EXPECT_THAT(with({"--format", format}).out,
                HasSubstr(format == std::string("json") ? "notChecked" : "NOT CHECKED"))
        << format;
  const std::string report = small.write("report.json", with({"--format", "json"}).out);
  EXPECT_EQ(pinproof({"merge", report}).exit, 7) << "what a report says is not lost";
}

TEST_F(Explore, TracesThatCarryOverHaveTheLinesOfTheirState) {
  small.write("linux/mm/gup.c", brokenKernel());
  const std::string comment =
      "--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -1,2 +1,3 @@\n /* counts */\n+/* one line more */\n"
      " static int counter;\n";
  Json report = json({small.write("comment.patch", comment), "--all"});
  EXPECT_EQ(property(report, "counts").at("change"), "stillBroken");
  auto lastLine = [&](size_t stage) {
    int last = 0;
    for (const Json &p : report.at("stages").at(stage).at("report").at("specs").at(0).at("properties"))
      if (p.at("name") == "counts")
        for (const Json &line : p.at("trace").at("steps").at(0).at("lines"))
          if (line.at("file") == "mm/gup.c") last = line.at("line").get<int>();
    return last;
  };
  EXPECT_GT(lastLine(0), 0);
  EXPECT_EQ(lastLine(1), lastLine(0) + 1);
}

TEST_F(Explore, LargePatchesAreNoTrouble) {
  std::string text = breakGrab;
  text += "--- /dev/null\n+++ b/mm/large.c\n@@ -0,0 +1,200000 @@\n";
  for (int i = 0; i < 200000; ++i) text += "+/* a line of a large file, of forty bytes */\n";
  Result result = explore({small.write("large.patch", text)});
  EXPECT_EQ(result.exit, 1) << result.err;
  EXPECT_THAT(result.out, HasSubstr("mm/large.c: no code changed"));
  text = "--- /dev/null\n+++ b/mm/large.c\n@@ -0,0 +1,200000 @@\n";
  for (int i = 0; i < 200000; ++i) text += "+#define REGISTER_" + std::to_string(i) + " 1\n";
  result = explore({small.write("large.patch", text)});
  EXPECT_EQ(result.exit, 7) << result.err;
  EXPECT_THAT(result.out, HasSubstr("... and 199992 more lines (-v shows all)"));
}

/// What a patch leaves alone is not decided.
class Untouched : public Explore {
protected:
  const std::string other = small.write("other.c", R"(
#include <pinproof.h>
#include "mm/gup.c"
SPEC("what put() alone does");
static integer puts;
INIT() { counter = 5; puts = 0; }
TRANSITION(drop) { assume(puts < 5); put(1); puts++; }
INVARIANT(goes_down) { return counter == 5 - puts; }
)");
  const std::string cache = (small.directory.path / "cache").string();

  Result both(std::vector<std::string> more) const {
    more.insert(more.begin(),
                {"explore", "--kernel", small.tree, "--spec", small.spec, "--spec", other, "--no-times"});
    return pinproof(more, {}, "XDG_CACHE_HOME=" + cache);
  }
  Json bothAsJson(std::vector<std::string> more) const {
    more.insert(more.end(), {"--format", "json"});
    const Result result = both(std::move(more));
    Json parsed = Json::parse(result.out, nullptr, false);
    EXPECT_FALSE(parsed.is_discarded()) << result.out << result.err;
    EXPECT_EQ(parsed.at("exitCode"), result.exit);
    return parsed;
  }
  /// Change and answers of each row.
  static std::map<std::string, std::string> rowsOf(const Json &report, const std::string &spec) {
    std::map<std::string, std::string> rows;
    for (const Json &row : report.at("properties"))
      if (row.at("spec") == spec)
        rows[row.value("property", "")] = row.at("change").dump() + row.at("answers").dump();
    return rows;
  }
  static std::vector<std::string> statesOf(const Json &report, const std::string &spec) {
    std::vector<std::string> states;
    for (const Json &stage : report.at("stages"))
      for (const Json &one : stage.at("report").at("specs"))
        if (one.at("name") == spec) states.push_back(one.at("state"));
    return states;
  }
};

TEST_F(Untouched, AreThoseThatDoNotReachTheChange) {
  const std::string patch = small.write("break.patch", breakGrab);
  const Json all = bothAsJson({patch, "--all"}), some = bothAsJson({patch});
  EXPECT_EQ(rowsOf(some, "small"), rowsOf(all, "small"));
  EXPECT_THAT(rowsOf(all, "other"), ElementsAre(Pair("goes_down", R"("same"["proved","proved"])")));
  EXPECT_THAT(rowsOf(some, "other"), ElementsAre(Pair("", R"("untouched"["notDecided","notDecided"])")));
  EXPECT_THAT(statesOf(some, "other"), ElementsAre("untouched", "untouched"));
  EXPECT_THAT(statesOf(some, "small"), ElementsAre("answered", "answered"));
  EXPECT_EQ(some.at("exitCode"), 1);
  EXPECT_TRUE(followsSchema(some.dump()));
  EXPECT_THAT(both({patch}).out,
              AllOf(HasSubstr("Not changed by this patch, so not decided"), HasSubstr("them too): other."),
                    HasSubstr("; 1 specification not changed"), Not(HasSubstr("Nothing changes"))));
  EXPECT_THAT(both({patch, "--all"}).out,
              AllOf(HasSubstr("Nothing changes in other."), Not(HasSubstr("not decided"))));
  for (const char *format : {"markdown", "html", "github"})
    EXPECT_THAT(both({patch, "--format", format}).out, HasSubstr("them too): other.")) << format;
}

TEST_F(Untouched, WhatOneShardLooksAtIsLookedAt) {
  std::vector<std::string> reports;
  for (const char *shard : {"1/2", "2/2"}) {
    const Result result =
        pinproof({"verify", "--kernel", small.tree, "--spec", small.spec, "--spec", other, "--format", "json",
                  "--shard", shard, "--what-if", "grab: counter > 1000 => counter > 900"});
    reports.push_back(small.write("shard" + std::to_string(reports.size()) + ".json", result.out));
    EXPECT_EQ(result.exit, reports.size() == 1 ? 0 : 7) << result.out << result.err;
  }
  EXPECT_EQ(pinproof({"merge", reports[0], reports[1]}).exit, 0);
  EXPECT_EQ(pinproof({"merge", reports[1], reports[0]}).exit, 0);
}

TEST_F(Untouched, AreThoseThatComeToTheSameTransitions) {
  const std::vector<std::string> otherWords{"--what-if", "grab: counter += n => counter = counter + n"},
      otherKinds{"--what-if", "put: n == 0 => n == 0 || n == 7"}, // nobody puts 7
      news{"--what-if", "put: n == 0 => n == 1"};
  for (const auto &edit : {otherWords, otherKinds})
    for (int run = 0; run < 2; ++run) { // without and with a cache
      const Json report = bothAsJson(edit);
      EXPECT_THAT(statesOf(report, "small"), ElementsAre("untouched", "untouched")) << report;
      EXPECT_THAT(statesOf(report, "other"), ElementsAre("untouched", "untouched"));
      EXPECT_EQ(report.at("exitCode"), 0);
    }
  std::vector<std::string> all = otherWords;
  all.push_back("--all");
  EXPECT_THAT(rowsOf(bothAsJson(all), "other"),
              ElementsAre(Pair("goes_down", R"("same"["proved","proved"])")));
  const Json changed = bothAsJson(news);
  EXPECT_THAT(statesOf(changed, "small"), ElementsAre("answered", "answered"));
  EXPECT_THAT(rowsOf(changed, "other"), ElementsAre(Pair("goes_down", R"("broken"["proved","violated"])")));
}

TEST_F(Untouched, IsNotWhatChangesAndChangesBack) {
  const std::string box =
      small.write("box", mail("[PATCH 1/2] mm: break", breakGrab) + mail("[PATCH 2/2] mm: heal", healGrab));
  const Json all = bothAsJson({box, "--all"}), some = bothAsJson({box});
  EXPECT_EQ(rowsOf(some, "small"), rowsOf(all, "small"));
  EXPECT_THAT(rowsOf(some, "small").at("counts"), HasSubstr("brokenBetween"));
  EXPECT_THAT(statesOf(some, "other"), ElementsAre("untouched", "untouched", "untouched"));
  EXPECT_EQ(some.at("exitCode"), 1);
  EXPECT_THAT(both({box}).out, HasSubstr("Not changed by these patches"));
}

TEST_F(Untouched, IsSaidWhateverTheCacheKnows) {
  const std::string patch = small.write("break.patch", breakGrab);
  auto run = [&](const std::vector<std::string> &more) {
    std::vector<std::string> words{"explore", "--kernel", small.tree, "--spec",
                                   other,     patch,      "--format", "json"};
    words.insert(words.end(), more.begin(), more.end());
    return pinproof(words, {}, "XDG_CACHE_HOME=" + cache).out;
  };
  auto clangSeconds = [&](const std::vector<std::string> &more) {
    const Json report = Json::parse(run(more));
    return report.at("stages").at(0).at("report").at("specs").at(0).at("clangSeconds").get<double>();
  };
  const std::string cold = run({"--no-times"});
  EXPECT_THAT(cold, HasSubstr("untouched"));
  EXPECT_EQ(run({"--no-times", "--no-cache"}), cold);
  EXPECT_GT(clangSeconds({"--no-cache"}), 0);
  EXPECT_EQ(clangSeconds({}), 0) << "read by an earlier run, though its answers were not wanted";
  EXPECT_EQ(run({"--no-times"}), cold);
  EXPECT_THAT(run({"--no-times", "--all"}), HasSubstr("goes_down")) << "they are wanted now";
  EXPECT_EQ(run({"--no-times"}), cold) << "though its answers are known";
}

TEST_F(Untouched, MakesARunNeitherGreenNorRed) {
  auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--what-if", "grab: add /* nothing */ before line 6"});
    return both(more);
  };
  EXPECT_EQ(with({}).exit, 0);
  EXPECT_THAT(with({}).out, AllOf(HasSubstr("so nothing was decided"),
                                  HasSubstr("nothing decided; 2 specifications not changed")));
  EXPECT_EQ(with({"-q"}).out, "");
  small.write("linux/mm/gup.c", brokenKernel());
  EXPECT_EQ(with({}).exit, 0) << "it was broken before";
  EXPECT_EQ(with({"--all"}).exit, 1);
  small.write("other.c", readFile(other) + "KNOWN_TYPE(put, int, (long));\n");
  EXPECT_EQ(with({}).exit, 5) << "drift is no answer, and said as ever";
  EXPECT_THAT(with({}).out, AllOf(HasSubstr("DRIFT"), HasSubstr("them too): small.")));
  small.write("other.c", readFile(small.spec) + "REQUIRES(nowhere);\n");
  EXPECT_EQ(with({}).exit, 0);
  EXPECT_THAT(with({}).out, HasSubstr("so nothing was decided"));
}

/// Debian's kernels, with patches made of their own text.
class ExploreKernel : public testing::TestWithParam<std::string> {
protected:
  TemporaryDirectory directory;
  const std::string tree = treeOf(GetParam());

  /// From the tree without its zero page checks (the first of each kind is unpin's) to the tree as it is.
  std::string addsChecks() const {
    std::string text = readFile(tree + "/mm/gup.c");
    for (const std::string check : {"if (is_zero_folio(folio))", "if (is_zero_page(page))"})
      for (size_t at; (at = text.find(check)) != std::string::npos;) text.replace(at, check.size(), "if (0)");
    const std::string without = directory.write("without.c", text), diff = (directory.path / "diff").string();
    std::string command = "diff -u --label a/mm/gup.c --label b/mm/gup.c " + without + " " +
                          quoteForShell(tree + "/mm/gup.c") + " > " + diff;
    EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1);
    return readFile(diff);
  }
  Result explore(const std::string &text, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"explore", "--kernel", tree, "--spec", "zero_page", "--revert",
                               directory.write("adds.patch", text)});
    return pinproof(more);
  }
  static void expectOverflow(const Result &result) {
    EXPECT_EQ(result.exit, 1) << result.err;
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("BROKEN             refcount_stays_below_overflow"),
                      HasSubstr("dio_write(64 pages) x 32768"), HasSubstr("        +"), HasSubstr("if (0)")));
  }
};

TEST_P(ExploreKernel, WithoutThePatchTheZeroPageOverflows) { expectOverflow(explore(addsChecks())); }

TEST_P(ExploreKernel, AWebArchiveShowsTheSamePatch) {
  Result result =
      explore("2023-05-26\n\nSubject: [PATCH v4 1/3] mm: leave it\n\n" + asArchiveShowsIt(addsChecks()));
  expectOverflow(result);
  EXPECT_THAT(result.out, HasSubstr("lost its white space"));
}

TEST_P(ExploreKernel, HunksOfAnotherVersionAreRefusedOrLeftOut) {
  const std::string other = addsChecks() +
                            "@@ -9001,3 +9001,4 @@ another_function\n \tint another;\n+\tint more;\n"
                            " \n \tanother = 1;\n";
  Result refused = explore(other);
  EXPECT_EQ(refused.exit, 6) << refused.out;
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("(another_function): does not fit"), HasSubstr("hunks fit; --partial")));
  Result partial = explore(other, {"--partial"});
  expectOverflow(partial);
  EXPECT_THAT(partial.out, HasSubstr("parts of patches that do not fit are left out: of 'revert"));
}

struct Edit {
  const char *file, *was, *is; // the first `was`; none: at the end of a file that may be new
};

/// Edits of all files as one patch.
std::string patchOf(const std::string &tree, const TemporaryDirectory &directory,
                    const std::vector<Edit> &edits) {
  std::map<std::string, std::string> files;
  for (const Edit &edit : edits) {
    std::string &text = files.try_emplace(edit.file, readFile(tree + "/" + edit.file)).first->second;
    const std::string was = edit.was;
    const size_t at = was.empty() ? text.size() : text.find(was);
    EXPECT_NE(at, std::string::npos) << edit.file << ": " << was;
    if (at != std::string::npos) text.replace(at, was.size(), edit.is);
  }
  std::string patch;
  for (const auto &[file, text] : files) {
    const std::string old = tree + "/" + file, now = directory.write("now.c", text),
                      diff = (directory.path / "diff").string();
    const bool isNew = !std::filesystem::exists(old);
    const std::string command = "diff -u --label " + (isNew ? "/dev/null" : "a/" + file) + " --label b/" +
                                file + " " + (isNew ? "/dev/null" : quoteForShell(old)) + " " +
                                quoteForShell(now) + " > " + quoteForShell(diff);
    EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1) << file;
    patch += readFile(diff);
  }
  return patch;
}

/// Each edit is among what is not checked, as it was or as it is.
void expectNotChecked(const Json &report, const std::vector<Edit> &edits) {
  for (const Edit &edit : edits) {
    std::string found;
    for (const Json &file : report.at("stages").at(1).at("touched"))
      for (const Json &line : file.at("notChecked"))
        if (file.at("file") == edit.file) found += line.at("text").get<std::string>() + "\n";
    const bool isNew = *edit.was == '\0';
    EXPECT_THAT(found, testing::AnyOf(HasSubstr(isNew ? edit.is : edit.was), HasSubstr(edit.is)))
        << edit.file;
  }
}

TEST_P(ExploreKernel, WhatNobodyLooksAtIsNotGreen) {
  const std::vector<Edit> edits{
      {"mm/gup.c", "return size - (start - (unsigned long)uaddr);", "return size;"},
      {"mm/gup.c", "fault_flags |= FAULT_FLAG_REMOTE;", "fault_flags = 0;"},
      {"mm/gup.c", "#ifdef CONFIG_ELF_CORE", "#ifndef CONFIG_ELF_CORE"},
      {"mm/memory.c", "if (pfn_t_devmap(pfn))", "if (!pfn_t_devmap(pfn))"},
      {"lib/iov_iter.c", "EXPORT_SYMBOL(iov_iter_npages);", "EXPORT_SYMBOL_GPL(iov_iter_npages);"},
      {"block/bio.c", "EXPORT_SYMBOL(bio_uninit);", "EXPORT_SYMBOL_GPL(bio_uninit);"},
      {"fs/direct-io.c", "return sb_init_dio_done_wq(sb);", "return 0;"},
      {"mm/pins.c", "", "int pins(void) { return 1; }\n"},
      {"mm/Makefile", "", "obj-y += pins.o\n"},
      {"arch/x86/lib/pins.S", "", "ret\n"},
  };
  std::vector<std::string> arguments{"explore",
                                     "--kernel",
                                     tree,
                                     "--format",
                                     "json",
                                     "--no-times",
                                     directory.write("edits.patch", patchOf(tree, directory, edits))};
  for (const char *spec : {"zero_page", "gup_entries", "fork_entries", "dio_user", "bio_pages"})
    arguments.insert(arguments.end(), {"--spec", spec});
  const Result result = pinproof(arguments);
  EXPECT_EQ(result.exit, 7) << result.err;
  expectNotChecked(Json::parse(result.out, nullptr, false), edits);
  arguments.push_back("--accept-unchecked");
  EXPECT_EQ(pinproof(arguments).exit, 0);
}

TEST_P(ExploreKernel, HeadersThatStandInsReplaceAreNotGreen) {
  const std::vector<Edit> edits{
      {"include/linux/mm.h", "#define GUP_PIN_COUNTING_BIAS (1U << 10)",
       "#define GUP_PIN_COUNTING_BIAS (1U << 9)"},
      {"include/linux/mm.h", "if (folio_put_testzero(folio))", "if (!folio_put_testzero(folio))"},
      {"include/linux/page_ref.h", "folio_ref_add(struct folio *folio, int nr)",
       "folio_ref_add(struct folio *folio, long nr)"},
      {"include/linux/pins.h", "", "#define PINS 1\n"},
  };
  for (size_t i = 0; i <= edits.size(); ++i) { // one by one, and all of them beside code that is run
    std::vector<Edit> some = edits;
    if (i < edits.size())
      some = {edits[i]};
    else
      some.push_back({"mm/gup.c", "if (is_zero_folio(folio))", "if (is_zero_folio(folio) && refs)"});
    const Result result = pinproof({"explore", "--kernel", tree, "--spec", "zero_page", "--no-times",
                                    directory.write("edits.patch", patchOf(tree, directory, some))});
    EXPECT_NE(result.exit, 0) << result.out;
    EXPECT_NE(result.exit, 6) << result.err;
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, ExploreKernel, testing::Values("6.1", "6.12"), [](const auto &info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

} // namespace
} // namespace pinproof::test
