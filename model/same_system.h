// Do two transition systems say the same?
#pragma once

#include "model/transition_system.h"

namespace pinproof::model {

/// Whether `a` and `b` differ in nothing but where their C stands: whatever is true of one is then true of
/// the other, and a trace or certificate of one means the same in the other.
bool isSameSystem(const TransitionSystem &a, const TransitionSystem &b);

} // namespace pinproof::model
