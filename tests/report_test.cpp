// The report by itself: exit codes, text and JSON of hand-made results.
#include "cli/json.h"
#include "cli/layout.h"
#include "cli/recorded.h"
#include "cli/status.h"
#include "cli/text.h"
#include "tests/process.h"
#include "tests/reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <sstream>

namespace pinproof::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(ExitCode, FollowsTheOutcomes) {
  EXPECT_EQ(exitCode(reportOf({proved("a"), proved("b")})), 0);
  EXPECT_EQ(exitCode(reportOf({})), 4);
  EXPECT_EQ(exitCode(reportOf({with(Outcome::Violated)})), 1);
  EXPECT_EQ(exitCode(reportOf({with(Outcome::Unnoticed)})), 1);
  EXPECT_EQ(exitCode(reportOf({with(Outcome::NotAccepted)})), 1);
  EXPECT_EQ(exitCode(reportOf({with(Outcome::ProofLost)})), 1);
  for (Outcome green : {Outcome::Noticed, Outcome::Finding, Outcome::NotHere, Outcome::Known})
    EXPECT_EQ(exitCode(reportOf({with(green)})), 0);
  EXPECT_EQ(exitCode(reportOf({with(Outcome::Inconclusive)})), 3);
  EXPECT_EQ(exitCode(reportOf({with(Outcome::Unsupported)})), 5);
  EXPECT_EQ(exitCode(reportOf({with(Outcome::EvidenceFailed)})), 70);
}

TEST(ExitCode, TakesTheMostSeriousFirst) {
  const Outcome order[] = {Outcome::EvidenceFailed, Outcome::Violated, Outcome::Unsupported,
                           Outcome::Inconclusive, Outcome::Proved};
  const int codes[] = {70, 1, 5, 3, 0};
  for (size_t i = 0; i < 5; ++i)
    for (size_t j = 0; j < 5; ++j)
      EXPECT_EQ(exitCode(reportOf({with(order[i]), with(order[j])})), codes[std::min(i, j)]) << i << " " << j;
  EXPECT_EQ(moreSerious(6, 1), 6);
  EXPECT_EQ(moreSerious(70, 6), 70);
  const int all[] = {70, 2, 6, 1, 5, 3, 7, 0, 4};
  for (size_t i = 0; i + 1 < std::size(all); ++i)
    for (size_t j = i; j < std::size(all); ++j) {
      EXPECT_EQ(moreSerious(all[i], all[j]), all[i]);
      EXPECT_EQ(moreSerious(all[j], all[i]), all[i]);
    }
}

TEST(Status, AFindingPassesEitherWayAndASelfTestOnlyWhereItIsNoticed) {
  using model::Expectation;
  EXPECT_EQ(outcomeOf(Verdict::Violated, Expectation::Finding, false), Outcome::Finding);
  EXPECT_EQ(outcomeOf(Verdict::Proved, Expectation::Finding, false), Outcome::NotHere);
  EXPECT_EQ(outcomeOf(Verdict::Violated, Expectation::Violated, false), Outcome::Noticed);
  EXPECT_EQ(outcomeOf(Verdict::Proved, Expectation::Violated, false), Outcome::Unnoticed);
  for (Expectation expect : {Expectation::Holds, Expectation::Violated, Expectation::Finding}) {
    EXPECT_EQ(outcomeOf(Verdict::Unknown, expect, true), Outcome::Unsupported);
    EXPECT_EQ(outcomeOf(Verdict::Unknown, expect, false), Outcome::Inconclusive);
  }
}

TEST(Status, NoOutcomeFollowsFromAnotherAnswer) {
  using model::Expectation;
  for (Expectation expect : {Expectation::Holds, Expectation::Violated, Expectation::Finding})
    for (Verdict verdict : {Verdict::Proved, Verdict::Violated, Verdict::Unknown}) {
      EXPECT_TRUE(follows(outcomeOf(verdict, expect, false), verdict, expect));
      for (Verdict other : {Verdict::Proved, Verdict::Violated, Verdict::Unknown})
        if (other != verdict) {
          EXPECT_FALSE(follows(outcomeOf(verdict, expect, false), other, expect));
        }
    }
  EXPECT_FALSE(follows(Outcome::Known, Verdict::Violated, Expectation::Violated));
  EXPECT_FALSE(follows(Outcome::NotAccepted, Verdict::Violated, Expectation::Holds));
}

