// Widening up to thresholds (Blanchet et al., A static analyzer for large safety-critical software, 2003).
//
// A bound that grows for the third time goes to the next number that the system itself speaks of: what a
// guard or a property compares with, what an update assigns, the ends of the type, each with its neighbours.
// Where ten thresholds did not hold it, nothing will, and it goes to infinity. Thresholds decide how much is
// found and how fast, never whether it is true.
#include "solver/widening.h"

#include <algorithm>

namespace pinproof::solver {

using namespace model;

namespace {

constexpr unsigned exactJoins = 2, thresholdJoins = 10, rounds = 3;

} // namespace

Widening::Widening(const TransitionSystem &system, const std::vector<VariableIndex> &dimensions,
                   const std::vector<std::vector<Integer>> &values)
    : dimensionOf(system.variables.size(), -1), lows(dimensions.size()), highs(dimensions.size()) {
  for (size_t d = 0; d < dimensions.size(); ++d) {
    dimensionOf[dimensions[d]] = static_cast<int>(d);
    const Variable &v = system.variables[dimensions[d]];
    const Interval type = Interval::of(v.low, v.high);
    lows[d] = {0, 1, type.low};
    highs[d] = {0, 1, type.high};
    if (const auto &few = values[dimensions[d]]; !few.empty())
      lows[d].push_back(few.front()), highs[d].push_back(few.back());
  }
  for (const Transition &transition : system.transitions)
    for (const Path &path : transition.paths) add(system, path);
  for (const Property &property : system.properties)
    for (const std::vector<Constraint> &bad : property.bad) {
      Path nowhere;
      nowhere.guard = bad;
      add(system, nowhere);
    }
  for (auto *side : {&lows, &highs})
    for (std::vector<Integer> &thresholds : *side) {
      std::sort(thresholds.begin(), thresholds.end());
      thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
    }
}

/// The bounds that satisfying the guard sets to variables in range, their neighbours, and what `path` makes
/// of them.
void Widening::add(const TransitionSystem &system, const Path &path) {
  Box box;
  for (const Variable &v : system.variables) box.push_back(Interval::of(v.low, v.high));
  for (const PathInput &input : path.inputs) box.push_back(Interval::of(input.low, input.high));
  const Box before = box;
  if (!propagate(box, path.guard, rounds)) return;
  for (VariableIndex v = 0; v < dimensionOf.size(); ++v) {
    if (dimensionOf[v] < 0) continue;
    std::vector<Integer> &low = lows[dimensionOf[v]], &high = highs[dimensionOf[v]];
    const Interval &x = box[v];
    if (x.hasLow() && x.low != before[v].low)
      low.insert(low.end(), {x.low, x.low + 1}), high.push_back(x.low - 1);
    if (x.hasHigh() && x.high != before[v].high)
      high.insert(high.end(), {x.high, x.high - 1}), low.push_back(x.high + 1);
  }
  for (const auto &[v, e] : path.update) {
    if (dimensionOf[v] < 0) continue;
    const Interval x = range(e, box);
    if (x.hasLow()) lows[dimensionOf[v]].push_back(x.low);
    if (x.hasHigh()) highs[dimensionOf[v]].push_back(x.high);
  }
}

void Widening::join(Box &box, const Box &more, std::vector<Growth> &growths) const {
  for (size_t d = 0; d < box.size(); ++d) {
    Interval &x = box[d];
    if (more[d].low < x.low) {
      x.low = more[d].low;
      if (++growths[d].low > exactJoins) {
        auto above = std::upper_bound(lows[d].begin(), lows[d].end(), x.low);
        bool climbs = above != lows[d].begin() && growths[d].low <= thresholdJoins;
        x.low = climbs ? *(above - 1) : -Interval::infinity;
      }
    }
    if (more[d].high > x.high) {
      x.high = more[d].high;
      if (++growths[d].high > exactJoins) {
        auto above = std::lower_bound(highs[d].begin(), highs[d].end(), x.high);
        bool climbs = above != highs[d].end() && growths[d].high <= thresholdJoins;
        x.high = climbs ? *above : Interval::infinity;
      }
    }
  }
}

} // namespace pinproof::solver
