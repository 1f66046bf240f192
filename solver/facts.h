// What holds in every reachable state: found without hints, before any property is looked at.
#pragma once

#include "solver/engine.h"

namespace pinproof::solver {

/// Equalities and bounds of all reachable states, one region per reachable assignment of the finite
/// variables. The invariant is inductive by itself. When the budget runs out, facts are fewer ("true" in
/// the worst case), never wrong.
Facts findFacts(const model::TransitionSystem &system, const Budget &budget);

/// `facts` with those clauses added to their regions, out of a set of candidates suggested by the system's
/// text and its properties, that are inductive together. With a `focus`, only those candidates that speak of
/// nothing but what these properties speak of: much cheaper, and often enough.
Facts strengthen(const model::TransitionSystem &system, const Facts &facts, const Budget &budget,
                 const std::vector<uint32_t> &focus = {});

/// Whether `region` has a state that satisfies all of `constraints`, whose variables from
/// system.variables.size() on are inputs with these ranges. "No" is certain, "maybe" is not; no solver.
bool mayMeet(const model::TransitionSystem &system, const Region &region,
             const std::vector<model::Constraint> &constraints,
             const std::vector<model::PathInput> &inputs = {});

/// The formula for `regions`: their disjunction, with what they share taken out.
model::Formula toFormula(const std::vector<Region> &regions);

/// `c`, where some variables are known.
model::Constraint substituted(const model::Constraint &c,
                              const std::vector<std::pair<model::VariableIndex, model::Integer>> &values);

} // namespace pinproof::solver