TEST(ExitCode, OfSpecificationsThatWereNotAsked) {
  using State = SpecResult::State;
  const std::pair<State, int> expected[] = {{State::Absent, 4},
                                            {State::Drifted, 5},
                                            {State::Unsupported, 5},
                                            {State::Interrupted, 3},
                                            {State::Failed, 70}};
  for (auto [state, code] : expected) {
    Report report = reportOf({});
    report.specs[0].state = state;
    EXPECT_EQ(exitCode(report), code);
    report.specs.push_back(reportOf({proved("a")}).specs[0]);
    EXPECT_EQ(exitCode(report), state == State::Absent ? 0 : code) << "beside one that holds";
  }
}

TEST(ExitCode, WhatCannotBeReadIsNotPinproofsFault) {
  Report report = reportOf({});
  report.specs[0].state = SpecResult::State::Failed;
  report.specs[0].mistake.emplace();
  EXPECT_EQ(exitCode(report), 2);
  report.specs.push_back(reportOf({violated()}).specs[0]);
  EXPECT_EQ(exitCode(report), 2);
}

TEST(ExitCode, WhatIsNotModelledIsNeverGreen) {
  Report report = reportOf({violated()});
  report.specs[0].properties[0].outcome = Outcome::Noticed;
  ASSERT_EQ(exitCode(report), 0);
  report.specs[0].refusals = {{"a function pointer", {"mm/gup.c", 9, 9}, "dio_write"}};
  EXPECT_EQ(exitCode(report), 5) << "what stands behind it was not looked at";
}

TEST(ExitCode, AnInterruptedRunIsNeverGreen) {
  Report report = reportOf({proved("a")});
  report.interrupted = true;
  EXPECT_EQ(exitCode(report), 3);
}

TEST(Text, SaysTheAnswerTheTraceAndTheAssumptions) {
  std::string text = renderText(reportOf({proved("balance_holds"), violated()}), {});
  EXPECT_THAT(text, HasSubstr("dio_write(64 pages) x 32768"));
  EXPECT_THAT(text, HasSubstr("1 -> -2147483647"));
  EXPECT_THAT(text, HasSubstr("through mm/gup.c:139-141, include/linux/mm.h:7"));
  EXPECT_THAT(text, HasSubstr("folio = &zero_folio"));
  EXPECT_THAT(text, HasSubstr("after 32768 operations; no shorter trace exists"));
  EXPECT_THAT(text, HasSubstr("  A3  headers read as empty: internal.h"));
  EXPECT_THAT(text, HasSubstr("2 properties in 1 specification: 1 proved, 1 VIOLATED; 0.25 s"));
  EXPECT_THAT(text, Not(HasSubstr("\033"))) << "no colour unless asked for";
  EXPECT_THAT(renderText(reportOf({violated()}), {.colour = true}), HasSubstr("\033[1;31mVIOLATED"));
}

TEST(Text, ExpectedViolationsAreNotFailures) {
  PropertyResult p = violated();
  p.outcome = Outcome::Noticed;
  p.expect = model::Expectation::Violated;
  p.expectReason = "FOLL_GET still counts";
  std::string text = renderText(reportOf({p}), {});
  EXPECT_THAT(text, HasSubstr("ok   refcount_stays_below_overflow"));
  EXPECT_THAT(text, HasSubstr("VIOLATED, as expected"));
  EXPECT_THAT(text, HasSubstr("expected violated: FOLL_GET still counts"));
  EXPECT_THAT(text, Not(HasSubstr("FAIL")));

  p = proved("refcount_stays_below_overflow");
  p.expect = model::Expectation::Violated;
  p.outcome = Outcome::Unnoticed;
  text = renderText(reportOf({p}), {});
  EXPECT_THAT(text, HasSubstr("FAIL"));
  EXPECT_THAT(text, HasSubstr("the mistake is not noticed any more"));
}

TEST(Text, AFindingIsOneAndPasses) {
  PropertyResult p = violated();
  p.outcome = Outcome::Finding;
  p.expect = model::Expectation::Finding;
  p.expectReason = "FOLL_GET still counts";
  std::string text = renderText(reportOf({p}), {});
  EXPECT_THAT(text, HasSubstr("ok   refcount_stays_below_overflow"));
  EXPECT_THAT(text, HasSubstr("VIOLATED, a finding"));
  EXPECT_THAT(text, HasSubstr("a finding, where it is violated: FOLL_GET still counts"));
  EXPECT_THAT(text, HasSubstr("1 property in 1 specification: 1 finding"));
  p.outcome = Outcome::NotAccepted;
  text = renderText(reportOf({p}), {});
  EXPECT_THAT(text, HasSubstr("FAIL refcount_stays_below_overflow"));
  EXPECT_THAT(text, HasSubstr("--accept balance/refcount_stays_below_overflow"));
}

