// The gate: what a baseline lets pass, what it does not, what it says can go, and exit codes for git bisect.
#include "cli/baseline.h"
#include "cli/diagnostic.h"
#include "cli/formats.h"
#include "cli/gate.h"
#include "cli/status.h"
#include "tests/process.h"
#include "tests/reports.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace pinproof::cli {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string name = "refcount_stays_below_overflow";

Baseline knowing(const std::string &property, const std::string &expires = "2027-03-31") {
  return {{{{"balance", property}, "being mended", "mm people", expires}}, {}, {}};
}
Baseline provedOnce(const std::string &property) { return {{}, {{"balance", property}}, {}}; }

Report against(const Baseline &baseline, Report report, bool complete = true,
               const char *today = "2026-11-22") {
  applyBaseline(baseline, today, complete, report);
  return report;
}

TEST(Baseline, LetsPassWhatIsKnownUntilItsDay) {
  Report report = against(knowing(name), reportOf({proved("a"), violated()}));
  EXPECT_EQ(exitCode(report), 0);
  EXPECT_EQ(report.specs[0].properties[1].outcome, Outcome::Known);
  EXPECT_THAT(report.baselineNotes, IsEmpty());
  EXPECT_THAT(renderText(report, {}), HasSubstr("baseline: known until 2027-03-31, mm people: being mended"));
  EXPECT_EQ(renderText(report, {.quiet = true}), "");

  EXPECT_EQ(exitCode(against(knowing(name), reportOf({violated()}), true, "2027-03-31")), 0)
      << "its last day";
  report = against(knowing(name), reportOf({violated()}), true, "2027-04-01");
  EXPECT_EQ(exitCode(report), 1);
  EXPECT_THAT(renderText(report, {.quiet = true}), HasSubstr("baseline: expired on 2027-03-31, mm people"));
}

TEST(Baseline, FailsOnWhatIsNew) {
  EXPECT_EQ(exitCode(against(knowing("another"), reportOf({violated(), proved("another")}))), 1);
  EXPECT_EQ(exitCode(against(knowing(name), reportOf({violated(), with(Outcome::Unsupported)}))), 5);
  EXPECT_EQ(exitCode(against(knowing("p"), reportOf({with(Outcome::Inconclusive)}))), 3);
  EXPECT_EQ(exitCode(against(knowing("p"), reportOf({with(Outcome::EvidenceFailed)}))), 70);
}

TEST(Baseline, SurvivesLineMoves) {
  Report report = reportOf({violated()});
  report.specs[0].properties[0].where.line += 100;
  for (model::Source &line : report.specs[0].properties[0].trace->steps[0].lines) line.line += 9;
  EXPECT_EQ(exitCode(against(knowing(name), report)), 0);
}

TEST(Baseline, SaysWhenAnEntryCanGo) {
  auto notes = [](const Baseline &baseline, const Report &report, bool complete) {
    return against(baseline, report, complete).baselineNotes;
  };
  EXPECT_THAT(notes(knowing("a"), reportOf({proved("a")}), true),
              ElementsAre("balance: a: it is proved; its entry can go"));
  EXPECT_THAT(notes(knowing("b"), reportOf({proved("a")}), false),
              ElementsAre("balance: b: there is no such property; its entry can go"));
  Report other = reportOf({proved("a")});
  other.specs[0].name = "other";
  EXPECT_THAT(notes(knowing("a"), other, true),
              ElementsAre("balance: a: there is no such specification; its entry can go"));
  EXPECT_THAT(notes(knowing("a"), other, false), IsEmpty()) << "it was not asked";
  PropertyResult expected = violated();
  expected.outcome = Outcome::Noticed;
  EXPECT_THAT(notes(knowing(name), reportOf({expected}), true), ElementsAre(HasSubstr("can go")));
  Report drifted = reportOf({});
  drifted.specs[0].state = SpecResult::State::Drifted;
  EXPECT_THAT(notes(knowing("a"), drifted, true), IsEmpty()) << "nobody knows";
  EXPECT_EQ(exitCode(against(knowing("a"), reportOf({proved("a")}))), 0);
}

TEST(Baseline, AFindingNeedsSomebodyToAnswerForIt) {
  PropertyResult finding = violated();
  finding.outcome = Outcome::Finding;
  finding.expect = model::Expectation::Finding;
  finding.expectReason = "GUP looks before it adds";
  EXPECT_EQ(exitCode(reportOf({finding})), 0);
  EXPECT_EQ(exitCode(against({}, reportOf({finding}))), 1);
  EXPECT_EQ(exitCode(against(knowing(name), reportOf({finding}))), 0);
  EXPECT_EQ(exitCode(against(knowing(name), reportOf({finding}), true, "2027-04-01")), 1);
  EXPECT_THAT(renderBaseline(reportOf({finding}), {}, true), HasSubstr("GUP looks before it adds"));
}

