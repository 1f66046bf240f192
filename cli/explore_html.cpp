// Explore as a page: the table of what changes, then each change with its timeline and the lines of the patch
// that it runs through.
#include "cli/explore_causes.h"
#include "cli/explore_report.h"
#include "cli/html_page.h"
#include "cli/markup.h"
#include "cli/status.h"
#include "cli/strict.h"
#include "cli/text.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

std::string e(const std::string &text) { return escapeMarkup(text); }

const char *colour(const ExploreRow &row) {
  switch (statusOf(row).severity) {
  case Severity::Good:
  case Severity::Note: return "good";
  case Severity::Doubt: return "doubt";
  case Severity::Bad: break;
  }
  return "bad";
}

std::string joined(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// One change; `id` is where the table leads.
std::string change(const ExploreReport &report, const ExploreCauses &causes, const Explanation &why,
                   const std::string &id) {
  const ExploreRow &row = *why.row;
  const ExploreStage &stage = report.stages.at(row.stage);
  const PropertyResult *property = findProperty(stage, row.spec, row.property);
  if (property == nullptr || !causes.of(row).empty())
    return "<pre id=\"" + id + "\">" + e(why.text) + "</pre>\n";
  std::string more;
  if (report.stages.size() > 2)
    more += "<p>after " + std::to_string(row.stage) + ". " + e(stage.title) + "</p>";
  if (property->trace) {
    std::string lines;
    for (const PatchChunk &chunk : chunksOf(*property->trace, stage.chunks)) lines += chunkText(chunk);
    more += lines.empty() ? "<p>It runs through no line of the patch.</p>"
                          : "<p>Through the patch (&gt; runs):</p><pre>" + e(lines) + "</pre>";
  }
  const auto &specs = stage.report.specs;
  auto spec =
      std::find_if(specs.begin(), specs.end(), [&](const SpecResult &s) { return s.name == row.spec; });
  return htmlClaim(*spec, *property, {id, statusOf(row).word, more});
}

/// What comes in between says nothing against how it ends.
const char *colourAfter(const ExploreRow &row) {
  return row.turn == Turn::BrokenBetween ? "good" : colour(row);
}

std::string tableRow(const ExploreRow &row, bool isSeries, const std::string &id) {
  const std::string name = e(row.property.empty() ? "(all of it)" : row.property);
  return std::string("<tr") + (statusOf(row).isGreen() ? " class=\"fine\"" : "") + "><td class=\"" +
         colour(row) + "\">" + statusOf(row).word + "</td><td>" +
         (id.empty() ? name : "<a href=\"#" + id + "\">" + name + "</a>") + "</td><td>" +
         words(row.standings.front()) + "</td>" +
         (isSeries ? "<td class=\"mono\">" + letters(row) + "</td>" : "") + "<td class=\"" +
         colourAfter(row) + "\">" + words(row.standings.back()) + "</td></tr>\n";
}

/// The one of `all` that says why `row` is as it is, or their number. A shared cause is explained once.
size_t explanationOf(const ExploreRow &row, const std::vector<Explanation> &all,
                     const ExploreCauses &causes) {
  const std::vector<size_t> numbers = causes.of(row);
  const auto found = std::find_if(all.begin(), all.end(), [&](const Explanation &one) {
    return one.row == &row ||
           (!numbers.empty() && one.row->stage == row.stage && causes.of(*one.row) == numbers);
  });
  return static_cast<size_t>(found - all.begin());
}

std::string tableOf(const ExploreReport &report, const ExploreCauses &causes,
                    const std::vector<Explanation> &all) {
  const bool isSeries = report.stages.size() > 2;
  std::string text, spec;
  for (const ExploreRow &row : foldedRows(report, causes)) {
    if (!isInteresting(row)) continue;
    if (row.spec != spec)
      text += "<tr><th colspan=\"" + std::string(isSeries ? "5" : "4") + "\">" + e(row.spec) + "</th></tr>\n";
    spec = row.spec;
    const size_t why = explanationOf(*row.first, all, causes);
    text += tableRow(row, isSeries, why == all.size() ? "" : "t" + std::to_string(why));
  }
  if (text.empty()) return quietSpecs(report).empty() ? "" : "<p>Nothing changes.</p>\n";
  return "<table class=\"turns\"><tr class=\"faint\"><td></td><td></td><td>before</td>" +
         std::string(isSeries ? "<td>each</td>" : "") + "<td>after</td></tr>\n" + text + "</table>\n";
}

} // namespace

std::string renderExploreHtml(const ExploreReport &report) {
  const int code = exitCode(report);
  const Report &before = report.stages.front().report;
  const std::vector<Explanation> all = explanations(report, {});
  const ExploreCauses causes(report);
  std::string text = std::string("<h1>pinproof explore: <span class=\"") +
                     (code == exitAsExpected ? "good\">as expected" : "bad\">needs attention") +
                     "</span></h1>\n";
  text += "<p>Kernel <span class=\"mono\">" + e(before.kernel) + "</span>, " + e(before.mode) + ". " +
          e(exploreSummary(report, {.times = false})) + "</p>\n" + htmlKeys;
  for (const std::string &note : report.notes) text += "<p>note: " + e(note) + "</p>\n";
  text += "<pre style=\"white-space:pre-wrap\">" + e(patchesText(report, {})) +
          "</pre>\n<h2>What changes</h2>\n" + tableOf(report, causes, all);
  if (const auto quiet = quietSpecs(report); !quiet.empty())
    text += "<p class=\"faint\">Nothing changes in " + e(joined(quiet)) + ".</p>\n";
  if (const std::string untouched = untouchedText(report); !untouched.empty())
    text += "<p>" + e(untouched) + "</p>\n";
  for (const model::Assumption &open : unacceptedIn(report))
    text += "<p>" + e(unacceptedText(open)) + "</p>\n";
  if (!all.empty()) text += "<h2>Why</h2>\n";
  for (size_t i = 0; i < all.size(); ++i) text += change(report, causes, all[i], "t" + std::to_string(i));
  text += htmlAssumptions(report.stages.back().report) + "<p class=\"faint\">pinproof " +
          e(before.versions.pinproof) + ", Clang " + e(before.versions.clang) + ", Z3 " +
          e(before.versions.z3) + ", exit code " + std::to_string(code) + "</p>\n";
  return htmlPage(before.kernel, text);
}

} // namespace pinproof::cli
