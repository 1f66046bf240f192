// Abstract interpretation: affine equalities and bounds, partitioned by the finite variables.
//
// The states are partitioned by what the finite variables are (kinds, flags, pointers) and by how often each
// counter has wrapped; each part has a node. A node knows an affine space (affine.h: Karr 1976) and a box
// (bounds.h: Cousot and Cousot 1976) over the remaining variables, which inform each other. Partitioning is
// what makes so simple a domain enough (Jeannet, Dynamic partitioning in linear relation analysis, 2003):
// "refcount = mapped + gets + 1024 pins" needs flags as numbers, "c > 0 unless wrapped" needs cases.
//
// Ascending: a worklist of nodes, from which the one met first is taken first, since what leads to it was
// mostly met before it and so has settled (a cheap form of Bourdoncle's order, 1993; a queue visits five
// times as many where wraps have nodes of their own); a bound that keeps growing is widened (widening.h).
// Descending: two rounds in which every node is computed anew from the others' results; what comes out after
// any number of them is inductive, because exact successors are monotone and these are at least those.
//
// Declared ranges are taken as known of the state before a step: an addition that wraps sets a counter that
// is at least INT_MAX to INT_MIN, which keeps equalities only if it is INT_MAX exactly. The invariant
// repeats them, so it stands on its own as long as paths keep them, which a check of it shows too. Likewise
// a finite variable that is assigned something with more than 64 possible values gets one of its domain.
//
// Limits: no disjunction within a node, no inequality between variables (strengthen.cpp adds some), no
// congruences. With too many nodes the partition is made coarser, first by forgetting wraps.
#include "solver/facts.h"
#include "solver/affine.h"
#include "solver/widening.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <stdexcept>

namespace pinproof::solver {

using namespace model;

namespace {

constexpr size_t mostNodes = 8000;
constexpr Integer mostWraps = 2;   // of a counter, each way, that have nodes of their own
constexpr Integer mostValues = 16; // of a variable without a domain, to be taken as finite
constexpr unsigned descents = 2, rounds = 3;

/// For each key variable its value; for wraps beyond `mostWraps` either way, mostWraps + 1 of that sign.
using Key = std::vector<Integer>;

/// A path where the finite variables are known: over dimensions of the node, and inputs counting on from
/// them.
struct LocalPath {
  std::vector<Constraint> guard;
  std::vector<Linear> update; // of every dimension
  Box inputs;
  Key key;                                     // after it, where that is known...
  std::vector<std::pair<size_t, Linear>> open; // ...and the key variables for which it depends
};

struct Node {
  Key key;
  AffineSpace space;
  Box box;
  std::vector<LocalPath> paths;
  std::vector<Growth> growths; // by dimension
  bool isLocalised = false;
};

struct OutOfNodes {};
struct OutOfTime {};

Interval inputRange(const PathInput &input) { return Interval::of(input.low, input.high); }

std::vector<Constraint> constraints(const AffineSpace &space) {
  std::vector<Constraint> result;
  for (Linear &e : space.equations()) result.push_back({std::move(e), Constraint::Relation::Zero});
  return result;
}

class FactFinder {
public:
  FactFinder(const TransitionSystem &system, const Budget &budget, bool partitionsFinite,
             bool partitionsWraps);
  Facts find();

private:
  Linear localise(const Linear &e, const Key &key) const;
  bool excludes(const Key &key, const Constraint &c) const;
  std::optional<LocalPath> localise(const Path &path, const Key &key) const;
  void enterInit();
  void visit(Node &node);
  void follow(const LocalPath &path, const AffineSpace &space, const std::vector<Constraint> &equations,
              const Box &box);
  void branch(const LocalPath &path, size_t next, const AffineSpace &space, const Box &box, Key key);
  void arrive(const Key &key, AffineSpace space, Box box);
  Box inRange(Box box) const;
  bool descend();
  Region toRegion(const Node &node) const;
  std::vector<std::string> globalEqualities() const;