TEST(Baseline, FailsOnALostProof) {
  EXPECT_EQ(exitCode(against(provedOnce("a"), reportOf({proved("a")}))), 0);
  Report gone = against(provedOnce("a"), reportOf({proved("b")}));
  EXPECT_EQ(exitCode(gone), 1);
  EXPECT_THAT(renderText(gone, {.quiet = true}), HasSubstr("baseline: proof lost"));
  PropertyResult open = with(Outcome::Inconclusive);
  open.verdict = Verdict::Unknown;
  Report unknown = against(provedOnce("p"), reportOf({open}));
  EXPECT_EQ(exitCode(unknown), 1);
  EXPECT_EQ(unknown.specs[0].properties[0].baseline, "proof lost");
  Report stopped = reportOf({open});
  stopped.interrupted = true;
  EXPECT_EQ(exitCode(against(provedOnce("p"), stopped, false)), 3) << "nobody has looked";
  EXPECT_EQ(exitCode(against(provedOnce("p"), reportOf({with(Outcome::EvidenceFailed)}))), 70);

  Report absent = reportOf({});
  absent.specs[0].state = SpecResult::State::Absent;
  absent.specs[0].absent = {"unpin_folios"};
  EXPECT_EQ(exitCode(against(provedOnce("a"), absent)), 1) << "the function it was about is gone";
  Report other = reportOf({proved("a")});
  other.specs[0].name = "other";
  EXPECT_EQ(exitCode(against(provedOnce("a"), other)), 1);
  EXPECT_EQ(exitCode(against(provedOnce("a"), other, false)), 0) << "only another specification was asked";

  Report assertion = against(provedOnce("warn:f:x < 0"), reportOf({proved("a")}));
  EXPECT_EQ(exitCode(assertion), 0) << "an assertion that is not there cannot fire";
  EXPECT_THAT(assertion.baselineNotes, ElementsAre(HasSubstr("can go")));
}

TEST(Baseline, KeepsWhatAnInterruptedRunDidNotAnswer) {
  Baseline old = knowing(name);
  old.proofs = {{"balance", "a"}, {"balance", "b"}};
  PropertyResult open = with(Outcome::Inconclusive);
  open.name = "b";
  open.verdict = Verdict::Unknown;
  Report report = reportOf({proved("a"), open});
  const Json asked = Json::parse(renderBaseline(report, old, true));
  EXPECT_EQ(asked["violations"].size(), 0u);
  EXPECT_EQ(asked["proofs"].size(), 1u);
  report.interrupted = true;
  const Json stopped = Json::parse(renderBaseline(report, old, false));
  ASSERT_EQ(stopped["violations"].size(), 1u);
  EXPECT_EQ(stopped["violations"][0]["reason"], "being mended");
  EXPECT_EQ(stopped["proofs"].size(), 2u);
}

TEST(Baseline, KeepsWhatCouldNotBeAsked) {
  Baseline old = knowing(name);
  old.proofs = {{"balance", "a"}, {"gone", "b"}};
  Report report = reportOf({});
  report.specs[0].state = SpecResult::State::Failed;
  report.specs[0].mistake.emplace();
  const Json kept = Json::parse(renderBaseline(report, old, true));
  EXPECT_EQ(kept["violations"].size(), 1u);
  ASSERT_EQ(kept["proofs"].size(), 1u);
  EXPECT_EQ(kept["proofs"][0]["spec"], "balance");
}

TEST(Baseline, EveryFormatCanSayIt) {
  Report known = against(knowing(name), reportOf({violated()})),
         gone = against(provedOnce("a"), reportOf({violated()}));
  known.baselineNotes = {"x can go"};
  Json log = Json::parse(renderSarif(known));
  EXPECT_EQ(log["runs"][0]["results"][0]["suppressions"][0]["kind"], "external");
  EXPECT_THAT(renderKtap(known), HasSubstr("ok 1 " + name + " # SKIP known until"));
  EXPECT_THAT(renderJunit(known, true), HasSubstr("<skipped message=\"known until"));
  EXPECT_THAT(renderGithub(known), HasSubstr("::notice title=pinproof%3A baseline::x can go"));
  EXPECT_THAT(renderMarkdown(known), HasSubstr("- baseline: x can go"));
  EXPECT_THAT(renderGithub(gone), HasSubstr("proof lost"));
  EXPECT_THAT(renderJunit(gone, true), HasSubstr("proof lost"));
  EXPECT_THAT(renderKtap(gone), HasSubstr("not ok 2 a"));
}

TEST(Baseline, WritesWhatItReads) {
  Report report = reportOf({proved("a"), violated(), with(Outcome::Inconclusive)});
  report.specs[0].properties[2].verdict = Verdict::Unknown;
  test::TemporaryDirectory directory;
  Baseline old = knowing(name);
  old.violations.push_back({{"elsewhere", "x"}, "why", "who", "2027-01-01"});
  Baseline again = readBaseline(directory.write("b.json", renderBaseline(report, old, false)));
  ASSERT_EQ(again.violations.size(), 2u) << "what was not asked stays";
  EXPECT_EQ(again.violations[1].reason, "being mended");
  ASSERT_EQ(again.proofs.size(), 1u);
  EXPECT_EQ(again.proofs[0].property, "a");
  EXPECT_EQ(readBaseline(directory.write("c.json", renderBaseline(report, old, true))).violations.size(), 1u);
}

