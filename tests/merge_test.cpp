// Reports read back whole, and joined: green only if nothing is missing and everything belongs together.
#include "cli/formats.h"
#include "cli/json.h"
#include "cli/report_reading.h"
#include "tests/process.h"
#include "tests/reports.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <functional>

namespace pinproof::cli {
namespace {

using Json = nlohmann::ordered_json;
using test::pinproof;
using testing::HasSubstr;

std::string writeReport(const test::TemporaryDirectory &directory, const std::string &name,
                        const Report &report) {
  return directory.write(name, renderJson(report, true));
}

TEST(ReportReading, IsTheInverseOfWriting) {
  PropertyResult open = with(Outcome::Unsupported), known = violated();
  open.verdict = Verdict::Unknown;
  open.certificate.clear();
  open.reason = "out of time";
  open.established = "nothing within 3";
  known.outcome = Outcome::Known;
  known.baseline = "known until";
  known.name = "known";
  known.trace->lanes = {{"refs", Lane::Kind::Counter, 2147483647, "refs.wraps"},
                        {"pins", Lane::Kind::Holder, 0, {}}};
  known.trace->steps[0].count = static_cast<model::Integer>(1) << 70;
  Report report = reportOf({proved("a"), violated(), known, open});
  SpecResult &spec = report.specs[0];
  spec.properties[0].vacuous = "never asked";
  spec.excerpts["mm/gup.c"] = {{139, "\tif (x)"}};
  spec.digests["mm/gup.c"] = "00";
  spec.refusals = {{"a function pointer", {"mm/gup.c", 9, 9}, "dio_write"}};
  spec.neverFires = {"unpin: can never fire"};
  report.specs.push_back(spec);
  report.specs[1].state = SpecResult::State::Drifted;
  report.specs[1].drifts = {{"f", {"int (void)"}, "", {"specs/balance.c", 3, 1}}};
  report.defines = {"X=1"};
  report.shard = Shard{2, 3};
  report.planned = {"balance", "other"};
  report.baselineNotes = {"x can go"};
  using Line = FunctionCoverage::Line;
  report.coverage = {{"mm/gup.c",
                      "f",
                      9,
                      {Line::Run, Line::Run, Line::NotRun, Line::Blank, Line::Constant, Line::Skipped},
                      {"int f(void)", "{", "", "\t<b>\xff", "}", ""},
                      {"balance", "other"}}};
  test::TemporaryDirectory directory;
  const Report again = readReport(writeReport(directory, "a.json", report));
  EXPECT_EQ(renderJson(again, true), renderJson(report, true));
  EXPECT_EQ(renderHtml(again), renderHtml(report));
}

std::string complaintAbout(const std::function<void(Json &)> &change) {
  Json json = Json::parse(renderJson(reportOf({proved("a"), violated()}), true));
  change(json);
  test::TemporaryDirectory directory;
  try {
    readReport(directory.write("r.json", json.dump()));
  } catch (const model::InputError &error) {
    return error.what();
  }
  return "no complaint";
}

TEST(ReportReading, BelievesNoReportThatContradictsItself) {
  EXPECT_EQ(complaintAbout([](Json &) {}), "no complaint");
  auto first = [](Json &j) -> Json & { return j["specs"][0]["properties"][0]; };
  auto second = [](Json &j) -> Json & { return j["specs"][0]["properties"][1]; };
  EXPECT_THAT(complaintAbout([&](Json &j) { second(j)["outcome"] = "asExpected"; }),
              HasSubstr("does not follow from the answer"));
  EXPECT_EQ(complaintAbout([&](Json &j) { first(j)["outcome"] = "asExpected"; }), "no complaint")
      << "version 1";
  EXPECT_THAT(complaintAbout([&](Json &j) { first(j)["outcome"] = "holdsAfterAll"; }),
              HasSubstr("does not follow from the answer"));
  EXPECT_THAT(complaintAbout([&](Json &j) { first(j)["answer"] = "unknown"; }),
              HasSubstr("does not follow from the answer"));
  EXPECT_THAT(complaintAbout([&](Json &j) { first(j)["expect"] = "violated"; }),
              HasSubstr("does not follow from the answer"));
  EXPECT_THAT(complaintAbout([&](Json &j) { first(j).erase("certificate"); }),
              HasSubstr("properties[0]: has no 'certificate'"));
  EXPECT_THAT(complaintAbout([&](Json &j) { second(j).erase("trace"); }),
              HasSubstr("properties[1]: has no 'trace'"));
  EXPECT_THAT(complaintAbout([&](Json &j) { first(j)["outcome"] = "fine"; }),
              HasSubstr("is none of the words"));
  EXPECT_THAT(complaintAbout([](Json &j) { j["format"] = "x"; }),
              HasSubstr("'x' is not 'pinproof.report/2'"));
  EXPECT_THAT(complaintAbout([](Json &j) {
                j["shard"] = {{"index", 4}, {"of", 3}};
              }),
              HasSubstr("from 1 to 3"));
}

/// Shard `index` of `of`, which has answered `spec` of the planned ones.
Report shard(unsigned index, unsigned of, const std::string &spec, std::vector<PropertyResult> properties) {
  Report report = reportOf(std::move(properties));
  report.specs[0].name = spec;
  report.specs[0].digests = {{"mm/gup.c", "d1"}};
  report.shard = Shard{index, of};
  report.planned = {"one", "two", "three"};
  return report;
}

class Merge : public testing::Test {
protected:
  test::Result merged(const std::vector<Report> &reports, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), "merge");
    for (size_t i = 0; i < reports.size(); ++i)
      arguments.push_back(writeReport(directory, std::to_string(i) + ".json", reports[i]));
    return pinproof(arguments);
  }
  const Report one = shard(1, 3, "one", {proved("a")}), two = shard(2, 3, "two", {proved("b")}),
               three = shard(3, 3, "three", {proved("c")});
  test::TemporaryDirectory directory;
};