TEST(Text, RoutineAssertionsShareARow) {
  PropertyResult warn = proved("warn:one"), bug = proved("bug:two"), bad = proved("bug:three");
  warn.kind = "warn";
  bug.kind = bad.kind = "bug";
  warn.where = bug.where = {"mm/gup.c", 5, 1};
  bad.outcome = Outcome::Violated;
  bad.verdict = Verdict::Violated;
  Report report = reportOf({warn, bug, bad});
  std::string text = renderText(report, {});
  EXPECT_THAT(text, HasSubstr("2 assertions in the kernel's C"));
  EXPECT_THAT(text, HasSubstr("bug:three"));
  EXPECT_THAT(text, Not(HasSubstr("bug:two")));
  EXPECT_THAT(renderText(report, {.verbose = true}), HasSubstr("bug:two"));
}

TEST(Text, DriftNamesBothTypes) {
  Report report = reportOf({});
  report.specs[0].state = SpecResult::State::Drifted;
  report.specs[0].drifts = {
      {"try_grab_folio", {"int (struct folio *, int)"}, "bool (struct page *)", {"mm/gup.c", 120, 1}}};
  std::string text = renderText(report, {.quiet = true});
  EXPECT_THAT(text, HasSubstr("try_grab_folio (mm/gup.c:120)"));
  EXPECT_THAT(text, HasSubstr("in this kernel:          bool (struct page *)\n"));
  EXPECT_THAT(text, HasSubstr("the specification knows: int (struct folio *, int)\n"));
}

TEST(Text, QuietSaysNothingWhenAllIsWell) {
  EXPECT_EQ(renderText(reportOf({proved("a")}), {.quiet = true}), "");
  std::string text = renderText(reportOf({proved("a_holds"), violated()}), {.quiet = true});
  EXPECT_THAT(text, HasSubstr("dio_write"));
  EXPECT_THAT(text, Not(HasSubstr("a_holds")));
}

TEST(Text, FailedEvidenceIsLoud) {
  PropertyResult p = proved("a");
  p.outcome = Outcome::EvidenceFailed;
  p.evidence = "Consecution fails in transition dio_write, path 3";
  std::string text = renderText(reportOf({p}), {});
  EXPECT_THAT(text, HasSubstr("EVIDENCE FAILED"));
  EXPECT_THAT(text, HasSubstr("the evidence check failed: Consecution fails"));
}

TEST(Text, FitsThePage) {
  PropertyResult p = violated();
  p.name = "warn:" + std::string(200, 'x');
  p.text = "a long condition that goes on and on";
  for (int i = 0; i < 30; ++i) p.text += " && x";
  Report report = reportOf({p, proved("short")});
  report.specs[0].title = std::string(200, 't');
  report.specs[0].assumptions.push_back({"A9", p.text, {}});
  report.specs[0].properties[0].trace->property = p.name;
  std::istringstream lines(renderText(report, {}));
  for (std::string line; std::getline(lines, line);)
    if (line.find(std::string(150, 'x')) == std::string::npos) {
      EXPECT_LE(columns(line), pageWidth) << line;
    }
}

TEST(Layout, ShortensByColumnsNotBytes) {
  EXPECT_EQ(fit("äöü", 5), "äöü  ");
  EXPECT_EQ(fit("äöüäöü", 4), "äöü…");
  EXPECT_EQ(counted("1", "property"), "1 property");
  EXPECT_EQ(counted("2", "property"), "2 properties");
}

TEST(Json, IntegersThatDoublesLoseAreStrings) {
  const model::Integer exact = (static_cast<model::Integer>(1) << 53) - 1;
  EXPECT_TRUE(toJson(exact).is_number());
  EXPECT_TRUE(toJson(exact + 1).is_string());
  for (model::Integer value : {exact, exact + 1, -exact, -exact - 1, exact * exact})
    EXPECT_TRUE(integerFrom(toJson(value)) == value) << model::toString(value);
  EXPECT_THROW(integerFrom(nlohmann::ordered_json(0.5)), std::invalid_argument);
}

TEST(Json, NoTimesMeansNoTimes) {
  Report a = reportOf({violated()}), b = a;
  b.seconds = 99;
  b.specs[0].seconds = b.specs[0].clangSeconds = b.specs[0].properties[0].seconds = 98;
  EXPECT_NE(renderJson(a, true), renderJson(b, true));
  EXPECT_EQ(renderJson(a, false), renderJson(b, false));
}

