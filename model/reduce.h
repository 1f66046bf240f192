// Fewer and simpler paths that mean the same.
#pragma once

#include "model/transition_system.h"

#include <atomic>

namespace pinproof::model {

/// The same relation between states, reports and program inputs, with auxiliary inputs that equalities
/// determine eliminated, and without paths whose guard cannot hold. `variables` is the number of state
/// variables. Throws Stopped soon after `stop`, unless null, has become true.
std::vector<Path> tidyPaths(std::vector<Path> paths, size_t variables, const std::atomic<bool> *stop);

/// The same relation, with paths that differ only in the sense of one test made one path. Of tidy ones.
/// Throws Stopped as above.
std::vector<Path> mergePaths(std::vector<Path> paths, size_t variables, const std::atomic<bool> *stop);

} // namespace pinproof::model
