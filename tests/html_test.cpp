// Pictures of traces: their geometry, the SVG, the ledger, and the HTML report in a real browser.
#include "cli/explore_report.h"
#include "cli/formats.h"
#include "cli/layout.h"
#include "cli/ledger.h"
#include "cli/timeline.h"
#include "tests/process.h"
#include "tests/reports.h"

#include <gmock/gmock.h>

namespace pinproof::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A counter that passes its bound in the second step, and a pin that is taken and given back.
ReportTrace twoSteps() {
  ReportTrace t;
  t.spec = "balance";
  t.property = "p";
  t.start = {cell("f._refcount", 1), cell("f._refcount.wraps", 0), cell("pins", 0), cell("idle", 0)};
  t.lanes = {{"f._refcount", Lane::Kind::Counter, 2147483647, "f._refcount.wraps"},
             {"pins", Lane::Kind::Holder, 0, {}},
             {"idle", Lane::Kind::Holder, 0, {}}};
  ReportStep pin{"pin", {}, 1, {{"mm/gup.c", 139, 3}}, {}};
  pin.changes = {{"f._refcount", cell("f._refcount", 1), cell("f._refcount", 1025)},
                 {"pins", cell("pins", 0), cell("pins", 1)}};
  ReportStep many{"write", {{"pages", 64, "64 pages"}}, 32768, {{"mm/gup.c", 140, 3}}, {}};
  many.changes = {{"f._refcount", cell("f._refcount", 1025), cell("f._refcount", -2147482623)},
                  {"f._refcount.wraps", cell("f._refcount.wraps", 0), cell("f._refcount.wraps", 1)},
                  {"pins", cell("pins", 1), cell("pins", 0)}};
  t.steps = {pin, many};
  t.operations = 32769;
  return t;
}

Report withTrace() {
  PropertyResult p = violated();
  p.name = "<i>p</i> & \"q\"";
  p.trace = twoSteps();
  Report report = reportOf({proved("a"), p});
  report.specs[0].excerpts["mm/gup.c"] = {{139, "\tif (a < b && c)"}, {140, "</script><b>\xff"}};
  return report;
}

TEST(Timeline, DrawsSumsAndNotTheirRemainders) {
  Timeline timeline = makeTimeline(twoSteps());
  ASSERT_EQ(timeline.counters.size(), 1u);
  const Timeline::Counter &counter = timeline.counters[0];
  EXPECT_THAT(counter.unwrapped, ElementsAre(1, 1025, 2147484673.0));
  EXPECT_THAT(counter.shown, ElementsAre("1", "1025", "-2147482623"));
  EXPECT_FALSE(counter.passes(1));
  EXPECT_TRUE(counter.passes(2));
  EXPECT_TRUE(counter.showsBound());
  EXPECT_LT(position(counter, counter.bound), position(counter, counter.unwrapped[2]));
  ASSERT_EQ(timeline.holders.size(), 1u) << "what holds nothing is left out";
  EXPECT_THAT(timeline.holders[0].holds, ElementsAre(false, true, false));
}

TEST(Timeline, LeavesTheBoundOutWhereItIsFarOff) {
  ReportTrace trace = twoSteps();
  trace.steps.pop_back();
  Timeline timeline = makeTimeline(trace);
  EXPECT_FALSE(timeline.counters.at(0).showsBound());
  EXPECT_DOUBLE_EQ(position(timeline.counters[0], 1025), 1);
}

TEST(Timeline, DrawsTheWorstTrace) {
  PropertyResult expected = violated(), bad = violated();
  expected.outcome = Outcome::Noticed;
  expected.name = "expected";
  const SpecResult *spec = nullptr;
  Report report = reportOf({expected, bad});
  EXPECT_EQ(worstTrace(report, spec), &report.specs[0].properties[1]);
  report = reportOf({proved("a"), expected});
  EXPECT_EQ(worstTrace(report, spec), &report.specs[0].properties[1]);
  report = reportOf({proved("a")});
  EXPECT_EQ(worstTrace(report, spec), nullptr);
}

TEST(Timeline, GroupsDigits) {
  EXPECT_EQ(grouped("2147483647"), "2,147,483,647");
  EXPECT_EQ(grouped("-2147"), "-2,147");
  EXPECT_EQ(grouped("123"), "123");
  EXPECT_EQ(grouped("&folio"), "&folio");
  EXPECT_EQ(grouped("-"), "-");
}

TEST(Ledger, SaysWhoHoldsWhat) {
  EXPECT_EQ(renderLedger(twoSteps(), ""), "ledger                                        _refcount  pins\n"
                                          "start                                                 1     .\n"
                                          "1. pin()                                           1025     1\n"
                                          "2. write(64 pages) x 32768                -2147482623 !     .\n");
  ReportTrace none = twoSteps();
  none.lanes.clear();
  EXPECT_EQ(renderLedger(none, ""), "");
}

TEST(Ledger, FitsThePage) {
  ReportTrace trace = twoSteps();
  for (int i = 0; i < 30; ++i) {
    std::string name = "holder" + std::to_string(i);
    trace.lanes.push_back({name, Lane::Kind::Holder, 0, {}});
    trace.start.push_back(cell(name, 1));
  }
  std::istringstream lines(renderLedger(trace, "    "));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(columns(line), pageWidth) << line;
}

