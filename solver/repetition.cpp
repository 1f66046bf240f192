// When k repetitions of a path are one linear step.
//
// Acceleration (Boigelot 1999; Finkel and Leroux 2002; Konecny, Bozga and Iosif 2010): the k-th power of
// a translation x' = x + D p + d is x + D (p1 + .. + pk) + k d, linear once the sum of the inputs is an
// unknown T of its own; and inputs from a box [l, h] can sum up to exactly the integers in [k l, k h].
//
// Guards must hold in all k repetitions. For G(x, p) = a x + b p + c >= 0 the difference between one
// repetition and the next is a (D p + d) + b (q - p), with p and q the inputs of the two. If that is never
// negative over the box, G only grows and the first repetition is the binding one; if it is never
// positive, the last one is. (dio_write: needs c + 1024 (n - 1) >= 1, adds 1024 n; the difference is
// 1024 times the next n.) Nothing but the two ends is constrained, so the result is exact.
//
// A guard for which neither holds makes us hold inputs at corners of the box: a box of one point makes
// every difference a constant. Real traces, but not all of them; `isExact` tells.
//
// Before that, inputs that an equality determines by others (how often a loop ran: iterations = nr) are
// replaced, and guards on one input alone become part of the box.
//
// Limits: no products of k and an input, no cycles of several paths.
#include "solver/repetition.h"

#include <algorithm>

namespace pinproof::solver {

using namespace model;

namespace {

using Relation = Constraint::Relation;

Integer ceilDivide(Integer a, Integer b) { return subtract(0, floorDivide(subtract(0, a), b)); }

struct Analysis {
  const TransitionSystem &system;
  const Path &path;
  VariableIndex inputsFrom;
  Repetition result;
  std::vector<Constraint> guards;
  std::vector<std::pair<VariableIndex, Linear>> updates;
  bool isPossible = true; // false: no inputs satisfy the guards

  Analysis(const TransitionSystem &system, uint32_t transition, uint32_t index)
      : system(system), path(system.transitions.at(transition).paths.at(index)),
        inputsFrom(static_cast<VariableIndex>(system.variables.size())), guards(path.guard),
        updates(path.update) {
    result.transition = transition;
    result.path = index;
    result.inputsFrom = inputsFrom;
    for (const PathInput &input : path.inputs) result.box.push_back({input.low, input.high});
  }

  bool isInput(VariableIndex v) const { return v >= inputsFrom; }
  static bool isZero(const Linear &e) { return e.terms.empty() && e.constant == 0; }

  size_t countInputs(const Linear &e) const {
    return std::count_if(e.terms.begin(), e.terms.end(), [&](const auto &t) { return isInput(t.first); });
  }
  bool hasState(const Linear &e) const { return countInputs(e) < e.terms.size(); }

  // --- state that the guard pins down ---

  /// The only value that the guard and the declared range leave to state variable `v`, if it is one.
  std::optional<Integer> pinned(VariableIndex v) const {
    std::optional<Integer> low = system.variables[v].low, high = system.variables[v].high;
    for (const Constraint &c : path.guard) {
      if (c.expression.terms.size() != 1 || c.expression.terms[0].first != v) continue;
      Integer coefficient = c.expression.terms[0].second, constant = c.expression.constant;
      if (coefficient > 0 || c.relation == Relation::Zero) {
        Integer sign = coefficient > 0 ? 1 : -1;
        Integer bound = ceilDivide(multiply(-sign, constant), multiply(sign, coefficient));
        low = low ? std::max(*low, bound) : bound;
      }
      if (coefficient < 0 || c.relation == Relation::Zero) {
        Integer sign = coefficient > 0 ? 1 : -1;
        Integer bound = floorDivide(multiply(-sign, constant), multiply(sign, coefficient));
        high = high ? std::min(*high, bound) : bound;
      }
    }
    return low && high && *low == *high ? low : std::nullopt;
  }

  /// x := 5 where x is known to be 3 is x := x + 2, a translation like others: so wraps at the largest
  /// count come to light.
  void translatePinned() {
    for (auto &[v, e] : updates) {
      Linear difference = e - Linear::variable(v);
      if (!hasState(difference)) continue;
      difference = substitute(difference, [&](VariableIndex w) {
        std::optional<Integer> value = isInput(w) ? std::nullopt : pinned(w);
        return value ? Linear(*value) : Linear::variable(w);
      });
      if (!hasState(difference)) e = Linear::variable(v) + difference;
    }
  }

