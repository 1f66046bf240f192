// Guesses: which inequalities might hold in every reachable state.
#pragma once

#include "solver/engine.h"
#include "solver/walker.h"

namespace pinproof::solver {

/// A disjunction of constraints over state variables.
using Clause = std::vector<model::Constraint>;

bool holds(const Clause &clause, const State &values);

/// The clauses that a system's text suggests: its properties, relations that its guards speak of, ratios
/// at which its variables grow together, and "x > 0 implies y > 0". With a `focus`, only those over the
/// variables of these properties.
std::vector<Clause> suggestCandidates(const model::TransitionSystem &system,
                                      const std::vector<uint32_t> &focus = {});

/// Some reachable states, by random walks of `steps` steps altogether; the same each time, but fewer when the
/// budget runs out.
std::vector<State> sampleStates(const model::TransitionSystem &system, unsigned steps,
                                const Budget &budget = {});

} // namespace pinproof::solver
