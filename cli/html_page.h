// What every HTML report has in common, whatever it says: its style and its keys.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

/// The functions, each line with a bar in the margin that says whether a path runs through it; "" for none.
std::string htmlCoverage(const std::vector<FunctionCoverage> &functions);

/// How a claim is shown: under what id, with which words for its answer (none: the usual), and with what
/// below.
struct HtmlClaim {
  std::string id, badge, more;
};

/// A property as something to unfold: what is claimed, why it has its answer, and the trace as a timeline.
std::string htmlClaim(const SpecResult &spec, const PropertyResult &property, const HtmlClaim &shown);

/// The assumptions under a heading of their own, or "".
std::string htmlAssumptions(const Report &report);

/// A line that names the keys.
extern const char *const htmlKeys;

/// A page by itself: `body` with style and keys.
std::string htmlPage(const std::string &title, const std::string &body);

} // namespace pinproof::cli
