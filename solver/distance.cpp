// A lower bound on the length of counterexamples.
//
// Take a linear form u: a variable, or a counter with its wraps undone (c + 2^32 w). If one operation adds
// at most g >= 0 to u, and u starts at most at m, then u <= m + g n after n operations; that this is
// inductive needs no solver, and likewise from below. If no state that satisfies these bounds for n < N, and
// the facts, is bad, every violation takes N operations. So 32,768 writes are shown to be tight: each adds at
// most 65,536 to the unwrapped count, and a wrapped one needs it to reach 2^31.
//
// The kind of a folio never changes, and an operation on another kind may go faster: states are taken apart
// by the finite variables that no transition changes, and only the paths possible there count.
#include "solver/distance.h"

#include "solver/facts.h"
#include "solver/kinds.h"
#include "solver/repetition.h"
#include "solver/z3.h"

namespace pinproof::solver {

using namespace model;

namespace {

struct Growth {
  Linear form;
  std::optional<Integer> least = 0, most = 0;       // gain per operation; none: unbounded
  std::optional<Integer> initialLeast, initialMost; // none: not known
};

std::optional<Integer> most(const Linear &e, const std::vector<Box> &box, uint32_t inputsFrom) {
  std::optional<Integer> negated = least(e * -1, box, inputsFrom);
  if (!negated) return std::nullopt;
  return subtract(0, *negated);
}

bool hasState(const Linear &e, uint32_t inputsFrom) {
  return !e.terms.empty() && e.terms.front().first < inputsFrom;
}

class Distance {
public:
  explicit Distance(const TransitionSystem &system)
      : system(system), inputsFrom(static_cast<uint32_t>(system.variables.size())) {}

  std::vector<Growth> growths(const Kind &kind, const std::vector<Region> &regions) const {
    std::vector<Growth> result = forms();
    for (Growth &g : result) start(g, kind);
    for (uint32_t t = 0; t < system.transitions.size(); ++t)
      for (uint32_t p = 0; p < system.transitions[t].paths.size(); ++p) {
        if (!isPossible(system, system.transitions[t].paths[p], regions)) continue;
        Change change = changeBy(system, t, p);
        if (change.isPossible)
          for (Growth &g : result) step(g, change);
      }
    return result;
  }

private:
  const TransitionSystem &system;
  uint32_t inputsFrom;

  std::vector<Growth> forms() const {
    std::vector<Growth> result;
    for (VariableIndex v = 0; v < inputsFrom; ++v) {
      const Variable &variable = system.variables[v];
      if (variable.isFinite()) continue;
      result.push_back({Linear::variable(v), 0, 0, {}, {}});
      if (variable.wrapsOf) {
        Integer modulus = Integer(1) << system.variables[*variable.wrapsOf].width;
        result.push_back({Linear::variable(*variable.wrapsOf) + Linear::variable(v, modulus), 0, 0, {}, {}});
      }
    }
    return result;
  }

  static Linear after(const Linear &form, const std::vector<std::pair<VariableIndex, Linear>> &update) {
    return substitute(form, [&](VariableIndex v) {
      for (const auto &[changed, e] : update)
        if (changed == v) return e;
      return Linear::variable(v);
    });
  }

  /// Whether `path` starts with other values than `kind`.
  static bool contradicts(const Path &path, const Kind &kind) {
    for (const auto &[v, value] : kind)
      for (const auto &[changed, e] : path.update)
        if (changed == v && e.isConstant() && e.constant != value) return true;
    return false;
  }

  void start(Growth &g, const Kind &kind) const {
    bool isFirst = true;
    for (const Path &path : system.init) {
      if (contradicts(path, kind)) continue;
      std::vector<Box> box;
      for (const PathInput &input : path.inputs) box.push_back({input.low, input.high});
      Linear value = after(g.form, path.update);
      std::optional<Integer> low, high;
      if (!hasState(value, inputsFrom))
        low = least(value, box, inputsFrom), high = most(value, box, inputsFrom);
      bool hadLow = isFirst || g.initialLeast, hadHigh = isFirst || g.initialMost;
      if (!low || !hadLow)
        g.initialLeast.reset();
      else
        g.initialLeast = isFirst ? *low : std::min(*low, *g.initialLeast);
      if (!high || !hadHigh)
        g.initialMost.reset();
      else
        g.initialMost = isFirst ? *high : std::max(*high, *g.initialMost);
      isFirst = false;
    }
  }

  void step(Growth &g, const Change &change) const {
    Linear gain = after(g.form, change.update) - g.form;
    if (hasState(gain, inputsFrom)) {
      g.least.reset(), g.most.reset();
      return;
    }
    std::optional<Integer> low = least(gain, change.box, inputsFrom),
                           high = most(gain, change.box, inputsFrom);
    g.least = low && g.least ? std::optional(std::min(*low, *g.least)) : std::nullopt;
    g.most = high && g.most ? std::optional(std::max(*high, *g.most)) : std::nullopt;
  }
};

/// g.form lies within what `n` operations can make of it.
z3::expr reachable(Encoder &encoder, const Growth &g, const Terms &state, const z3::expr &n) {
  Terms parts;
  z3::expr value = encoder.encode(g.form, state);
  if (g.least && g.initialLeast)
    parts.push_back(value >= encoder.numeral(*g.initialLeast) + encoder.numeral(*g.least) * n);
  if (g.most && g.initialMost)
    parts.push_back(value <= encoder.numeral(*g.initialMost) + encoder.numeral(*g.most) * n);
  return encoder.all(parts);
}

} // namespace

bool takesAtLeast(const TransitionSystem &system, uint32_t property, const Facts &facts, Integer operations,
                  const Budget &budget) {
  const Property &claim = system.properties.at(property);
  bool isInvariant = claim.kind == Property::Kind::Invariant;
  if (facts.regions.empty()) return false;
  Encoder encoder(system, budget);
  Distance distance(system);
  Terms state = encoder.state(0);
  z3::expr n = encoder.context().int_const("operations");
  for (const auto &[kind, regions] : kinds(system, facts)) {
    Terms breaking;
    if (isInvariant) {
      breaking.push_back(encoder.bad(claim, state));
    } else {
      for (const Transition &t : system.transitions)
        for (const Path &path : t.paths)
          if (reports(path, property) && isPossible(system, path, regions))
            breaking.push_back(
                encoder.guard(path, state, encoder.inputs(path, "report" + std::to_string(breaking.size()))));
      for (const Path &path : system.init)
        if (reports(path, property)) return false;
    }
    z3::solver solver = encoder.solver();
    solver.add(encoder.encode(toFormula(regions), state));
    solver.add(encoder.any(breaking));
    // The operation that reports comes after the state that it reports in.
    solver.add(n >= 0 && n < encoder.numeral(isInvariant ? operations : subtract(operations, 1)));
    for (const Growth &g : distance.growths(kind, regions)) solver.add(reachable(encoder, g, state, n));
    if (encoder.check(solver) != z3::unsat) return false;
  }
  return true;
}

} // namespace pinproof::solver
