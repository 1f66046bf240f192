// Small mistakes in transition systems and invariants, as somebody who forges a certificate would make them.
#pragma once

#include "model/formula.h"
#include "model/transition_system.h"

#include <random>

namespace pinproof::test {

/// One small change somewhere in `system`, of which property number `property` is claimed; perhaps none,
/// where what was picked has nothing to change.
void mutate(model::TransitionSystem &system, uint32_t property, std::mt19937 &random);

/// A constraint of `invariant` moved or turned, or a conjunct left out.
void mutate(model::Formula &invariant, std::mt19937 &random);

} // namespace pinproof::test
