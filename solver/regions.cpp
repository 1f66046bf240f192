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

Formula toFormula(const std::vector<std::pair<VariableIndex, Integer>> &where) {
  std::vector<Formula> conjuncts;
  for (const auto &[v, value] : where) conjuncts.push_back(Formula::of(equals(Linear::variable(v), value)));
  return conjuncts.size() == 1 ? conjuncts.front() : Formula::all(std::move(conjuncts));
}

} // namespace

Constraint substituted(const Constraint &c, const std::vector<std::pair<VariableIndex, Integer>> &values) {
  Constraint result{Linear(c.expression.constant), c.relation};
  for (const auto &[v, coefficient] : c.expression.terms) {
    auto at = std::lower_bound(values.begin(), values.end(), v,
                               [](const auto &pair, VariableIndex w) { return pair.first < w; });
    if (at != values.end() && at->first == v)
      result.expression.constant = add(result.expression.constant, multiply(coefficient, at->second));
    else
      result.expression.terms.emplace_back(v, coefficient);
  }
  return result;
}

bool mayMeet(const TransitionSystem &system, const Region &region, const std::vector<Constraint> &constraints,
             const std::vector<PathInput> &inputs) {
  constexpr unsigned rounds = 4;
  Box box(system.variables.size());
  for (const PathInput &input : inputs) box.push_back(Interval::of(input.low, input.high));
  for (const auto &[v, value] : region.where) box[v] = Interval::of(value);
  if (!propagate(box, constraints, 1)) return false; // most are excluded by the finite variables alone
  std::vector<Constraint> known;
  for (const std::vector<Constraint> &clause : region.clauses)
    if (clause.size() == 1) known.push_back(clause.front());
  known.insert(known.end(), constraints.begin(), constraints.end());
  return propagate(box, known, rounds);
}

// What all regions share stands once in front; regions that differ only in `where` become one.
Formula toFormula(const std::vector<Region> &regions) {
  if (regions.empty()) return Formula::any({});
  std::map<std::vector<Constraint>, size_t> occurrences;
  for (const Region &region : regions)
    for (const std::vector<Constraint> &clause : std::set(region.clauses.begin(), region.clauses.end()))
      ++occurrences[clause];
  std::vector<Formula> conjuncts;
  for (const std::vector<Constraint> &clause : regions.front().clauses)
    if (occurrences[clause] == regions.size()) conjuncts.push_back(toFormula(clause));

  std::map<std::vector<std::vector<Constraint>>, std::vector<Formula>> wheres; // by the clauses that are left
  for (const Region &region : regions) {
    std::vector<std::vector<Constraint>> own;
    for (const std::vector<Constraint> &clause : region.clauses)
      if (occurrences[clause] < regions.size()) own.push_back(clause);
    wheres[own].push_back(toFormula(region.where));
  }
  std::vector<Formula> cases;
  for (const auto &[clauses, where] : wheres) {
    std::vector<Formula> parts{where.size() == 1 ? where.front() : Formula::any(where)};
    for (const std::vector<Constraint> &clause : clauses) parts.push_back(toFormula(clause));
    cases.push_back(parts.size() == 1 ? parts.front() : Formula::all(std::move(parts)));
  }
  conjuncts.push_back(cases.size() == 1 ? cases.front() : Formula::any(std::move(cases)));
  return Formula::all(std::move(conjuncts));
}

} // namespace pinproof::solver
