// Fewer and simpler paths that mean the same.
#pragma once

#include "model/transition_system.h"

#include <atomic>

namespace pinproof::model {

/// Makes of `path` the same relation between states, reports and program inputs, with auxiliary inputs that
/// equalities determine eliminated. `variables` is the number of state variables. False if its guard cannot
/// hold.
bool tidyPath(Path &path, size_t variables);

/// The same relation, with paths that differ only in the sense of one test made one path. Of tidy ones.
/// Throws Stopped soon after `stop`, unless null, has become true.
std::vector<Path> mergePaths(std::vector<Path> paths, size_t variables, const std::atomic<bool> *stop);

} // namespace pinproof::model
