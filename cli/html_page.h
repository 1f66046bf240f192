// What every HTML report has in common, whatever it says: its style and its keys.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

/// The functions, each line with a bar in the margin that says whether a path runs through it; "" for none.
std::string htmlCoverage(const std::vector<FunctionCoverage> &functions);

extern const char *const htmlStyle;
extern const char *const htmlScript;

} // namespace pinproof::cli
