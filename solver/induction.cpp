// One-step induction: does what is known of the reachable states exclude the violation?
//
// "affine" asks this of the plain facts, "induction" of facts strengthened by Houdini (strengthen.cpp),
// in which all the system's properties take part as candidates, so that they may prove each other.
//
// Why not k-induction with k > 1: its proofs are inductive over k consecutive states, and a certificate is
// over one. In linear integer arithmetic a formula over one state that says as much need not exist without
// quantifiers (it is "all states from which the last k-1 steps could have come"), and an answer without a
// certificate is not an answer here. What k-induction finds beyond k = 1 is left to Spacer.
#include "solver/facts.h"
#include "solver/proofs.h"
#include "solver/z3.h"

namespace pinproof::solver {

using namespace model;

namespace {

Terms inputTerms(Encoder &encoder, const Path &path) { return encoder.inputs(path, "now"); }

/// Asks Z3 whether `region` and `constraints` (over variables and inputs of `path`) have a common solution.
class RegionSolver {
public:
  RegionSolver(const TransitionSystem &system, const Budget &budget)
      : encoder(system, budget), state(encoder.state(0)), solver(encoder.solver()) {}

  /// No solution; false also when time is up.
  bool excludes(const Region &region, const std::vector<Constraint> &constraints, const Path *path) {
    solver.push();
    for (const std::vector<Constraint> &clause : region.clauses) {
      Terms literals;
      for (const Constraint &c : clause) literals.push_back(encoder.encode(c, state));
      solver.add(encoder.any(literals));
    }
    for (const auto &[v, value] : region.where) solver.add(state[v] == encoder.numeral(value));
    Terms inputs = path ? inputTerms(encoder, *path) : Terms{};
    if (path) solver.add(encoder.ranges(*path, inputs));
    solver.add(encoder.encode(constraints, state, inputs));
    const bool none = encoder.check(solver) == z3::unsat;
    solver.pop();
    return none;
  }

private:
  Encoder encoder;
  Terms state;
  z3::solver solver;
};

/// Excludes without Z3 where bounds suffice, which is nearly always.
class Excluder {
public:
  Excluder(const TransitionSystem &system, const Facts &facts, const Budget &budget)
      : system(system), facts(facts), budget(budget) {}

  bool everywhere(const std::vector<Constraint> &constraints, const Path *path = nullptr) {
    static const std::vector<PathInput> none;
    for (const Region &region : facts.regions) {
      if (!mayMeet(system, region, constraints, path ? path->inputs : none)) continue;
      if (budget.exhausted()) return false;
      if (!solver) solver.emplace(system, budget);
      if (!solver->excludes(region, constraints, path)) return false;
    }
    return true;
  }

  bool initially(const Path &path) {
    if (!mayMeet(system, {}, path.guard, path.inputs)) return true;
    if (!solver) solver.emplace(system, budget);
    return solver->excludes({}, path.guard, &path);
  }

private:
  const TransitionSystem &system;
  const Facts &facts;
  const Budget &budget;
  std::optional<RegionSolver> solver;
};

Answer answer(const char *engine, const TransitionSystem &system, uint32_t property, const Facts &facts,
              const Budget &budget, const char *reason) {
  Answer result;
  result.engine = engine;
  if (excludes(system, facts, property, budget))
    result.verdict = Proved{{facts.invariant}};
  else
    result.verdict = Unknown{budget.exhausted() ? "out of time" : reason, {}};
  return result;
}

} // namespace

bool excludes(const TransitionSystem &system, const Facts &facts, uint32_t property, const Budget &budget) {
  Excluder excluder(system, facts, budget);
  const Property &claim = system.properties.at(property);
  if (claim.kind == Property::Kind::Invariant) {
    for (const std::vector<Constraint> &bad : claim.bad)
      if (!excluder.everywhere(bad)) return false;
    return true;
  }
  for (const Path &path : system.init)
    if (reports(path, property) && !excluder.initially(path)) return false;
  for (const Transition &transition : system.transitions)
    for (const Path &path : transition.paths)
      if (reports(path, property) && !excluder.everywhere(path.guard, &path)) return false;
  return true;
}

Answer decideAffine(const TransitionSystem &system, uint32_t property, const Facts &facts,
                    const Budget &budget) {
  return answer("affine", system, property, facts, budget,
                "equalities and bounds do not exclude a violation");
}

Answer decideInduction(const TransitionSystem &system, uint32_t property, const Facts &facts,
                       const Budget &budget) {
  const char *reason = "no inductive set of candidate inequalities excludes a violation";
  if (facts.isStrengthened) return answer("induction", system, property, facts, budget, reason);
  return answer("induction", system, property, strengthen(system, facts, budget), budget, reason);
}

} // namespace pinproof::solver
