// One cause is one message, in every format, with the number of what it stops; and whose code answers are
// about.
#include "cli/causes.h"
#include "cli/diagnostic.h"
#include "cli/explore_report.h"
#include "cli/formats.h"
#include "cli/functions_run.h"
#include "cli/json.h"
#include "cli/status.h"
#include "cli/text.h"
#include "tests/patches.h"
#include "tests/reports.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace pinproof::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Json = nlohmann::json;

size_t occurrences(const std::string &text, const std::string &words) {
  size_t count = 0;
  for (size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++count;
  return count;
}

PropertyResult unknown(const std::string &name, Outcome outcome, const std::string &reason) {
  PropertyResult p = proved(name);
  p.verdict = Verdict::Unknown;
  p.outcome = outcome;
  p.reason = reason;
  p.certificate.clear();
  p.evidence.clear();
  return p;
}

SpecResult spec(const std::string &name, std::vector<PropertyResult> properties) {
  SpecResult result = reportOf(std::move(properties)).specs[0];
  result.name = name;
  result.file = "specs/" + name + ".c";
  return result;
}

const char *const construct = "a call of new_helper(), which has no body";

/// 95 properties of three specifications behind one function, and one that is proved.
Report manyBehindOne() {
  Report report = reportOf({});
  report.specs.clear();
  for (size_t s = 0, left = 95; s < 3; ++s) {
    std::vector<PropertyResult> properties;
    for (size_t i = 0; i < (s == 2 ? left : 30); ++i)
      properties.push_back(unknown("p" + std::to_string(i), Outcome::Unsupported,
                                   std::string("not modelled: ") + construct + " at mm/gup.c:78"));
    left -= properties.size();
    report.specs.push_back(spec("behind" + std::to_string(s), std::move(properties)));
    report.specs.back().refusals = {{construct, {"mm/gup.c", 78, 3 + static_cast<unsigned>(s)}, "go"},
                                    {construct, {"mm/gup.c", 78, 3}, "come"}};
  }
  report.specs.push_back(spec("fine", {proved("it_holds")}));
  return report;
}

TEST(Causes, AreCountedOverPropertiesAndSpecifications) {
  const Report report = manyBehindOne();
  const std::vector<Cause> causes = causesIn(report);
  ASSERT_THAT(causes, SizeIs(1));
  EXPECT_EQ(causes[0].properties(), 95u);
  EXPECT_EQ(toText(causes[0]), std::string("not modelled: mm/gup.c:78: ") + construct);
  EXPECT_EQ(extentInWords(causes[0]),
            "95 properties of 3 specifications have no answer: behind0, behind1, behind2");
}

TEST(Causes, AreOneMessageInEveryFormat) {
  const Report report = manyBehindOne();
  const std::vector<std::pair<const char *, std::string>> all = {
      {"text", renderText(report, {})},
      {"quiet", renderText(report, {.quiet = true})},
      {"sarif", Json::parse(renderSarif(report)).at("runs").at(0).at("results").dump()},
      {"github", renderGithub(report)},
      {"ktap", renderKtap(report)},
      {"html", renderHtml(report)}};
  for (const auto &[format, text] : all) {
    EXPECT_EQ(occurrences(text, construct), 1u) << format << "\n" << text;
    EXPECT_THAT(text, HasSubstr("95 properties of 3 specifications")) << format;
  }
  const std::string markdown = renderMarkdown(report);
  EXPECT_EQ(occurrences(markdown, "95 properties of 3 specifications"), 1u) << markdown;
  EXPECT_EQ(Json::parse(renderSarif(report)).at("runs").at(0).at("results").size(), 1u);
  EXPECT_EQ(occurrences(renderGithub(report), "::warning"), 1u);
}

/// Every test case fails by itself, and the first one says why at length.
TEST(Causes, FailEveryTestCaseOfJunit) {
  const std::string text = renderJunit(manyBehindOne(), false);
  EXPECT_THAT(text, AllOf(HasSubstr("tests=\"96\""), HasSubstr("errors=\"95\"")));
  EXPECT_EQ(occurrences(text, "<error "), 95u);
  EXPECT_EQ(occurrences(text, "95 properties of 3 specifications"), 1u);
}

TEST(Causes, OfKtapFailEverySubtest) {
  const std::string text = renderKtap(manyBehindOne());
  EXPECT_EQ(occurrences(text, "    not ok"), 95u);
  EXPECT_EQ(occurrences(text, "# UNKNOWN, not modelled: cause 1\n"), 95u);
  EXPECT_THAT(text, HasSubstr("\n# cause 1: not modelled: mm/gup.c:78: "));
}

TEST(Causes, InJsonHaveReferences) {
  const Json report = Json::parse(renderJson(manyBehindOne(), false));
  ASSERT_EQ(report.at("causes").size(), 1u);
  const Json &cause = report.at("causes").at(0);
  EXPECT_EQ(cause.at("kind"), "notModelled");
  EXPECT_EQ(cause.at("where").at("line"), 78);
  EXPECT_EQ(cause.at("properties"), 95);
  EXPECT_EQ(cause.at("specs").at(2).at("name"), "behind2");
  EXPECT_EQ(cause.at("specs").at(2).at("properties").size(), 35u);
  EXPECT_FALSE(Json::parse(renderJson(reportOf({proved("a")}), false)).contains("causes"));
}

TEST(Causes, OfTextAreInTheTableByNumber) {
  const std::string text = renderText(manyBehindOne(), {});
  EXPECT_THAT(text, HasSubstr("35 properties: cause 1 below"));
  EXPECT_THAT(text, HasSubstr("it_holds"));
  EXPECT_THAT(text, Not(HasSubstr("p7 ")));
  EXPECT_THAT(renderText(manyBehindOne(), {.verbose = true}), HasSubstr("p7 "));
}

/// A property that is alone in its cause says it itself, as ever.
TEST(Causes, OfOnePropertyAreItsOwn) {
  const Report report =
      reportOf({unknown("slow", Outcome::Inconclusive, "out of time; bounded: 33 steps"), proved("quick")});
  const std::string text = renderText(report, {});
  EXPECT_THAT(text, AllOf(HasSubstr("because out of time; bounded: 33 steps"), Not(HasSubstr("cause"
                                                                                             " 1"))));
  EXPECT_THAT(SharedCauses(report).all(), IsEmpty());
  EXPECT_THAT(joined(report), SizeIs(1));
}

TEST(Causes, OfBudgetsAreOneWhateverEnginesSay) {
  const Report report = reportOf({unknown("a", Outcome::Inconclusive, "out of time; bounded: 33 steps"),
                                  unknown("b", Outcome::Inconclusive, "out of time; bounded: 7 steps"),
                                  unknown("c", Outcome::Inconclusive, "no inductive set"),
                                  unknown("d", Outcome::ProofLost, "out of time")});
  const std::vector<Cause> causes = causesIn(report);
  ASSERT_THAT(causes, SizeIs(2));
  EXPECT_EQ(causes[0].properties(), 3u);
  EXPECT_EQ(causes[1].properties(), 1u);
  for (const Diagnostic &diagnostic : joined(report))
    if (diagnostic.cause) {
      EXPECT_EQ(diagnostic.level, Diagnostic::Level::Error) << "as serious as the proof that is lost";
    }
}

/// Violations are never folded into anything.
TEST(Causes, HideNoViolation) {
  Report report = manyBehindOne();
  report.specs[1].properties.push_back(violated());
  EXPECT_THAT(renderText(report, {}), AllOf(HasSubstr("VIOLATED"), HasSubstr("dio_write(64 pages) x 32768")));
  EXPECT_THAT(joined(report), SizeIs(2));
  EXPECT_EQ(exitCode(report), exitViolated);
}

/// Who is stopped by two causes is stopped by each: mending one does not help.
TEST(Causes, BehindOnePropertyAreAllSaid) {
  Report report = manyBehindOne();
  report.specs[0].refusals.push_back({"a goto into a block", {"mm/gup.c", 99, 1}, "go"});
  const std::string text = renderText(report, {});
  EXPECT_THAT(text, AllOf(HasSubstr("30 properties: causes 1 and 2 below"), HasSubstr("95 properties of 3"),
                          HasSubstr("not modelled: mm/gup.c:99: a goto into a block"),
                          HasSubstr("30 properties of 1 specification")));
  EXPECT_EQ(occurrences(text, "a goto into a block"), 1u);
}

TEST(Causes, OfSpecificationsAsAWhole) {
  Report report = reportOf({proved("fine")});
  for (const char *name : {"one", "two"}) {
    SpecResult drifted = spec(name, {});
    drifted.state = SpecResult::State::Drifted;
    drifted.drifts = {{"grab", {"void (long)"}, "int (int)", {"mm/gup.c", 5, 1}},
                      {"gone", {}, "", {std::string("specs/") + name + ".c", 9, 1}}};
    report.specs.push_back(drifted);
    SpecResult broken = spec(std::string("broken_") + name, {});
    broken.state = SpecResult::State::Failed;
    broken.message = "expected ';'";
    broken.where = {"specs/include/linux/mm.h", 7, 1};
    broken.mistake.emplace();
    broken.mistake->excerpt = "int x\n     ^";
    report.specs.push_back(broken);
  }
  report.specs[1].drifts.push_back({"own", {}, "", {"specs/one.c", 3, 1}});
  const std::string text = renderText(report, {});
  EXPECT_EQ(occurrences(text, "expected ';'"), 1u) << text;
  EXPECT_EQ(occurrences(text, "int x"), 1u);
  EXPECT_EQ(occurrences(text, "void (long)"), 1u);
  EXPECT_EQ(occurrences(text, "gone is not there"), 1u);
  EXPECT_EQ(occurrences(text, "own is not there"), 1u)
      << "one specification's own, with the others it refers to";
  EXPECT_EQ(occurrences(renderGithub(report), "::error"), 4u);
  EXPECT_EQ(Json::parse(renderJson(report, false)).at("causes").size(), 4u);
}

TEST(Causes, OfExploreAreOneMessageToo) {
  ExploreReport report;
  report.stages.resize(2);
  report.stages[0].title = "before";
  report.stages[1].title = "a patch";
  report.stages[1].report = manyBehindOne();
  report.stages[0].report = manyBehindOne();
  for (SpecResult &one : report.stages[0].report.specs) {
    one.refusals.clear();
    for (PropertyResult &p : one.properties) p = proved(p.name);
  }
  report.rows = compareStages(report.stages);
  for (const std::string &text : {renderExploreText(report, {}), renderExploreMarkdown(report),
                                  renderExploreGithub(report), renderExploreText(report, {.quiet = true})}) {
    EXPECT_EQ(occurrences(text, construct), 1u) << text;
    EXPECT_THAT(text, HasSubstr("95 properties of 3 specifications"));
  }
  EXPECT_THAT(renderExploreText(report, {}), AllOf(HasSubstr("35 properties"), HasSubstr("95 PROOF LOST")));
  const std::string html = renderExploreHtml(report);
  EXPECT_EQ(occurrences(html, construct), 1u);
  EXPECT_THAT(html, AllOf(HasSubstr(">35 properties</a>"), HasSubstr("95 properties of 3 specifications")));
  EXPECT_EQ(occurrences(html, "<a href=\"#t0\">"), 3u) << "one row for each specification";
}

// --- whose code ---

TEST(WhoseCode, AssertionsAreTheirOwners) {
  PropertyResult kernels = proved("warn:f:x"), ours = proved("bug:stand_in:y");
  kernels.kind = "warn";
  kernels.where = {"mm/gup.c", 5, 1};
  ours.kind = "bug";
  ours.where = {"specs/include/linux/mm.h", 5, 1};
  for (const std::string &text :
       {renderText(reportOf({kernels, ours, kernels}), {}), renderHtml(reportOf({kernels, ours, kernels}))})
    EXPECT_THAT(text,
                AllOf(HasSubstr("2 assertions in the kernel"), HasSubstr("1 assertion in our stand-ins")));
  EXPECT_THAT(renderText(reportOf({ours}), {}), Not(HasSubstr("in the kernel")));
}

TEST(WhoseCode, ReportsNameTheFunctionsRun) {
  test::SmallTree small;
  small.write("linux/mm/gup.c", std::string(test::smallKernel) + "int unused(int n)\n{\n\treturn n;\n}\n");
  small.write("small.c", R"(
#include <pinproof.h>
#include "mm/gup.c"
SPEC("a counter that only its holders move");
static integer held;
static int at_most(int n) { return n > 1 ? 1 : n; }
static int never(int n) { return n + 1; }
INIT() { held = 0; }
TRANSITION(take)
{
	if (grab(at_most(1)))
		held++;
	if (at_most(1) > 1)
		put(never(1));
}
INVARIANT(counts) { return counter == held; }
)");
  const test::Result result = small.run("verify", {"--format", "json"});
  const Json run = Json::parse(result.out).at("specs").at(0).at("functionsRun");
  EXPECT_EQ(run.at("kernel"), Json::parse(R"([{"file": "mm/gup.c", "name": "grab"}])")) << run;
  ASSERT_EQ(run.at("ours").size(), 1u) << run;
  EXPECT_EQ(run.at("ours").at(0).at("name"), "at_most");
  const test::Result text = small.run("verify", {"-v"});
  EXPECT_THAT(text.out, AllOf(HasSubstr("small ran, of the kernel: mm/gup.c: grab\n"),
                              HasSubstr("small ran, of ours: " + small.spec + ": at_most\n")));
}

} // namespace
} // namespace pinproof::cli
