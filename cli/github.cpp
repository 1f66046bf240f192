// GitHub's workflow commands: each diagnostic becomes an annotation on the line that it is about.
//
// GitHub shows ten errors and ten warnings of a step, so errors come first. Places that are not in the user's
// repository (the specifications that come with pinproof) cannot be annotated and are said in words.
#include "cli/diagnostic.h"
#include "cli/formats.h"
#include "cli/layout.h"
#include "cli/markup.h"

#include <map>

namespace pinproof::cli {

namespace {

using Level = Diagnostic::Level;

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

std::string annotation(const Diagnostic &diagnostic) {
  std::string text = std::string("::") + command(diagnostic.level) + " ";
  if (isKernels(diagnostic.where)) {
    text += "file=" + escaped(diagnostic.where.file, true) + ",";
    if (diagnostic.where.line != 0) text += "line=" + std::to_string(diagnostic.where.line) + ",";
  }
  std::string message = diagnostic.text;
  if (const std::string details = detailsOf(diagnostic); !details.empty()) message += "\n" + details;
  if (!isKernels(diagnostic.where) && !diagnostic.where.file.empty())
    message += "\n" + toString(diagnostic.where);
  return text + "title=" + escaped("pinproof: " + diagnostic.rule, true) + "::" + escaped(message, false) +
         "\n";
}

} // namespace

std::string renderUnchecked(const std::vector<TouchedFile> &files) {
  std::string text;
  for (const UncheckedPlace &place : uncheckedPlaces(files))
    text += "::warning file=" + escaped(place.file, true) +
            (place.line == 0 ? "" : ",line=" + std::to_string(place.line)) +
            ",title=pinproof%3A not checked::" + escaped(toText(place), false) + "\n";
  return text;
}

std::string renderAnnotations(const Report &report) {
  std::string text;
  const std::vector<Diagnostic> all = joined(report);
  for (Level level : {Level::Error, Level::Warning})
    for (const Diagnostic &diagnostic : all)
      if (diagnostic.level == level) text += annotation(diagnostic);
  if (!report.acceptsUnchecked) text += renderUnchecked(report.touched);
  for (const std::string &note : report.baselineNotes)
    text += "::notice title=pinproof%3A baseline::" + escaped(note, false) + "\n";
  return text;
}

std::string renderGithub(const Report &report) {
  return renderAnnotations(report) + renderHead(report) + renderSummary(report, {.times = false});
}

} // namespace pinproof::cli
