// What in a report somebody has to look at: the one list behind SARIF, JUnit, GitHub and Markdown.
#pragma once

#include "cli/causes.h"
#include "cli/report.h"

namespace pinproof::cli {

struct Diagnostic {
  enum class Level {
    Error,   // fails the gate
    Warning, // fails it too, for want of an answer
    Note,    // a finding, or a violation that the baseline knows
  };
  Level level = Level::Error;
  const SpecResult *spec = nullptr;         // none: the run as a whole
  const PropertyResult *property = nullptr; // none: the specification as a whole
  std::string rule;                         // "zero_page/refcount_stays_below_overflow", "pinproof/drift"
  std::string text;                         // one sentence or two
  model::Source where;                      // in the kernel, wherever there is such a place
  std::string fingerprint;                  // survives whatever moves lines
  std::optional<Cause> cause = {}; // of joined(): one that is shared; `spec` is the first that it stops
};

/// In the order of the report. The pointers are into it.
std::vector<Diagnostic> diagnostics(const Report &report);

/// The same, but that a cause that stops several properties or specifications is one, in the place of the
/// first.
std::vector<Diagnostic> joined(const Report &report);

/// The changed lines that are NOT CHECKED, each place with its reason: of no specification. A note where that
/// is accepted.
std::vector<Diagnostic> unchecked(const Report &report);

/// In several lines what `text` has no room for: the trace, or the line that cannot be read; may be "".
std::string detailsOf(const Diagnostic &diagnostic);

/// Names a property's violation, whichever lines it runs through: the same on every tree and machine.
std::string fingerprintOf(const std::string &spec, const std::string &property);

/// "zero_page/refcount_stays_below_overflow"
std::string ruleOf(const SpecResult &spec, const PropertyResult &property);

/// The trace in one line: "start(1 references), dio_write(64 pages) x 32768".
std::string traceInWords(const ReportTrace &trace);

/// Whether a place belongs to the kernel rather than to what comes with pinproof.
bool isKernels(const model::Source &where);

} // namespace pinproof::cli
