// Answers taken over because nothing has changed: each thing that they depend on is changed once, and they
// must not be.
#include "cli/build.h"
#include "cli/relocate.h"
#include "model/clang/reader.h"
#include "model/clang/sha256.h"
#include "model/same_program.h"
#include "tests/patches.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <functional>

namespace pinproof::cli {
namespace {

using Json = nlohmann::ordered_json;
using model::Source;
using testing::HasSubstr;
using testing::Not;

const char *const remembered = "answers are from the cache";

class Records : public testing::Test {
protected:
  test::Result run(const std::string &command, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{command,    "--kernel", small.tree, "--spec",
                                       small.spec, "--format", "json",     "--no-times"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return test::pinproof(arguments, {}, "XDG_CACHE_HOME=" + (small.directory.path / "cache").string());
  }
  test::Result verify(std::vector<std::string> more = {}) const {
    more.push_back("--take-over");
    return run("verify", std::move(more));
  }
  /// What a run without a cache says.
  std::string truth(std::vector<std::string> more = {}) const {
    more.push_back("--no-cache");
    return verify(more).out;
  }
  /// The report, and whether it was remembered, which is taken out of it.
  static std::pair<std::string, bool> opened(const test::Result &result) {
    Json report = Json::parse(result.out);
    bool isRemembered = false;
    for (Json &spec : report["specs"])
      for (size_t i = spec["assumptions"].size(); i-- > 0;)
        if (spec["assumptions"][i]["label"] == "A13") {
          spec["assumptions"].erase(i);
          isRemembered = true;
        }
    return {report.dump(2) + "\n", isRemembered};
  }
  void expectAnew(const std::string &why, std::vector<std::string> more = {}) const {
    auto [report, isRemembered] = opened(verify(more));
    EXPECT_FALSE(isRemembered) << why;
    EXPECT_EQ(report, truth(more)) << why;
  }
  void expectRemembered(const std::string &why, std::vector<std::string> more = {}) const {
    auto [report, isRemembered] = opened(verify(more));
    EXPECT_TRUE(isRemembered) << why;
    EXPECT_EQ(report, truth(more)) << why;
  }
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> all;
    for (const auto &entry : std::filesystem::directory_iterator(small.directory.path / "cache/pinproof"))
      all.push_back(entry.path());
    return all;
  }
  static std::string with(std::string text, const std::string &old, const std::string &now) {
    EXPECT_NE(text.find(old), std::string::npos);
    return text.replace(text.find(old), old.size(), now);
  }