  // --- inputs that equalities determine ---

  /// An input of `e` that e == 0 determines by other inputs alone; auxiliaries of the encoding first.
  std::optional<VariableIndex> determined(const Linear &e) const {
    std::optional<VariableIndex> best;
    if (hasState(e)) return best;
    for (const auto &[v, coefficient] : e.terms)
      if (coefficient == 1 || coefficient == -1)
        if (!best || !path.inputs[v - inputsFrom].choice) best = v;
    return best;
  }

  void replace(VariableIndex input, const Linear &by) {
    auto in = [&](Linear &e) {
      e = substitute(e, [&](VariableIndex v) { return v == input ? by : Linear::variable(v); });
    };
    for (Constraint &c : guards) in(c.expression);
    for (auto &update : updates) in(update.second);
    for (auto &elimination : result.eliminated) in(elimination.second);
    Box &box = result.box[input - inputsFrom];
    if (box.low) guards.push_back(atLeast(by, *box.low));
    if (box.high) guards.push_back(atLeast(*box.high, by));
    box = {};
    result.eliminated.emplace_back(input - inputsFrom, by);
  }

  void eliminate() {
    for (size_t i = 0; i < guards.size();) {
      std::optional<VariableIndex> input;
      if (guards[i].relation == Relation::Zero) input = determined(guards[i].expression);
      if (!input) {
        ++i;
        continue;
      }
      Linear e = guards[i].expression;
      Integer coefficient = e.coefficient(*input);
      guards.erase(guards.begin() + static_cast<long>(i));
      replace(*input, Linear::variable(*input) - e * coefficient); // coefficient is its own inverse
      i = 0;
    }
  }

  // --- guards ---

  void splitEqualities() {
    std::vector<Constraint> split;
    for (const Constraint &c : guards) {
      split.push_back({c.expression, Relation::AtLeastZero});
      if (c.relation == Relation::Zero) split.push_back({c.expression * -1, Relation::AtLeastZero});
    }
    guards = std::move(split);
  }

  /// coefficient * input + constant >= 0 as a bound of the box.
  void tighten(const Linear &e) {
    auto [v, coefficient] = e.terms.front();
    Box &box = result.box[v - inputsFrom];
    if (coefficient > 0) {
      Integer bound = ceilDivide(subtract(0, e.constant), coefficient);
      box.low = box.low ? std::max(*box.low, bound) : bound;
    } else {
      Integer bound = floorDivide(e.constant, subtract(0, coefficient));
      box.high = box.high ? std::min(*box.high, bound) : bound;
    }
    if (box.low && box.high && *box.low > *box.high) isPossible = false;
  }

  void tightenBox() {
    std::erase_if(guards, [&](const Constraint &c) {
      if (hasState(c.expression) || c.expression.terms.size() > 1) return false;
      if (c.expression.isConstant())
        isPossible = isPossible && c.expression.constant >= 0;
      else
        tighten(c.expression);
      return true;
    });
    // What the box implies ties no inputs together.
    std::erase_if(guards, [&](const Constraint &c) {
      return isPossible && !hasState(c.expression) && least(c.expression).value_or(-1) >= 0;
    });
  }

  std::optional<Integer> least(const Linear &e) const {
    return solver::least(e, result.box, result.inputsFrom);
  }

  Linear inputPart(const Linear &e) const {
    Linear part;
    for (const auto &[v, coefficient] : e.terms)
      if (isInput(v)) part.terms.emplace_back(v, coefficient);
    return part;
  }

  /// a (D p + d): what the state's part of a guard gains by one repetition.
  Linear drift(const Linear &guard) const {
    Linear sum;
    for (const auto &[v, coefficient] : guard.terms)
      for (const auto &[changed, delta] : result.delta)
        if (changed == v) sum = sum + delta * coefficient;
    return sum;
  }

  /// The difference a (D p + d) - b p + b q is never negative, for p and q from the box independently.
  bool onlyGrows(const Linear &drift, const Linear &b) const {
    std::optional<Integer> low = least(drift - b), next = least(b);
    return low && next && add(*low, *next) >= 0;
  }

