// Each format as its consumers read it: SARIF by a schema, JUnit by an XML parser, KTAP by the kernel's own
// kunit.py.
#include "cli/diagnostic.h"
#include "cli/formats.h"
#include "cli/markup.h"
#include "tests/kernel_sources.h"
#include "tests/reports.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pinproof::cli {
namespace {

using Json = nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// One of everything that can be answered, with text that is hard on every format.
Report everything() {
  PropertyResult bad = violated();
  bad.name = "a|b <c> & \"d\" # 100%, `e`";
  bad.trace->property = bad.name;
  PropertyResult known = violated();
  known.name = "known";
  known.outcome = Outcome::Finding;
  known.expect = model::Expectation::Finding;
  known.expectReason = "FOLL_GET still counts";
  PropertyResult open = with(Outcome::Inconclusive);
  open.name = "open";
  open.verdict = Verdict::Unknown;
  open.reason = "out of time";
  PropertyResult warn = proved("warn:f:x < 0");
  warn.kind = "warn";
  warn.where = {"mm/gup.c", 84, 6};
  Report report = reportOf({proved("holds"), bad, known, open, warn});
  report.specs[0].excerpts["mm/gup.c"] = {{139, "\tif (x && y)"}, {140, "\t\treturn \xff;"}};
  using State = SpecResult::State;
  for (State state : {State::Absent, State::Drifted, State::Unsupported, State::Interrupted, State::Failed}) {
    SpecResult spec;
    spec.name = "spec" + std::to_string(report.specs.size());
    spec.state = state;
    spec.message = "what <happened>";
    report.specs.push_back(spec);
  }
  report.specs[1].absent = {"unpin_folios"};
  report.specs[2].drifts = {{"try_grab_folio", {"int (void)"}, "bool (void)", {"mm/gup.c", 120, 1}}};
  report.specs[3].where = {"mm/gup.c", 7, 1};
  for (const char *name : {"unread", "unread_too"}) {
    SpecResult spec = report.specs.back();
    spec.name = name;
    spec.where = {"mm/gup.c", 9, 2};
    spec.mistake = {"\tif (<x> && y\n\t^", "correct the line"};
    report.specs.push_back(spec);
  }
  return report;
}

bool isValidSarif(const std::string &text) {
  test::TemporaryDirectory directory;
  std::string command = "python3 -c 'import json,sys,jsonschema; "
                        "jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))' " +
                        directory.write("log.sarif", text) +
                        " " PINPROOF_SOURCE_DIR "/tests/schemas/sarif.schema.json";
  return std::system(command.c_str()) == 0;
}

const Json &resultAbout(const Json &log, const std::string &rule) {
  for (const Json &result : log.at("runs").at(0).at("results"))
    if (result.at("ruleId") == rule) return result;
  throw std::out_of_range("no result about " + rule);
}

TEST(Sarif, IsValid) {
  EXPECT_TRUE(isValidSarif(renderSarif(everything())));
  EXPECT_TRUE(isValidSarif(renderSarif(reportOf({proved("a")}))));
  EXPECT_TRUE(isValidSarif(renderSarif(reportOf({}))));
}

TEST(Sarif, CodeFlowsRunThroughKernelLines) {
  Json log = Json::parse(renderSarif(reportOf({violated()})));
  const Json &result = resultAbout(log, "balance/refcount_stays_below_overflow");
  EXPECT_EQ(result.at("level"), "error");
  EXPECT_EQ(result.at("locations")[0]["physicalLocation"]["artifactLocation"]["uri"], "include/linux/mm.h");
  EXPECT_EQ(result.at("relatedLocations")[0]["physicalLocation"]["artifactLocation"]["uri"],
            "specs/balance.c");
  const Json &thread = result.at("codeFlows")[0]["threadFlows"][0];
  EXPECT_EQ(thread.at("initialState").at("folio").at("text"), "&zero_folio");
  const Json &locations = thread.at("locations");
  ASSERT_EQ(locations.size(), 5u) << "one of init's, four of the step's";
  EXPECT_EQ(locations[1]["location"]["message"]["text"], "dio_write(64 pages) x 32768");
  EXPECT_EQ(locations[1]["state"]["refs"]["text"], "1");
  std::vector<int> lines;
  for (const Json &at : locations) lines.push_back(at["location"]["physicalLocation"]["region"]["startLine"]);
  EXPECT_THAT(lines, testing::ElementsAre(12, 140, 139, 141, 7));
}

TEST(Sarif, WhatIsExpectedIsSuppressedAndProofsAreNotResults) {
  Json log = Json::parse(renderSarif(everything()));
  EXPECT_EQ(resultAbout(log, "balance/known").at("level"), "note") << "a finding";
  EXPECT_FALSE(resultAbout(log, "balance/known").contains("suppressions"));
  EXPECT_FALSE(resultAbout(log, "balance/open").contains("suppressions"));
  EXPECT_THROW(resultAbout(log, "balance/holds"), std::out_of_range);
  EXPECT_EQ(log["runs"][0]["results"].size(), 3u + 5u);
  for (const Json &result : log["runs"][0]["results"])
    EXPECT_EQ(log["runs"][0]["tool"]["driver"]["rules"].at(result.at("ruleIndex").get<size_t>())["id"],
              result["ruleId"]);
}

TEST(Sarif, FingerprintsSurviveLineMoves) {
  Report before = reportOf({violated()}), after = before;
  PropertyResult &moved = after.specs[0].properties[0];
  moved.where.line += 100;
  for (model::Source &line : moved.trace->steps[0].lines) line.line += 7;
  after.kernel = "elsewhere";
  EXPECT_EQ(diagnostics(before).at(0).fingerprint, diagnostics(after).at(0).fingerprint);
  moved.name += "2";
  EXPECT_NE(diagnostics(before).at(0).fingerprint, diagnostics(after).at(0).fingerprint);
  after = before;
  after.specs[0].name += "2";
  EXPECT_NE(diagnostics(before).at(0).fingerprint, diagnostics(after).at(0).fingerprint);
}

TEST(Junit, CountsWhatItHolds) {
  test::TemporaryDirectory directory;
  std::string file = directory.write("junit.xml", renderJunit(everything(), true));
  std::string script = R"(
import sys, xml.etree.ElementTree as e
root = e.parse(sys.argv[1]).getroot()
assert root.tag == "testsuites"
for suite in root:
    cases = suite.findall("testcase")
    assert int(suite.get("tests")) == len(cases)
    for tag, name in ("failure", "failures"), ("error", "errors"), ("skipped", "skipped"):
        assert int(suite.get(name)) == len(suite.findall("testcase/" + tag)), name
    assert all(case.get("classname") and case.get("name") for case in cases)
assert root.get("tests") == "12" and root.get("failures") == "1" and root.get("errors") == "7", root.attrib
failure = root.find(".//failure")
assert "dio_write(64 pages) x 32768" in failure.text
names = [case.get("name") for case in root.iter("testcase")]
assert 'a|b <c> & "d" # 100%, `e`' in names, names
)";
  std::string command = "python3 - " + file + " <<'END'\n" + script + "END\n";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(Github, AnnotatesKernelLinesErrorsFirst) {
  std::string text = renderGithub(everything());
  EXPECT_THAT(
      text,
      StartsWith(
          "::error file=include/linux/mm.h,line=7,title=pinproof%3A balance/a|b <c> & \"d\" # 100%25%2C"));
  EXPECT_THAT(text, HasSubstr("%0A   1. dio_write(64 pages) x 32768%0A"));
  EXPECT_THAT(text, HasSubstr("::error file=mm/gup.c,line=120,title=pinproof%3A pinproof/drift::"));
  EXPECT_THAT(text,
              HasSubstr("::error file=mm/gup.c,line=9,title=pinproof%3A pinproof/unreadable::cannot be read: "
                        "what <happened>: 2 specifications have no answer: unread, unread_too%0A\tif (<x>"))
      << "once, since ten are shown";
  EXPECT_THAT(text, Not(HasSubstr("known")));
  EXPECT_LT(text.rfind("::error "), text.find("::warning "));
}

TEST(Markdown, SaysWhatNeedsAttentionFirst) {
  std::string text = renderMarkdown(everything());
  EXPECT_THAT(text, StartsWith("## pinproof: needs attention\n"));
  EXPECT_THAT(text,
              HasSubstr("| balance | a\\|b &lt;c&gt; &amp; &quot;d&quot; # 100%, \\`e\\` | VIOLATED |"));
  EXPECT_LT(text.find("### balance/a"), text.find("<details>"));
  EXPECT_THAT(renderMarkdown(reportOf({proved("a")})), StartsWith("## pinproof: as expected\n"));
}

TEST(Markup, EscapesWhatXmlCannotHold) {
  EXPECT_EQ(escapeMarkup("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
  EXPECT_EQ(escapeMarkup(std::string("a\0b\x1b\tc", 6)), "a\uFFFDb\uFFFD\tc");
  EXPECT_EQ(escapeMarkup("\xff\xfe"), "\uFFFD\uFFFD");
  EXPECT_EQ(escapeMarkup("ä€"), "ä€");
}

/// What the kernel's own parser of test results makes of `text`.
std::pair<int, std::string> parsedByKunit(const std::string &text) {
  test::TemporaryDirectory directory;
  std::string out = (directory.path / "out").string();
  std::string command = "python3 -B " +
                        test::quoteForShell(test::treeOf("6.12") + "/tools/testing/kunit/kunit.py") +
                        " parse " + directory.write("ktap", text) + " >" + out + " 2>&1";
  int status = std::system(command.c_str());
  return {WEXITSTATUS(status), test::readFile(out)};
}

TEST(Ktap, IsReadByTheKernelsOwnParser) {
  auto [code, out] = parsedByKunit(renderKtap(everything()));
  EXPECT_EQ(code, 1) << out;
  EXPECT_THAT(out, HasSubstr("Ran 12 tests: passed: 2, failed: 8, skipped: 2")) << out;
  EXPECT_THAT(out, Not(HasSubstr("[ERROR]"))) << out;
  EXPECT_THAT(out, HasSubstr("dio_write(64 pages) x 32768")) << out;
  auto [clean, said] = parsedByKunit(renderKtap(reportOf({proved("a"), proved("b")})));
  EXPECT_EQ(clean, 0) << said;
  EXPECT_THAT(said, HasSubstr("Ran 2 tests: passed: 2")) << said;
}

/// Changed lines that nobody looked at, of two functions, and one that is gone.
Report withUnchecked(bool accepted) {
  Report report = reportOf({proved("a"), proved("b")});
  TouchedFile file;
  file.file = "mm/gup.c";
  file.run = 2;
  file.unchecked = {{'-', 11, "a();", "f", LineWord::NotRun, "no path runs <through> it"},
                    {'+', 12, "b();", "f", LineWord::NotRun, "no path runs <through> it"},
                    {'-', 30, "c();", "", LineWord::NotRun, "nothing uses it"}};
  report.touched = {file};
  report.acceptsUnchecked = accepted;
  return report;
}

TEST(Unchecked, IsInSarif) {
  const std::string text = renderSarif(withUnchecked(false));
  EXPECT_TRUE(isValidSarif(text)) << text;
  const Json results = Json::parse(text).at("runs").at(0).at("results");
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].at("ruleId"), "pinproof/not-checked");
  EXPECT_EQ(results[0].at("level"), "warning");
  EXPECT_EQ(results[0].at("message").at("text"),
            "mm/gup.c: 2 changed lines NOT CHECKED: f(): no path runs <through> it");
  const Json place = results[0].at("locations").at(0).at("physicalLocation");
  EXPECT_EQ(place.at("artifactLocation").at("uri"), "mm/gup.c");
  EXPECT_EQ(place.at("region").at("startLine"), 12);
  EXPECT_FALSE(results[1].at("locations").at(0).at("physicalLocation").contains("region")) << "it is gone";
  EXPECT_NE(results[0].at("partialFingerprints"), results[1].at("partialFingerprints"));
  EXPECT_EQ(Json::parse(renderSarif(withUnchecked(true))).at("runs").at(0).at("results").at(0).at("level"),
            "note");
}

TEST(Unchecked, IsInJunit) {
  const std::string text = renderJunit(withUnchecked(false), false);
  EXPECT_THAT(text,
              AllOf(HasSubstr("<testsuite name=\"changed lines\" tests=\"2\" errors=\"2\""),
                    HasSubstr("<error type=\"pinproof/not-checked\" message=\"mm/gup.c: 2 changed lines NOT "
                              "CHECKED: f(): no path runs &lt;through&gt; it\">mm/gup.c:12"),
                    HasSubstr("tests=\"4\" failures=\"0\" errors=\"2\"")));
  EXPECT_THAT(renderJunit(withUnchecked(true), false),
              AllOf(HasSubstr("tests=\"4\" failures=\"0\" errors=\"0\""),
                    HasSubstr("<skipped message=\"mm/gup.c: 2 changed")));
}

TEST(Unchecked, IsInKtap) {
  const auto [code, out] = parsedByKunit(renderKtap(withUnchecked(false)));
  EXPECT_EQ(code, 1) << out;
  EXPECT_THAT(out, AllOf(HasSubstr("Ran 3 tests: passed: 2, failed: 1"), Not(HasSubstr("[ERROR]")))) << out;
  EXPECT_THAT(renderKtap(withUnchecked(false)),
              AllOf(HasSubstr("# mm/gup.c: 2 changed lines NOT CHECKED: f(): "),
                    HasSubstr("not ok 2 changed lines")));
  EXPECT_EQ(parsedByKunit(renderKtap(withUnchecked(true))).first, 0);
}

TEST(Output, WritesSeveralFormatsAtOnce) {
  test::TemporaryDirectory directory;
  auto to = [&](const std::string &format) { return format + ":" + (directory.path / format).string(); };
  test::Result result =
      test::pinproof({"verify", "-s", "misuse_put_page", "--format", "ktap", "-o", to("sarif"), "-o",
                      to("junit"), "--output", to("markdown"), "-o", to("json"), "-o", to("github")});
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("KTAP version 1\n"));
  EXPECT_TRUE(isValidSarif(test::readFile(directory.path / "sarif")));
  EXPECT_THAT(test::readFile(directory.path / "junit"),
              HasSubstr("<testsuites name=\"pinproof embedded\" tests=\"8\""));
  EXPECT_THAT(test::readFile(directory.path / "markdown"), StartsWith("## pinproof: as expected"));
  Json report = Json::parse(test::readFile(directory.path / "json"));
  const Json &excerpts = report.at("specs")[0].at("excerpts").at("mm/gup.c");
  EXPECT_THAT(excerpts.at("133").get<std::string>(), HasSubstr("if ((flags & FOLL_LONGTERM)"))
      << excerpts.dump(2);
}

TEST(Output, MistakesAreSaidBeforeAnythingRuns) {
  for (const char *mistake : {"sarif", "sarif:", ":x", "dot:x", "xml:x", "json:/nonexistent/x"}) {
    test::Result result = test::pinproof({"verify", "-o", mistake});
    EXPECT_EQ(result.exit, 2) << mistake;
    EXPECT_EQ(result.out, "") << mistake;
    EXPECT_THAT(result.err, HasSubstr("--output")) << mistake;
  }
  EXPECT_THAT(test::pinproof({"explore", "-o", "sarif:x"}).err, HasSubstr("github|html|json|markdown|text"));
  test::Result full = test::pinproof({"verify", "-s", "misuse_put_page", "-o", "json:/dev/full"});
  EXPECT_EQ(full.exit, 2);
  EXPECT_THAT(full.err, HasSubstr("cannot write to /dev/full"));
}

} // namespace
} // namespace pinproof::cli
