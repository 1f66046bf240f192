// Houdini: the largest inductive subset of a set of candidates.
//
// Flanagan and Leino (FME 2001): assume all candidates, drop those that some step breaks, until none is
// broken. Here each region (an assignment of the finite variables, facts.h) has its own copy of each
// candidate, so that "while mapped, pins <= gets" is found without writing implications down. The result is
// inductive together with the facts, and is the strongest such conjunction there is in the candidates.
//
// The state after a step lies in some region of the facts, which are inductive by themselves; so it is
// enough that every step from one region into another ends in what is claimed of the other.
//
// Z3 is asked last: random walks first (candidates.cpp); then a step is seen to keep most candidates
// because it does not touch them, or moves the expression the right way.
//
// Limits: conjunctions of given candidates only, nothing is generalised. A budget that runs out leaves
// the facts as they were.
#include "solver/bounds.h"
#include "solver/candidates.h"
#include "solver/facts.h"
#include "solver/z3.h"

#include <algorithm>
#include <deque>
#include <map>

namespace pinproof::solver {

using namespace model;

namespace {

constexpr unsigned steps = 3000;
constexpr size_t mostCandidates = 40000; // over all regions
constexpr unsigned rounds = 3;

struct Candidate {
  Clause clause;
  bool isAlive = true;
};

/// How one region is entered from another, or (source none) from nothing.
struct Edge {
  const Path *path;
  size_t target;
  std::vector<Constraint> condition; // the guard, and that the finite variables become the target's
};

struct Place {
  const Region *region;
  std::vector<Candidate> candidates;
  std::vector<Edge> edges;
  bool queued = true;
};

struct OutOfTime {};

class Houdini {
public:
  Houdini(const TransitionSystem &system, const Facts &facts, const Budget &budget,
          const std::vector<uint32_t> &focus)
      : system(system), facts(facts), budget(budget), focus(focus), encoder(system, budget),
        state(encoder.state(0)), solver(encoder.solver()) {}

  /// Clauses to add, by region.
  std::vector<std::vector<Clause>> run() {
    assume();
    connect();
    eliminate();
    std::vector<std::vector<Clause>> result;
    for (const Place &place : places) {
      result.emplace_back();
      for (const Candidate &c : place.candidates)
        if (c.isAlive) result.back().push_back(c.clause);
    }
    return result;
  }

private:
  void assume();
  void connect();
  void connect(Place &from, const std::vector<Path> &paths);
  std::vector<Linear> after(const Region &from, const Path &path) const;
  std::optional<Edge> edge(const Path &path, const std::vector<Linear> &after, size_t target) const;
  void eliminate();
  void visit(Place &from);
  void follow(Place &from, const Edge &edge);
  bool isNotLess(const Linear &after, const Linear &before, const Box &box) const;
  bool isKept(const Place &from, const Box &box, const Clause &after) const;
  void refute(const Edge &edge, const std::vector<std::pair<Candidate *, Clause>> &doubtful);
  void kill(size_t target, Candidate &candidate);
  Clause substituted(const Clause &clause, const Region &region) const;

