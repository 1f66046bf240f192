// States in groups: predicate abstraction for the eye (Graf and Saidi 1997).
//
// The facts have the reachable states in regions already, one for each assignment of the finite variables. A
// group is what a few of them leave when the rest is forgotten; a counter of the specification is seen as
// "none" or "some". An edge is drawn where a path's guard, what is known of the region and what the group
// says do not contradict each other, without a solver (facts.h: mayMeet): steps are never missing, some edges
// may be too many.
#include "cli/state_machine.h"

#include "solver/facts.h"

#include <algorithm>
#include <map>

namespace pinproof::cli {

namespace {

using namespace model;
using solver::Region;
using Key = std::vector<Integer>;

/// One thing that groups are told apart by.
struct View {
  VariableIndex variable;
  bool isSign; // whether it is above 0; otherwise its value
};

Constraint sign(Linear value, Integer isSome) {
  if (isSome) return {value - Linear(1), Constraint::Relation::AtLeastZero};
  return {Linear(0) - value, Constraint::Relation::AtLeastZero};
}

/// A part of a region that lies in one group.
struct Piece {
  const Region *region;
  std::vector<Constraint> known; // the signs
  Key key;
};

class Maker {
public:
  Maker(const TransitionSystem &system, const solver::Facts &facts, size_t most) : system(system) {
    for (const Region &region : facts.regions) pieces.push_back({&region, {}, {}});
    for (const View &view : candidates()) {
      std::vector<Piece> finer = refined(view);
      std::set<Key> keys;
      for (const Piece &piece : finer) keys.insert(piece.key);
      if (keys.size() > most || keys.size() == groupCount) continue; // too many, or it tells nothing apart
      groupCount = keys.size();
      views.push_back(view);
      pieces = std::move(finer);
    }
  }

  StateMachine make() {
    StateMachine machine{system.name, system.title, {}, {}};
    for (const Piece &piece : pieces) groups.emplace(piece.key, 0);
    for (auto &[key, number] : groups) {
      number = machine.states.size();
      machine.states.push_back({features(key), false});
    }
    for (const Path &path : system.init)
      for (size_t target : targets(path, {&nowhere, {}, {}}))
        if (target < machine.states.size()) machine.states[target].isInitial = true;
    std::map<std::pair<size_t, size_t>, std::set<std::string>> edges;
    for (const Piece &piece : pieces)
      for (const Transition &transition : system.transitions)
        for (const Path &path : transition.paths)
          for (size_t target : targets(path, piece))
            edges[{groups.at(piece.key), target}].insert(transition.name);
    for (auto &[ends, operations] : edges)
      machine.edges.push_back({ends.first, ends.second, std::move(operations)});
    return machine;
  }

private:
  /// What could tell states apart, in order of declaration: finite variables, then the specification's
  /// counters.
  std::vector<View> candidates() const {
    std::vector<View> result;
    for (VariableIndex v = 0; v < system.variables.size(); ++v)
      if (system.variables[v].isFinite()) result.push_back({v, false});
    for (VariableIndex v = 0; v < system.variables.size(); ++v) {
      const Variable &variable = system.variables[v];
      if (!variable.isFinite() && variable.isGhost && !variable.wrapsOf) result.push_back({v, true});
    }
    return result;
  }

  static std::optional<Integer> valueIn(const Region &region, VariableIndex v) {
    auto at = std::lower_bound(region.where.begin(), region.where.end(), v,
                               [](const auto &pair, VariableIndex wanted) { return pair.first < wanted; });
    if (at == region.where.end() || at->first != v) return std::nullopt;
    return at->second;
  }

  std::vector<Piece> refined(const View &view) const {
    std::vector<Piece> result;
    for (const Piece &piece : pieces) {
      if (std::optional<Integer> value = valueIn(*piece.region, view.variable)) {
        result.push_back(piece);
        result.back().key.push_back(view.isSign ? *value > 0 : *value);
        continue;
      }
      std::vector<Integer> values{0, 1};
      if (!view.isSign) values = system.variables[view.variable].domain;
      for (Integer value : values) {
        Piece part = piece;
        const Linear variable = Linear::variable(view.variable);
        part.known.push_back(view.isSign ? sign(variable, value)
                                         : Constraint{variable - Linear(value), Constraint::Relation::Zero});
        part.key.push_back(value);
        if (solver::mayMeet(system, *part.region, part.known)) result.push_back(std::move(part));
      }
    }
    return result;
  }

  /// The groups that `path` may lead to from there; the number of groups for the end of the run.
  std::vector<size_t> targets(const Path &path, const Piece &from) const {
    std::vector<Constraint> known = from.known;
    for (const Constraint &c : path.guard) {
      Constraint local = solver::substituted(c, from.region->where);
      if (local.expression.terms.empty()) {
        const Integer value = local.expression.constant;
        if (local.relation == Constraint::Relation::Zero ? value != 0 : value < 0) return {};
        continue;
      }
      known.push_back(std::move(local));
    }
    if (!solver::mayMeet(system, *from.region, known, path.inputs)) return {};
    if (path.stops) return {groups.size()};
    std::vector<size_t> result;
    for (const auto &[key, number] : groups)
      if (mayReach(path, from, known, key)) result.push_back(number);
    return result;
  }

  bool mayReach(const Path &path, const Piece &from, const std::vector<Constraint> &known,
                const Key &key) const {
    std::vector<Constraint> wanted = known;
    for (size_t n = 0; n < views.size(); ++n) {
      const Linear after = afterwards(path, views[n].variable);
      Constraint c = views[n].isSign ? sign(after, key[n])
                                     : Constraint{after - Linear(key[n]), Constraint::Relation::Zero};
      c = solver::substituted(c, from.region->where);
      if (!c.expression.terms.empty()) {
        wanted.push_back(std::move(c));
        continue;
      }
      const Integer value = c.expression.constant;
      if (c.relation == Constraint::Relation::Zero ? value != 0 : value < 0) return false;
    }
    return wanted.size() == known.size() || solver::mayMeet(system, *from.region, wanted, path.inputs);
  }

  static Linear afterwards(const Path &path, VariableIndex v) {
    for (const auto &[variable, value] : path.update)
      if (variable == v) return value;
    return Linear::variable(v);
  }

  /// Zeros go without saying.
  std::vector<std::string> features(const Key &key) const {
    std::vector<std::string> result;
    for (size_t n = 0; n < views.size(); ++n) {
      const Variable &variable = system.variables[views[n].variable];
      if (views[n].isSign) {
        if (key[n]) result.push_back(variable.name + " > 0");
        continue;
      }
      auto at = std::find(variable.domain.begin(), variable.domain.end(), key[n]);
      const bool isNamed = !variable.domainNames.empty() && at != variable.domain.end();
      if (isNamed)
        result.push_back(variable.name + " = " +
                         variable.domainNames[static_cast<size_t>(at - variable.domain.begin())]);
      else if (variable.domain != std::vector<Integer>{0, 1})
        result.push_back(variable.name + " = " + toString(key[n]));
      else if (key[n])
        result.push_back(variable.name);
    }
    return result;
  }

  const TransitionSystem &system;
  const Region nowhere{};
  std::vector<View> views;
  std::vector<Piece> pieces;
  std::map<Key, size_t> groups;
  size_t groupCount = 1;
};

} // namespace

StateMachine makeStateMachine(const TransitionSystem &system, const solver::Facts &facts, size_t most) {
  return Maker(system, facts, most).make();
}

} // namespace pinproof::cli
