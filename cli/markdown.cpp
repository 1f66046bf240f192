// Markdown for a step summary or a merge request: the sum, what needs attention with its trace, then all
// answers folded away, and the assumptions, which no answer comes without.
//
// Only what GitHub and GitLab both render: tables, <details>, fenced blocks.
#include "cli/diagnostic.h"
#include "cli/formats.h"
#include "cli/identity.h"
#include "cli/layout.h"
#include "cli/markup.h"

namespace pinproof::cli {

namespace {

using Level = Diagnostic::Level;
using State = SpecResult::State;

std::string attention(const Diagnostic &diagnostic) {
  std::string where = toString(diagnostic.where);
  std::string text = "### " + markdownCell(diagnostic.rule) + "\n\n" + markdownCell(diagnostic.text) +
                     (where.empty() ? "" : "  \n`" + where + "`") + "\n\n";
  const std::string details = detailsOf(diagnostic);
  return details.empty() ? text : text + markdownCode(details) + "\n";
}

std::string rows(const SpecResult &spec) {
  std::string text;
  if (spec.state == State::Absent) text += "| " + markdownCell(spec.name) + " | | does not apply |\n";
  for (const PropertyResult &p : spec.properties)
    text += "| " + markdownCell(spec.name) + " | " + markdownCell(p.name) + " | " +
            markdownCell(answerText(p)) + " |\n";
  return text;
}

} // namespace

std::string renderMarkdown(const Report &report) {
  const std::vector<Diagnostic> all = joined(report);
  bool clean = uncheckedLines(report.touched) == 0 || report.acceptsUnchecked;
  std::string details;
  for (Level level : {Level::Error, Level::Warning})
    for (const Diagnostic &diagnostic : all)
      if (diagnostic.level == level) {
        clean = false;
        details += attention(diagnostic);
      }
  std::string text = std::string("## pinproof: ") + (clean ? "as expected" : "needs attention") +
                     "\n\nKernel `" + validUtf8(report.kernel) + "`, " + report.mode + ". " +
                     (report.tree ? markdownCell(toText(*report.tree)) + ". " : "") +
                     markdownCell(renderSummary(report, {.times = false})) + "\n\n" + details;
  for (const std::string &note : report.baselineNotes) text += "- baseline: " + markdownCell(note) + "\n";
  if (!report.baselineNotes.empty()) text += "\n";
  std::string touched;
  for (const TouchedFile &file : report.touched) touched += renderTouched(file, "", false);
  if (!touched.empty()) text += markdownCode(touched) + "\n";
  text += "<details><summary>All answers</summary>\n\n| specification | property | answer |\n| --- | --- | "
          "--- |\n";
  for (const SpecResult &spec : report.specs) text += rows(spec);
  text += "\n</details>\n";
  std::string assumptions = renderAssumptions(report, {});
  if (!assumptions.empty())
    text += "\n<details><summary>Assumptions</summary>\n\n" + markdownCode(assumptions) + "\n</details>\n";
  const Versions &v = report.versions;
  return text + "\npinproof " + v.pinproof + ", Clang " + v.clang + ", Z3 " + v.z3 + "\n";
}

} // namespace pinproof::cli
