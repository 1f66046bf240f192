// From control-flow automata to the transition system: every path a guarded update.
#pragma once

#include "model/transition_system.h"

namespace pinproof::model {

/// The transition system of `program`. What is not modelled on some feasible path becomes a Refusal in it.
/// Throws Unsupported when not even the state can be represented.
TransitionSystem makeTransitionSystem(const Program &program);

} // namespace pinproof::model
