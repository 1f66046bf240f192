// All executions of zero, one, two, … operations.
#pragma once

#include "solver/engine.h"

namespace pinproof::solver {

/// Violated with a shortest trace, or Unknown saying up to how many operations there is no violation.
/// Never Proved. Stops at 200 operations if the budget does not stop it before.
Answer decideBounded(const model::TransitionSystem &system, uint32_t property, const Facts &facts,
                     const Budget &budget);

} // namespace pinproof::solver
