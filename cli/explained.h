// The kept list of mutants that survive and are no holes.
#pragma once

#include "cli/mutants.h"

#include <filesystem>

namespace pinproof::cli {

/// By a mutant's name: why it is no hole.
using Explained = std::map<std::string, std::string>;

/// Reads lines of `NAME # REASON`; empty ones and those that begin with '#' are passed over. Throws
/// model::InputError for a line without a reason and for a name that is there twice.
Explained readExplained(const std::filesystem::path &file);

/// Gives survivors their reasons, and notes the entries that are about none: `complete`, all mutants were
/// run.
void explain(MutantReport &report, const Explained &explained, bool complete);

} // namespace pinproof::cli
