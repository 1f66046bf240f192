// Linear expressions and constraints over a transition's variables: all that guards and updates are.
#pragma once

#include "model/integer.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace pinproof::model {

/// Index of a state variable (below TransitionSystem::variables.size()) or, counting on from there, of an
/// input of the path at hand.
using VariableIndex = uint32_t;

/// constant + sum of coefficient * variable; terms sorted by variable, no zero coefficient.
struct Linear {
  Integer constant = 0;
  std::vector<std::pair<VariableIndex, Integer>> terms;

  Linear() = default;
  Linear(Integer value) : constant(value) {}
  static Linear variable(VariableIndex v, Integer coefficient = 1);

  bool isConstant() const { return terms.empty(); }
  Integer coefficient(VariableIndex v) const;
  bool operator==(const Linear &) const = default;
  auto operator<=>(const Linear &) const = default;
};

Linear operator+(const Linear &a, const Linear &b);
Linear operator-(const Linear &a, const Linear &b);
Linear operator*(const Linear &a, Integer factor);

/// `e` with every variable replaced by what `replacement` returns for it.
Linear substitute(const Linear &e, const std::function<Linear(VariableIndex)> &replacement);

/// expression >= 0, or expression == 0.
struct Constraint {
  enum class Relation : uint8_t { AtLeastZero, Zero };
  Linear expression;
  Relation relation = Relation::AtLeastZero;
  bool operator==(const Constraint &) const = default;
  auto operator<=>(const Constraint &) const = default;
};

inline Constraint atLeast(const Linear &a, const Linear &b) {
  return {a - b, Constraint::Relation::AtLeastZero};
}
inline Constraint equals(const Linear &a, const Linear &b) { return {a - b, Constraint::Relation::Zero}; }

using Namer = std::function<std::string(VariableIndex)>;
std::string toString(const Linear &e, const Namer &name);
/// Reads naturally: terms moved to the side where they are positive ("refcount <= 1023").
std::string toString(const Constraint &c, const Namer &name);

} // namespace pinproof::model
