// Linear integer formulas, as pinproof-check reads and writes them: its own, and small enough to read in one
// sitting.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pinproof::standalone {

/// 128 bits; whatever would leave them throws std::overflow_error.
using Number = __int128;
Number plus(Number a, Number b);
Number times(Number a, Number b);
std::string text(Number n);
/// Throws std::invalid_argument on what is not a decimal numeral with optional minus sign.
Number parseNumber(const std::string &text);

/// constant + sum of coefficient * name; a name at most once.
struct Sum {
  Number constant = 0;
  std::vector<std::pair<Number, std::string>> terms;
};
Sum operator-(const Sum &a, const Sum &b);

/// A combination of constraints `sum rel 0`. And of nothing is true, Or of nothing is false.
struct Formula {
  enum class Kind { And, Or, Not, AtLeastZero, AtMostZero, IsZero };
  Kind kind = Kind::And;
  Sum sum;                    // the last three
  std::vector<Formula> parts; // And, Or, Not (one)
  bool isConstraint() const { return kind != Kind::And && kind != Kind::Or && kind != Kind::Not; }
};
Formula all(std::vector<Formula> parts);
Formula any(std::vector<Formula> parts);
Formula negation(Formula f);
/// sum >= 0, and the like.
Formula constraint(Formula::Kind kind, Sum sum);
Formula equal(const Sum &a, const Sum &b);
Sum variable(const std::string &name);
Sum constant(Number n);

/// Read the terms of a certificate (docs/formats.md); throw std::invalid_argument with the position.
Formula parseFormula(const std::string &text);
Sum parseSum(const std::string &text);

/// Calls `use` with every name in `f`.
template <class Use> void forEachName(const Sum &sum, const Use &use) {
  for (const auto &term : sum.terms) use(term.second);
}
template <class Use> void forEachName(const Formula &f, const Use &use) {
  forEachName(f.sum, use);
  for (const Formula &part : f.parts) forEachName(part, use);
}

/// `f` with every name replaced by what `rename` makes of it.
template <class Rename> Formula renamed(Formula f, const Rename &rename) {
  for (auto &term : f.sum.terms) term.second = rename(term.second);
  for (Formula &part : f.parts) part = renamed(std::move(part), rename);
  return f;
}

} // namespace pinproof::standalone
