// Markdown for a step summary or a merge request: the sum, what needs attention with its trace, then all
// answers folded away, and the assumptions, which no answer comes without.
//
// Only what GitHub and GitLab both render: tables, <details>, fenced blocks.
#include "cli/finding.h"
#include "cli/formats.h"
#include "cli/identity.h"
#include "cli/layout.h"
#include "cli/markup.h"

namespace pinproof::cli {

namespace {

using Level = Finding::Level;
using State = SpecResult::State;

/// Text inside a table's cell.
std::string cell(const std::string &text) {
  std::string result;
  for (char c : escapeMarkup(text)) {
    if (c == '|' || c == '`' || c == '*' || c == '_' || c == '\\' || c == '[') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

/// Code between enough backquotes that the text cannot end it.
std::string fenced(const std::string &text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos) fence += '`';
  return fence + "text\n" + validUtf8(text) + (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string attention(const Finding &finding) {
  std::string where = toString(finding.where);
  std::string text = "### " + cell(finding.rule) + "\n\n" + cell(finding.text) +
                     (where.empty() ? "" : "  \n`" + where + "`") + "\n\n";
  if (finding.property != nullptr && finding.property->trace)
    text += fenced(renderTrace(*finding.property->trace, {})) + "\n";
  return text;
}

std::string rows(const SpecResult &spec) {
  std::string text;
  if (spec.state == State::Absent) text += "| " + cell(spec.name) + " | | does not apply |\n";
  for (const PropertyResult &p : spec.properties)
    text += "| " + cell(spec.name) + " | " + cell(p.name) + " | " + cell(answerText(p)) + " |\n";
  return text;
}

} // namespace

std::string renderMarkdown(const Report &report) {
  const std::vector<Finding> all = findings(report);
  bool clean = true;
  std::string details;
  for (Level level : {Level::Error, Level::Warning})
    for (const Finding &finding : all)
      if (finding.level == level) {
        clean = false;
        details += attention(finding);
      }
  std::string text = std::string("## pinproof: ") + (clean ? "as expected" : "needs attention") +
                     "\n\nKernel `" + validUtf8(report.kernel) + "`, " + report.mode + ". " +
                     (report.tree ? cell(toText(*report.tree)) + ". " : "") +
                     cell(renderSummary(report, {.times = false})) + "\n\n" + details;
  for (const std::string &note : report.baselineNotes) text += "- baseline: " + cell(note) + "\n";
  if (!report.baselineNotes.empty()) text += "\n";
  text += "<details><summary>All answers</summary>\n\n| specification | property | answer |\n| --- | --- | "
          "--- |\n";
  for (const SpecResult &spec : report.specs) text += rows(spec);
  text += "\n</details>\n";
  std::string assumptions = renderAssumptions(report, {});
  if (!assumptions.empty())
    text += "\n<details><summary>Assumptions</summary>\n\n" + fenced(assumptions) + "\n</details>\n";
  const Versions &v = report.versions;
  return text + "\npinproof " + v.pinproof + ", Clang " + v.clang + ", Z3 " + v.z3 + "\n";
}

} // namespace pinproof::cli
