// Do the paths of a transition system say what the C does? Random runs, compared after every step.
#pragma once

#include "model/transition_system.h"

namespace pinproof::tests {

/// Runs `program` concretely for `walks` walks of up to `length` random transitions with random inputs, and
/// follows each step in `system`: exactly the states that a path with a true guard predicts must be reached,
/// some path must have a true guard where the C goes on, and none where it does not. Where the C fails, and
/// wherever no path is found, there must be a way to something refused with a true guard: one that is lost
/// would be a proof of what C does not do. Adds gtest failures. Returns how many steps were compared.
unsigned expectAgreement(const model::Program &program, const model::TransitionSystem &system, unsigned walks,
                         unsigned length, unsigned seed);

} // namespace pinproof::tests
