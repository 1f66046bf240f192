// What differs between two states of a tree.
#pragma once

#include "cli/patch/diff.h"
#include "cli/patch/tree.h"

namespace pinproof::cli::patch {

/// The differences of `paths` between `before` and `after`, by git diff. It is quick, and after Ctrl-C still
/// needed to report what was finished.
std::vector<FileDiff> compare(const Tree &before, const Tree &after, const std::vector<std::string> &paths);

} // namespace pinproof::cli::patch
