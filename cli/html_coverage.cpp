// Coverage as a browser shows it: the analysed functions, each line with a bar in the margin.
#include "cli/html_page.h"

#include "cli/coverage.h"
#include "cli/markup.h"

namespace pinproof::cli {

namespace {

using Line = FunctionCoverage::Line;

const char *style(Line line) {
  switch (line) {
  case Line::Run: return "run";
  case Line::NotRun: return "notrun";
  case Line::Constant:
  case Line::Skipped: return "left";
  case Line::Blank: break;
  }
  return "blank";
}

const char *hint(Line line) {
  switch (line) {
  case Line::NotRun: return " title=\"on no path\"";
  case Line::Constant: return " title=\"ruled out by constants\"";
  case Line::Skipped: return " title=\"left out by the preprocessor\"";
  case Line::Run:
  case Line::Blank: break;
  }
  return "";
}

std::string functionOf(const FunctionCoverage &function) {
  std::string lines, specs;
  size_t missed = 0;
  for (size_t i = 0; i < function.lines.size(); ++i) {
    missed += function.lines[i] == Line::NotRun;
    lines += std::string("<span class=\"") + style(function.lines[i]) + "\"" + hint(function.lines[i]) +
             "><span class=\"no\">" + std::to_string(function.first + i) + "</span>" +
             escapeMarkup(function.text[i]) + "</span>\n";
  }
  for (const std::string &spec : function.specs) specs += (specs.empty() ? "" : ", ") + spec;
  return "<details><summary><span class=\"mono\">" + escapeMarkup(function.name) +
         "()</span> <span class=\"" +
         (missed == 0 ? "faint\">whole" : "bad\">" + std::to_string(missed) + " on no path") +
         "</span></summary><p class=\"faint\">" + escapeMarkup(specs) + "</p><pre class=\"margin\">" + lines +
         "</pre></details>\n";
}

} // namespace

std::string htmlCoverage(const std::vector<FunctionCoverage> &functions) {
  if (functions.empty()) return "";
  std::string text = "<h2>Coverage</h2>\n<p>Lines of the functions that specifications reach. A bar in the "
                     "margin: <span class=\"good\">on some path</span>, <span class=\"bad\">on none</span>, "
                     "<span class=\"faint\">not looked at (constants, preprocessor)</span>.</p>\n";
  for (const std::string &file : filesOf(functions)) {
    text += "<details class=\"file\"><summary><span class=\"mono\">" + escapeMarkup(file) + "</span> " +
            words(figuresOf(functions, file)) + "</summary>\n";
    for (const FunctionCoverage &function : functions)
      if (function.file == file) text += functionOf(function);
    text += "</details>\n";
  }
  return text;
}

} // namespace pinproof::cli
