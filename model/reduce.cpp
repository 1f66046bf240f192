// Fewer and simpler paths that mean the same.
//
// Three rewrites. *Elimination*: an auxiliary input that an equality determines with coefficient 1 (how often
// a loop ran, a quotient) is replaced by what it equals; its range becomes a constraint.
//   match:   guard has  ±x + e = 0,  x auxiliary      result:  x := ∓e everywhere, range of x on ∓e
//   match:   x auxiliary, in [n, n]                   result:  x := n everywhere
// *Merging*: two paths with the same effect whose guards differ only in one test and its negation.
//   match:   G ∧ e >= 0,  G ∧ -e - 1 >= 0             result:  G
// which is one step of Quine and McCluskey's method, repeated until nothing matches: kernel code tests flags
// for assertions without acting on them, and each such test would double the paths. *Absorption*: a path for
// one value of an input is a case of the path for the others, as the first round of a loop is of all rounds.
//   match:   G[n] ∧ x <= n, effect E[n];  G[x] ∧ x >= n+1, effect E[x];  x >= n an input      result:  G, E

#include "model/reduce.h"

#include "model/condition.h"
#include "model/paths.h"

#include <algorithm>
#include <map>

namespace pinproof::model {

namespace {

using Relation = Constraint::Relation;

void replaceInput(Path &path, VariableIndex input, const Linear &by) {
  auto replacement = [&](VariableIndex v) { return v == input ? by : Linear::variable(v); };
  for (Constraint &c : path.guard) c.expression = substitute(c.expression, replacement);
  for (auto &[variable, value] : path.update) value = substitute(value, replacement);
}

void removeInput(Path &path, size_t variables, size_t index) {
  const auto gone = static_cast<VariableIndex>(variables + index);
  path.inputs.erase(path.inputs.begin() + static_cast<long>(index));
  auto renumber = [&](VariableIndex v) { return Linear::variable(v > gone ? v - 1 : v); };
  for (Constraint &c : path.guard) c.expression = substitute(c.expression, renumber);
  for (auto &[variable, value] : path.update) value = substitute(value, renumber);
}

/// Replaces one determined auxiliary input; false if there is none.
bool eliminateOne(Path &path, size_t variables) {
  for (size_t index = 0; index < path.inputs.size(); ++index) {
    const PathInput input = path.inputs[index];
    if (input.choice) continue;
    const auto v = static_cast<VariableIndex>(variables + index);
    if (input.low && input.high && *input.low == *input.high) {
      replaceInput(path, v, *input.low);
      removeInput(path, variables, index);
      return true;
    }
    for (const Constraint &c : path.guard) {
      const Integer coefficient = c.expression.coefficient(v);
      if (c.relation != Relation::Zero || (coefficient != 1 && coefficient != -1)) continue;
      const Linear value = (c.expression - Linear::variable(v, coefficient)) * -coefficient;
      replaceInput(path, v, value);
      if (input.low) path.guard.push_back(atLeast(value, *input.low));
      if (input.high) path.guard.push_back(atLeast(*input.high, value));
      removeInput(path, variables, index);
      return true;
    }
  }
  return false;
}

/// Drops inequalities whose expression an equality determines up to sign. False: one of them fails.
bool dropImpliedByEqualities(std::vector<Constraint> &guard) {
  bool isPossible = true;
  auto isImplied = [&](const Constraint &c) {
    if (c.relation == Relation::Zero) return false;
    for (const Constraint &equality : guard) {
      if (equality.relation != Relation::Zero) continue;
      Linear rest = c.expression - equality.expression;
      if (!rest.isConstant()) rest = c.expression + equality.expression;
      if (!rest.isConstant()) continue;
      isPossible = isPossible && rest.constant >= 0;
      return true;
    }
    return false;
  };
  std::vector<Constraint> kept;
  std::copy_if(guard.begin(), guard.end(), std::back_inserter(kept),
               [&](const Constraint &c) { return !isImplied(c); });
  guard = std::move(kept);
  return isPossible;
}

/// Drops constraints that are always true, duplicates, and those that a stricter one with the same terms
/// makes idle. False: one is never true.
bool tidyGuard(Path &path, size_t variables) {
  Condition inputsOnly;
  for (size_t n = 0; n < path.inputs.size(); ++n)
    inputsOnly.declare(static_cast<VariableIndex>(variables + n), {path.inputs[n].low, path.inputs[n].high});
  std::vector<Constraint> kept;
  for (Constraint c : path.guard) {
    if (c.relation == Relation::AtLeastZero) c.expression = tightened(c.expression);
    const bool onInputs = c.expression.terms.empty() || c.expression.terms.front().first >= variables;
    if (onInputs) {
      const Condition::Truth truth = inputsOnly.decide(c);
      if (truth == Condition::Truth::False) return false;
      if (truth == Condition::Truth::True) continue;
    }
    auto same = std::find_if(kept.begin(), kept.end(), [&](const Constraint &k) {
      return k.relation == c.relation && k.expression.terms == c.expression.terms;
    });
    if (same == kept.end())
      kept.push_back(std::move(c));
    else if (c.relation == Relation::AtLeastZero)
      same->expression.constant = std::min(same->expression.constant, c.expression.constant);
    else if (same->expression.constant != c.expression.constant)
      return false;
  }
  if (!dropImpliedByEqualities(kept)) return false;
  std::sort(kept.begin(), kept.end());
  path.guard = std::move(kept);
  return true;
}

/// What two paths must share to be merged, apart from their guards.
bool haveSameEffect(const Path &a, const Path &b) {
  auto sameInput = [](const PathInput &x, const PathInput &y) {
    return x.choice == y.choice && x.low == y.low && x.high == y.high;
  };
  return a.update == b.update && a.reports == b.reports && a.stops == b.stops &&
         std::equal(a.inputs.begin(), a.inputs.end(), b.inputs.begin(), b.inputs.end(), sameInput);
}

bool areComplementary(const Constraint &a, const Constraint &b) {
  if (a.relation != Relation::AtLeastZero || b.relation != Relation::AtLeastZero) return false;
  const Linear sum = a.expression + b.expression;
  return sum.isConstant() && sum.constant == -1;
}

/// If b's guard is a's with one test negated, the position of that test in a.
std::optional<size_t> negatedTest(const Path &a, const Path &b) {
  if (a.guard.size() != b.guard.size()) return std::nullopt;
  std::vector<Constraint> onlyA, onlyB;
  std::set_difference(a.guard.begin(), a.guard.end(), b.guard.begin(), b.guard.end(),
                      std::back_inserter(onlyA));
  std::set_difference(b.guard.begin(), b.guard.end(), a.guard.begin(), a.guard.end(),
                      std::back_inserter(onlyB));
  if (onlyA.size() != 1 || onlyB.size() != 1 || !areComplementary(onlyA[0], onlyB[0])) return std::nullopt;
  return static_cast<size_t>(std::find(a.guard.begin(), a.guard.end(), onlyA[0]) - a.guard.begin());
}

bool isSubset(const std::vector<Constraint> &a, const std::vector<Constraint> &b) {
  return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

void absorb(Path &into, const Path &other) {
  std::vector<uint32_t> reached;
  std::set_union(into.reached.begin(), into.reached.end(), other.reached.begin(), other.reached.end(),
                 std::back_inserter(reached));
  into.reached = std::move(reached);
}

/// What `path` does where `input` is `value`.
Path instantiated(Path path, VariableIndex input, Integer value) {
  replaceInput(path, input, value);
  return path;
}

/// Where the guard of a path says that an input is its least value, and where that it is a larger one.
struct Ends {
  struct At {
    size_t input, position; // in the path's inputs and guard
  };
  std::vector<At> least, larger;
};

Ends endsOf(const Path &path, size_t variables) {
  Ends ends;
  for (size_t position = 0; position < path.guard.size(); ++position) {
    const Linear &e = path.guard[position].expression;
    if (path.guard[position].relation != Relation::AtLeastZero || e.terms.size() != 1) continue;
    const auto [v, coefficient] = e.terms.front();
    if (v < variables) continue;
    const std::optional<Integer> least = path.inputs[v - variables].low;
    if (coefficient == -1 && least == e.constant) ends.least.push_back({v - variables, position});
    if (coefficient == 1 && least && *least + 1 == -e.constant)
      ends.larger.push_back({v - variables, position});
  }
  return ends;
}

/// If `one` is what `all` does where an input has its least value, which `all` excludes: that exclusion, as a
/// position in all's guard.
std::optional<size_t> exclusionOf(const Path &one, const Ends &ofOne, const Path &all, const Ends &ofAll,
                                  size_t variables) {
  if (one.guard.size() < all.guard.size() || one.inputs.size() != all.inputs.size()) return std::nullopt;
  for (const auto &[input, position] : ofAll.larger) {
    const std::optional<Integer> least = all.inputs[input].low;
    auto isThis = [input = input](const Ends::At &at) { return at.input == input; };
    if (one.inputs[input].low != least || std::none_of(ofOne.least.begin(), ofOne.least.end(), isThis))
      continue;
    const auto v = static_cast<VariableIndex>(variables + input);
    Path special = instantiated(all, v, *least), pinned = instantiated(one, v, *least);
    special.guard.erase(special.guard.begin() + static_cast<long>(position));
    if (!tidyGuard(special, variables) || !tidyGuard(pinned, variables)) continue;
    if (special.guard == pinned.guard && haveSameEffect(special, pinned)) return position;
  }
  return std::nullopt;
}

void unlessStopped(const std::atomic<bool> *stop) {
  if (stop && *stop) throw Stopped{};
}

/// Pairs that are looked at for each transition, in all: thousands of paths that hardly merge would else take
/// hours, and to leave them as they are is as right.
class Effort {
public:
  explicit Effort(const std::atomic<bool> *stop) : stop(stop) {}

  /// False if there is none left. Throws Stopped.
  bool spend() {
    unlessStopped(stop);
    return left > 0 && left-- > 0;
  }

private:
  const std::atomic<bool> *stop;
  size_t left = 3'000'000;
};

/// Absorbs one path of `paths` into another; false if none can be.
bool absorbOne(std::vector<Path> &paths, size_t variables, Effort &effort) {
  std::vector<Ends> ends;
  for (const Path &path : paths) ends.push_back(endsOf(path, variables));
  for (size_t i = 0; i < paths.size(); ++i)
    for (size_t j = 0; j < paths.size(); ++j) {
      if (!effort.spend()) return false;
      if (i == j || paths[i].update.size() != paths[j].update.size()) continue;
      const std::optional<size_t> exclusion = exclusionOf(paths[i], ends[i], paths[j], ends[j], variables);
      if (!exclusion) continue;
      paths[j].guard.erase(paths[j].guard.begin() + static_cast<long>(*exclusion));
      absorb(paths[j], paths[i]);
      paths.erase(paths.begin() + static_cast<long>(i));
      return true;
    }
  return false;
}

/// Merges one pair among `paths`; false if none can be.
bool mergeOne(std::vector<Path> &paths, Effort &effort) {
  for (size_t i = 0; i < paths.size(); ++i)
    for (size_t j = i + 1; j < paths.size(); ++j) {
      if (!effort.spend()) return false;
      if (!haveSameEffect(paths[i], paths[j])) continue;
      if (auto test = negatedTest(paths[i], paths[j])) {
        paths[i].guard.erase(paths[i].guard.begin() + static_cast<long>(*test));
      } else if (isSubset(paths[j].guard, paths[i].guard)) {
        paths[i].guard = paths[j].guard;
      } else if (!isSubset(paths[i].guard, paths[j].guard)) {
        continue;
      }
      absorb(paths[i], paths[j]);
      paths.erase(paths.begin() + static_cast<long>(j));
      return true;
    }
  return false;
}

} // namespace

bool tidyPath(Path &path, size_t variables) {
  while (eliminateOne(path, variables)) {}
  return tidyGuard(path, variables);
}

std::vector<Path> mergePaths(std::vector<Path> paths, size_t variables, const std::atomic<bool> *stop) {
  // Only paths of one effect can merge: group them first, the search for pairs is quadratic.
  std::vector<std::vector<Path>> groups;
  std::map<std::vector<std::pair<VariableIndex, Linear>>, size_t> groupOf;
  for (Path &path : paths) {
    auto [at, isNew] = groupOf.try_emplace(path.update, groups.size());
    if (isNew) groups.emplace_back();
    groups[at->second].push_back(std::move(path));
  }
  std::vector<Path> result;
  Effort effort(stop);
  for (std::vector<Path> &group : groups) {
    while (mergeOne(group, effort)) {}
    std::move(group.begin(), group.end(), std::back_inserter(result));
  }
  while (absorbOne(result, variables, effort)) {}
  return result;
}

} // namespace pinproof::model
