// The same counterexample, easier to read: done in as few different ways as possible, and no longer than it
// must be.
#pragma once

#include "model/trace.h"

namespace pinproof::solver {

/// A trace of as many operations with the same end, in which choices that do not matter are made as the
/// operation before made them, and those of INIT as low as they go. `trace` itself where nothing can change.
model::Trace uniform(const model::TransitionSystem &system, uint32_t property, const model::Trace &trace);

/// `trace` up to the first operation that breaks the property: a search that is stopped before it has found
/// the fewest operations may go on after that. `trace` itself where that cannot be told by evaluation.
model::Trace endingAtFirstBreak(const model::TransitionSystem &system, uint32_t property, model::Trace trace);

} // namespace pinproof::solver
