// Boxes of integers, and what linear constraints say about their sides.
#pragma once

#include "model/linear.h"

#include <optional>

namespace pinproof::solver {

/// The integers from low to high; both ends may be infinite. Numbers beyond 2^100 count as infinite, so
/// sums of a few of them cannot overflow.
struct Interval {
  static constexpr model::Integer infinity = static_cast<model::Integer>(1) << 100;
  model::Integer low = -infinity, high = infinity;

  static Interval of(model::Integer value) { return {value, value}; }
  static Interval of(std::optional<model::Integer> low, std::optional<model::Integer> high);
  bool isEmpty() const { return low > high; }
  bool isPoint() const { return low == high; }
  bool hasLow() const { return low > -infinity; }
  bool hasHigh() const { return high < infinity; }
  bool contains(model::Integer value) const { return low <= value && value <= high; }
  bool operator==(const Interval &) const = default;
};

/// Smallest interval containing both; the part common to both.
Interval hull(const Interval &a, const Interval &b);
Interval intersection(const Interval &a, const Interval &b);

/// One interval per variable.
using Box = std::vector<Interval>;

/// Every value that `e` can have in `box`.
Interval range(const model::Linear &e, const Box &box);

/// The same for those points of `box` that satisfy `constraints`, each looked at alone: x - y is not negative
/// where x >= y, which no bounds of x and y say.
Interval range(const model::Linear &e, const Box &box, const std::vector<model::Constraint> &constraints);

/// Shrinks `box` to what integers in it can satisfy all constraints, looking at one constraint at a time, at
/// most `rounds` times around. False if none can; true says nothing.
bool propagate(Box &box, const std::vector<model::Constraint> &constraints, unsigned rounds);

} // namespace pinproof::solver
