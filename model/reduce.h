// Fewer and simpler paths that mean the same.
#pragma once

#include "model/transition_system.h"

namespace pinproof::model {

/// The same relation between states, reports and program inputs, with auxiliary inputs that equalities
/// determine eliminated, and paths that differ only in the sense of one test made one path.
/// `variables` is the number of state variables.
std::vector<Path> simplifyPaths(std::vector<Path> paths, size_t variables);

} // namespace pinproof::model
