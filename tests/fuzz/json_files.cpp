// Files in JSON.
#include "cli/baseline.h"
#include "cli/formats.h"
#include "cli/json.h"
#include "cli/recorded.h"
#include "cli/report_reading.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/targets.h"

namespace pinproof::fuzz {

namespace {

void demandSameAgain(const cli::Report &report) {
  const std::string text = renderJson(report, true);
  const cli::Report again = cli::readReport(MemoryFile(text).path());
  demand(renderJson(again, true) == text, "a report that was read is written and read as the same");
}

} // namespace

void evidence(const std::string &input) try {
  const cli::Recorded recorded = cli::readRecorded(MemoryFile(input).path());
  for (const cli::ReportTrace &trace : recorded.traces)
    for (const cli::ReportStep &step : trace.steps) demand(step.count > 0, "counts are positive");
} catch (const model::InputError &) {}

void report(const std::string &input) try {
  const cli::Report report = cli::readReport(MemoryFile(input).path());
  demandSameAgain(report);
  for (cli::Format format : {cli::Format::Text, cli::Format::Sarif, cli::Format::Junit, cli::Format::Ktap,
                             cli::Format::Github, cli::Format::Markdown, cli::Format::Html, cli::Format::Svg})
    render(format, report, {});
} catch (const model::InputError &) {}

void baseline(const std::string &input) try {
  const cli::Baseline known = cli::readBaseline(MemoryFile(input).path());
  const std::string text = renderBaseline({}, known, false);
  const cli::Baseline again = cli::readBaseline(MemoryFile(text).path());
  demand(renderBaseline({}, again, false) == text,
         "a baseline that was read is written and read as the same");
  cli::Report report;
  applyBaseline(known, "2026-11-22", true, report);
} catch (const model::InputError &) {}

} // namespace pinproof::fuzz
