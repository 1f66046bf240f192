// Bound propagation: a conjunction narrows until nothing moves (or often enough), of a disjunction the hull
// is taken, and a constraint bounds each of its names by what the others leave.
//
// A name that occurs nowhere but in some parts of one disjunction (an input of one path) is free in the other
// parts, and may as well be within the range it has where it occurs.
//
// Repeating what repeats takes time exponential in the depth: a conjunction in a conjunction is not repeated
// by itself, and below a few disjunctions nothing is.
#include "solver/check/standalone/bounds.h"

#include <algorithm>

namespace pinproof::standalone {

namespace {

constexpr unsigned rounds = 6, repeatedDisjunctions = 2;
using Counts = std::map<std::string, size_t>;

Counts occurrences(const Formula &f) {
  Counts counts;
  forEachName(f, [&](const std::string &name) { ++counts[name]; });
  return counts;
}

Number floorQuotient(Number a, Number b) {
  Number q = a / b;
  return a % b != 0 && (a % b < 0) != (b < 0) ? q - 1 : q;
}

/// The largest (or smallest) value of coefficient * name.
std::optional<Number> extreme(Number coefficient, const Range &range, bool largest) {
  const auto &bound = (coefficient > 0) == largest ? range.high : range.low;
  if (!bound) return {};
  return times(coefficient, *bound);
}

class Narrowing {
public:
  explicit Narrowing(const Formula &whole) : total(occurrences(whole)) {}

  /// Narrows `ranges` by what `f` says, a part of `disjunctions` one in the other.
  void by(const Formula &f, Ranges &ranges, unsigned disjunctions = 0) const {
    const unsigned times = f.kind == Formula::Kind::And && disjunctions <= repeatedDisjunctions ? rounds : 1;
    for (unsigned i = 0; i < times; ++i) once(f, ranges, disjunctions);
  }

private:
  Counts total; // in the whole formula

  void once(const Formula &f, Ranges &ranges, unsigned disjunctions) const {
    switch (f.kind) {
    case Formula::Kind::And:
      for (const Formula &part : f.parts) once(part, ranges, disjunctions);
      return;
    case Formula::Kind::Or: return byHull(f, ranges, disjunctions);
    case Formula::Kind::Not: return; // no part of an obligation is bounded by what it is not
    case Formula::Kind::AtLeastZero: return byAtLeast(f.sum, ranges);
    case Formula::Kind::AtMostZero: return byAtLeast(Sum{} - f.sum, ranges);
    case Formula::Kind::IsZero:
      byAtLeast(f.sum, ranges);
      byAtLeast(Sum{} - f.sum, ranges);
      return;
    }
  }

  /// constant + sum of a * x >= 0: a * x is at least minus what the rest can reach.
  static void byAtLeast(const Sum &sum, Ranges &ranges) {
    for (const auto &[coefficient, name] : sum.terms) {
      std::optional<Number> rest = sum.constant;
      for (const auto &[other, otherName] : sum.terms) {
        if (otherName == name || !rest) continue;
        std::optional<Number> most = extreme(other, ranges[otherName], true);
        rest = most ? std::optional(plus(*rest, *most)) : std::nullopt;
      }
      if (!rest) continue;
      Range &range = ranges[name];
      if (coefficient > 0) { // x >= -rest / a, rounded up
        Number low = times(-1, floorQuotient(*rest, coefficient));
        range.low = range.low ? std::max(*range.low, low) : low;
      } else { // x <= rest / -a
        Number high = floorQuotient(*rest, times(-1, coefficient));
        range.high = range.high ? std::min(*range.high, high) : high;
      }
    }
  }

  void byHull(const Formula &f, Ranges &ranges, unsigned disjunctions) const {
    if (f.parts.empty()) return;
    Counts here = occurrences(f);
    Ranges hull;
    for (const Formula &part : f.parts) {
      Ranges inside = ranges;
      by(part, inside, disjunctions + 1);
      Counts inPart = occurrences(part);
      for (const auto &[name, count] : here) {
        if (!inPart.contains(name) && count == total.at(name)) continue; // free here
        auto [at, isFirst] = hull.emplace(name, inside[name]);
        if (!isFirst) widen(at->second, inside[name]);
      }
    }
    for (const auto &[name, range] : hull) ranges[name] = range;
  }

  static void widen(Range &range, const Range &by) {
    if (range.low) range.low = by.low ? std::optional(std::min(*range.low, *by.low)) : std::nullopt;
    if (range.high) range.high = by.high ? std::optional(std::max(*range.high, *by.high)) : std::nullopt;
  }
};

} // namespace

Ranges rangesOf(const Formula &f) {
  Ranges ranges;
  forEachName(f, [&](const std::string &name) { ranges[name]; });
  Narrowing(f).by(f, ranges);
  return ranges;
}

} // namespace pinproof::standalone
