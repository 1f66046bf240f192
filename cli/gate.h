// From a report to what a gate is told: the baseline, the files, the exit code.
#pragma once

#include "cli/baseline.h"
#include "cli/options.h"
#include "cli/report.h"

namespace pinproof::cli {

/// What --baseline names, or an empty one. Throws model::InputError.
Baseline baselineOf(const Options &options);

/// Holds `report` against `baseline`, writes it wherever the options say, and returns the exit code.
/// `complete`: all specifications were asked, so that one that is missing is gone. Throws OutputError and,
/// once all is written, what throwMistake() does where that decides the exit code.
int finishReport(const Options &options, const Baseline &baseline, Report report, bool complete);

/// Throws the first mistake that kept a specification of `report` from being read, as reading it did.
void throwMistake(const Report &report);

/// The exit code as --exit-map wants it.
int mapped(ExitMap map, int code);

/// The same for input that cannot be read: C is the tree's own, anything else the command line's.
int mapped(ExitMap map, const model::InputError &error);

} // namespace pinproof::cli