  const TransitionSystem &system;
  const Facts &facts;
  const Budget &budget;
  const std::vector<uint32_t> &focus;
  Encoder encoder;
  Terms state;
  z3::solver solver;
  std::vector<Place> places;
  Region everything; // where initial paths come from
  Place outside{&everything, {}, {}, true};
  std::deque<Place *> work;
};

/// `clause` where the finite variables are known, or nothing where that makes it true.
Clause Houdini::substituted(const Clause &clause, const Region &region) const {
  Clause here;
  for (const Constraint &c : clause) {
    Constraint d = solver::substituted(c, region.where);
    if (!d.expression.isConstant())
      here.push_back(std::move(d));
    else if (holds(d, {}))
      return {};
  }
  return here;
}

bool isIn(const Region &region, const State &state) {
  return std::all_of(region.where.begin(), region.where.end(),
                     [&](const auto &pair) { return state[pair.first] == pair.second; });
}

/// Gives each region every candidate that says something there and that no sampled state refutes.
void Houdini::assume() {
  const std::vector<Clause> suggested = suggestCandidates(system, focus);
  const std::vector<State> samples = sampleStates(system, steps, budget);
  size_t count = 0;
  for (const Region &region : facts.regions) {
    if (budget.exhausted()) throw OutOfTime{};
    Place place{&region, {}, {}, true};
    std::vector<const State *> here;
    for (const State &sample : samples)
      if (isIn(region, sample)) here.push_back(&sample);
    for (const Clause &clause : suggested) {
      Clause claim = substituted(clause, region);
      if (claim.empty() || count >= mostCandidates) continue;
      if (!std::all_of(here.begin(), here.end(), [&](const State *s) { return holds(claim, *s); })) continue;
      std::vector<Constraint> opposite; // only of a clause of one; others are rarely implied
      if (claim.size() == 1) opposite.push_back(atLeast(-1, claim[0].expression));
      if (claim.size() == 1 && !mayMeet(system, region, opposite)) continue;
      place.candidates.push_back({std::move(claim)});
      ++count;
    }
    places.push_back(std::move(place));
  }
}

/// What `path` makes of each variable that some region fixes, from a state of `from`.
std::vector<Linear> Houdini::after(const Region &from, const Path &path) const {
  std::vector<Linear> values;
  for (VariableIndex v = 0; v < system.variables.size(); ++v) values.push_back(Linear::variable(v));
  for (const auto &[v, value] : path.update) values[v] = value;
  for (Linear &value : values) value = solver::substituted({value}, from.where).expression;
  return values;
}

/// `path`, which makes `after` of the variables, into region `target`; nothing where it does not lead there.
std::optional<Edge> Houdini::edge(const Path &path, const std::vector<Linear> &after, size_t target) const {
  Edge result{&path, target, {}};
  const auto &where = facts.regions[target].where;
  if (std::any_of(where.begin(), where.end(), [&](const auto &pair) {
        return after[pair.first].isConstant() && after[pair.first].constant != pair.second;
      }))
    return std::nullopt;
  for (const auto &[v, value] : where)
    if (!after[v].isConstant()) result.condition.push_back(equals(after[v], value));
  return result;
}

void Houdini::connect(Place &from, const std::vector<Path> &paths) {
  for (const Path &path : paths) {
    if (budget.exhausted()) throw OutOfTime{};
    if (path.stops) continue;
    std::vector<Constraint> guard;
    bool isPossible = true;
    for (const Constraint &c : path.guard) {
      Constraint here = solver::substituted(c, from.region->where);
      if (!here.expression.isConstant())
        guard.push_back(std::move(here));
      else
        isPossible &= holds(here, {});
    }
    if (!isPossible || !mayMeet(system, *from.region, guard, path.inputs)) continue;
    const std::vector<Linear> values = after(*from.region, path);
    for (size_t target = 0; target < places.size(); ++target) {
      if (places[target].candidates.empty()) continue;
      auto found = edge(path, values, target);
      if (!found) continue;
      found->condition.insert(found->condition.begin(), guard.begin(), guard.end());
      if (found->condition.size() > guard.size() &&
          !mayMeet(system, *from.region, found->condition, path.inputs))
        continue;
      from.edges.push_back(std::move(*found));
    }
  }
}

void Houdini::connect() {
  connect(outside, system.init);
  for (Place &place : places)
    for (const Transition &transition : system.transitions) connect(place, transition.paths);
}

void Houdini::eliminate() {
  work.push_back(&outside);
  for (Place &place : places) work.push_back(&place);
  while (!work.empty()) {
    Place &place = *work.front();
    work.pop_front();
    place.queued = false;
    visit(place);
  }
}

/// Drops what steps from `from` break.
void Houdini::visit(Place &from) {
  solver.push();
  auto assumeClause = [&](const Clause &clause) {
    Terms literals;
    for (const Constraint &c : clause) literals.push_back(encoder.encode(c, state));
    solver.add(encoder.any(literals));
  };
  for (const Clause &clause : from.region->clauses) assumeClause(clause);
  for (const auto &[v, value] : from.region->where) solver.add(state[v] == encoder.numeral(value));
  for (const Candidate &c : from.candidates)
    if (c.isAlive) assumeClause(c.clause);
  for (const Edge &edge : from.edges) {
    if (budget.exhausted()) throw OutOfTime{};
    follow(from, edge);
  }
  solver.pop();
}

void Houdini::follow(Place &from, const Edge &edge) {
  const Path &path = *edge.path;
  Box box(system.variables.size());
  for (const PathInput &input : path.inputs) box.push_back(Interval::of(input.low, input.high));
  for (const auto &[v, value] : from.region->where) box[v] = Interval::of(value);
  std::vector<Constraint> known = edge.condition;
  for (const Clause &clause : from.region->clauses)
    if (clause.size() == 1) known.push_back(clause.front());
  for (const Candidate &c : from.candidates)
    if (c.isAlive && c.clause.size() == 1) known.push_back(c.clause.front());
  if (!propagate(box, known, rounds)) return;

  auto after = [&](VariableIndex v) {
    auto at = std::lower_bound(path.update.begin(), path.update.end(), v,
                               [](const auto &pair, VariableIndex w) { return pair.first < w; });
    return at != path.update.end() && at->first == v ? at->second : Linear::variable(v);
  };
  std::vector<std::pair<Candidate *, Clause>> doubtful;
  for (Candidate &c : places[edge.target].candidates) {
    if (!c.isAlive) continue;
    Clause claim;
    for (const Constraint &literal : c.clause)
      claim.push_back(
          solver::substituted({substitute(literal.expression, after), literal.relation}, from.region->where));
    if (!isKept(from, box, claim)) doubtful.emplace_back(&c, std::move(claim));
  }
  if (!doubtful.empty()) refute(edge, doubtful);
}

/// Whether `after` >= `before` for sure, because they differ in inputs and constant only.
bool Houdini::isNotLess(const Linear &after, const Linear &before, const Box &box) const {
  const size_t common = before.terms.size();
  if (after.terms.size() < common ||
      !std::equal(before.terms.begin(), before.terms.end(), after.terms.begin()))
    return false;
  Linear difference(subtract(after.constant, before.constant));
  if (after.terms.size() == common) return difference.constant >= 0;
  if (after.terms[common].first < system.variables.size()) return false;
  difference.terms.assign(after.terms.begin() + common, after.terms.end());
  return range(difference, box).low >= 0;
}

/// Whether `after`, which is over the state before, holds for a reason that is easily seen: a literal that is
/// true throughout `box`, or a candidate of the place from which it follows. All literals are inequalities.
bool Houdini::isKept(const Place &from, const Box &box, const Clause &after) const {
  for (const Constraint &literal : after)
    if (range(literal.expression, box).low >= 0) return true;
  return std::any_of(from.candidates.begin(), from.candidates.end(), [&](const Candidate &c) {
    if (!c.isAlive || c.clause.size() != after.size()) return false;
    for (size_t i = 0; i < after.size(); ++i)
      if (!isNotLess(after[i].expression, c.clause[i].expression, box)) return false;
    return true;
  });
}

void Houdini::refute(const Edge &edge, const std::vector<std::pair<Candidate *, Clause>> &doubtful) {
  solver.push();
  const Terms inputs = encoder.inputs(*edge.path, "now");
  solver.add(encoder.ranges(*edge.path, inputs));
  solver.add(encoder.encode(edge.condition, state, inputs));
  const Terms next = encoder.update(*edge.path, state, inputs);
  // Regions of fewer variables than others (facts.cpp, wraps beyond some number) are told apart by clauses.
  for (const Clause &clause : facts.regions[edge.target].clauses) {
    Terms literals;
    for (const Constraint &c : clause) literals.push_back(encoder.encode(c, next));
    solver.add(encoder.any(literals));
  }
  while (true) {
    Terms broken;
    for (const auto &[candidate, claim] : doubtful) {
      if (!candidate->isAlive) continue;
      Terms literals;
      for (const Constraint &c : claim) literals.push_back(!encoder.encode(c, state, inputs));
      broken.push_back(encoder.all(literals));
    }
    if (broken.empty()) break;
    solver.push();
    solver.add(encoder.any(broken));
    const z3::check_result result = encoder.check(solver);
    if (result == z3::unknown) throw OutOfTime{};
    if (result == z3::sat) {
      State values = encoder.values(solver.get_model(), state);
      for (Integer x : encoder.values(solver.get_model(), inputs)) values.push_back(x);
      for (const auto &[candidate, claim] : doubtful)
        if (candidate->isAlive && !holds(claim, values)) kill(edge.target, *candidate);
    }
    solver.pop();
    if (result == z3::unsat) break;
  }
  solver.pop();
}

void Houdini::kill(size_t target, Candidate &candidate) {
  candidate.isAlive = false;
  Place &place = places[target];
  if (place.queued) return;
  place.queued = true;
  work.push_back(&place);
}

} // namespace

Facts strengthen(const TransitionSystem &system, const Facts &facts, const Budget &budget,
                 const std::vector<uint32_t> &focus) {
  Facts result = facts;
  try {
    std::vector<std::vector<Clause>> found = Houdini(system, facts, budget, focus).run();
    for (size_t r = 0; r < found.size(); ++r)
      for (Clause &clause : found[r]) result.regions[r].clauses.push_back(std::move(clause));
    result.invariant = toFormula(result.regions);
    result.isStrengthened = true;
  } catch (const OutOfTime &) {
  } catch (const std::overflow_error &) {}
  return result;
}

} // namespace pinproof::solver
