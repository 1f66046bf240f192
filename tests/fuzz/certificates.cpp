// Certificates and the formulas in them. Two programs read formulas, with code of their own each: where both
// understand a text, they must understand the same.
#include "model/formula.h"
#include "solver/check/standalone/bounds.h"
#include "solver/check/standalone/certificate.h"
#include "solver/check/standalone/obligations.h"
#include "solver/check/standalone/smt.h"
#include "tests/fuzz/targets.h"

#include <algorithm>
#include <map>
#include <optional>

namespace pinproof::fuzz {

namespace {

using Names = std::vector<std::string>;
using Values = std::vector<__int128>; // by index in the names

bool evaluate(const model::Formula &f, const Values &values) {
  using Kind = model::Formula::Kind;
  auto holds = [&](const model::Formula &child) { return evaluate(child, values); };
  switch (f.kind) {
  case Kind::And: return std::all_of(f.children.begin(), f.children.end(), holds);
  case Kind::Or: return std::any_of(f.children.begin(), f.children.end(), holds);
  case Kind::Not: return !holds(f.children.at(0));
  case Kind::Atom: break;
  }
  model::Integer sum = f.atom.expression.constant;
  for (const auto &[variable, coefficient] : f.atom.expression.terms)
    sum = model::add(sum, model::multiply(coefficient, values.at(variable)));
  return f.atom.relation == model::Constraint::Relation::Zero ? sum == 0 : sum >= 0;
}

bool evaluate(const standalone::Formula &f, const Names &names, const Values &values) {
  using Kind = standalone::Formula::Kind;
  auto holds = [&](const standalone::Formula &part) { return evaluate(part, names, values); };
  standalone::Number sum = f.sum.constant;
  for (const auto &[coefficient, name] : f.sum.terms) {
    const auto index = std::find(names.begin(), names.end(), name) - names.begin();
    sum = standalone::plus(sum, standalone::times(coefficient, values.at(static_cast<size_t>(index))));
  }
  switch (f.kind) {
  case Kind::And: return std::all_of(f.parts.begin(), f.parts.end(), holds);
  case Kind::Or: return std::any_of(f.parts.begin(), f.parts.end(), holds);
  case Kind::Not: return !holds(f.parts.at(0));
  case Kind::AtLeastZero: return sum >= 0;
  case Kind::AtMostZero: return sum <= 0;
  case Kind::IsZero: return sum == 0;
  }
  return false;
}

std::optional<model::Formula> readByPinproof(const std::string &text, Names &names) try {
  return model::parseFormula(text, [&](const std::string &name) {
    auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) at = names.insert(names.end(), name);
    return static_cast<model::VariableIndex>(at - names.begin());
  });
} catch (const std::invalid_argument &) {
  return {};
}

std::optional<standalone::Formula> readByTheOther(const std::string &text) try {
  return standalone::parseFormula(text);
} catch (const std::invalid_argument &) {
  return {};
}

void demandSameMeaning(const model::Formula &one, const standalone::Formula &other, const Names &names) {
  for (int n = -3; n <= 3; ++n) {
    Values values;
    for (size_t i = 0; i < names.size(); ++i) values.push_back(n * static_cast<int>(i % 3 + 1) + n % 2);
    try {
      demand(evaluate(one, values) == evaluate(other, names, values), "both programs read the same formula");
    } catch (const std::overflow_error &) {}
  }
}

} // namespace

void formula(const std::string &input) {
  Names names;
  const auto one = readByPinproof(input, names);
  const auto other = readByTheOther(input);
  if (one) {
    auto nameOf = [&](model::VariableIndex v) { return names.at(v); };
    const std::string text = toSmtLib(*one, nameOf);
    const auto again = readByPinproof(text, names);
    demand(again && toSmtLib(*again, nameOf) == text,
           "a formula that was read is written and read as the same");
  }
  if (one && other) demandSameMeaning(*one, *other, names);
}

void certificate(const std::string &input) try {
  const standalone::Certificate read = standalone::readCertificate(input);
  try {
    for (const standalone::Obligation &o : standalone::obligations(read)) {
      inIntegers(o);
      inBitVectors(o);
    }
  } catch (const std::overflow_error &) {
    // pinproof-check says so too.
  }
} catch (const standalone::CertificateError &) {}

} // namespace pinproof::fuzz