  /// Sorts the guards into atFirst and atLast; false if one of them is neither.
  bool bindGuards() {
    for (const Constraint &c : guards) {
      Linear gain = drift(c.expression), b = inputPart(c.expression);
      // The same inputs in all repetitions: b (q - p) is zero.
      bool isSame = std::all_of(b.terms.begin(), b.terms.end(),
                                [&](const auto &t) { return result.box[t.first - inputsFrom].isPoint(); });
      if (isSame) b = Linear();
      if (onlyGrows(gain, b))
        result.atFirst.push_back(c);
      else if (onlyGrows(gain * -1, b * -1))
        result.atLast.push_back(c);
      else
        return false;
    }
    return true;
  }

  // --- updates ---

  bool isChanged(VariableIndex v) const {
    return std::any_of(updates.begin(), updates.end(), [&](const auto &u) { return u.first == v; });
  }

  /// Every update is a translation or settles; false if not.
  bool classifyUpdates() {
    for (const auto &[v, e] : updates) {
      Linear difference = e - Linear::variable(v);
      if (isZero(difference)) continue;
      if (!hasState(difference)) {
        result.delta.emplace_back(v, difference);
        continue;
      }
      Linear atPoint = substitute(e, [&](VariableIndex i) {
        return isInput(i) && result.box[i - inputsFrom].isPoint() ? Linear(*result.box[i - inputsFrom].low)
                                                                  : Linear::variable(i);
      });
      for (const auto &term : atPoint.terms)
        if (isInput(term.first) || isChanged(term.first)) return false;
      result.settled.emplace_back(v, atPoint);
    }
    return true;
  }

  bool classify() {
    result.delta.clear();
    result.settled.clear();
    result.atFirst.clear();
    result.atLast.clear();
    return classifyUpdates() && bindGuards();
  }

  /// Corners of the box that satisfy the guards on inputs alone.
  std::vector<Repetition> corners() {
    std::vector<VariableIndex> free;
    for (uint32_t i = 0; i < result.box.size(); ++i)
      if (!result.isEliminated(i) && !result.box[i].isPoint()) free.push_back(i);
    std::vector<Repetition> found;
    const std::vector<Box> whole = result.box;
    size_t all = (size_t(1) << std::min<size_t>(free.size(), 60)) - 1;
    for (size_t corner = 0; corner <= all; ++corner) {
      if (free.size() > 3 && corner > 0) corner = all; // only the lowest and the highest
      result.box = whole;
      bool isPoint = true;
      for (size_t i = 0; i < free.size(); ++i) {
        Box &box = result.box[free[i]];
        const std::optional<Integer> &bound = corner >> i & 1 ? box.high : box.low;
        isPoint = isPoint && bound;
        if (bound) box = {*bound, *bound};
      }
      if (isPoint && classify() && holdsAtPoint()) found.push_back(result);
    }
    return found;
  }

