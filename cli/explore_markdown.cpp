// Explore for a comment on a merge request and for a workflow's log: what changes, and why, before what
// stays.
#include "cli/explore_causes.h"
#include "cli/explore_report.h"
#include "cli/formats.h"
#include "cli/layout.h"
#include "cli/markup.h"
#include "cli/status.h"
#include "cli/strict.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

const SpecResult *findSpec(const Report &report, const std::string &name) {
  for (const SpecResult &spec : report.specs)
    if (spec.name == name) return &spec;
  return nullptr;
}

std::string table(const ExploreReport &report) {
  const bool isSeries = report.stages.size() > 2;
  std::string text;
  for (const ExploreRow &row : foldedRows(report, ExploreCauses(report))) {
    if (!isInteresting(row)) continue;
    text += std::string("| ") + statusOf(row).word + " | " + markdownCell(row.spec) + " | " +
            markdownCell(row.property.empty() ? "(all of it)" : row.property) + " | " +
            words(row.standings.front()) + " | " + (isSeries ? "`" + letters(row) + "` | " : "") +
            words(row.standings.back()) + " |\n";
  }
  if (text.empty()) return quietSpecs(report).empty() ? "" : "Nothing changes.\n";
  return std::string("| change | specification | property | before | ") + (isSeries ? "each | " : "") +
         "after |\n| --- | --- | --- | --- | " + (isSeries ? "--- | " : "") + "--- |\n" + text;
}

/// What a patch changed for the worse, each where it first shows; and what could not be read before.
Report troubles(const ExploreReport &report) {
  Report result = report.stages.back().report;
  result.specs.clear();
  result.unaccepted = unacceptedIn(report);
  for (const SpecResult &spec : report.stages.front().report.specs)
    if (spec.mistake) result.specs.push_back(spec);
  for (const ExploreRow &row : report.rows) {
    const Report &state = report.stages.at(row.stage).report;
    const SpecResult *spec = findSpec(state, row.spec);
    const bool isOld = row.turn == Turn::Same || row.turn == Turn::StillBroken;
    if (isOld || spec == nullptr) continue;
    auto at = std::find_if(result.specs.begin(), result.specs.end(),
                           [&](const SpecResult &one) { return one.name == row.spec; });
    if (at == result.specs.end()) {
      at = result.specs.insert(at, *spec);
      at->properties.clear();
    }
    if (const PropertyResult *property = findProperty(report.stages.at(row.stage), row.spec, row.property))
      at->properties.push_back(*property);
  }
  return result;
}

} // namespace

std::string renderExploreMarkdown(const ExploreReport &report) {
  const Report &before = report.stages.front().report;
  std::string text = std::string("## pinproof explore: ") +
                     (exitCode(report) == exitAsExpected ? "as expected" : "needs attention") +
                     "\n\nKernel `" + validUtf8(before.kernel) + "`, " + before.mode + ". " +
                     markdownCell(exploreSummary(report, {.times = false})) + "\n\n";
  for (const std::string &note : report.notes) text += "- note: " + markdownCell(note) + "\n";
  text += markdownCode(patchesText(report, {})) + "\n" + table(report) + "\n";
  if (const std::string untouched = untouchedText(report); !untouched.empty())
    text += markdownCell(untouched) + "\n\n";
  for (const Explanation &one : explanations(report, {}))
    text += markdownCode(one.text.substr(one.text.find_first_not_of('\n'))) + "\n";
  for (const model::Assumption &open : unacceptedIn(report))
    text += "- " + markdownCell(unacceptedText(open)) + "\n";
  const std::string assumptions = renderAssumptions(report.stages.back().report, {});
  if (!assumptions.empty())
    text += "<details><summary>Assumptions</summary>\n\n" + markdownCode(assumptions) + "\n</details>\n";
  return text;
}

std::string renderExploreGithub(const ExploreReport &report) {
  const std::string untouched = untouchedText(report);
  std::string unchecked;
  for (const ExploreStage &stage : report.stages)
    if (!report.acceptsUnchecked) unchecked += renderUnchecked(stage.touched);
  return renderAnnotations(troubles(report)) + unchecked + exploreSummary(report, {.times = false}) +
         (untouched.empty() ? "" : paragraph("", untouched));
}

} // namespace pinproof::cli
