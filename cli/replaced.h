// How much of the kernel's own headers is not read?
#pragma once

#include "cli/report.h"

#include <set>

namespace pinproof::cli {

/// The names that the kernel's headers define and of which answers use ours, each once.
std::set<std::string> namesReplaced(const Report &report);

} // namespace pinproof::cli
