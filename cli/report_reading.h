// A report read back whole, to be joined with others or printed in another format.
#pragma once

#include "cli/json_member.h"
#include "cli/report.h"

#include <filesystem>

namespace pinproof::cli {

/// Reads a "pinproof.report/2", or one of version 1. What is read is believed as far as it goes together: an
/// outcome has to follow from its answer. Throws model::InputError naming what is wrong by its place or path.
Report readReport(const std::filesystem::path &file);

/// One specification's part of it.
SpecResult readSpec(const Member &spec);

} // namespace pinproof::cli
