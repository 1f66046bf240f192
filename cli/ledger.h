// A trace as a table of characters.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

/// A row per step and a column per counter and holder, their values after it, "" where there is nothing to
/// put in columns. Lines are at most pageWidth long.
std::string renderLedger(const ReportTrace &trace, const std::string &indent);

} // namespace pinproof::cli
