// `coverage`: which lines of the analysed functions no path runs through, without deciding anything.
#include "cli/commands.h"
#include "cli/coverage.h"
#include "cli/json.h"
#include "cli/layout.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/session.h"
#include "cli/status.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

namespace pinproof::cli {

namespace {

using Line = FunctionCoverage::Line;

std::string numbered(const FunctionCoverage &function, size_t i) {
  char number[16];
  std::snprintf(number, sizeof number, "%9zu  ", function.first + i);
  return number + function.text[i] + "\n";
}

std::string linesOf(const FunctionCoverage &function, Line kind) {
  std::string text;
  for (size_t i = 0; i < function.lines.size(); ++i)
    if (function.lines[i] == kind) text += numbered(function, i);
  return text;
}

std::string numbersOf(const FunctionCoverage &function, Line kind) {
  std::set<unsigned> numbers;
  for (size_t i = 0; i < function.lines.size(); ++i)
    if (function.lines[i] == kind) numbers.insert(function.first + static_cast<unsigned>(i));
  return ranges(numbers);
}

/// What there is to see in a function that is not run through as a whole.
std::string functionText(const FunctionCoverage &function, bool verbose) {
  const std::string missed = linesOf(function, Line::NotRun);
  std::string notes;
  auto note = [&](Line kind, const char *what) {
    if (std::string lines = numbersOf(function, kind); !lines.empty() && (verbose || !missed.empty()))
      notes += paragraph("         ", std::string(what) + ": " + lines);
  };
  note(Line::Constant, "ruled out by constants");
  note(Line::Skipped, "left out by the preprocessor");
  if (missed.empty() && notes.empty()) return "";
  return "  " + function.name + "()\n" + missed + notes;
}

std::string renderText(const std::vector<FunctionCoverage> &functions, const Options &options) {
  std::string text;
  for (const std::string &file : filesOf(functions)) {
    text += (text.empty() ? "" : "\n") + paragraph(file + ": ", words(figuresOf(functions, file)));
    for (const FunctionCoverage &function : functions)
      if (function.file == file && !options.quiet) text += functionText(function, options.verbose);
  }
  return text;
}

std::string renderJson(const Report &report, int code) {
  nlohmann::ordered_json object{{"format", "pinproof.coverage/1"},
                                {"pinproof", report.versions.pinproof},
                                {"clang", report.versions.clang},
                                {"kernel", report.kernel},
                                {"mode", report.mode},
                                {"exitCode", code}};
  object["functions"] = toJson(report.coverage);
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace

int coverage(const Options &options) {
  Session session(options);
  Report report = session.emptyReport();
  session.forEach([&](size_t i, Loaded loaded) { report.specs[i] = std::move(loaded.result); });
  requireUnchanged(options);
  report.coverage = coverageOf(report.specs);
  Report others = report; // what has no paths
  others.coverage.clear();
  std::erase_if(others.specs, [](const SpecResult &s) { return s.state == SpecResult::State::Answered; });
  int code = others.specs.empty() ? exitAsExpected : moreSerious(exitCode(others), exitAsExpected);
  if (report.coverage.empty()) code = moreSerious(exitCode(others), exitNothingRan);
  writeOutput(options.format == Format::Json ? renderJson(report, code)
                                             : renderText(report.coverage, options));
  if (!others.specs.empty()) writeTalk(renderText(others, {.quiet = true, .times = false}));
  return code;
}

} // namespace pinproof::cli
