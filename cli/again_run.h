// What `replay` and `certify` share: finding the specifications that old evidence is about.
#pragma once

#include "cli/again.h"
#include "cli/session.h"

#include <map>

namespace pinproof::cli {

using LoadedByName = std::map<std::string, Loaded>;

/// The specifications called `names`, or, where --spec names some, those: evidence about others is then left
/// out. Throws model::InputError if that leaves none, UsageError for a name that does not exist.
LoadedByName loadByName(const Options &options, const std::vector<std::string> &names);

/// A result for evidence about `recorded`'s property with what stands in the way of looking at it; none if
/// nothing does.
std::optional<AgainResult> unanswerable(const SpecResult &spec, const std::string &property);

/// Prints `results` as the options want them; returns the exit code.
int printAgain(const Options &options, const std::string &command, std::vector<AgainResult> results);

} // namespace pinproof::cli
