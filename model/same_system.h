// Do two transition systems say the same?
#pragma once

#include "model/transition_system.h"

namespace pinproof::model {

/// Everything about `system` but where its C stands and what is said to people about it: systems with the
/// same text differ in nothing else, and whatever is true of one is true of the other, so that a trace or
/// certificate of one means the same in the other.
std::string canonicalText(const TransitionSystem &system);

bool isSameSystem(const TransitionSystem &a, const TransitionSystem &b);

} // namespace pinproof::model
