// Boolean combinations of linear constraints over state variables: the language of certificates.
#pragma once

#include "model/linear.h"

namespace pinproof::model {

struct Formula {
  enum class Kind : uint8_t { And, Or, Not, Atom }; // And of nothing is true, Or of nothing is false
  Kind kind = Kind::And;
  Constraint atom;               // Atom
  std::vector<Formula> children; // And, Or, Not (one)

  static Formula truth() { return {}; }
  static Formula of(Constraint c) { return {Kind::Atom, std::move(c), {}}; }
  static Formula all(std::vector<Formula> f) { return {Kind::And, {}, std::move(f)}; }
  static Formula any(std::vector<Formula> f) { return {Kind::Or, {}, std::move(f)}; }
  static Formula negate(Formula f) { return {Kind::Not, {}, {std::move(f)}}; }
  bool operator==(const Formula &) const = default;
};

/// SMT-LIB 2 text with |quoted| names, e.g. "(>= |folio._refcount| 1)".
std::string toSmtLib(const Formula &f, const Namer &name);
/// The same of a sum, e.g. "(+ |folio._refcount| (* 1024 |pins|) 1)".
std::string toSmtLib(const Linear &e, const Namer &name);
/// Reads what toSmtLib writes; throws std::invalid_argument with the position on anything else.
Formula parseFormula(const std::string &text, const std::function<VariableIndex(const std::string &)> &index);

} // namespace pinproof::model
