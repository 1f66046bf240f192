// Candidates for Houdini, and random walks that throw most of them out for nothing.
//
// Templates after Flanagan and Leino (Houdini, an annotation assistant for ESC/Java, FME 2001), but with
// the numbers taken from the system: if one path adds 1 to x and n in [1, 64] to y, then y - x and
// 64 x - y do not fall along it, and both are worth a guess. What finite variables imply needs no templates:
// candidates are tried region by region (facts.h).
// States that the walks (walker.h) do not reach only make more work for elimination.
#include "solver/candidates.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>

namespace pinproof::solver {

using namespace model;

namespace {

constexpr unsigned stepsOfWalk = 60;
constexpr size_t mostSamples = 400;

Clause negated(const std::vector<Constraint> &conjunction) {
  Clause clause;
  for (const Constraint &c : conjunction) {
    clause.push_back(atLeast(c.expression * -1, 1));
    if (c.relation == Constraint::Relation::Zero) clause.push_back(atLeast(c.expression, 1));
  }
  return clause;
}

/// Gathers candidates; the set keeps them apart and in a fixed order.
class Suggester {
public:
  Suggester(const TransitionSystem &system, const std::vector<uint32_t> &focus)
      : system(system), isInFocus(system.variables.size(), focus.empty()) {
    for (uint32_t p : focus) focusOn(p);
    for (VariableIndex v = 0; v < system.variables.size(); ++v) {
      if (system.variables[v].isFinite())
        isInFocus[v] = true; // costs nothing, region by region
      else if (isInFocus[v])
        numbers.push_back(v);
    }
    findInitial();
  }

  std::vector<Clause> suggest() {
    for (const Property &property : system.properties)
      for (const std::vector<Constraint> &bad : property.bad) add(negated(bad));
    for (const Transition &transition : system.transitions)
      for (const Path &path : transition.paths) {
        fromReports(path);
        fromGuards(path);
        fromGrowth(path);
      }
    for (VariableIndex x : numbers) {
      atLeastInitially(Linear::variable(x));
      atLeastInitially(Linear::variable(x, -1));
      for (VariableIndex y : numbers)
        if (x != y) {
          atLeastInitially(Linear::variable(x) - Linear::variable(y));
          add({atLeast(0, Linear::variable(x)), atLeast(Linear::variable(y), 1)});
          if (x < y) add({atLeast(0, Linear::variable(x)), atLeast(0, Linear::variable(y))});
        }
    }
    return {candidates.begin(), candidates.end()};
  }

private:
  void focusOn(const std::vector<Constraint> &constraints) {
    for (const Constraint &c : constraints)
      for (const auto &term : c.expression.terms)
        if (term.first < system.variables.size()) isInFocus[term.first] = true;
  }

  void focusOn(uint32_t property) {
    for (const std::vector<Constraint> &bad : system.properties[property].bad) focusOn(bad);
    for (const Transition &transition : system.transitions)
      for (const Path &path : transition.paths)
        if (std::find(path.reports.begin(), path.reports.end(), property) != path.reports.end())
          focusOn(path.guard);
  }

  void add(Clause clause) {
    for (const Constraint &c : clause)
      for (const auto &term : c.expression.terms)
        if (term.first >= system.variables.size() || !isInFocus[term.first]) return; // or speaks of an input
    std::sort(clause.begin(), clause.end());
    candidates.insert(std::move(clause));
  }

  /// e >= what it is at first, and e >= 0.
  void atLeastInitially(const Linear &e) {
    add({atLeast(e, 0)});
    if (!initial.empty()) add({atLeast(e, evaluate(e, initial))});
  }

  void findInitial() {
    for (const Path &path : system.init) {
      State state(system.variables.size(), 0);
      for (const auto &[v, e] : path.update) {
        if (!e.isConstant()) {
          // Inputs mostly choose kinds, which regions tell apart; numbers that differ give no constant.
          if (!system.variables[v].isFinite()) return;
          continue;
        }
        state[v] = e.constant;
      }
      initial = std::move(state);
      return;
    }
  }

