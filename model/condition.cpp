#include "model/condition.h"

#include <algorithm>
#include <stdexcept>

namespace pinproof::model {

namespace {

using Relation = Constraint::Relation;

bool isBelow(const std::pair<VariableIndex, Range> &entry, VariableIndex v) { return entry.first < v; }

Integer gcdOfCoefficients(const Linear &e) {
  Integer divisor = 0;
  for (auto [variable, coefficient] : e.terms) {
    Integer a = divisor, b = coefficient < 0 ? -coefficient : coefficient;
    while (b != 0) std::tie(a, b) = std::pair(b, a % b);
    divisor = a;
  }
  return divisor;
}

/// The difference a - b if it is constant.
std::optional<Integer> constantDifference(const Linear &a, const Linear &b) {
  if (a.terms != b.terms) return std::nullopt;
  return subtract(a.constant, b.constant);
}

/// The sum a + b if it is constant.
std::optional<Integer> constantSum(const Linear &a, const Linear &b) {
  if (a.terms.size() != b.terms.size()) return std::nullopt;
  for (size_t i = 0; i < a.terms.size(); ++i)
    if (a.terms[i].first != b.terms[i].first || a.terms[i].second != -b.terms[i].second) return std::nullopt;
  return add(a.constant, b.constant);
}

} // namespace

Linear tightened(const Linear &e) {
  Integer divisor = gcdOfCoefficients(e);
  if (divisor <= 1) return e;
  Linear result = e;
  for (auto &term : result.terms) term.second /= divisor;
  result.constant = floorDivide(e.constant, divisor);
  return result;
}

void Condition::declare(VariableIndex v, Range range) {
  if (isDeclared(v)) return;
  auto &ranges = ranges_.own();
  ranges.insert(std::lower_bound(ranges.begin(), ranges.end(), v, isBelow), {v, range});
}

const Range *Condition::find(VariableIndex v) const {
  auto at = std::lower_bound(ranges_->begin(), ranges_->end(), v, isBelow);
  return at != ranges_->end() && at->first == v ? &at->second : nullptr;
}

Range &Condition::narrow(VariableIndex v) {
  auto &ranges = ranges_.own();
  return std::lower_bound(ranges.begin(), ranges.end(), v, isBelow)->second;
}

Range Condition::rangeOf(VariableIndex v) const {
  const Range *range = find(v);
  if (!range) throw std::logic_error("condition: undeclared variable");
  return *range;
}

Range Condition::rangeOf(const Linear &e) const {
  Range sum{e.constant, e.constant};
  for (auto [variable, coefficient] : e.terms) {
    Range r = rangeOf(variable);
    if (coefficient < 0) std::swap(r.low, r.high);
    sum.low = sum.low && r.low ? std::optional(add(*sum.low, multiply(coefficient, *r.low))) : std::nullopt;
    sum.high =
        sum.high && r.high ? std::optional(add(*sum.high, multiply(coefficient, *r.high))) : std::nullopt;
  }
  return sum;
}

Linear Condition::simplify(const Linear &e) const {
  Linear result(e.constant);
  for (auto [variable, coefficient] : e.terms) {
    Range r = rangeOf(variable);
    if (r.isPoint())
      result.constant = add(result.constant, multiply(coefficient, *r.low));
    else
      result.terms.emplace_back(variable, coefficient);
  }
  return result;
}

/// Is e >= 0 impossible?
bool Condition::contradicts(const Linear &e) const {
  Range range = rangeOf(e);
  if (range.high && *range.high < 0) return true;
  for (const Constraint &c : *constraints_) {
    if (auto sum = constantSum(c.expression, e); sum && *sum < 0) return true;
    if (c.relation != Relation::Zero) continue;
    if (auto difference = constantDifference(e, c.expression); difference && *difference < 0) return true;
  }
  return false;
}

/// Does e >= 0 always hold?
bool Condition::implies(const Linear &e) const {
  Range range = rangeOf(e);
  if (range.low && *range.low >= 0) return true;
  for (const Constraint &c : *constraints_) {
    if (auto difference = constantDifference(e, c.expression); difference && *difference >= 0) return true;
    if (c.relation != Relation::Zero) continue;
    if (auto sum = constantSum(c.expression, e); sum && *sum >= 0) return true;
  }
  return false;
}

Condition::Truth Condition::decide(const Constraint &c) const {
  const Linear e = tightened(c.expression);
  if (c.relation == Relation::AtLeastZero) {
    if (implies(e)) return Truth::True;
    return contradicts(e) ? Truth::False : Truth::Unknown;
  }
  const Integer divisor = gcdOfCoefficients(c.expression);
  if (divisor > 1 && c.expression.constant % divisor != 0) return Truth::False;
  const Linear opposite = tightened(c.expression * -1);
  if (contradicts(e) || contradicts(opposite)) return Truth::False;
  return implies(e) && implies(opposite) ? Truth::True : Truth::Unknown;
}

/// The largest value of sign * e without its term of `left`, if there is one.
std::optional<Integer> Condition::mostOfOthers(const Linear &e, Integer sign, VariableIndex left) const {
  Integer most = multiply(e.constant, sign);
  for (const auto &[variable, coefficient] : e.terms) {
    if (variable == left) continue;
    const Integer factor = multiply(coefficient, sign);
    const Range &range = *find(variable);
    const std::optional<Integer> &end = factor > 0 ? range.high : range.low;
    if (!end) return std::nullopt;
    most = add(most, multiply(factor, *end));
  }
  return most;
}

/// Narrows the range of each variable of sign * e >= 0 by the ranges of the others.
Condition::Outcome Condition::tighten(const Linear &e, Integer sign) {
  Outcome outcome = Outcome::Same;
  for (const auto &[variable, coefficient] : e.terms) {
    const std::optional<Integer> most = mostOfOthers(e, sign, variable);
    if (!most) continue;
    // factor * variable >= -most
    const Integer factor = multiply(coefficient, sign);
    Range now = rangeOf(variable);
    std::optional<Integer> &end = factor > 0 ? now.low : now.high;
    const Integer bound = factor > 0 ? -floorDivide(*most, factor) : floorDivide(*most, -factor);
    if (!end || (factor > 0 ? *end < bound : *end > bound)) {
      end = bound;
      narrow(variable) = now;
      outcome = Outcome::Narrower;
    }
    if (now.low && now.high && *now.low > *now.high) return Outcome::Empty;
  }
  return outcome;
}

bool Condition::propagate() {
  // A few rounds: chains of guards are short, and narrowing need not be complete.
  bool isNarrower = true;
  for (int round = 0; isNarrower && round < 3; ++round) {
    isNarrower = false;
    for (const Constraint &c : *constraints_)
      for (const Integer sign : {1, -1}) {
        if (sign < 0 && c.relation != Relation::Zero) continue;
        const Outcome outcome = tighten(c.expression, sign);
        if (outcome == Outcome::Empty) return false;
        isNarrower = isNarrower || outcome == Outcome::Narrower;
      }
  }
  return true;
}

bool Condition::assume(Constraint c) {
  switch (decide(c)) {
  case Truth::False: return false;
  case Truth::True: return true;
  case Truth::Unknown: break;
  }
  // Of an equality the constant is a multiple too, or it would have been decided: nothing is rounded.
  c.expression = tightened(c.expression);
  // Two opposite inequalities that leave one value are one equality.
  if (c.relation == Relation::AtLeastZero)
    for (size_t n = 0; n < constraints_->size(); ++n)
      if (auto sum = constantSum((*constraints_)[n].expression, c.expression); sum && *sum == 0) {
        constraints_.own()[n].relation = Relation::Zero;
        return propagate();
      }
  constraints_.own().push_back(std::move(c));
  return propagate();
}

} // namespace pinproof::model
