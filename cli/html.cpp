// The report as one HTML file for a browser: no network (its own policy forbids it), nothing beside it.
//
// Time runs down, so that a page that scrolls can show any number of steps with the kernel lines beside them,
// and a phone shows the same as a desk: to the left a column per machine counter with its value as a step
// line against the overflow bound, then a bar per holder from when it begins to hold to when it lets go, then
// the words. Each row is its own small picture, stretched to the height of its text. Repetitions are one row
// with a dashed ramp.
#include "cli/diagnostic.h"
#include "cli/formats.h"
#include "cli/functions_run.h"
#include "cli/html_page.h"
#include "cli/identity.h"
#include "cli/layout.h"
#include "cli/markup.h"
#include "cli/status.h"
#include "cli/strict.h"
#include "cli/timeline.h"

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace pinproof::cli {

namespace {

using State = SpecResult::State;

std::string e(const std::string &text) { return escapeMarkup(text); }

std::string tag(const char *name, const char *style, const std::string &inner) {
  return std::string("<") + name + " class=\"" + style + "\">" + inner + "</" + name + ">";
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

const char *colour(Severity severity) {
  switch (severity) {
  case Severity::Good:
  case Severity::Note: return "good";
  case Severity::Doubt: return "doubt";
  case Severity::Bad: break;
  }
  return "bad";
}

// --- the timeline ---

std::string counterCell(const Timeline::Counter &counter, size_t step, bool folded) {
  auto x = [&](double value) { return number(4 + 92 * position(counter, value)); }; // a line has a width
  const std::string after = x(counter.unwrapped[step]),
                    before = x(counter.unwrapped[step == 0 ? 0 : step - 1]);
  std::string shape = "<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  if (counter.showsBound()) {
    shape += "<rect class=\"past\" x=\"" + x(counter.bound) + "\" y=\"0\" width=\"100\" height=\"100\"/>";
    shape += "<path class=\"bound\" d=\"M" + x(counter.bound) + " 0V100\"/>";
  }
  if (counter.low < 0) shape += "<path class=\"zero\" d=\"M" + x(0) + " 0V100\"/>";
  if (step == 0)
    shape += "<path class=\"course\" d=\"M" + after + " 50V100\"/>";
  else if (folded && before != after)
    shape += "<path class=\"course\" d=\"M" + before + " 0V12\"/><path class=\"course folded\" d=\"M" +
             before + " 12L" + after + " 88\"/><path class=\"course\" d=\"M" + after + " 88V100\"/>";
  else
    shape += "<path class=\"course\" d=\"M" + before + " 0V50H" + after + "V100\"/>";
  return tag("div", "cell", shape + "</svg>");
}

std::string holderCell(const Timeline::Holder &holder, size_t step) {
  bool before = step != 0 && holder.holds[step - 1], after = holder.holds[step];
  std::string shape;
  if (before || after) {
    double top = before ? 0 : 50, bottom = after ? 100 : 50;
    shape = "<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
            "class=\"bar\" x=\"30\" y=\"" +
            number(top) + "\" width=\"40\" height=\"" + number(bottom - top) + "\"/></svg>";
  }
  return tag("div", "cell", shape);
}

std::string sourceLine(const SpecResult &spec, const model::Source &line) {
  char no[16];
  std::snprintf(no, sizeof no, "%5u ", line.line);
  std::string text;
  if (auto file = spec.excerpts.find(line.file); file != spec.excerpts.end())
    if (auto at = file->second.find(line.line); at != file->second.end()) text = at->second;
  return tag("span", "no", no) + e(text) + "\n";
}

/// The lines in order, each file named when it begins.
std::string sourceLines(const SpecResult &spec, const std::vector<model::Source> &lines) {
  std::string text, file;
  for (const model::Source &line : lines) {
    if (line.file != file) text += "<b>" + e(line.file) + "</b>\n";
    file = line.file;
    text += sourceLine(spec, line);
  }
  return "<pre class=\"lines\">" + text + "</pre>";
}

std::string through(const SpecResult &spec, const ReportStep &step) {
  std::vector<model::Source> kernels, own;
  for (const model::Source &line : step.lines) (isKernels(line) ? kernels : own).push_back(line);
  auto byPlace = [](const model::Source &a, const model::Source &b) {
    return std::tie(a.file, a.line) < std::tie(b.file, b.line);
  };
  std::sort(kernels.begin(), kernels.end(), byPlace);
  std::string text;
  if (!kernels.empty())
    text += "<details class=\"through\" open><summary>through the kernel</summary>" +
            sourceLines(spec, kernels) + "</details>";
  if (!own.empty())
    text += "<details class=\"through\"><summary>and through the model</summary><p class=\"mono faint\">" +
            e(foldLines(own)) + "</p></details>";
  return "<div>" + text + "</div>";
}

/// Whether a variable only counts how often another one wrapped.
bool countsWraps(const ReportTrace &trace, const std::string &name) {
  return std::any_of(trace.lanes.begin(), trace.lanes.end(),
                     [&](const Lane &lane) { return lane.wraps == name; });
}

/// A value, and what it stands for where it has wrapped.
std::string valueWords(const Timeline &timeline, const Cell &cell, size_t moment) {
  for (const Timeline::Counter &counter : timeline.counters)
    if (counter.name == cell.name && counter.passes(moment)) {
      char sum[64];
      std::snprintf(sum, sizeof sum, "%.0f", counter.unwrapped[moment]);
      return tag("span", "over", grouped(sum) + ", past the bound: reads " + e(grouped(cell.shown)));
    }
  return e(grouped(cell.shown));
}

std::string changes(const Timeline &timeline, const ReportTrace &trace, const ReportStep &step,
                    size_t moment) {
  std::string items;
  for (const Change &change : step.changes)
    if (!countsWraps(trace, change.name))
      items += "<li><span class=\"mono\">" + e(change.name) + "</span> " +
               valueWords(timeline, change.before, moment - 1) + " → " +
               valueWords(timeline, change.after, moment) + "</li>";
  return "<ul class=\"changes\">" + items + "</ul>";
}

std::string startWords(const ReportTrace &trace) {
  std::string items;
  for (const Cell &cell : trace.start)
    if (!countsWraps(trace, cell.name))
      items += "<li><span class=\"mono\">" + e(cell.name) + "</span> " + e(grouped(cell.shown)) + "</li>";
  return "<ul class=\"changes start\">" + items + "</ul>";
}

std::string stepWords(const SpecResult &spec, const Timeline &timeline, const ReportTrace &trace,
                      size_t moment) {
  if (moment == 0)
    return "<div><div class=\"what\">" + e(stepName(trace.init)) + "</div>" + startWords(trace) + "</div>";
  ReportStep once = trace.steps[moment - 1];
  std::string what = std::to_string(moment) + ". ";
  std::string times = model::toString(once.count);
  once.count = 1;
  what += e(stepName(once));
  if (times != "1") what += " " + tag("span", "times", "× " + grouped(times));
  return "<div><div class=\"what\">" + what + "</div>" + changes(timeline, trace, once, moment) + "</div>" +
         through(spec, once);
}

/// A name that may be broken after its dots.
std::string breakable(const std::string &name) {
  std::string text;
  for (char c : e(name)) text += c == '.' ? std::string(".<wbr>") : std::string(1, c);
  return text;
}

std::string head(const Timeline &timeline) {
  std::string text;
  for (const Timeline::Counter &counter : timeline.counters) {
    std::string bound = counter.showsBound()
                            ? "┆ " + grouped(model::toString(static_cast<model::Integer>(counter.bound)))
                            : "bound far off";
    text += "<div>" + breakable(counter.name) + "<br>" + bound + "</div>";
  }
  for (const Timeline::Holder &holder : timeline.holders) text += tag("div", "holder", e(holder.name));
  return text;
}

std::string timelineOf(const SpecResult &spec, const ReportTrace &trace) {
  const Timeline timeline = makeTimeline(trace);
  std::string columns = "style=\"grid-template-columns:";
  for (size_t i = 0; i < timeline.counters.size(); ++i) columns += " var(--counter)";
  for (size_t i = 0; i < timeline.holders.size(); ++i) columns += " var(--holder)";
  columns += " minmax(0, 1fr)\"";
  std::string text =
      "<div class=\"timeline\"><div class=\"row head\" " + columns + ">" + head(timeline) + "</div>";
  for (size_t moment = 0; moment <= timeline.steps; ++moment) {
    bool folded = moment != 0 && trace.steps[moment - 1].count != 1;
    text += "<div class=\"row\" tabindex=\"0\" " + columns + ">";
    for (const Timeline::Counter &counter : timeline.counters) text += counterCell(counter, moment, folded);
    for (const Timeline::Holder &holder : timeline.holders) text += holderCell(holder, moment);
    text += tag("div", "step", stepWords(spec, timeline, trace, moment)) + "</div>\n";
  }
  return text + "</div>";
}

// --- the rest of the page ---

std::string paragraphOf(const std::string &label, const std::string &text) {
  return text.empty() ? "" : "<p><span class=\"faint\">" + label + "</span> " + e(text) + "</p>";
}

} // namespace

std::string htmlClaim(const SpecResult &spec, const PropertyResult &p, const HtmlClaim &shown) {
  const std::string badge = shown.badge.empty() ? answerText(p) : shown.badge;
  std::string text = "<details class=\"claim\" id=\"" + shown.id + "\"" +
                     (isGreen(p.outcome) ? "" : " open") + "><summary><span class=\"badge " +
                     colour(statusOf(p).severity) + "\">" + badge + "</span>" + e(spec.name + ": " + p.name) +
                     "</summary>";
  std::string where = toString(p.where);
  text += "<p class=\"mono\">" + e(where + (where.empty() || p.text.empty() ? "" : ": ") + p.text) + "</p>";
  text += paragraphOf(std::string(expectationText(p)) + ":", p.expectReason);
  text += paragraphOf("baseline:", p.baseline) + paragraphOf("vacuous:", p.vacuous);
  if (p.verdict == Verdict::Unknown)
    text += paragraphOf("because", p.reason) + paragraphOf("established:", p.established);
  text += paragraphOf("evidence:", p.evidence);
  if (p.trace)
    text += "<p>After " + counted(grouped(model::toString(p.trace->operations)), "operation") +
            (p.trace->isShortest ? "; no shorter trace exists." : ".") + "</p>" + timelineOf(spec, *p.trace);
  return text + shown.more + "</details>\n";
}

namespace {

bool deservesClaim(const PropertyResult &p) { return !isGreen(p.outcome) || p.trace.has_value(); }

/// "cause 1", with a link to where that is said.
std::string linkTo(const std::vector<size_t> &causes) {
  return causes.empty()
             ? ""
             : "<a href=\"#cause" + std::to_string(causes.front()) + "\">" + referenceTo(causes) + "</a>";
}

std::string htmlCauses(const SharedCauses &causes) {
  std::string text;
  for (size_t i = 0; i < causes.all().size(); ++i) {
    const Cause &cause = causes.all()[i];
    text += "<p id=\"cause" + std::to_string(i + 1) + "\"><span class=\"badge doubt\">cause " +
            std::to_string(i + 1) + "</span>" + e(toText(cause)) + "</p>" +
            (cause.details.empty() ? "" : "<pre>" + e(cause.details) + "</pre>") + "<p class=\"faint\">" +
            e(extentInWords(cause)) + "</p>\n";
  }
  return text.empty() ? "" : "<h2>Why there is no answer</h2>\n" + text;
}

std::string specNotes(const SpecResult &spec, const SharedCauses &causes) {
  auto row = [](const char *style, const std::string &inner) {
    return std::string("<tr><td colspan=\"3\" class=\"") + style + "\">" + inner + "</td></tr>\n";
  };
  std::string text;
  if (const std::vector<size_t> shared = causes.of(spec); !shared.empty())
    return row(colour(statusOf(spec).severity), e(statusOf(spec).word) + ": " + linkTo(shared));
  for (const model::Drift &drift : spec.drifts)
    text += row("bad", "DRIFT <pre>" + e(driftText(drift)) + "</pre>");
  if (spec.state == State::Absent) text += row("faint", "does not apply to this kernel");
  if (spec.state == State::Interrupted)
    text += row("doubt", spec.message.empty() ? "not begun" : e(spec.message));
  const std::string mistake = spec.mistake ? "<pre>" + e(toText(*spec.mistake)) + "</pre>" : "";
  if (spec.state == State::Unsupported) text += row("doubt", e(obstacleText(spec)) + mistake);
  if (spec.state == State::Failed) text += row("bad", e(obstacleText(spec)) + mistake);
  const bool isSaid = std::any_of(spec.properties.begin(), spec.properties.end(),
                                  [&](const PropertyResult &p) { return !causes.of(p).empty(); });
  for (const RefusedConstruct &refusal : spec.refusals)
    if (!isSaid)
      text += row("doubt", "not modelled: " + e(toString(refusal.where) + ": " + refusal.construct));
  for (const std::string &name : spec.neverFires) text += row("doubt", "note: transition " + e(name));
  return text;
}

/// Assertions that hold are many and alike: the kernel's share a row, and so do ours.
bool isRoutine(const PropertyResult &p) { return isAssertion(p) && p.outcome == Outcome::Proved; }

std::string routineRow(const SpecResult &spec, bool ofKernel) {
  std::string names;
  size_t count = 0;
  for (const PropertyResult &p : spec.properties)
    if (isRoutine(p) && isKernels(p.where) == ofKernel) {
      ++count;
      names += "<li class=\"mono\">" + e(p.name) + "</li>";
    }
  if (count == 0) return "";
  return "<tr class=\"fine\"><td><details><summary>" + assertionsInWords(count, ofKernel) + "</summary><ul>" +
         names + "</ul></details></td><td class=\"good\">PROVED</td><td></td></tr>\n";
}

struct Claims {
  std::string amiss, expected; // those that need attention, and the others that have a trace
  size_t count = 0;
};

/// Whose code the answers are about, folded away.
std::string functionsRow(const SpecResult &spec) {
  auto list = [](const char *whose, const std::vector<FunctionsRun::One> &functions) {
    const std::string text = toText(functions);
    return text.empty() ? ""
                        : std::string("<p>") + whose + ": <span class=\"mono\">" + e(text) + "</span></p>";
  };
  const std::string lists =
      list("of the kernel", spec.functionsRun.kernel) + list("of ours", spec.functionsRun.ours);
  return lists.empty()
             ? ""
             : "<tr class=\"fine\"><td colspan=\"3\"><details><summary class=\"faint\">functions that "
               "its paths run</summary>" +
                   lists + "</details></td></tr>\n";
}

std::string answers(const Report &report, const SharedCauses &causes, Claims &claims) {
  std::string text = "<table>";
  for (const SpecResult &spec : report.specs) {
    std::string rows = specNotes(spec, causes);
    bool fine = rows.empty();
    for (const PropertyResult &p : spec.properties) {
      if (isRoutine(p)) continue;
      std::string name = e(p.name), cause = linkTo(causes.of(p));
      if (deservesClaim(p) && cause.empty()) {
        std::string id = "t" + std::to_string(++claims.count);
        (isGreen(p.outcome) ? claims.expected : claims.amiss) += htmlClaim(spec, p, {id, {}, {}});
        name = "<a href=\"#" + id + "\">" + name + "</a>";
      }
      fine = fine && isGreen(p.outcome);
      rows += std::string("<tr") + (isGreen(p.outcome) ? " class=\"fine\"" : "") + "><td>" + name +
              "</td><td class=\"" + colour(statusOf(p).severity) + "\">" + answerText(p) +
              "</td><td class=\"faint\">" + (cause.empty() ? e(p.engine) : cause) + "</td></tr>\n";
    }
    for (bool ofKernel : {true, false}) rows += routineRow(spec, ofKernel);
    rows += functionsRow(spec);
    text += std::string("<tbody") + (fine ? " class=\"fine\"" : "") + "><tr><th colspan=\"3\">" +
            e(spec.name) + " <span class=\"faint\">" + e(spec.title) + "</span></th></tr>\n" + rows +
            "</tbody>";
  }
  return text + "</table>\n";
}

} // namespace

std::string htmlAssumptions(const Report &report) {
  std::string text = renderAssumptions(report, {});
  return text.empty() ? ""
                      : "<h2>Assumptions</h2><pre style=\"white-space:pre-wrap\">" +
                            e(text.substr(text.find('\n', 1) + 1)) + "</pre>";
}

std::string renderHtml(const Report &report) {
  const int code = exitCode(report);
  Claims claims;
  const SharedCauses causes(report);
  const std::string table = answers(report, causes, claims);
  std::string text;
  text += "<h1>pinproof: <span class=\"" +
          std::string(code == exitAsExpected     ? "good"
                      : code == exitInconclusive ? "doubt"
                                                 : "bad") +
          "\">" + (code == exitAsExpected ? "as expected" : "needs attention") + "</span></h1>\n";
  text += "<p>Kernel <span class=\"mono\">" + e(report.kernel) + "</span>, " + e(report.mode) + ". " +
          e(report.tree ? toText(*report.tree) + ". " : "") + e(renderSummary(report, {.times = false})) +
          "</p>\n";
  text += htmlKeys;
  for (const std::string &note : report.baselineNotes) text += paragraphOf("baseline:", note);
  std::string touched;
  for (const TouchedFile &file : report.touched) touched += renderTouched(file, "", false);
  if (!touched.empty()) text += "<pre style=\"white-space:pre-wrap\">" + e(touched) + "</pre>\n";
  text += htmlCauses(causes);
  if (!claims.amiss.empty()) text += "<h2>What needs attention</h2>\n" + claims.amiss;
  for (const model::Assumption &open : report.unaccepted)
    text += paragraphOf("NOT ACCEPTED:", unacceptedText(open));
  text += "<h2>Answers</h2>\n" + table;
  if (!claims.expected.empty())
    text += "<h2>Findings, and violations that are expected or known</h2>\n" + claims.expected;
  text += htmlCoverage(report.coverage) + htmlAssumptions(report) + "<p class=\"faint\">pinproof " +
          e(report.versions.pinproof) + ", Clang " + e(report.versions.clang) + ", Z3 " +
          e(report.versions.z3) + ", exit code " + std::to_string(code) + "</p>\n";
  return htmlPage(report.kernel, text);
}

} // namespace pinproof::cli
