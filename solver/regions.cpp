// Regions read as formulas and as constraints: the bookkeeping between facts and those who use them.
#include "solver/bounds.h"
#include "solver/facts.h"

#include <algorithm>
#include <map>
#include <set>

namespace pinproof::solver {

using namespace model;

namespace {

Formula toFormula(const std::vector<Constraint> &clause) {
  if (clause.size() == 1) return Formula::of(clause.front());
  std::vector<Formula> literals;
  for (const Constraint &c : clause) literals.push_back(Formula::of(c));
  return Formula::any(std::move(literals));
}

/// Assignments of the finite variables, as a set of values for each.
using Cube = std::map<VariableIndex, std::set<Integer>>;

/// Cubes that differ in one variable only become one.
std::vector<Cube> merged(std::vector<Cube> cubes) {
  std::set<VariableIndex> variables;
  for (const Cube &cube : cubes)
    for (const auto &[v, values] : cube) variables.insert(v);
  for (VariableIndex v : variables) {
    std::map<std::pair<bool, Cube>, std::set<Integer>> byRest;
    for (Cube &cube : cubes) {
      const bool has = cube.contains(v);
      std::set<Integer> values = has ? std::move(cube[v]) : std::set<Integer>{};
      cube.erase(v);
      byRest[{has, std::move(cube)}].merge(values);
    }
    cubes.clear();
    for (const auto &[rest, values] : byRest) {
      cubes.push_back(rest.second);
      if (rest.first) cubes.back()[v] = values;
    }
  }
  return cubes;
}

bool isContiguous(const std::set<Integer> &values) {
  return *values.rbegin() - *values.begin() == static_cast<Integer>(values.size()) - 1;
}

/// v is one of `values`.
void addMembership(std::vector<Formula> &conjuncts, VariableIndex v, const std::set<Integer> &values) {
  const Linear x = Linear::variable(v);
  if (values.size() == 1) {
    conjuncts.push_back(Formula::of(equals(x, *values.begin())));
  } else if (isContiguous(values)) {
    conjuncts.push_back(Formula::of(atLeast(x, *values.begin())));
    conjuncts.push_back(Formula::of(atLeast(*values.rbegin(), x)));
  } else {
    std::vector<Formula> ways;
    for (Integer value : values) ways.push_back(Formula::of(equals(x, value)));
    conjuncts.push_back(Formula::any(std::move(ways)));
  }
}

/// `cube`, but for the variables about which `all` says as much.
Formula toFormula(const Cube &cube, const Cube &all) {
  std::vector<Formula> conjuncts;
  for (const auto &[v, values] : cube) {
    auto at = all.find(v);
    if (at == all.end() || at->second != values) addMembership(conjuncts, v, values);
  }
  return conjuncts.size() == 1 ? conjuncts.front() : Formula::all(std::move(conjuncts));
}

/// Adds a multiple of `equation` to `c` that rids it of the equation's last variable, if that is easy.
void eliminate(Constraint &c, const Constraint &equation) {
  if (equation.relation != Constraint::Relation::Zero) return;
  const auto &[v, coefficient] = equation.expression.terms.back();
  if (coefficient != 1 && coefficient != -1) return;
  const Integer mine = c.expression.coefficient(v);
  if (mine != 0) c.expression = c.expression - equation.expression * multiply(mine, coefficient);
}

using Assignment = std::vector<std::pair<VariableIndex, Integer>>; // ascending

/// nullptr if `values` does not say.
const Integer *valueOf(const Assignment &values, VariableIndex v) {
  auto at = std::lower_bound(values.begin(), values.end(), v,
                             [](const auto &pair, VariableIndex w) { return pair.first < w; });
  return at != values.end() && at->first == v ? &at->second : nullptr;
}

/// Whether these values alone contradict `c`.
bool excludes(const Assignment &values, const Constraint &c) {
  Integer sum = c.expression.constant;
  for (const auto &[v, coefficient] : c.expression.terms) {
    const Integer *value = valueOf(values, v);
    if (!value) return false;
    sum = add(sum, multiply(coefficient, *value));
  }
  return c.relation == Constraint::Relation::Zero ? sum != 0 : sum < 0;
}

} // namespace

Constraint substituted(const Constraint &c, const Assignment &values) {
  Constraint result{Linear(c.expression.constant), c.relation};
  for (const auto &[v, coefficient] : c.expression.terms) {
    if (const Integer *value = valueOf(values, v))
      result.expression.constant = add(result.expression.constant, multiply(coefficient, *value));
    else
      result.expression.terms.emplace_back(v, coefficient);
  }
  return result;
}

bool mayMeet(const TransitionSystem &system, const Region &region, const std::vector<Constraint> &constraints,
             const std::vector<PathInput> &inputs) {
  constexpr unsigned rounds = 4;
  auto isExcluded = [&](const Constraint &c) { return excludes(region.where, c); };
  if (std::any_of(constraints.begin(), constraints.end(), isExcluded)) return false; // most are
  Box box(system.variables.size());
  for (const PathInput &input : inputs) box.push_back(Interval::of(input.low, input.high));
  for (const auto &[v, value] : region.where) box[v] = Interval::of(value);
  if (!propagate(box, constraints, 1)) return false;
  std::vector<Constraint> known;
  for (const std::vector<Constraint> &clause : region.clauses)
    if (clause.size() == 1) known.push_back(clause.front());
  const size_t own = known.size();
  for (const Constraint &c : constraints) {
    known.push_back(c);
    Constraint reduced = substituted(c, region.where);
    for (size_t i = 0; i < own; ++i) eliminate(reduced, known[i]);
    if (reduced != c) known.push_back(std::move(reduced));
  }
  return propagate(box, known, rounds);
}

// What all regions share stands once in front; regions with the same clauses become one, over cubes.
Formula toFormula(const std::vector<Region> &regions) {
  if (regions.empty()) return Formula::any({});
  std::map<std::vector<Constraint>, size_t> occurrences;
  Cube all; // every value of the variables of which each region knows one
  for (const auto &[v, value] : regions.front().where) all[v];
  for (const Region &region : regions) {
    for (const std::vector<Constraint> &clause : std::set(region.clauses.begin(), region.clauses.end()))
      ++occurrences[clause];
    std::erase_if(all, [&](const auto &known) {
      return std::none_of(region.where.begin(), region.where.end(),
                          [&](const auto &pair) { return pair.first == known.first; });
    });
    for (const auto &[v, value] : region.where)
      if (auto at = all.find(v); at != all.end()) at->second.insert(value);
  }
  std::vector<Formula> conjuncts;
  for (const auto &[v, values] : all) addMembership(conjuncts, v, values);
  for (const std::vector<Constraint> &clause : regions.front().clauses)
    if (occurrences[clause] == regions.size()) conjuncts.push_back(toFormula(clause));

  std::map<std::vector<std::vector<Constraint>>, std::vector<Cube>> cubes; // by the clauses that are left
  for (const Region &region : regions) {
    std::vector<std::vector<Constraint>> own;
    for (const std::vector<Constraint> &clause : region.clauses)
      if (occurrences[clause] < regions.size()) own.push_back(clause);
    Cube cube;
    for (const auto &[v, value] : region.where) cube[v] = {value};
    cubes[own].push_back(std::move(cube));
  }
  std::vector<Formula> cases;
  for (const auto &[clauses, where] : cubes) {
    std::vector<Formula> ways;
    for (const Cube &cube : merged(where)) ways.push_back(toFormula(cube, all));
    std::vector<Formula> parts{ways.size() == 1 ? ways.front() : Formula::any(std::move(ways))};
    for (const std::vector<Constraint> &clause : clauses) parts.push_back(toFormula(clause));
    cases.push_back(parts.size() == 1 ? parts.front() : Formula::all(std::move(parts)));
  }
  if (cases.size() > 1)
    conjuncts.push_back(Formula::any(std::move(cases)));
  else if (!(cases.front() == Formula::truth()))
    conjuncts.push_back(cases.front());
  return Formula::all(std::move(conjuncts));
}

} // namespace pinproof::solver
