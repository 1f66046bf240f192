// Z3's terms read back as formulas.
#pragma once

#include "model/formula.h"

#include <z3++.h>

#include <optional>

namespace pinproof::solver {

/// Which state variable an integer constant or bound variable of Z3's stands for.
using VariableOf = std::function<std::optional<model::VariableIndex>(const z3::expr &)>;

/// `e`, a Boolean term of linear integer arithmetic, as a formula; nothing where it is more than that.
std::optional<model::Formula> toFormula(const z3::expr &e, const VariableOf &variable);

} // namespace pinproof::solver
