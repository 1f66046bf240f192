// Coverage of a proof: what a property holds of is what its paths run through, so a line on no path of any
// specification could say anything and every answer would stay the same. It is read off the paths before
// those that do the same are merged (model/paths.h), for nothing is executed here.
//
// Limits: by line, not by edge. A path is kept if its condition can hold by itself, in some state within the
// ranges of the variables, which need not be a reachable one. Mutants (mutants.cpp) say more, and take
// longer.
#include "cli/coverage.h"

#include "cli/layout.h"
#include "cli/patch/diff.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace pinproof::cli {

namespace {

using Line = FunctionCoverage::Line;

Line kindOf(const model::KernelFunction &function, const std::set<unsigned> &run, unsigned line) {
  if (function.code.contains(line)) return run.contains(line) ? Line::Run : Line::NotRun;
  if (function.constant.contains(line)) return Line::Constant;
  return function.skipped.contains(line) ? Line::Skipped : Line::Blank;
}

auto place(const FunctionCoverage &function) {
  return std::tie(function.file, function.first, function.name);
}

/// The same function as another specification read it.
void add(FunctionCoverage &all, const FunctionCoverage &other) {
  const size_t known = std::min(all.lines.size(), other.lines.size());
  for (size_t i = 0; i < known; ++i) all.lines[i] = std::max(all.lines[i], other.lines[i]);
  for (const std::string &spec : other.specs)
    if (std::find(all.specs.begin(), all.specs.end(), spec) == all.specs.end()) all.specs.push_back(spec);
  std::sort(all.specs.begin(), all.specs.end());
}

} // namespace

std::vector<FunctionCoverage>
coverageOf(const std::string &spec, const std::vector<model::KernelFunction> &functions,
           const model::LinesRun &run,
           const std::map<std::string, std::shared_ptr<const std::string>> &kernelText) {
  std::vector<FunctionCoverage> result;
  for (const model::KernelFunction &function : functions) {
    const std::string &file = function.where.file;
    auto lines = run.find(file);
    static const std::set<unsigned> none;
    FunctionCoverage one{file, function.name, function.first, {}, {}, {spec}};
    for (unsigned line = function.first; line <= function.last; ++line)
      one.lines.push_back(kindOf(function, lines == run.end() ? none : lines->second, line));
    result.push_back(std::move(one));
  }
  addText(result, kernelText);
  return result;
}

void addText(std::vector<FunctionCoverage> &functions,
             const std::map<std::string, std::shared_ptr<const std::string>> &kernelText) {
  std::map<std::string, std::vector<std::string>> texts;
  for (FunctionCoverage &function : functions) {
    auto [text, isNew] = texts.try_emplace(function.file);
    if (auto at = kernelText.find(function.file); isNew && at != kernelText.end())
      text->second = patch::splitLines(*at->second);
    function.text.resize(function.lines.size());
    for (size_t i = 0, line = function.first - 1; i < function.text.size(); ++i, ++line)
      if (line < text->second.size()) function.text[i] = text->second[line];
  }
}

void addCoverage(std::vector<FunctionCoverage> &all, const std::vector<FunctionCoverage> &other) {
  for (const FunctionCoverage &function : other) {
    auto at = std::lower_bound(
        all.begin(), all.end(), function,
        [](const FunctionCoverage &a, const FunctionCoverage &b) { return place(a) < place(b); });
    if (at != all.end() && place(*at) == place(function))
      add(*at, function);
    else
      all.insert(at, function);
  }
}

std::vector<FunctionCoverage> coverageOf(const std::vector<SpecResult> &specs) {
  std::vector<FunctionCoverage> all;
  for (const SpecResult &spec : specs) addCoverage(all, spec.coverage);
  return all;
}

CoverageFigures figuresOf(const std::vector<FunctionCoverage> &functions, const std::string &file) {
  CoverageFigures figures;
  for (const FunctionCoverage &function : functions) {
    if (function.file != file) continue;
    ++figures.functions;
    auto count = [&](Line kind) {
      return static_cast<size_t>(std::count(function.lines.begin(), function.lines.end(), kind));
    };
    figures.run += count(Line::Run);
    figures.notRun += count(Line::NotRun);
    figures.constant += count(Line::Constant);
    figures.skipped += count(Line::Skipped);
  }
  return figures;
}

std::vector<std::string> filesOf(const std::vector<FunctionCoverage> &functions) {
  std::vector<std::string> files;
  for (const FunctionCoverage &function : functions)
    if (files.empty() || files.back() != function.file) files.push_back(function.file);
  return files;
}

std::string words(const CoverageFigures &figures) {
  std::string text = std::to_string(figures.run) + " of " + counted(std::to_string(figures.code()), "line") +
                     " of " + counted(std::to_string(figures.functions), "function") + " on some path";
  if (figures.constant > 0) text += "; " + std::to_string(figures.constant) + " ruled out by constants";
  if (figures.skipped > 0) text += "; " + std::to_string(figures.skipped) + " left out by the preprocessor";
  return text;
}

std::string renderCoverageSummary(const std::vector<FunctionCoverage> &functions) {
  std::string text =
      "coverage of the functions that specifications reach (pinproof coverage lists the rest):\n";
  for (const std::string &file : filesOf(functions))
    text += paragraph("  " + file + ": ", words(figuresOf(functions, file)));
  return text;
}

} // namespace pinproof::cli