std::string complaintAbout(const Json &json) {
  test::TemporaryDirectory directory;
  try {
    readBaseline(directory.write("baseline.json", json.dump()));
  } catch (const model::InputError &error) {
    return error.what();
  }
  return "no complaint";
}

TEST(Baseline, NamesWhatIsWrongWithIt) {
  const Json good = Json::parse(renderBaseline(reportOf({violated()}), knowing(name), true));
  EXPECT_EQ(complaintAbout(good), "no complaint");
  auto broken = [&](const char *key, const char *value) {
    Json json = good;
    json["violations"][0][key] = value;
    return complaintAbout(json);
  };
  EXPECT_THAT(broken("reason", " "), HasSubstr("violations[0].reason: say why"));
  EXPECT_THAT(broken("owner", ""), HasSubstr("violations[0].owner: say who"));
  for (const char *day :
       {"", "soon", "2027-13-01", "2027-02-30", "27-01-01", "2027-1-1", "2027-01-01x", "2027-01-1 "})
    EXPECT_THAT(broken("expires", day), HasSubstr("violations[0].expires: expected the last day")) << day;
  EXPECT_THAT(broken("fingerprint", "00"), HasSubstr("is " + fingerprintOf("balance", name)));
  EXPECT_THAT(broken("property", "other"), HasSubstr("violations[0].fingerprint"));
  Json twice = good;
  twice["violations"].push_back(good["violations"][0]);
  EXPECT_THAT(complaintAbout(twice), HasSubstr("is here twice"));
  EXPECT_THAT(complaintAbout({{"format", "x"}}), HasSubstr("expected 'pinproof.baseline/1'"));
}

TEST(ExitMap, TellsBisectWhatItCanUse) {
  for (int code : {0, 1, 2, 3, 4, 5, 6, 70}) EXPECT_EQ(mapped(ExitMap::None, code), code);
  const std::pair<int, int> bisect[] = {{0, 0},   {1, 1},   {2, 128}, {3, 125},
                                        {4, 125}, {5, 125}, {6, 125}, {70, 128}};
  for (auto [code, expected] : bisect) EXPECT_EQ(mapped(ExitMap::Bisect, code), expected) << code;
  EXPECT_EQ(mapped(ExitMap::Bisect, model::InputError("x", {"mm/gup.c", 3, 1})), 125);
  EXPECT_EQ(mapped(ExitMap::Bisect, model::InputError("x", {"report.json", 3, 1})), 128);
  EXPECT_EQ(test::pinproof({"verify", "--exit-map", "bisect", "--frobnicate"}).exit, 128);
  EXPECT_EQ(test::pinproof({"verify", "--exit-map", "bisect", "-k", "/nonexistent"}).exit, 128);
  EXPECT_EQ(test::pinproof({"verify", "--exit-map", "bisect", "-s", "zero_pge"}).exit, 128);
}

/// A copy of the embedded kernel without zero page checks.
class Broken {
public:
  Broken() {
    directory.write("mm/gup.c", test::readFile(PINPROOF_SOURCE_DIR "/specs/kernel/mm/gup.c"));
    directory.write("HEADERS", "None but the stand-ins.\n");
    std::string apply = "cd " + test::quoteForShell(path()) +
                        " && git init -q && git apply " PINPROOF_SOURCE_DIR
                        "/specs/kernel/patches/drop-zero-page-checks.patch";
    EXPECT_EQ(std::system(apply.c_str()), 0);
  }
  std::string path() const { return directory.path.string(); }
  test::TemporaryDirectory directory;
};

TEST(Gate, AcceptsATreeOnceSomebodyAnswersForIt) {
  Broken kernel;
  const std::string baseline = (kernel.directory.path / "baseline.json").string();
  const std::vector<std::string> run{"verify", "-q", "-s", "zero_page", "-k", kernel.path()};
  auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), run.begin(), run.end());
    return test::pinproof(more);
  };
  EXPECT_EQ(with({"--write-baseline", baseline}).exit, 1);
  test::Result empty = with({"--baseline", baseline});
  EXPECT_EQ(empty.exit, 2);
  EXPECT_THAT(empty.err, HasSubstr("say why this is accepted"));

  Json json = Json::parse(test::readFile(baseline));
  ASSERT_FALSE(json["violations"].empty());
  for (Json &entry : json["violations"]) {
    entry["reason"] = "a test";
    entry["owner"] = "tests";
    entry["expires"] = "9999-12-31";
  }
  kernel.directory.write("baseline.json", json.dump());
  test::Result accepted = with({"--baseline", baseline});
  EXPECT_EQ(accepted.exit, 0) << accepted.err;
  EXPECT_EQ(accepted.out + accepted.err, "") << "quiet when clean";
  test::Result mended = test::pinproof({"verify", "-s", "zero_page", "--baseline", baseline});
  EXPECT_EQ(mended.exit, 0);
  EXPECT_THAT(
      mended.out,
      HasSubstr("baseline: zero_page: refcount_stays_below_overflow: it is proved; its entry can go"));
}

} // namespace
} // namespace pinproof::cli
