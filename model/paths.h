// From control-flow automata to the transition system: every path a guarded update.
#pragma once

#include "model/transition_system.h"

#include <atomic>
#include <map>
#include <set>

namespace pinproof::model {

/// Thrown by long work that was asked to stop.
struct Stopped {};

/// By file: lines that some path runs through.
using LinesRun = std::map<std::string, std::set<unsigned>>;

/// The transition system of `program`. What is not modelled on some feasible path becomes a Refusal in it.
/// `run`, unless null, becomes the lines that any of its paths, or any invariant, runs through: more than its
/// paths say, as those that differ in nothing else are one. Throws Unsupported when not even the state can be
/// represented, and Stopped soon after `stop` has become true.
TransitionSystem makeTransitionSystem(const Program &program, const std::atomic<bool> *stop = nullptr,
                                      LinesRun *run = nullptr);

} // namespace pinproof::model