TEST_F(Merge, IsGreenOnlyIfNothingIsMissing) {
  EXPECT_EQ(merged({one, two, three}).exit, 0);
  EXPECT_EQ(merged({three, one, two}, {"-q"}).out, "");
  test::Result missing = merged({one, three});
  EXPECT_EQ(missing.exit, 3);
  EXPECT_THAT(missing.out,
              HasSubstr("two\n  ?    not begun: in none of the reports: shard 2 of 3 did not report"));
  EXPECT_EQ(merged({two}).exit, 3);
  Report empty = two;
  empty.specs.clear();
  EXPECT_EQ(merged({one, empty, three}).exit, 3) << "it reported, but without its specification";
  Report bad = shard(2, 3, "two", {violated()});
  EXPECT_EQ(merged({one, bad, three}).exit, 1);
  EXPECT_EQ(merged({one, bad}).exit, 1) << "a violation weighs more than what is missing";
  Report interrupted = two;
  interrupted.interrupted = true;
  EXPECT_EQ(merged({one, interrupted, three}).exit, 3);
}

TEST_F(Merge, TheMoreSeriousAnswerCounts) {
  Report open = shard(2, 3, "two", {with(Outcome::Inconclusive)});
  open.specs[0].properties[0].verdict = Verdict::Unknown;
  EXPECT_EQ(merged({one, two, open, three}).exit, 3);
  EXPECT_EQ(merged({one, open, two, three}).exit, 3);
  EXPECT_EQ(merged({one, two, two, three}).exit, 0);
}

TEST_F(Merge, RefusesWhatDoesNotBelongTogether) {
  const std::pair<const char *, std::function<void(Report &)>> strangers[] = {
      {"mm/gup.c is not the same", [](Report &r) { r.specs[0].digests["mm/gup.c"] = "d2"; }},
      {"pinproof '9'", [](Report &r) { r.versions.pinproof = "9"; }},
      {"Z3 '9'", [](Report &r) { r.versions.z3 = "9"; }},
      {"Clang '9'", [](Report &r) { r.versions.clang = "9"; }},
      {"mode 'configured'", [](Report &r) { r.mode = "configured"; }},
      {"other macros", [](Report &r) { r.defines = {"X"}; }},
      {"one of 4 shards instead of 3", [](Report &r) { r.shard->of = 4; }},
      {"other specifications", [](Report &r) { r.planned.pop_back(); }},
      {"only one of them is a shard", [](Report &r) { r.shard.reset(); }},
  };
  for (const auto &[word, change] : strangers) {
    Report stranger = two;
    change(stranger);
    test::Result result = merged({one, stranger, three});
    EXPECT_EQ(result.exit, 2) << word;
    EXPECT_EQ(result.out, "") << word;
    EXPECT_THAT(result.err, HasSubstr(word));
  }
  Report elsewhere = two;
  elsewhere.kernel = "/another/place";
  EXPECT_EQ(merged({one, elsewhere, three}).exit, 0) << "the same files in another directory";
  EXPECT_EQ(pinproof({"merge"}).exit, 2);
  EXPECT_EQ(pinproof({"merge", "/nonexistent"}).exit, 2);
}

TEST_F(Merge, PrintsOneReportInAnyFormat) {
  const Report report = reportOf({proved("a"), violated()});
  EXPECT_EQ(merged({report}, {"--format", "json"}).out, renderJson(report, true));
  EXPECT_EQ(merged({report}, {"--format", "svg"}).out, renderSvg(report));
  EXPECT_EQ(merged({report}, {"--format", "ktap"}).exit, 1);
}

/// What a run of all shards says is what one run says, apart from times.
TEST(Shard, PartsMakeTheWhole) {
  test::TemporaryDirectory directory, specs;
  for (const char *part : {"include", "compat", "kernel"})
    std::filesystem::copy(std::filesystem::path(PINPROOF_SOURCE_DIR "/specs") / part, specs.path / part,
                          std::filesystem::copy_options::recursive);
  for (const char *spec : {"misuse_put_page.c", "misuse_unpin_twice.c", "zero_page.c"})
    std::filesystem::copy(std::string(PINPROOF_SOURCE_DIR "/specs/") + spec, specs.path / spec);
  const std::vector<std::string> verify{"verify",   "--specs", specs.path.string(),
                                        "--format", "json",    "--no-times"};
  std::vector<std::string> merge{"merge", "--format", "json", "--no-times"};
  for (const char *part : {"1/2", "2/2"}) {
    std::vector<std::string> arguments = verify;
    arguments.insert(arguments.end(), {"--shard", part});
    test::Result result = pinproof(arguments);
    EXPECT_EQ(result.exit, 0) << result.err;
    merge.push_back(directory.write(std::string(1, part[0]) + ".json", result.out));
  }
  Json whole = Json::parse(pinproof(verify).out), joined = Json::parse(pinproof(merge).out);
  EXPECT_EQ(whole, joined);
  for (const char *mistake : {"0/2", "3/2", "1", "1/0", "a/b", "1/2x", "-1/2"})
    EXPECT_EQ(pinproof({"verify", "--shard", mistake}).exit, 2) << mistake;
}

} // namespace
} // namespace pinproof::cli