  const TransitionSystem &system;
  const Budget &budget;
  std::vector<std::vector<Integer>> values; // by variable, where they are few
  std::vector<VariableIndex> keys;          // finite variables, then wraps
  std::vector<VariableIndex> dimensions;    // ghosts first: equalities are solved for the last of them
  std::vector<int> keyOf, dimensionOf;      // by variable; -1: is none
  std::optional<Widening> widening;
  std::map<Key, size_t> index;
  std::deque<Node> nodes; // stable addresses
  std::set<size_t> work;
  bool isDescending = false;
};

/// The values of a variable that has few, ascending: its domain, or a small range.
std::vector<Integer> fewValues(const Variable &v) {
  if (v.isFinite() || !v.low || !v.high || *v.high - *v.low >= mostValues) return v.domain;
  std::vector<Integer> values;
  for (Integer value = *v.low; value <= *v.high; ++value) values.push_back(value);
  return values;
}

/// A sum of the caller's rather than a machine's, whoever declared the variable.
bool isGhost(const Variable &v) { return v.width == 128 || v.wrapsOf; }

FactFinder::FactFinder(const TransitionSystem &system, const Budget &budget, bool partitionsFinite,
                       bool partitionsWraps)
    : system(system), budget(budget), keyOf(system.variables.size(), -1),
      dimensionOf(system.variables.size(), -1) {
  const size_t n = system.variables.size();
  for (const Variable &v : system.variables) values.push_back(fewValues(v));
  auto isFinite = [&](VariableIndex v) { return partitionsFinite && !values[v].empty(); };
  for (bool ghost : {true, false})
    for (VariableIndex v = 0; v < n; ++v)
      if (!isFinite(v) && isGhost(system.variables[v]) == ghost) {
        dimensionOf[v] = static_cast<int>(dimensions.size());
        dimensions.push_back(v);
      }
  for (VariableIndex v = 0; v < n; ++v)
    if (isFinite(v)) keys.push_back(v);
  for (VariableIndex v = 0; v < n; ++v)
    if (!isFinite(v) && partitionsWraps && system.variables[v].wrapsOf) keys.push_back(v);
  for (size_t k = 0; k < keys.size(); ++k) keyOf[keys[k]] = static_cast<int>(k);
  widening.emplace(system, dimensions, values);
}

/// `e` over dimensions and inputs, finite variables replaced by what `key` says.
Linear FactFinder::localise(const Linear &e, const Key &key) const {
  const size_t n = system.variables.size();
  Linear result(e.constant);
  for (const auto &[v, coefficient] : e.terms) {
    if (v >= n)
      result.terms.emplace_back(static_cast<VariableIndex>(v - n + dimensions.size()), coefficient);
    else if (dimensionOf[v] >= 0)
      result.terms.emplace_back(static_cast<VariableIndex>(dimensionOf[v]), coefficient);
    else
      result.constant = add(result.constant, multiply(coefficient, key[keyOf[v]]));
  }
  std::sort(result.terms.begin(), result.terms.end());
  return result;
}

/// Whether the finite variables alone contradict `c`: so it is with most paths at most nodes.
bool FactFinder::excludes(const Key &key, const Constraint &c) const {
  Integer value = c.expression.constant;
  for (const auto &[v, coefficient] : c.expression.terms) {
    if (v >= system.variables.size() || dimensionOf[v] >= 0) return false;
    value = add(value, multiply(coefficient, key[keyOf[v]]));
  }
  return c.relation == Constraint::Relation::Zero ? value != 0 : value < 0;
}

/// `path` at the node of `key`, or nothing where the finite variables exclude it.
std::optional<LocalPath> FactFinder::localise(const Path &path, const Key &key) const {
  auto isExcluding = [&](const Constraint &c) { return excludes(key, c); };
  if (std::any_of(path.guard.begin(), path.guard.end(), isExcluding)) return std::nullopt;
  LocalPath local;
  for (const Constraint &c : path.guard) {
    Constraint here{localise(c.expression, key), c.relation};
    if (!here.expression.isConstant()) local.guard.push_back(std::move(here));
  }
  for (const PathInput &input : path.inputs) local.inputs.push_back(inputRange(input));
  for (size_t d = 0; d < dimensions.size(); ++d)
    local.update.push_back(Linear::variable(static_cast<VariableIndex>(d)));
  local.key = key;
  for (const auto &[v, e] : path.update) {
    Linear here = localise(e, key);
    if (dimensionOf[v] >= 0) local.update[dimensionOf[v]] = here;
    if (keyOf[v] < 0) continue;
    if (here.isConstant() && dimensionOf[v] < 0)
      local.key[keyOf[v]] = here.constant;
    else
      local.open.emplace_back(keyOf[v], std::move(here));
  }
  return local;
}

void FactFinder::enterInit() {
  Key key(keys.size(), 0);
  const AffineSpace origin = AffineSpace::point(std::vector<Integer>(dimensions.size(), 0));
  for (const Path &path : system.init)
    if (auto local = path.stops ? std::nullopt : localise(path, key))
      follow(*local, origin, {}, Box(dimensions.size(), Interval::of(0)));
}

void FactFinder::visit(Node &node) {
  if (budget.exhausted()) throw OutOfTime{};
  const std::vector<Constraint> equations = constraints(node.space);
  Box box = inRange(node.box);
  if (!propagate(box, equations, rounds)) return;
  if (!node.isLocalised) {
    for (const Transition &transition : system.transitions)
      for (const Path &path : transition.paths)
        if (!path.stops) // nothing follows
          if (auto local = localise(path, node.key)) node.paths.push_back(std::move(*local));
    node.isLocalised = true;
  }
  // A copy: arriving at this very node changes it.
  AffineSpace space = node.space;
  for (size_t d = 0; d < box.size(); ++d)
    if (box[d].isPoint()) space.meet(Linear::variable(static_cast<VariableIndex>(d)) - box[d].low);
  for (const LocalPath &path : node.paths) follow(path, space, equations, box);
}

/// What `path` makes of the states in `space` and `box`.
void FactFinder::follow(const LocalPath &path, const AffineSpace &space,
                        const std::vector<Constraint> &equations, const Box &box) {
  Box inside = box;
  inside.insert(inside.end(), path.inputs.begin(), path.inputs.end());
  if (!propagate(inside, path.guard, rounds) || !propagate(inside, equations, rounds) ||
      !propagate(inside, path.guard, rounds))
    return;
  AffineSpace flat = space.extended(path.inputs.size());
  for (const Constraint &c : path.guard)
    if (c.relation == Constraint::Relation::Zero) flat.meet(c.expression);
  for (size_t d = 0; d < inside.size(); ++d)
    if (inside[d].isPoint() && (d >= box.size() || !box[d].isPoint()))
      flat.meet(Linear::variable(static_cast<VariableIndex>(d)) - inside[d].low);
  if (flat.isEmpty()) return;
  branch(path, 0, flat, inside, path.key);
}

/// Splits by the values of the key variables that `path` leaves open, from the `next` on.
void FactFinder::branch(const LocalPath &path, size_t next, const AffineSpace &space, const Box &box,
                        Key key) {
  if (next == path.open.size()) {
    Box after;
    for (const Linear &e : path.update) after.push_back(range(e, box, path.guard));
    AffineSpace image = space.image(path.update);
    // Only now is it seen that some branches were none: pins' >= 0 and count' = pins' exclude count' < 0.
    if (propagate(after, constraints(image), rounds)) arrive(key, std::move(image), std::move(after));
    return;
  }
  const size_t k = path.open[next].first;
  const Linear &e = path.open[next].second;
  const bool isWraps = dimensionOf[keys[k]] >= 0;
  const Interval possible = range(e, box);
  auto enter = [&](Integer value, const std::vector<Constraint> &condition) {
    Box inside = box;
    AffineSpace flat = space;
    if (!condition.empty()) {
      if (!propagate(inside, condition, rounds) || !propagate(inside, path.guard, 1)) return;
      for (const Constraint &c : condition)
        if (c.relation == Constraint::Relation::Zero) flat.meet(c.expression);
      if (flat.isEmpty()) return;
    }
    Key chosen = key;
    chosen[k] = value;
    branch(path, next + 1, flat, inside, std::move(chosen));
  };
  if (isWraps) {
    const Integer beyond = mostWraps + 1;
    if (possible.low <= -beyond) enter(-beyond, {atLeast(-beyond, e)});
    for (Integer value = -mostWraps; value <= mostWraps; ++value)
      if (possible.contains(value)) enter(value, {equals(e, value)});
    if (possible.high >= beyond) enter(beyond, {atLeast(e, beyond)});
  } else if (possible.hasLow() && possible.hasHigh() && possible.high - possible.low <= 64) {
    for (Integer value = possible.low; value <= possible.high; ++value)
      enter(value, possible.isPoint() ? std::vector<Constraint>{} : std::vector{equals(e, value)});
  } else {
    for (Integer value : values[keys[k]])
      if (possible.contains(value)) enter(value, {equals(e, value)});
  }
}

/// These states are reachable at `key`.
void FactFinder::arrive(const Key &key, AffineSpace space, Box box) {
  auto [at, isNew] = index.try_emplace(key, nodes.size());
  bool grew = isNew;
  if (isNew) {
    if (nodes.size() == mostNodes) throw OutOfNodes{};
    nodes.push_back({key, std::move(space), std::move(box), {}, {}});
    nodes.back().growths.resize(dimensions.size());
  } else {
    Node &known = nodes[at->second];
    grew = known.space.join(space);
    const Box before = known.box;
    if (isDescending)
      for (size_t d = 0; d < box.size(); ++d) known.box[d] = hull(known.box[d], box[d]);
    else
      widening->join(known.box, box, known.growths);
    grew |= known.box != before;
  }
  if (grew && !isDescending) work.insert(at->second);
}

/// `box` within the declared ranges.
Box FactFinder::inRange(Box box) const {
  for (size_t d = 0; d < box.size(); ++d) {
    const Variable &v = system.variables[dimensions[d]];
    box[d] = intersection(box[d], Interval::of(v.low, v.high));
  }
  return box;
}

/// Every node anew from what the nodes are now. False if nothing changed, or if there is no time.
bool FactFinder::descend() {
  std::deque<Node> before;
  before.swap(nodes);
  index.clear();
  std::map<Key, Node *> old;
  for (Node &node : before) old[node.key] = &node;
  bool changed = true;
  try {
    enterInit();
    for (Node &node : before) visit(node);
    // Limited propagation is not quite monotone: with less known it could miss an infeasible branch.
    changed =
        std::all_of(nodes.begin(), nodes.end(), [&](const Node &node) { return old.contains(node.key); });
  } catch (const OutOfTime &) {
    changed = false;
  }
  if (!changed) {
    nodes.swap(before);
    return false;
  }
  changed = nodes.size() != before.size();
  for (Node &node : nodes) {
    Node &was = *old.at(node.key);
    for (size_t d = 0; d < node.box.size(); ++d) node.box[d] = intersection(node.box[d], was.box[d]);
    changed |= node.box != was.box || !(node.space == was.space);
    node.paths = std::move(was.paths);
    node.isLocalised = was.isLocalised;
  }
  return changed;
}

Region FactFinder::toRegion(const Node &node) const {
  Region region;
  std::vector<bool> isKnown(dimensions.size(), false);
  for (size_t k = 0; k < keys.size(); ++k) {
    const int d = dimensionOf[keys[k]];
    if (d >= 0 && (node.key[k] > mostWraps || node.key[k] < -mostWraps)) continue;
    region.where.emplace_back(keys[k], node.key[k]);
    if (d >= 0) isKnown[d] = true;
  }
  std::sort(region.where.begin(), region.where.end());
  auto outside = [&](const Linear &e) {
    return substitute(e, [&](VariableIndex d) { return Linear::variable(dimensions[d]); });
  };
  Box box = inRange(node.box);
  const std::vector<Constraint> equations = constraints(node.space);
  propagate(box, equations, rounds);
  for (const Constraint &c : equations) {
    const auto &terms = c.expression.terms;
    if (terms.size() == 1 && isKnown[terms[0].first]) continue;
    if (terms.size() == 1) isKnown[terms[0].first] = true;
    Constraint here = substituted({outside(c.expression), c.relation}, region.where);
    if (!here.expression.isConstant()) region.clauses.push_back({std::move(here)});
  }
  for (size_t d = 0; d < dimensions.size(); ++d) {
    if (isKnown[d]) continue;
    const Linear x = Linear::variable(dimensions[d]);
    if (box[d].hasLow()) region.clauses.push_back({atLeast(x, box[d].low)});
    if (box[d].hasHigh()) region.clauses.push_back({atLeast(box[d].high, x)});
  }
  return region;
}

/// The equalities that hold at every node, the finite variables taken as numbers, in words.
std::vector<std::string> FactFinder::globalEqualities() const {
  std::vector<VariableIndex> order; // ghosts, finite variables, counters: these are what is solved for
  auto isMachine = [&](VariableIndex v) { return !isGhost(system.variables[v]) && values[v].empty(); };
  for (bool machine : {false, true})
    for (VariableIndex v = 0; v < system.variables.size(); ++v)
      if (isMachine(v) == machine) order.push_back(v);
  AffineSpace hullOfAll = AffineSpace::none(order.size());
  for (const Node &node : nodes) {
    std::vector<Linear> embedding;
    for (VariableIndex v : order)
      embedding.push_back(dimensionOf[v] >= 0 ? Linear::variable(static_cast<VariableIndex>(dimensionOf[v]))
                                              : Linear(node.key[keyOf[v]]));
    hullOfAll.join(node.space.image(embedding));
  }
  std::vector<std::string> words;
  if (hullOfAll.isEmpty()) return words;
  for (const Linear &e : hullOfAll.equations()) {
    Linear outside = substitute(e, [&](VariableIndex i) { return Linear::variable(order[i]); });
    words.push_back(toString(Constraint{outside, Constraint::Relation::Zero},
                             [&](VariableIndex v) { return system.variables[v].name; }));
  }
  return words;
}

Facts FactFinder::find() {
  enterInit();
  while (!work.empty()) {
    Node &node = nodes[work.extract(work.begin()).value()];
    visit(node);
  }
  isDescending = true;
  for (unsigned i = 0; i < descents && descend(); ++i) {}
  Facts facts;
  for (const Node &node : nodes) facts.regions.push_back(toRegion(node));
  std::sort(facts.regions.begin(), facts.regions.end(),
            [](const Region &a, const Region &b) { return a.where < b.where; });
  facts.invariant = toFormula(facts.regions);
  facts.affine = globalEqualities();
  return facts;
}

} // namespace

Facts findFacts(const TransitionSystem &system, const Budget &budget) {
  for (auto [finite, wraps] : {std::pair(true, true), {true, false}, {false, true}, {false, false}}) {
    try {
      return FactFinder(system, budget, finite, wraps).find();
    } catch (const OutOfNodes &) {
      continue;
    } catch (const OutOfTime &) {
      break;
    } catch (const std::overflow_error &) {
      break;
    }
  }
  Facts nothing;
  nothing.regions.push_back({});
  nothing.invariant = toFormula(nothing.regions);
  return nothing;
}

} // namespace pinproof::solver
