// The same counterexample, done in as few different ways as possible.
#pragma once

#include "model/trace.h"

namespace pinproof::solver {

/// A trace of as many operations with the same end, in which choices that do not matter are made as the
/// operation before made them, and those of INIT as low as they go. `trace` itself where nothing can change.
model::Trace uniform(const model::TransitionSystem &system, uint32_t property, const model::Trace &trace);

} // namespace pinproof::solver
