// Evaluates guarded updates on numbers: what a transition system says happens next.
#pragma once

#include "model/transition_system.h"

namespace pinproof::solver::check {

/// The value of every state variable, in their order.
using Values = std::vector<model::Integer>;

/// `e` where variable v is values[v], inputs following the state variables. Throws std::overflow_error.
model::Integer evaluate(const model::Linear &e, const Values &values);
bool satisfies(const model::Constraint &c, const Values &values);

/// Why the path cannot be taken with these inputs from this state (a guard, an input's range), or "".
std::string obstacle(const model::TransitionSystem &system, const model::Path &path, const Values &state,
                     const Values &inputs);

/// The state after taking the path once; the caller has seen that there is no obstacle.
Values successor(const model::Path &path, const Values &state, const Values &inputs);

struct Prediction {
  Values after;
  std::string failure; // empty: the path can be taken so often
};

/// `count` times running, with the same inputs. Exact; quick where the path becomes a translation within a
/// million steps (a failure otherwise).
Prediction predict(const model::TransitionSystem &system, const model::Path &path, Values state,
                   const Values &inputs, const model::Integer &count);

/// Whether a state breaks an invariant's property.
bool isBad(const model::Property &property, const Values &state);

} // namespace pinproof::solver::check

namespace pinproof {
namespace check = solver::check; // as the command line calls it
}
