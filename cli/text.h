// The report for a person at a terminal.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

struct TextOptions {
  bool colour = false;
  bool quiet = false;   // only what is not as expected
  bool verbose = false; // certificates, files read, how evidence was checked
  bool times = true;
};

/// The whole report; nothing is printed.
std::string renderText(const Report &report, const TextOptions &options);

/// The numbered assumptions of all specifications, or "" where there are none or it must be quiet.
std::string renderAssumptions(const Report &report, const TextOptions &options);

/// One trace: the start, then each group of operations with its lines and the counters before and after.
std::string renderTrace(const ReportTrace &trace, const TextOptions &options);

/// "8 properties in 1 specification: 7 proved, 1 VIOLATED"
std::string renderSummary(const Report &report, const TextOptions &options);

/// What was read, and by whom: kernel, tree, versions. A few lines.
std::string renderHead(const Report &report);

/// What keeps a specification from answers: "cannot be read: mm/gup.c:78: expected ';'"
std::string obstacleText(const SpecResult &spec);
/// The line with a caret, and what to do.
std::string toText(const SpecResult::Mistake &mistake);

/// "VIOLATED, as expected"
const char *answerText(const PropertyResult &property);
/// "expected violated": introduces the reason that the specification gives.
const char *expectationText(const PropertyResult &property);

/// Whether it is a WARN or a BUG that some C has in it; isKernels() says in whose.
bool isAssertion(const PropertyResult &property);
/// "3 assertions in the kernel's C (WARN, BUG)", or in our stand-ins.
std::string assertionsInWords(size_t count, bool ofKernel);

/// "dio_write(64 pages) x 32768 [fast]"
std::string stepName(const ReportStep &step);

} // namespace pinproof::cli
