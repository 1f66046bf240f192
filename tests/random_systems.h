// Small transition systems by the hundred, the kind that the kernel's counters give, only narrower.
#pragma once

#include "model/transition_system.h"

namespace pinproof::test {

/// A system of one to three wrapping counters of 3 to 6 bits, perhaps a flag and a ghost, two to four
/// transitions and one or two properties; the same for the same seed everywhere. Valid (validate()).
model::TransitionSystem randomSystem(unsigned seed);

/// `system` with some of its paths, and some states that an invariant asks about, refused instead, and
/// perhaps one refusal of INIT's.
model::TransitionSystem withRefusals(model::TransitionSystem system, unsigned seed);

/// A reference counter with pins of a bias and plain references, 4 to 7 bits wide, with or without the
/// guards that keep it right; properties: it stays positive, it balances, nothing is freed while held.
model::TransitionSystem randomReferenceCounter(unsigned seed);

} // namespace pinproof::test
