// The proof rule, written down from docs/formats.md and from nothing else.
//
// Inv is the invariant, R the ranges and domains of the variables, and a path has G, its guard with the
// ranges of its inputs, and U, its update: v' = U(v) for every variable. Each obligation is refuted: the
// formula that is asked about is its negation.
//
//   Initiation    for all initial paths       G and U              =>  Inv' and R'
//   Consecution   for all paths of a          R and Inv and G and U  =>  Inv' and R'
//                 transition
//   Model         ways to what is left out    R and Inv and G      unsatisfiable
//                 INIT's ways                 G                    unsatisfiable
//   Safety        for an invariant            R and Inv            =>  not bad
//                 paths that break it         R and Inv and G      unsatisfiable
//                 initial paths that do       G                    unsatisfiable
//
// A path that stops has no state after it and owes Safety only. Where nothing is left out there is no Model.
// R is proved along with Inv, so it may be used. As in certifaiger (Yu, Biere and Heljanko 2021), there is
// one query for each row and transition. Inputs of different paths may share names: the paths are a
// disjunction.
#include "solver/check/standalone/obligations.h"

#include <algorithm>
#include <concepts>

namespace pinproof::standalone {

namespace {

std::string primed(const std::string &name) { return name + "'"; }

/// As `{parts...}`, but moved: elements of an initializer list are copied, and these are large.
template <std::same_as<Formula>... Parts> std::vector<Formula> list(Parts... parts) {
  std::vector<Formula> result;
  (result.push_back(std::move(parts)), ...);
  return result;
}

Formula inRange(const Variable &v, const std::string &name) {
  std::vector<Formula> parts, values;
  if (v.low) parts.push_back(constraint(Formula::Kind::AtLeastZero, variable(name) - constant(*v.low)));
  if (v.high) parts.push_back(constraint(Formula::Kind::AtMostZero, variable(name) - constant(*v.high)));
  for (Number value : v.domain) values.push_back(equal(variable(name), constant(value)));
  if (!values.empty()) parts.push_back(any(std::move(values)));
  return all(std::move(parts));
}

class Rules {
public:
  explicit Rules(const Certificate &c) : c(c) {}

  std::vector<Obligation> all() const {
    std::vector<Obligation> result;
    result.push_back({"Initiation", "init", initiation()});
    for (const Transition &t : c.transitions)
      result.push_back({"Consecution", "transition " + t.name, consecution(t)});
    if (!c.refusals.empty()) result.push_back({"Model", "what is left out", model()});
    result.push_back({"Safety", "property " + c.property, safety()});
    return result;
  }

private:
  const Certificate &c;

  // --- the letters of the rules ---

  Formula inv() const { return c.invariant; }
  Formula invAfter() const { return renamed(c.invariant, primed); }
  Formula r() const {
    std::vector<Formula> parts;
    for (const Variable &v : c.variables) parts.push_back(inRange(v, v.name));
    return standalone::all(std::move(parts));
  }
  Formula rAfter() const {
    std::vector<Formula> parts;
    for (const Variable &v : c.variables) parts.push_back(inRange(v, primed(v.name)));
    return standalone::all(std::move(parts));
  }
  static Formula g(const Path &path) {
    std::vector<Formula> parts = path.guard;
    for (const Variable &input : path.inputs) parts.push_back(inRange(input, input.name));
    return standalone::all(std::move(parts));
  }
  Formula u(const Path &path) const {
    std::vector<Formula> parts;
    for (const Variable &v : c.variables) {
      auto at = std::find_if(path.update.begin(), path.update.end(),
                             [&](const auto &update) { return update.first == v.name; });
      parts.push_back(
          equal(variable(primed(v.name)), at == path.update.end() ? variable(v.name) : at->second));
    }
    return standalone::all(std::move(parts));
  }
  Formula steps(const std::vector<Path> &paths) const {
    std::vector<Formula> parts;
    for (const Path &path : paths)
      if (!path.stops) parts.push_back(standalone::all(list(g(path), u(path))));
    return any(std::move(parts));
  }

  // --- the rules, negated ---

  Formula initiation() const {
    return standalone::all(list(steps(c.init), negation(standalone::all(list(invAfter(), rAfter())))));
  }
  Formula consecution(const Transition &t) const {
    return standalone::all(
        list(r(), inv(), steps(t.paths), negation(standalone::all(list(invAfter(), rAfter())))));
  }
  Formula model() const {
    std::vector<Formula> fromInvariant, fromStart;
    for (const Refusal &refusal : c.refusals) {
      if (refusal.ways.empty()) fromStart.push_back(standalone::all({})); // whatever leads there is possible
      for (const Path &way : refusal.ways) (refusal.isInitial ? fromStart : fromInvariant).push_back(g(way));
    }
    return any(
        list(standalone::all(list(r(), inv(), any(std::move(fromInvariant)))), any(std::move(fromStart))));
  }
  Formula safety() const {
    std::vector<Formula> fromInvariant, fromStart;
    for (const std::vector<Formula> &bad : c.bad) fromInvariant.push_back(standalone::all(bad));
    for (const Transition &t : c.transitions)
      for (const Path &path : t.paths)
        if (path.breaks) fromInvariant.push_back(g(path));
    for (const Path &path : c.init)
      if (path.breaks) fromStart.push_back(g(path));
    return any(
        list(standalone::all(list(r(), inv(), any(std::move(fromInvariant)))), any(std::move(fromStart))));
  }
};

} // namespace

std::vector<Obligation> obligations(const Certificate &certificate) { return Rules(certificate).all(); }

} // namespace pinproof::standalone
