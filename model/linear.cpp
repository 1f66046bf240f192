#include "model/linear.h"

#include <algorithm>

namespace pinproof::model {

namespace {

/// a + factor * b, merging the sorted term lists.
Linear combine(const Linear &a, const Linear &b, Integer factor) {
  Linear sum;
  sum.constant = add(a.constant, multiply(b.constant, factor));
  sum.terms.reserve(a.terms.size() + b.terms.size());
  auto left = a.terms.begin(), right = b.terms.begin();
  while (left != a.terms.end() || right != b.terms.end()) {
    if (right == b.terms.end() || (left != a.terms.end() && left->first < right->first)) {
      sum.terms.push_back(*left++);
    } else if (left == a.terms.end() || right->first < left->first) {
      sum.terms.emplace_back(right->first, multiply(right->second, factor));
      ++right;
    } else {
      Integer coefficient = add(left->second, multiply(right->second, factor));
      if (coefficient != 0) sum.terms.emplace_back(left->first, coefficient);
      ++left, ++right;
    }
  }
  return sum;
}

/// The terms of `e` with positive sign and its constant where that is positive: one side of a relation.
std::string positiveSide(const Linear &e, const Namer &name) {
  std::string text;
  auto append = [&](const std::string &term) { text += text.empty() ? term : " + " + term; };
  for (auto [variable, coefficient] : e.terms) {
    if (coefficient <= 0) continue;
    append(coefficient == 1 ? name(variable) : toString(coefficient) + "*" + name(variable));
  }
  if (e.constant > 0) append(toString(e.constant));
  return text.empty() ? "0" : text;
}

} // namespace

Linear Linear::variable(VariableIndex v, Integer coefficient) {
  Linear e;
  if (coefficient != 0) e.terms.emplace_back(v, coefficient);
  return e;
}

Integer Linear::coefficient(VariableIndex v) const {
  auto at = std::lower_bound(terms.begin(), terms.end(), v,
                             [](const auto &t, VariableIndex w) { return t.first < w; });
  return at != terms.end() && at->first == v ? at->second : 0;
}

Linear operator+(const Linear &a, const Linear &b) { return combine(a, b, 1); }
Linear operator-(const Linear &a, const Linear &b) { return combine(a, b, -1); }

Linear operator*(const Linear &a, Integer factor) {
  if (factor == 0) return {};
  Linear product = a;
  product.constant = multiply(a.constant, factor);
  for (auto &term : product.terms) term.second = multiply(term.second, factor);
  return product;
}

Linear substitute(const Linear &e, const std::function<Linear(VariableIndex)> &replacement) {
  Linear result(e.constant);
  for (auto [variable, coefficient] : e.terms) result = combine(result, replacement(variable), coefficient);
  return result;
}

std::string toString(const Linear &e, const Namer &name) {
  std::string text;
  for (auto [variable, coefficient] : e.terms) {
    Integer magnitude = coefficient < 0 ? -coefficient : coefficient;
    text += text.empty() ? (coefficient < 0 ? "-" : "") : (coefficient < 0 ? " - " : " + ");
    text += magnitude == 1 ? name(variable) : toString(magnitude) + "*" + name(variable);
  }
  if (text.empty()) return toString(e.constant);
  if (e.constant > 0) text += " + " + toString(e.constant);
  if (e.constant < 0) text += " - " + toString(-e.constant);
  return text;
}

std::string toString(const Constraint &c, const Namer &name) {
  const Linear &e = c.expression;
  bool isEquality = c.relation == Constraint::Relation::Zero;
  // One variable alone reads best with that variable on the left: "pins >= 1", "kind = 2".
  if (e.terms.size() == 1 && (e.terms[0].second == 1 || e.terms[0].second == -1)) {
    auto [variable, coefficient] = e.terms[0];
    const char *relation = isEquality ? " = " : coefficient == 1 ? " >= " : " <= ";
    return name(variable) + relation + toString(coefficient == 1 ? -e.constant : e.constant);
  }
  return positiveSide(e, name) + (isEquality ? " = " : " >= ") + positiveSide(e * -1, name);
}

} // namespace pinproof::model
