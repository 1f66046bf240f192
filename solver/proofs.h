// The engines that prove. Each may also answer Unknown; none of them finds counterexamples.
#pragma once

#include "solver/engine.h"

namespace pinproof::solver {

/// Proved if the facts exclude a violation by themselves.
Answer decideAffine(const model::TransitionSystem &, uint32_t property, const Facts &, const Budget &);
/// Proved if the facts do with what strengthen() adds to them, where that has not been done yet.
Answer decideInduction(const model::TransitionSystem &, uint32_t property, const Facts &, const Budget &);
/// Proved if Spacer finds an invariant that, with the facts, is inductive and excludes a violation.
Answer decidePdr(const model::TransitionSystem &, uint32_t property, const Facts &, const Budget &);

/// No state of any region violates `property`, and no path reports it from one of them or initially.
bool excludes(const model::TransitionSystem &, const Facts &, uint32_t property, const Budget &);

} // namespace pinproof::solver
