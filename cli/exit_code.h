// What the exit code says: one function of the report, nothing else decides.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

enum ExitCode {
  exitAsExpected = 0,
  exitViolated = 1, // or expected violated, but holds: a change, either way; or a proof that is lost
  exitUsage = 2,    // the command line, an input or the output is at fault: not everything was answered
  exitInconclusive =
      3, // a budget or a bound ran out, the run was stopped, or what it assumes is not accepted
  exitNothingRan = 4,
  exitDrift = 5, // or C that is not modelled
  exitPatch = 6, // a patch did not apply
  exitInternal = 70,
};

/// Several may apply; the precedence is 70, 2, 6, 1, 5, 3, 0, and 4 when no property was asked at all.
int exitCode(const Report &report);

/// The more serious of two codes, by the same precedence.
int moreSerious(int a, int b);

} // namespace pinproof::cli