TEST(Svg, IsXmlWithTheTraceInIt) {
  test::TemporaryDirectory directory;
  for (const Report &report : {withTrace(), reportOf({proved("a")}), reportOf({violated()})}) {
    std::string file = directory.write("trace.svg", renderSvg(report));
    EXPECT_EQ(
        std::system(
            ("python3 -c 'import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])' " + file).c_str()),
        0);
  }
  std::string svg = renderSvg(withTrace());
  EXPECT_THAT(svg, HasSubstr("2. write(64 pages) x 32768"));
  EXPECT_THAT(svg, HasSubstr("through mm/gup.c:140"));
  EXPECT_THAT(svg, HasSubstr("class=\"bound\""));
  EXPECT_THAT(svg, Not(HasSubstr("<i>")));
  EXPECT_THAT(renderSvg(reportOf({proved("a")})), HasSubstr("no violation to draw"));
}

TEST(Html, NeedsNothingBesideItself) {
  std::string html = renderHtml(withTrace());
  for (const char *reference : {"http:", "https:", "src=", "@import", "url(", "<link", "\xff"})
    EXPECT_THAT(html, Not(HasSubstr(reference)));
  EXPECT_THAT(html, Not(HasSubstr("<i>p")));
  EXPECT_THAT(html, Not(HasSubstr("</script><b>")));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

/// What `html` looks like to a browser after `script` ran in it: what the script returned, as text.
std::string inBrowser(std::string html, const std::string &script, const std::string &windowSize) {
  test::TemporaryDirectory directory;
  const std::string end = "</body>";
  html.insert(html.rfind(end),
              "<script>document.title = JSON.stringify((() => {" + script + "})())</script>");
  const std::string out = (directory.path / "out").string();
  std::string command =
      "HOME=" + directory.path.string() +
      " timeout 60 chromium --headless --no-sandbox --disable-gpu --window-size=" + windowSize +
      " --dump-dom file://" + directory.write("page.html", html) + " >" + out + " 2>/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0) << "is chromium installed?";
  std::string dom = test::readFile(out);
  size_t begin = dom.find("<title>"), stop = dom.find("</title>");
  if (begin == std::string::npos || stop == std::string::npos) return dom;
  return dom.substr(begin + 7, stop - begin - 7);
}

constexpr const char *pressKeys = R"(
  const press = key => dispatchEvent(new KeyboardEvent('keydown', {key}));
  const said = [];
  press('n'); said.push(document.activeElement.tagName, document.activeElement.closest('details').id);
  press('j'); said.push(document.activeElement.className);
  press('f'); said.push(document.body.className);
  press('d'); said.push(document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor);
  press('o'); said.push(document.querySelectorAll('details.claim[open]').length);
  return said;)";

constexpr const char *afterKeys = R"JSON(["SUMMARY","t1","row","only-bad","dark","rgb(20, 24, 28)",0])JSON";

TEST(Html, KeysWorkInABrowser) {
  EXPECT_EQ(inBrowser(renderHtml(withTrace()), pressKeys, "1200,900"), afterKeys);
}

constexpr const char *measure = R"(
  const row = document.querySelectorAll('.row[tabindex]')[2], cells = [...row.querySelectorAll('.cell')];
  return [document.querySelectorAll('.row[tabindex]').length, cells.length, row.querySelector('.times').textContent,
    document.documentElement.scrollWidth <= innerWidth, row.querySelector('.step').getBoundingClientRect().width > 150,
    row.querySelector('.cell').getBoundingClientRect().height === row.getBoundingClientRect().height];)";

constexpr const char *measured = R"([3,2,"× 32,768",true,true,true])";

TEST(Html, FitsAPhoneInABrowser) {
  EXPECT_EQ(inBrowser(renderHtml(withTrace()), measure, "390,800"), measured);
}

/// Every cell of the table but the property's name, in how many lines its text is.
constexpr const char *countLines = R"(
  const lines = cell => { const range = document.createRange(); range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(box => Math.round(box.bottom))).size; };
  const cells = [...document.querySelectorAll('.turns tr:last-child td')];
  return [document.documentElement.scrollWidth <= innerWidth, cells.map(lines)];)";

TEST(Html, AnswersBeforeAndAfterAreNotBroken) {
  ExploreReport report;
  report.stages.resize(3);
  for (ExploreStage &stage : report.stages) stage.report = withTrace();
  ExploreRow row;
  row.spec = report.stages[0].report.specs[0].name;
  row.property = "the_name_of_a_property_that_is_as_long_as_such_names_are";
  row.standings = {Standing::Proved, Standing::Violated, Standing::Proved};
  row.turn = Turn::BrokenBetween;
  row.outcome = Outcome::Violated;
  row.stage = 1;
  report.rows = {row};
  const std::string html = renderExploreHtml(report);
  EXPECT_THAT(html, HasSubstr("<td class=\"good\">PROVED</td>"));
  EXPECT_EQ(inBrowser(html, countLines, "1200,900"), "[true,[1,1,1,1,1]]");
  EXPECT_EQ(inBrowser(html, countLines, "390,800").substr(0, 6), "[true,");
}

} // namespace
} // namespace pinproof::cli
