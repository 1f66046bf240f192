// Vacuity: a specification that says nothing must not look like one that is satisfied.
//
// A transition whose guards contradict each other, or a WARN that no path gets to, makes everything about it
// true. Beer, Ben-David, Eisner and Rodeh (1997) ask which subformula does not matter; here there are fewer
// ways to be empty, and each is asked for directly: does every transition fire somewhere, is each report
// point reached, can anything change what an invariant speaks of, and does its negation have a state at all.
//
// Something that fires is shown by a short execution, a random one if it can be (most can, for next to
// nothing) and else an accelerated one; something that cannot, by the facts. What is neither was "not seen",
// which is a hint and no proof. Random executions are no longer than what the accelerated search goes through
// in any case, so they have no say in what is found.
#include "solver/vacuity.h"

#include "solver/facts.h"
#include "solver/kinds.h"
#include "solver/unrolling.h"
#include "solver/walker.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace pinproof::solver {

using namespace model;

namespace {

constexpr unsigned maximalMoves = 3;
constexpr unsigned walks = 200;

class Search {
public:
  Search(const TransitionSystem &system, const Facts &facts, const Budget &budget)
      : system(system), facts(facts), encoder(system, budget), state(encoder.state(0)) {}

  Vacuity find() {
    Vacuity result;
    result.transitions.assign(system.transitions.size(), "");
    result.properties.assign(system.properties.size(), "");
    result.remarks.assign(system.properties.size(), "");
    for (uint32_t t = 0; t < system.transitions.size(); ++t) unseen.insert(t);
    for (uint32_t p = 0; p < system.properties.size(); ++p)
      if (system.properties[p].kind != Property::Kind::Invariant) unseenReports.insert(p);
    walk();
    excludeByFacts();
    look();
    for (uint32_t t = 0; t < system.transitions.size(); ++t)
      if (impossible.count(t))
        result.transitions[t] = "can never fire";
      else if (unseen.count(t))
        result.transitions[t] = "not seen to fire within " + std::to_string(looked) + " moves";
    for (uint32_t p = 0; p < system.properties.size(); ++p) {
      result.properties[p] = reason(p);
      result.remarks[p] = remark(system.properties[p]);
    }
    return result;
  }

private:
  const TransitionSystem &system;
  const Facts &facts;
  Encoder encoder;
  Terms state;
  std::set<uint32_t> impossible, unseen;               // transitions
  std::set<uint32_t> impossibleReports, unseenReports; // properties
  unsigned looked = 0;

  bool isAnythingUnseen() const { return !unseen.empty() || !unseenReports.empty(); }

  void see(const Path &path) {
    for (uint32_t p : path.reached) unseenReports.erase(p);
  }
  void see(uint32_t transition, const Path &path) {
    unseen.erase(transition);
    see(path);
  }

  /// Executions at random, and from each of their states whatever has not been seen.
  void walk() try {
    Walker walker;
    std::set<State> visited;
    for (unsigned n = 0; n < walks && isAnythingUnseen() && !encoder.exhausted(); ++n) {
      State now(system.variables.size(), 0);
      const Path *last = walker.step(system.init, now);
      if (last == nullptr) return;
      see(*last);
      for (unsigned moves = 0; !last->stops && moves < maximalMoves && !system.transitions.empty(); ++moves) {
        if (visited.insert(now).second) seeFrom(now, walker);
        const auto t = static_cast<uint32_t>(walker.draw(system.transitions.size()));
        const Path *path = walker.step(system.transitions[t].paths, now);
        if (path == nullptr) continue;
        see(t, *path);
        last = path;
      }
    }
  } catch (const std::overflow_error &) {} // what was seen was seen

  void seeFrom(const State &now, Walker &walker) {
    State after = now;
    for (uint32_t t = 0; t < system.transitions.size(); ++t)
      for (const Path &path : system.transitions[t].paths) {
        const bool isWanted =
            unseen.count(t) || std::any_of(path.reached.begin(), path.reached.end(),
                                           [&](uint32_t p) { return unseenReports.count(p) > 0; });
        if (!isWanted || !walker.take(path, after)) continue;
        see(t, path);
        after = now;
      }
  }