TEST(Json, TracesAndCertificatesReadBack) {
  test::TemporaryDirectory directory;
  Recorded recorded = readRecorded(
      directory.write("report.json", renderJson(reportOf({proved("balance_holds"), violated()}), true)));
  ASSERT_EQ(recorded.traces.size(), 1u);
  const ReportTrace &trace = recorded.traces[0];
  EXPECT_EQ(trace.spec, "balance");
  EXPECT_EQ(trace.property, "refcount_stays_below_overflow");
  ASSERT_EQ(trace.steps.size(), 1u);
  EXPECT_EQ(stepName(trace.steps[0]), "dio_write(64 pages) x 32768");
  EXPECT_TRUE(trace.steps[0].choices[0].value == 64);
  EXPECT_TRUE(trace.operations == 32768);
  EXPECT_EQ(trace.init.choices[0].label, "zero|small|large");
  ASSERT_EQ(recorded.certificates.size(), 1u);
  EXPECT_EQ(recorded.certificates[0].invariant, "(= |refs| (+ 1 |gets|))");

  EXPECT_EQ(readRecorded(directory.write("trace.json", toJson(overflow()).dump())).traces.size(), 1u);
}

std::string complaintAbout(const std::string &text) {
  test::TemporaryDirectory directory;
  const std::string file = directory.write("report.json", text);
  try {
    readRecorded(file);
  } catch (const model::InputError &error) {
    EXPECT_EQ(error.where.file, file);
    return toString(error.where).substr(file.size()) + " " + error.what() + "\n" + error.excerpt;
  }
  return "no complaint";
}

TEST(Recorded, BrokenJsonIsShownWithItsPlace) {
  std::string complaint = complaintAbout("{\n  \"format\": oops\n}\n");
  EXPECT_THAT(complaint, HasSubstr(":2 is not JSON"));
  EXPECT_THAT(complaint, HasSubstr("\"format\": oops\n"));
  EXPECT_THAT(complaint, EndsWith("^"));
  EXPECT_THAT(complaintAbout(""), HasSubstr("is not JSON"));
  EXPECT_THAT(complaintAbout(std::string("\0\1\2", 3)), HasSubstr("is not JSON"));
}

TEST(Recorded, WrongMembersAreNamed) {
  auto broken = [](auto change) {
    nlohmann::ordered_json json = toJson(overflow());
    change(json);
    return complaintAbout(json.dump());
  };
  EXPECT_THAT(complaintAbout("[]"), HasSubstr("expected an object"));
  EXPECT_THAT(complaintAbout("{}"), HasSubstr("has no 'format'"));
  EXPECT_THAT(complaintAbout("{\"format\": \"pinproof.trace/9\"}"), HasSubstr("pinproof.trace/9"));
  EXPECT_THAT(broken([](auto &j) { j.erase("spec"); }), HasSubstr("has no 'spec'"));
  EXPECT_THAT(broken([](auto &j) { j["steps"][0]["count"] = 0; }),
              HasSubstr("steps[0].count: expected a positive"));
  EXPECT_THAT(broken([](auto &j) { j["steps"][0]["count"] = "many"; }),
              HasSubstr("steps[0].count: expected an integer"));
  EXPECT_THAT(broken([](auto &j) { j["steps"][0]["choices"][0]["value"] = 1.5; }),
              HasSubstr("steps[0].choices[0].value: expected an integer"));
  EXPECT_THAT(broken([](auto &j) { j["steps"] = "none"; }), HasSubstr("steps: expected an array"));
}

bool isValid(const std::string &json, const std::string &schema) {
  test::TemporaryDirectory directory;
  std::string command = "python3 -c 'import json,sys,jsonschema; "
                        "jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))' " +
                        directory.write("report.json", json) + " " PINPROOF_SOURCE_DIR "/docs/" + schema +
                        " >/dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}

TEST(Schema, AcceptsWhatIsWrittenAndNothingLess) {
  Report report = reportOf({proved("a"), violated()});
  report.specs.push_back(report.specs[0]);
  report.specs[1].state = SpecResult::State::Drifted;
  EXPECT_FALSE(isValid(renderJson(report, true), "report.schema.json")) << "drifted, but no drifts";
  report.specs[1].drifts = {{"f", {"int (void)"}, "", {"specs/balance.c", 3, 1}}};
  report.specs[1].refusals = {{"a function pointer", {"mm/gup.c", 9, 9}, "dio_write"}};
  report.coverage = {{"mm/gup.c", "f", 9, {FunctionCoverage::Line::Run}, {"f();"}, {"balance"}}};
  EXPECT_TRUE(isValid(renderJson(report, true), "report.schema.json"));
  EXPECT_TRUE(isValid(renderJson(report, false), "report.schema.json"));
  EXPECT_TRUE(isValid(toJson(overflow()).dump(), "trace.schema.json"));
  report.specs[0].properties[1].trace.reset();
  EXPECT_FALSE(isValid(renderJson(report, true), "report.schema.json")) << "a violation without its trace";
}

} // namespace
} // namespace pinproof::cli
