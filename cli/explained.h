// The kept list of mutants that survive and are no holes.
#pragma once

#include "cli/mutants.h"

#include <filesystem>

namespace pinproof::cli {

/// By a mutant's name, or `FUNCTION: BEGINNING*` for those that no specification sees: why it is no hole.
using Explained = std::map<std::string, std::string>;

/// Reads lines of `NAME # REASON`; empty ones and those that begin with '#' are passed over. Throws
/// model::InputError for a line without a name or a reason, for a name that is there twice, and for a pattern
/// that is not about one function.
Explained readExplained(const std::filesystem::path &file);

/// Gives survivors their reasons, by their names or else by the longest pattern, and notes the entries that
/// are about none: `complete`, all mutants were run.
void explain(MutantReport &report, const Explained &explained, bool complete);

} // namespace pinproof::cli
