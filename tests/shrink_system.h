// The smallest transition system that still shows a failure.
#pragma once

#include "model/transition_system.h"

#include <functional>

namespace pinproof::test {

/// Takes transitions, paths, guards, updates and properties out of `system`, and makes numbers smaller, as
/// long as the result is valid and `fails` says so of it.
model::TransitionSystem shrunk(model::TransitionSystem system,
                               const std::function<bool(const model::TransitionSystem &)> &fails);

} // namespace pinproof::test