  /// Paths that the regions do not exclude, nor, unless one was seen, the solver.
  std::vector<const Path *> possiblePaths(uint32_t t, z3::solver &solver) {
    std::vector<const Path *> result;
    for (const Path &path : system.transitions[t].paths)
      if (facts.regions.empty() || isPossible(system, path, facts.regions)) result.push_back(&path);
    if (result.empty() || !unseen.count(t)) return result;
    Terms guards;
    for (const Path *path : result)
      guards.push_back(encoder.guard(*path, state, encoder.inputs(*path, std::to_string(guards.size()))));
    z3::expr_vector any(encoder.context());
    any.push_back(encoder.any(guards));
    if (encoder.check(solver, any) == z3::unsat) result.clear();
    return result;
  }

  void excludeByFacts() {
    if (!isAnythingUnseen()) return;
    z3::solver solver = encoder.solver();
    solver.add(encoder.encode(facts.invariant, state));
    solver.add(encoder.domain(state));
    std::set<uint32_t> reached;
    for (const Path &path : system.init) reached.insert(path.reached.begin(), path.reached.end());
    for (uint32_t t = 0; t < system.transitions.size(); ++t) {
      if (!unseen.count(t) && unseenReports.empty()) continue;
      const std::vector<const Path *> paths = possiblePaths(t, solver);
      if (paths.empty()) {
        unseen.erase(t);
        impossible.insert(t);
      }
      for (const Path *path : paths) reached.insert(path->reached.begin(), path->reached.end());
    }
    for (auto p = unseenReports.begin(); p != unseenReports.end();) {
      const bool isReached = reached.count(*p) > 0;
      if (!isReached) impossibleReports.insert(*p);
      p = isReached ? std::next(p) : unseenReports.erase(p);
    }
  }

  /// Short executions until everything has been seen.
  void look() {
    if (!isAnythingUnseen()) return;
    Unrolling unrolling(encoder, facts, Unrolling::Pace::Repeated);
    while (isAnythingUnseen()) {
      while (std::optional<Trace> seen = somethingUnseen(unrolling)) strike(*seen);
      looked = unrolling.length();
      if (looked == maximalMoves || encoder.exhausted()) return;
      unrolling.extend();
    }
  }

  std::optional<Trace> somethingUnseen(Unrolling &unrolling) {
    Terms targets;
    for (uint32_t t : unseen) targets.push_back(unrolling.endsWith(t));
    for (uint32_t p : unseenReports) targets.push_back(unrolling.endsAt(p));
    z3::expr_vector any(encoder.context());
    any.push_back(encoder.any(targets));
    if (any[0].is_false() || encoder.check(unrolling.solver(), any) != z3::sat) return std::nullopt;
    return unrolling.trace(unrolling.solver().get_model());
  }

  void strike(const Trace &trace) {
    see(system.init.at(trace.initPath));
    for (const Step &step : trace.steps)
      see(step.transition, system.transitions.at(step.transition).paths.at(step.path));
  }

  std::string reason(uint32_t property) const {
    if (impossible.size() == system.transitions.size()) return "no transition can ever fire";
    if (impossibleReports.count(property)) return "its condition is never evaluated";
    if (unseenReports.count(property))
      return "its condition was not seen to be evaluated within " + std::to_string(looked) + " moves";
    return "";
  }

  std::string remark(const Property &property) {
    if (property.kind != Property::Kind::Invariant) return "";
    z3::solver solver = encoder.solver();
    solver.add(encoder.domain(state));
    solver.add(encoder.bad(property, state));
    if (encoder.check(solver) == z3::unsat) return "it is true in every state there could be";
    return isTouched(property) ? "" : "no transition changes what it speaks of";
  }

  bool isTouched(const Property &property) const {
    std::set<VariableIndex> spokenOf;
    for (const auto &conjunction : property.bad)
      for (const Constraint &c : conjunction)
        for (const auto &term : c.expression.terms) spokenOf.insert(term.first);
    for (uint32_t t = 0; t < system.transitions.size(); ++t)
      for (const Path &path : system.transitions[t].paths)
        for (const auto &[v, e] : path.update)
          if (!impossible.count(t) && spokenOf.count(v) && !(e == Linear::variable(v))) return true;
    return false;
  }
};

} // namespace

Vacuity findVacuity(const TransitionSystem &system, const Facts &facts, const Budget &budget) {
  return Search(system, facts, budget).find();
}

} // namespace pinproof::solver
