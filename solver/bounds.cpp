// Bound propagation: from a + 2b - c >= 0 and bounds on b and c follows a bound on a.
//
// Each constraint is looked at alone (as in Davis, Constraint propagation with interval labels, 1987), so
// the result is not the tightest box; it needs no solver, and guards of counters are mostly of one or two
// variables, where it is exact. Rounds are limited: around a cycle bounds may creep for ever.
#include "solver/bounds.h"

#include <algorithm>

namespace pinproof::solver {

using namespace model;

namespace {

/// a * b where either may be infinite; a product that does not fit is infinite too.
Integer scaled(Integer a, Integer b) {
  if (a == 0 || b == 0) return 0;
  Integer product;
  const bool negative = (a < 0) != (b < 0);
  if (a >= Interval::infinity || a <= -Interval::infinity || __builtin_mul_overflow(a, b, &product) ||
      product >= Interval::infinity || product <= -Interval::infinity)
    return negative ? -Interval::infinity : Interval::infinity;
  return product;
}

Integer clamped(Integer a) { return std::clamp(a, -Interval::infinity, Interval::infinity); }

/// Infinite or not, the largest value of coefficient * x.
Integer largest(Integer coefficient, const Interval &x) {
  return coefficient > 0 ? scaled(x.high, coefficient) : scaled(x.low, coefficient);
}

enum class Outcome { Same, Tighter, Empty };

/// Tightens `box` by e >= 0 (factor 1) or -e >= 0 (factor -1).
Outcome tighten(Box &box, const Linear &e, Integer factor) {
  if (e.constant >= Interval::infinity || e.constant <= -Interval::infinity) return Outcome::Same;
  // The finite part of the largest value of factor * e, and how many terms are unbounded.
  Integer sum = e.constant * factor;
  unsigned unbounded = 0;
  for (const auto &[v, coefficient] : e.terms) {
    Integer most = largest(coefficient * factor, box[v]);
    if (most >= Interval::infinity)
      ++unbounded;
    else if (most > -Interval::infinity)
      sum += most;
    else
      return Outcome::Same; // a bound beyond 2^100: nothing to be learned safely
  }
  if (unbounded == 0 && sum < 0) return Outcome::Empty;
  if (unbounded > 1) return Outcome::Same;
  Outcome outcome = Outcome::Same;
  for (const auto &[v, coefficient] : e.terms) {
    const Integer a = coefficient * factor;
    const Integer most = largest(a, box[v]);
    if (unbounded == 1 && most < Interval::infinity) continue;
    const Integer others = unbounded == 1 ? sum : sum - most; // a * x + others >= 0
    Interval &x = box[v];
    if (a > 0) {
      Integer low = clamped(-floorDivide(others, a));
      if (low <= x.low) continue;
      x.low = low;
    } else {
      Integer high = clamped(floorDivide(others, -a));
      if (high >= x.high) continue;
      x.high = high;
    }
    if (x.isEmpty()) return Outcome::Empty;
    outcome = Outcome::Tighter;
    // `sum` stays valid: the end of x that moved is not the one that counts in it.
  }
  return outcome;
}

} // namespace

Interval Interval::of(std::optional<Integer> low, std::optional<Integer> high) {
  return {low ? clamped(*low) : -infinity, high ? clamped(*high) : infinity};
}

Interval hull(const Interval &a, const Interval &b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

Interval intersection(const Interval &a, const Interval &b) {
  return {std::max(a.low, b.low), std::min(a.high, b.high)};
}

Interval range(const Linear &e, const Box &box) {
  Interval result = Interval::of(clamped(e.constant));
  for (const auto &[v, coefficient] : e.terms) {
    const Interval &x = box[v];
    Integer high = largest(coefficient, x), low = -largest(-coefficient, x);
    result.high =
        result.hasHigh() && high < Interval::infinity ? clamped(result.high + high) : Interval::infinity;
    result.low =
        result.hasLow() && low > -Interval::infinity ? clamped(result.low + low) : -Interval::infinity;
  }
  return result;
}

// From g >= 0 follow e >= e - g and e <= e + g.
Interval range(const Linear &e, const Box &box, const std::vector<Constraint> &constraints) {
  Interval result = range(e, box);
  if (e.terms.size() < 2) return result;
  auto mentions = [&](const Constraint &c) {
    return std::any_of(e.terms.begin(), e.terms.end(),
                       [&](const auto &term) { return c.expression.coefficient(term.first) != 0; });
  };
  for (const Constraint &c : constraints) {
    if (c.expression.terms.size() < 2 || !mentions(c)) continue;
    const Interval less = range(e - c.expression, box), more = range(e + c.expression, box);
    result.low = std::max(result.low, less.low), result.high = std::min(result.high, more.high);
    if (c.relation == Constraint::Relation::Zero)
      result.low = std::max(result.low, more.low), result.high = std::min(result.high, less.high);
  }
  return result;
}

bool propagate(Box &box, const std::vector<Constraint> &constraints, unsigned rounds) {
  for (const Interval &x : box)
    if (x.isEmpty()) return false;
  bool changed = true;
  for (unsigned round = 0; changed && round < rounds; ++round) {
    changed = false;
    for (const Constraint &c : constraints) {
      Outcome outcome = tighten(box, c.expression, 1);
      if (outcome == Outcome::Empty) return false;
      changed |= outcome == Outcome::Tighter;
      if (c.relation != Constraint::Relation::Zero) continue;
      outcome = tighten(box, c.expression, -1);
      if (outcome == Outcome::Empty) return false;
      changed |= outcome == Outcome::Tighter;
    }
  }
  return true;
}

} // namespace pinproof::solver