  const test::SmallTree small;
  const std::string broken = with(test::smallKernel, "counter += n;", "counter += n + 1;");
};

TEST_F(Records, AnEqualRunIsAnsweredTheSame) {
  small.write("linux/mm/gup.c", broken); // so that there is a trace
  expectAnew("there is nothing to remember");
  expectRemembered("the same again");
  const std::string svg = (small.directory.path / "out.svg").string();
  expectRemembered("with a picture", {"-o", "svg:" + svg});
  const std::string warm = test::readFile(svg);
  truth({"-o", "svg:" + svg});
  EXPECT_EQ(warm, test::readFile(svg));
  EXPECT_THAT(run("verify").out, Not(HasSubstr(remembered)));
  EXPECT_THAT(verify({"--strict"}).out, Not(HasSubstr(remembered)));
  EXPECT_THAT(verify({"--engine", "induction"}).out, Not(HasSubstr(remembered)));
  EXPECT_THAT(verify({"--certificates", (small.directory.path / "proofs").string()}).out,
              Not(HasSubstr(remembered)));
}

TEST_F(Records, WhateverChangesIsSeen) {
  expectAnew("there is nothing to remember");
  small.write("linux/mm/gup.c", broken);
  expectAnew("the kernel's C");
  small.write("linux/mm/gup.c", test::smallKernel);
  expectRemembered("the kernel is as it was");
  expectAnew("the time-out, which decides how far vacuity is looked for", {"--timeout", "50"});
  small.write("small.c", with(test::smallSpec, "counter <= 1001", "counter <= 1002"));
  expectAnew("the specification");
  small.write("small.c", test::smallSpec);
  expectRemembered("the specification is as it was");
  small.write("mm/gup.c", broken);
  expectAnew("a file that was not there comes first: beside the specification");
}

TEST_F(Records, HeadersAreSeenThatComeUp) {
  small.write("linux/mm/gup.c", "#include <linux/limit.h>\n#ifndef LIMIT\n#define LIMIT 1000\n#endif\n" +
                                    with(test::smallKernel, "1000", "LIMIT"));
  const std::string specs = (small.directory.path / "specs").string();
  std::filesystem::create_directories(specs);
  std::filesystem::copy(PINPROOF_SOURCE_DIR "/specs/include", specs + "/include",
                        std::filesystem::copy_options::recursive);
  const std::vector<std::string> more{"--specs", specs};
  expectAnew("there is nothing to remember", more);
  auto less = more;
  less.push_back("-DLIMIT=500");
  expectAnew("a macro", less);
  small.write("specs/include/linux/limit.h", "#define LIMIT 2000\n");
  expectAnew("a stand-in for a header that was empty", more);
  small.write("specs/include/linux/limit.h", "#define LIMIT 3000\n");
  expectAnew("another stand-in", more);
}

TEST_F(Records, TheSameProgramOnOtherLinesHasItsLines) {
  small.write("linux/mm/gup.c", broken);
  expectAnew("there is nothing to remember");
  small.write("linux/mm/gup.c", "/* one */\n\n" + broken);
  expectRemembered("two lines further down");
  small.write("linux/mm/gup.c", broken + "int unused(void)\n{\n\treturn 1;\n}\n");
  expectRemembered("a function that nothing reaches");
  small.write("linux/mm/gup.c",
              with(broken, "counter += n + 1;\n\treturn 1;", "counter += n + 1; return 1;"));
  expectAnew("two lines became one, so that a trace has fewer");
}

TEST_F(Records, WhatIsNotAnsweredIsNotKept) {
  small.write("linux/mm/gup.c", with(test::smallKernel, "counter > 1000", "counter * counter > 1000"));
  EXPECT_EQ(verify().exit, 5);
  expectAnew("C that is not modelled");
}

TEST_F(Records, WhatIsDamagedIsRemovedWithAWord) {
  const std::string cold = verify().out;
  const auto all = files();
  ASSERT_EQ(all.size(), 4u) << "a list of lookups, two records, and the answers for runs that check again";
  for (const auto &file : all) std::ofstream(file, std::ios::app) << "x";
  test::Result again = verify();
  EXPECT_EQ(again.out, cold);
  EXPECT_THAT(again.err, HasSubstr("is removed: it is damaged"));
  EXPECT_EQ(verify().err, "") << "good ones took their place";
  for (const auto &file : all) { // sealed, under the right name, and nonsense
    std::string text = test::readFile(file);
    Json json = Json::parse(text.substr(text.find('\n') + 1));
    for (const char *part : {"spec", "lists", "answers"})
      if (json.contains(part)) json[part] = 7;
    text = json.dump();
    std::ofstream(file) << model::sha256(text) << "\n" << text;
  }
  again = verify();
  EXPECT_EQ(again.out, cold);
  EXPECT_THAT(again.err, HasSubstr("is removed: "));
}

TEST_F(Records, ExploreTakesOverWhatAPatchLeaves) {
  const std::string comment = "--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -1,2 +1,3 @@\n /* counts */\n"
                              "+/* one line more */\n static int counter;\n";
  small.write("linux/mm/gup.c", broken);
  const std::string file = small.write("comment.patch", comment);
  auto stages = [&](const std::vector<std::string> &more) {
    std::vector<std::string> arguments{file, "--all"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Json report = Json::parse(run("explore", arguments).out);
    for (Json &stage : report["stages"])
      for (Json &spec : stage["report"]["specs"])
        if (!spec["assumptions"].empty()) spec["assumptions"].clear();
    return report["stages"].dump(1);
  };
  const std::string cold = stages({"--no-cache"});
  EXPECT_EQ(stages({}), cold);
  EXPECT_EQ(stages({}), cold);
}

// --- the parts ---

TEST(BuildIdentity, TellsProgramAndLibrariesApart) {
  EXPECT_GT(std::count(buildIdentity().begin(), buildIdentity().end(), '\n'), 3);
}

TEST(Sha256, IsFips180) {
  EXPECT_EQ(model::sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Lookups, AreAboutWhatClangWasAnswered) {
  test::SmallTree small;
  model::ReadOptions options;
  options.specFile = small.spec;
  options.specDirectory = PINPROOF_SOURCE_DIR "/specs";
  options.kernelTree = small.tree;
  const model::ReadResult read = readSpecification(options);
  EXPECT_EQ(answersTo(options, read.lookups).digest, read.answers);
  small.write("linux/mm/gup.c", std::string(test::smallKernel) + "\n");
  EXPECT_NE(answersTo(options, read.lookups).digest, read.answers);
  options.overlay["mm/gup.c"] = test::smallKernel;
  EXPECT_EQ(answersTo(options, read.lookups).digest, read.answers) << "the patched file is what counts";
  options.overlay["mm/gup.c"] = std::nullopt;
  EXPECT_NE(answersTo(options, read.lookups).digest, read.answers);
  options.overlay.clear();
  small.write("linux/mm/gup.c", std::string(10, '\0'));
  EXPECT_EQ(answersTo(options, read.lookups).digest, "") << "what cannot be read is no answer";
}

TEST(Relocation, FollowsLinesThatGoOneToOne) {
  const std::vector<Source> before{{"a.c", 1, 2}, {"a.c", 1, 9}, {"a.c", 5, 1}};
  auto relocated = [&](const std::vector<Source> &now) -> std::optional<Record> {
    Record record;
    record.places = before;
    record.run = {{"a.c", {1, 5}}};
    record.result.properties.resize(1);
    record.result.properties[0].where = {"a.c", 5, 1};
    record.result.properties[0].trace.emplace();
    record.result.properties[0].trace->steps.push_back({"t", {}, 1, {{"a.c", 1, 0}, {"a.c", 5, 0}}, {}});
    if (!relocate(record, now)) return {};
    return record;
  };
  auto moved = relocated({{"a.c", 3, 2}, {"a.c", 3, 9}, {"b.c", 7, 1}});
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->result.properties[0].where, (Source{"b.c", 7, 1}));
  EXPECT_EQ(moved->result.properties[0].trace->steps[0].lines,
            (std::vector<Source>{{"a.c", 3, 0}, {"b.c", 7, 0}}));
  EXPECT_EQ(moved->run, (model::LinesRun{{"a.c", {3}}, {"b.c", {7}}}));
  EXPECT_FALSE(relocated({{"a.c", 3, 2}, {"a.c", 4, 9}, {"a.c", 7, 1}})) << "a line was split";
  EXPECT_FALSE(relocated({{"a.c", 3, 2}, {"a.c", 3, 9}, {"a.c", 3, 20}})) << "two were joined";
  EXPECT_FALSE(relocated({{"a.c", 3, 2}, {"a.c", 3, 9}})) << "another program";
}

TEST(CanonicalProgram, LeavesNothingOut) {
  using model::Program;
  Program program;
  auto layout = std::make_shared<model::Layout>();
  layout->fields = {{"f", 0, false, std::make_shared<model::Layout>()}};
  program.globals = {{"g", layout, false, {}}};
  program.functions.resize(1);
  program.functions[0].code.resize(1);
  program.functions[0].code[0].op = model::Op::Add;
  program.inputs.resize(1);
  program.reports = {{model::ReportPoint::Kind::Warn, "n", "c", "f", {}}};
  program.transitions = {{"t", 0, {}}};
  program.invariants.resize(1);
  program.reportExpectations.resize(1);
  program.drifts.resize(1);
  const std::string text = canonicalText(program);
  const std::function<void(Program &)> changes[] = {
      [](Program &p) { p.name = "x"; },
      [](Program &p) { p.title = "x"; },
      [](Program &p) { p.globals[0].name = "x"; },
      [](Program &p) { p.globals[0].isGhost = true; },
      [](Program &p) { p.globals[0].address = model::Object::Address::Text; },
      [](Program &p) { p.globals[0].layout = nullptr; },
      [](Program &p) { p.globals.push_back(p.globals[0]); },
      [](Program &p) { p.functions[0].name = "x"; },
      [](Program &p) { p.functions[0].type = "x"; },
      [](Program &p) { p.functions[0].fromKernel = true; },
      [](Program &p) { p.functions[0].hasBody = true; },
      [](Program &p) { p.functions[0].parameters = {1}; },
      [](Program &p) { p.functions[0].registerNames = {"x"}; },
      [](Program &p) { p.functions[0].locals.resize(1); },
      [](Program &p) { p.functions[0].code[0].op = model::Op::Subtract; },
      [](Program &p) { p.functions[0].code[0].type.width = 64; },
      [](Program &p) { p.functions[0].code[0].type.isSigned = false; },
      [](Program &p) { p.functions[0].code[0].type.isPointer = true; },
      [](Program &p) { p.functions[0].code[0].dst = 1; },
      [](Program &p) { p.functions[0].code[0].a = 1; },
      [](Program &p) { p.functions[0].code[0].b = 1; },
      [](Program &p) { p.functions[0].code[0].c = 1; },
      [](Program &p) { p.functions[0].code[0].immediate = 1; },
      [](Program &p) { p.functions[0].code[0].index = 1; },
      [](Program &p) { p.functions[0].code[0].target = 1; },
      [](Program &p) { p.functions[0].code[0].otherwise = 1; },
      [](Program &p) { p.functions[0].code[0].arguments = {1}; },
      [](Program &p) { p.functions[0].code[0].layout = p.globals[0].layout; },
      [](Program &p) { p.inputs[0].label = "x"; },
      [](Program &p) { p.inputs[0].low = 1; },
      [](Program &p) { p.inputs[0].high = 1; },
      [](Program &p) { p.inputs[0].alternatives = {"x"}; },
      [](Program &p) { p.reports[0].kind = model::ReportPoint::Kind::Bug; },
      [](Program &p) { p.reports[0].name = "x"; },
      [](Program &p) { p.reports[0].condition = "x"; },
      [](Program &p) { p.reports[0].function = "x"; },
      [](Program &p) { p.refusals = {"x"}; },
      [](Program &p) { p.init = 1; },
      [](Program &p) { p.transitions[0].name = "x"; },
      [](Program &p) { p.transitions[0].function = 1; },
      [](Program &p) { p.invariants[0].name = "x"; },
      [](Program &p) { p.invariants[0].function = 1; },
      [](Program &p) { p.invariants[0].expect = model::Expectation::Violated; },
      [](Program &p) { p.invariants[0].reason = "x"; },
      [](Program &p) { p.reportExpectations[0].function = "x"; },
      [](Program &p) { p.reportExpectations[0].part = "x"; },
      [](Program &p) { p.reportExpectations[0].expect = model::Expectation::Violated; },
      [](Program &p) { p.reportExpectations[0].reason = "x"; },
      [](Program &p) {
        p.assumptions = {{"x", "", {}}};
      },
      [](Program &p) {
        p.assumptions = {{"", "x", {}}};
      },
      [](Program &p) {
        p.assumptions = {{"", "", {"x"}}};
      },
      [](Program &p) { p.drifts[0].function = "x"; },
      [](Program &p) { p.drifts[0].known = {"x"}; },
      [](Program &p) { p.drifts[0].actual = "x"; },
      [](Program &p) { p.absent = {"x"}; },
  };
  for (size_t i = 0; i < std::size(changes); ++i) {
    Program other = program;
    changes[i](other);
    EXPECT_NE(canonicalText(other), text) << i;
  }
  const std::function<void(model::Layout &)> layouts[] = {
      [](model::Layout &l) { l.kind = model::Layout::Kind::Array; },
      [](model::Layout &l) { l.size = 1; },
      [](model::Layout &l) { l.scalar.width = 8; },
      [](model::Layout &l) { l.typeName = "x"; },
      [](model::Layout &l) {
        l.enumerators = {{1, "x"}};
      },
      [](model::Layout &l) { l.fields[0].name = "x"; },
      [](model::Layout &l) { l.fields[0].offset = 1; },
      [](model::Layout &l) { l.fields[0].each = true; },
      [](model::Layout &l) { l.fields[0].layout = nullptr; },
      [](model::Layout &l) { l.element = std::make_shared<model::Layout>(); },
      [](model::Layout &l) { l.count = 1; },
  };
  for (size_t i = 0; i < std::size(layouts); ++i) {
    Program other = program;
    other.globals[0].layout = std::make_shared<model::Layout>(*layout);
    layouts[i](*other.globals[0].layout);
    EXPECT_NE(canonicalText(other), text) << i;
  }
  Program moved = program;
  moved.functions[0].code[0].where = {"mm/gup.c", 7, 1};
  moved.reports[0].where = {"mm/gup.c", 8, 1};
  EXPECT_EQ(canonicalText(moved), text);
  EXPECT_EQ(placesIn(moved).size(), placesIn(program).size());
}

} // namespace
} // namespace pinproof::cli
