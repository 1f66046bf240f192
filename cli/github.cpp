// GitHub's workflow commands: each finding becomes an annotation on the line that it is about.
//
// GitHub shows ten errors and ten warnings of a step, so errors come first. Places that are not in the user's
// repository (the specifications that come with pinproof) cannot be annotated and are said in words.
#include "cli/finding.h"
#include "cli/formats.h"
#include "cli/markup.h"

namespace pinproof::cli {

namespace {

using Level = Finding::Level;

std::string escaped(const std::string &text, bool isProperty) {
  std::string result;
  for (char c : validUtf8(text)) switch (c) {
    case '%': result += "%25"; break;
    case '\r': result += "%0D"; break;
    case '\n': result += "%0A"; break;
    case ':': result += isProperty ? "%3A" : ":"; break;
    case ',': result += isProperty ? "%2C" : ","; break;
    default: result += c;
    }
  return result;
}

const char *command(Level level) {
  switch (level) {
  case Level::Error: return "error";
  case Level::Warning: return "warning";
  case Level::Note: break;
  }
  return "notice";
}

std::string annotation(const Finding &finding) {
  std::string text = std::string("::") + command(finding.level) + " ";
  if (isKernels(finding.where)) {
    text += "file=" + escaped(finding.where.file, true) + ",";
    if (finding.where.line != 0) text += "line=" + std::to_string(finding.where.line) + ",";
  }
  std::string message = finding.text;
  if (const std::string details = detailsOf(finding); !details.empty()) message += "\n" + details;
  if (!isKernels(finding.where) && !finding.where.file.empty()) message += "\n" + toString(finding.where);
  return text + "title=" + escaped("pinproof: " + finding.rule, true) + "::" + escaped(message, false) + "\n";
}

} // namespace

std::string renderAnnotations(const Report &report) {
  std::string text;
  const std::vector<Finding> all = joined(findings(report));
  for (Level level : {Level::Error, Level::Warning})
    for (const Finding &finding : all)
      if (finding.level == level) text += annotation(finding);
  for (const std::string &note : report.baselineNotes)
    text += "::notice title=pinproof%3A baseline::" + escaped(note, false) + "\n";
  return text;
}

std::string renderGithub(const Report &report) {
  return renderAnnotations(report) + renderHead(report) + renderSummary(report, {.times = false});
}

} // namespace pinproof::cli