  void fromReports(const Path &path) {
    if (path.reports.empty()) return;
    std::vector<Constraint> aboutState;
    for (const Constraint &c : path.guard)
      if (c.expression.terms.empty() || c.expression.terms.back().first < system.variables.size())
        aboutState.push_back(c);
    add(negated(aboutState));
  }

  void fromGuards(const Path &path) {
    for (const Constraint &c : path.guard) {
      Linear e = c.expression;
      std::erase_if(e.terms, [&](const auto &term) {
        return term.first >= system.variables.size() || system.variables[term.first].isFinite();
      });
      e.constant = 0;
      if (e.terms.size() < 2 || e.terms.size() > 4) continue;
      atLeastInitially(e);
      atLeastInitially(e * -1);
    }
  }

  /// The least and most by which `path` changes a variable, where that does not depend on the state.
  std::optional<std::pair<Integer, Integer>> growth(const Path &path, VariableIndex x, const Linear &after) {
    const Linear delta = after - Linear::variable(x);
    Integer low = delta.constant, high = low;
    for (const auto &[v, coefficient] : delta.terms) {
      if (v < system.variables.size()) return std::nullopt;
      const PathInput &input = path.inputs[v - system.variables.size()];
      if (!input.low || !input.high) return std::nullopt;
      const Integer a = multiply(coefficient, *input.low), b = multiply(coefficient, *input.high);
      low = model::add(low, std::min(a, b)), high = model::add(high, std::max(a, b));
    }
    return std::pair(low, high);
  }

  void fromGrowth(const Path &path) {
    for (const auto &[x, afterX] : path.update) {
      if (system.variables[x].isFinite()) continue;
      auto growsX = growth(path, x, afterX);
      for (const auto &[y, afterY] : path.update) {
        if (y <= x || system.variables[y].isFinite() || !growsX) continue;
        auto growsY = growth(path, y, afterY);
        if (!growsY) continue;
        for (Integer dx : {growsX->first, growsX->second})
          for (Integer dy : {growsY->first, growsY->second}) ratio(x, dx, y, dy);
      }
    }
  }

  /// x and y move by dx and dy at once: dy * x - dx * y stays.
  void ratio(VariableIndex x, Integer dx, VariableIndex y, Integer dy) {
    constexpr Integer small = Integer(1) << 33;
    if (dx == 0 || dy == 0 || dx > small || dx < -small || dy > small || dy < -small) return;
    const Integer g = std::gcd(static_cast<int64_t>(dx), static_cast<int64_t>(dy));
    const Linear e = Linear::variable(x, dy / g) - Linear::variable(y, dx / g);
    atLeastInitially(e);
    atLeastInitially(e * -1);
  }

  const TransitionSystem &system;
  std::vector<bool> isInFocus; // by variable
  std::vector<VariableIndex> numbers;
  State initial;
  std::set<Clause> candidates;
};

} // namespace

bool holds(const Clause &clause, const State &values) {
  return std::any_of(clause.begin(), clause.end(), [&](const Constraint &c) { return holds(c, values); });
}

std::vector<Clause> suggestCandidates(const TransitionSystem &system, const std::vector<uint32_t> &focus) {
  return Suggester(system, focus).suggest();
}

std::vector<State> sampleStates(const TransitionSystem &system, unsigned steps, const Budget &budget) {
  auto goesOn = [](const Path *path) { return path != nullptr && !path->stops; };
  std::set<State> seen;
  Walker walker;
  State state;
  for (unsigned i = 0; i < steps && seen.size() < mostSamples && !budget.exhausted(); ++i) {
    bool moved = false;
    try {
      if (i % stepsOfWalk == 0) {
        state.assign(system.variables.size(), 0);
        moved = goesOn(walker.step(system.init, state));
        if (!moved) break;
      } else if (!system.transitions.empty()) {
        moved = goesOn(walker.step(system.transitions[walker.draw(system.transitions.size())].paths, state));
      }
    } catch (const std::overflow_error &) {
      break;
    }
    if (moved) seen.insert(state);
  }
  return {seen.begin(), seen.end()};
}

} // namespace pinproof::solver