  bool holdsAtPoint() const {
    return std::all_of(guards.begin(), guards.end(), [&](const Constraint &c) {
      return hasState(c.expression) || least(c.expression).value_or(-1) >= 0;
    });
  }
};

bool mentions(const std::vector<Constraint> &constraints, VariableIndex v) {
  return std::any_of(constraints.begin(), constraints.end(),
                     [&](const Constraint &c) { return c.expression.coefficient(v) != 0; });
}

/// Counts and values, the earliest operation at the back.
using Runs = std::vector<std::pair<Integer, Integer>>;

void prepend(Runs &runs, Integer count, Integer value) {
  if (count == 0) return;
  if (!runs.empty() && runs.back().second == value)
    runs.back().first = add(runs.back().first, count);
  else
    runs.emplace_back(count, value);
}

/// `count` values from `box` with this sum: all equal if that can be, else as many as possible at the top.
void prependSum(Runs &runs, Integer count, Integer sum, const Box &box) {
  if (count == 0) return;
  Integer quotient = floorDivide(sum, count), remainder = subtract(sum, multiply(quotient, count));
  if (remainder == 0 || !box.low || !box.high) {
    prepend(runs, subtract(count, remainder), quotient);
    prepend(runs, remainder, add(quotient, 1));
    return;
  }
  Integer excess = subtract(sum, multiply(count, *box.low)), room = subtract(*box.high, *box.low);
  Integer top = floorDivide(excess, room);
  prepend(runs, subtract(subtract(count, top), 1), *box.low);
  prepend(runs, 1, add(*box.low, subtract(excess, multiply(top, room))));
  prepend(runs, top, *box.high);
}

/// What input `i` is in each of k operations.
Runs column(const Repetition &r, uint32_t i, Integer k, Integer first, Integer last, Integer total) {
  Runs runs;
  bool hasFirst = r.bindsFirst(i), hasLast = r.bindsLast(i) && !(hasFirst && k == 1);
  Integer middle = subtract(k, (hasFirst ? 1 : 0) + (hasLast ? 1 : 0));
  Integer sum = subtract(total, add(hasFirst ? first : 0, hasLast ? last : 0));
  if (hasLast) prepend(runs, 1, last);
  prependSum(runs, middle, sum, r.box[i]);
  if (hasFirst) prepend(runs, 1, first);
  return runs;
}

} // namespace

bool Repetition::isEliminated(uint32_t input) const {
  return std::any_of(eliminated.begin(), eliminated.end(), [&](const auto &e) { return e.first == input; });
}

bool Repetition::bindsFirst(uint32_t input) const { return mentions(atFirst, inputsFrom + input); }

bool Repetition::bindsLast(uint32_t input) const {
  VariableIndex v = inputsFrom + input;
  // The state before the last repetition is the state afterwards less what that one adds.
  return mentions(atLast, v) || std::any_of(delta.begin(), delta.end(), [&](const auto &change) {
           return change.second.coefficient(v) != 0 && mentions(atLast, change.first);
         });
}

std::optional<Integer> least(const Linear &e, const std::vector<Box> &box, uint32_t inputsFrom) {
  Integer sum = e.constant;
  for (const auto &[v, coefficient] : e.terms) {
    const Box &range = box.at(v - inputsFrom);
    const std::optional<Integer> &bound = coefficient > 0 ? range.low : range.high;
    if (!bound) return std::nullopt;
    sum = add(sum, multiply(coefficient, *bound));
  }
  return sum;
}

std::vector<Step> unfold(const Repetition &r, Integer k, const std::vector<Integer> &first,
                         const std::vector<Integer> &last, const std::vector<Integer> &totals) {
  std::vector<Runs> columns;
  for (uint32_t i = 0; i < r.box.size(); ++i)
    columns.push_back(r.isEliminated(i) ? Runs{{k, 0}} : column(r, i, k, first[i], last[i], totals[i]));
  std::vector<Step> steps;
  while (k > 0) {
    Step step{r.transition, r.path, {}, k};
    for (const Runs &runs : columns) {
      step.inputs.push_back(runs.back().second);
      step.count = std::min(step.count, runs.back().first);
    }
    for (Runs &runs : columns)
      if ((runs.back().first = subtract(runs.back().first, step.count)) == 0) runs.pop_back();
    for (const auto &[input, e] : r.eliminated) {
      Integer value = e.constant;
      for (const auto &[v, coefficient] : e.terms)
        value = add(value, multiply(coefficient, step.inputs.at(v - r.inputsFrom)));
      step.inputs.at(input) = value;
    }
    k = subtract(k, step.count);
    steps.push_back(std::move(step));
  }
  return steps;
}

Change changeBy(const TransitionSystem &system, uint32_t transition, uint32_t path) {
  Analysis analysis(system, transition, path);
  analysis.translatePinned();
  analysis.eliminate();
  analysis.splitEqualities();
  analysis.tightenBox();
  return {analysis.result.box, analysis.updates, analysis.isPossible};
}

std::vector<Repetition> repetitions(const TransitionSystem &system, uint32_t transition, uint32_t path,
                                    const std::vector<bool> &isRelevant) {
  Analysis analysis(system, transition, path);
  if (!isRelevant.empty())
    std::erase_if(analysis.updates, [&](const auto &update) { return !isRelevant[update.first]; });
  analysis.translatePinned();
  analysis.eliminate();
  analysis.splitEqualities();
  analysis.tightenBox();
  if (!analysis.isPossible) return {};
  if (!analysis.classify()) return analysis.corners();
  analysis.result.isExact = true;
  return {analysis.result};
}

} // namespace pinproof::solver
