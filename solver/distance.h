// How many operations a violation takes at least.
#pragma once

#include "solver/engine.h"

namespace pinproof::solver {

/// Certain that no execution of fewer than `operations` operations breaks `property`. False says nothing.
bool takesAtLeast(const model::TransitionSystem &system, uint32_t property, const Facts &facts,
                  model::Integer operations, const Budget &budget);

} // namespace pinproof::solver
