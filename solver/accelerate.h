// Counterexamples however deep, by taking paths any number of times in one step.
#pragma once

#include "solver/engine.h"

namespace pinproof::solver {

/// Violated with a trace that has the fewest operations this engine can find, marked as shortest only where
/// that is proved; otherwise Unknown, saying how far it looked. Never Proved.
Answer decideAccelerated(const model::TransitionSystem &system, uint32_t property, const Facts &facts,
                         const Budget &budget);

} // namespace pinproof::solver
