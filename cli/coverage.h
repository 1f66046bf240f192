// Which kernel lines the answers are about.
#pragma once

#include "cli/report.h"
#include "model/clang/reader.h"
#include "model/paths.h"

namespace pinproof::cli {

/// The kernel functions that specification `spec` reaches; `run` are the lines of its paths.
std::vector<FunctionCoverage>
coverageOf(const std::string &spec, const std::vector<model::KernelFunction> &functions,
           const model::LinesRun &run,
           const std::map<std::string, std::shared_ptr<const std::string>> &kernelText);

/// Puts the text of the lines in.
void addText(std::vector<FunctionCoverage> &functions,
             const std::map<std::string, std::shared_ptr<const std::string>> &kernelText);

/// Of all specifications together: a line is run if it is for one of them. By file and line.
std::vector<FunctionCoverage> coverageOf(const std::vector<SpecResult> &specs);

/// Makes `all` what it is together with `other`, and keeps it in order.
void addCoverage(std::vector<FunctionCoverage> &all, const std::vector<FunctionCoverage> &other);

/// Sums over functions.
struct CoverageFigures {
  size_t functions = 0, run = 0, notRun = 0, constant = 0, skipped = 0; // but for the first, lines
  size_t code() const { return run + notRun; }
};
CoverageFigures figuresOf(const std::vector<FunctionCoverage> &functions, const std::string &file);

/// The files of `functions`, in order.
std::vector<std::string> filesOf(const std::vector<FunctionCoverage> &functions);

/// "412 of 455 lines of 38 functions on some path"
std::string words(const CoverageFigures &figures);

/// A line per file, under a heading.
std::string renderCoverageSummary(const std::vector<FunctionCoverage> &functions);

} // namespace pinproof::cli
