// Every way in which a report can be written.
#pragma once

#include "cli/options.h"
#include "cli/report.h"
#include "cli/text.h"

namespace pinproof::cli {

/// `report` in `format` (any but Dot). Nothing is printed.
std::string render(Format format, const Report &report, const TextOptions &options);

/// Prints the report to stdout as --format says, and to the files that --output names. Throws OutputError.
void writeReport(const Options &options, const Report &report);

/// One per format, in the format's own words; all end in a newline.
std::string renderSarif(const Report &report);
std::string renderJunit(const Report &report, bool times);
std::string renderKtap(const Report &report);
std::string renderGithub(const Report &report);
/// The annotations of that alone.
std::string renderAnnotations(const Report &report);
/// Those of changed lines that are NOT CHECKED: one for each reason in a function.
std::string renderUnchecked(const std::vector<TouchedFile> &files);
std::string renderMarkdown(const Report &report);
std::string renderHtml(const Report &report);
std::string renderSvg(const Report &report);

} // namespace pinproof::cli
