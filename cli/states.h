// The states along a trace, for showing; whether the trace is real is for the replay to say.
#pragma once

#include "model/trace.h"

namespace pinproof::cli {

/// A value per variable of the system.
using StateValues = std::vector<model::Integer>;

/// The state after init and after each step, that is steps.size() + 1 of them.
std::vector<StateValues> statesAlong(const model::TransitionSystem &system, const model::Trace &trace);

} // namespace pinproof::cli
