// From control-flow automata to the transition system: every path a guarded update.
#pragma once

#include "model/transition_system.h"

#include <atomic>

namespace pinproof::model {

/// Thrown by long work that was asked to stop.
struct Stopped {};

/// The transition system of `program`. What is not modelled on some feasible path becomes a Refusal in it.
/// Throws Unsupported when not even the state can be represented, and Stopped soon after `stop` has become
/// true.
TransitionSystem makeTransitionSystem(const Program &program, const std::atomic<bool> *stop = nullptr);

} // namespace pinproof::model
