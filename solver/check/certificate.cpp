// The certificate checker: the last word on PROVED.
//
// Inv is the certificate, R the declared ranges and domains of all variables, G and U a path's guard (with
// the ranges of its inputs) and update. An invariant proves a property if all of this is valid:
//
//   Model        no way to what was left out of the system (its refusals) can be taken:
//                G unsatisfiable                for every way of INIT's,
//                R and Inv and G unsatisfiable  for every other one; not all ways known: not valid
//   Initiation   G => Inv[U]                    for every initial path
//   Range        G => R[U]                      for every initial path
//   Consecution  R and Inv and G => Inv[U]      for every path of every transition
//   Range        R and Inv and G => R[U]        for every path of every transition
//   Safety       R and Inv => not bad           for an invariant property
//                R and Inv and G unsatisfiable  for every path that reports the property,
//                G unsatisfiable                for every initial path that does
//
// R is not given for free: it is proved with Inv, and so may be used with it. A path that stops has no
// state after it, so it owes Safety only; a way to something refused owes Model. The shape is certifaiger's
// (Yu, Biere and Heljanko 2021): one named obligation at a time, on the untransformed system, in a fresh
// solver.
//
// Why nothing is shared with solver/z3.*: an encoder that loses an update would lose it in the engine and
// here, and a wrong PROVED would check. The translation below is therefore written again, as plainly
// as possible. Three short cuts are taken: a conjunct of Inv, or a range, none of whose variables the path
// changes is implied by itself (`keeps`); where G says v = 3, Inv[U] is built with 3 for v, so that the
// parts of Inv for other values vanish (`after`); all paths of a transition are one query.
//
// Limits: trusts Z3's "unsat" (docs say how to check with another solver) and model/linear.h.
#include "solver/check/certificate.h"

#include "solver/z3_failures.h"
#include "solver/z3_interrupter.h"

#include <z3++.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>

namespace pinproof::solver::check {

using namespace model;

namespace {

using Clock = std::chrono::steady_clock;

/// Z3 holds the bounds of one variable against each other, all of them, before it looks at the clock again:
/// with this many it takes some twenty seconds. Proofs of today's specifications have up to 2400.
constexpr size_t mostConstraints = 100'000;

size_t constraintsIn(const Formula &f) {
  size_t count = f.kind == Formula::Kind::Atom;
  for (const Formula &child : f.children) count += constraintsIn(child);
  return count;
}

struct Goal {
  const char *obligation;
  z3::expr formula;
};

/// One way to break an obligation: `premise` holds and one of `goals` does not.
struct Case {
  std::string where;
  const Path *path;
  z3::expr premise;
  std::vector<Goal> goals;
};

/// When there is nothing more to be decided.
struct Limits {
  Clock::time_point deadline;
  const std::atomic<bool> *interrupted; // may be null
  bool isInterrupted() const { return interrupted && *interrupted; }
  bool areReached() const { return isInterrupted() || Clock::now() >= deadline; }
  CheckResult giveUp(const char *obligation, const std::string &where) const {
    return {false, true, obligation, where, isInterrupted() ? "interrupted" : "out of time"};
  }
};

CheckResult accepted() { return {true, false, {}, {}, {}}; }

CheckResult refuted(const char *obligation, const std::string &where, const std::string &reason) {
  return {false, false, obligation, where, reason};
}

class Checker {
public:
  Checker(const TransitionSystem &system, const Formula &invariant, const Limits &limits)
      : system(system), limits(limits), solver(plainSolver(z3)), inv(conjuncts(invariant)) {
    if (limits.interrupted) interrupter = std::make_unique<Interrupter>(z3, *limits.interrupted);
    for (size_t v = 0; v < system.variables.size(); ++v)
      variables.push_back(z3.int_const(("v" + std::to_string(v)).c_str()));
    size_t inputCount = 0;
    auto count = [&](const Path &path) { inputCount = std::max(inputCount, path.inputs.size()); };
    for (const Path &path : system.init) count(path);
    for (const Transition &t : system.transitions) std::for_each(t.paths.begin(), t.paths.end(), count);
    for (const Refusal &r : system.refusals) std::for_each(r.ways.begin(), r.ways.end(), count);
    // One set of names for all paths: a query asks whether some path breaks its goals, so paths need not
    // have inputs of their own.
    for (size_t i = 0; i < inputCount; ++i) inputs.push_back(z3.int_const(("i" + std::to_string(i)).c_str()));
  }

  /// Everything that does not depend on the property.
  CheckResult induction() {
    for (const Refusal &refusal : system.refusals)
      if (refusal.ways.empty())
        return refuted("Model", toString(refusal.where), "the system leaves out: " + refusal.construct);
    if (variablesOf(inv) > variables.size())
      return refuted("Model", "the certificate", "it speaks of something that is not a state variable");
    size_t constraints = 0;
    for (const Formula &c : inv) constraints += constraintsIn(c);
    if (constraints > mostConstraints)
      return {false, true, "Model", "the certificate",
              "it has " + std::to_string(constraints) + " constraints, more than the " +
                  std::to_string(mostConstraints) + " that can be checked in time"};

    std::vector<Case> initiation;
    for (size_t p = 0; p < system.init.size(); ++p) {
      const Path &path = system.init[p];
      if (limits.areReached()) return limits.giveUp("Initiation", "initial path " + std::to_string(p));
      if (path.stops) continue;
      std::vector<Goal> goals;
      const Image image = after(path);
      for (const Formula &c : inv) goals.push_back({"Initiation", term(c, image)});
      for (VariableIndex v = 0; v < variables.size(); ++v)
        goals.push_back({"Range", range(v, term(image[v]))});
      initiation.push_back({"initial path " + std::to_string(p), &path, guard(path), goals});
    }
    if (CheckResult r = refute(initiation); !r.accepted) return r;
    if (CheckResult r = unreached(true); !r.accepted) return r;

    assumeInvariant();
    if (CheckResult r = unreached(false); !r.accepted) return r;
    for (const Transition &t : system.transitions) {
      std::vector<Case> consecution;
      for (size_t p = 0; p < t.paths.size(); ++p) {
        if (limits.areReached()) return limits.giveUp("Consecution", place(t, p));
        if (!t.paths[p].stops)
          consecution.push_back({place(t, p), &t.paths[p], guard(t.paths[p]), keeps(t.paths[p])});
      }
      if (CheckResult r = refute(consecution); !r.accepted) return r;
    }
    return accepted();
  }

  /// After induction() accepted.
  CheckResult safety(uint32_t index) {
    const Property &property = system.properties.at(index);
    std::vector<Case> cases;
    Goal never{"Safety", z3.bool_val(false)};
    if (property.kind == Property::Kind::Invariant) {
      for (const std::vector<Constraint> &bad : property.bad)
        cases.push_back({"property " + property.name, nullptr, all(bad), {never}});
    } else {
      for (const Transition &t : system.transitions)
        for (size_t p = 0; p < t.paths.size(); ++p)
          if (breaks(t.paths[p], index))
            cases.push_back({place(t, p), &t.paths[p], guard(t.paths[p]), {never}});
      if (CheckResult r = initialSafety(index); !r.accepted) return r;
    }
    return refute(cases);
  }

private:
  const TransitionSystem &system;
  const Limits &limits;
  z3::context z3;
  std::unique_ptr<Interrupter> interrupter; // after z3: it must die first
  z3::solver solver;
  std::vector<Formula> inv; // conjuncts
  std::vector<z3::expr> variables, inputs;
  std::map<Constraint, z3::expr> terms; // built so far: paths that differ elsewhere make the same of Inv

  static std::vector<Formula> conjuncts(const Formula &f) {
    if (f.kind != Formula::Kind::And) return {f};
    std::vector<Formula> result;
    for (const Formula &child : f.children)
      for (Formula &c : conjuncts(child)) result.push_back(std::move(c));
    return result;
  }

  /// How many variables there must be; an index beyond the state variables would be taken for some path's
  /// input.
  static VariableIndex variablesOf(const std::vector<Formula> &formulas) {
    VariableIndex count = 0;
    for (const Formula &f : formulas) {
      for (const auto &term : f.atom.expression.terms) count = std::max(count, term.first + 1);
      count = std::max(count, variablesOf(f.children));
    }
    return count;
  }

  static bool breaks(const Path &path, uint32_t property) {
    return std::find(path.reports.begin(), path.reports.end(), property) != path.reports.end();
  }

  static std::string place(const Transition &t, size_t path) {
    return "transition " + t.name + ", path " + std::to_string(path);
  }

  // --- terms ---

  z3::expr number(Integer value) {
    const auto narrow = static_cast<int64_t>(value);
    return narrow == value ? z3.int_val(narrow) : z3.int_val(model::toString(value).c_str());
  }

  z3::expr term(VariableIndex v) {
    return v < variables.size() ? variables[v] : inputs.at(v - variables.size());
  }

  z3::expr term(const Linear &e) {
    z3::expr result = number(e.constant);
    for (const auto &[v, coefficient] : e.terms) result = result + number(coefficient) * term(v);
    return result;
  }

  z3::expr term(const Constraint &c) {
    bool isEquality = c.relation == Constraint::Relation::Zero;
    if (c.expression.isConstant())
      return z3.bool_val(isEquality ? c.expression.constant == 0 : c.expression.constant >= 0);
    if (auto built = terms.find(c); built != terms.end()) return built->second;
    z3::expr e = term(c.expression);
    return terms.emplace(c, isEquality ? e == 0 : e >= 0).first->second;
  }

  z3::expr all(const std::vector<Constraint> &constraints) {
    z3::expr_vector parts(z3);
    for (const Constraint &c : constraints) parts.push_back(term(c));
    return z3::mk_and(parts);
  }

  /// `f` with each of its constraints c replaced by what `atom` makes of it.
  template <typename Atom> z3::expr term(const Formula &f, const Atom &atom) {
    if (f.kind == Formula::Kind::Atom) return atom(f.atom);
    if (f.kind == Formula::Kind::Not) return !term(f.children[0], atom);
    const bool isAnd = f.kind == Formula::Kind::And;
    z3::expr_vector parts(z3);
    for (const Formula &child : f.children) {
      z3::expr part = term(child, atom);
      if (isAnd ? part.is_false() : part.is_true()) return part;
      if (isAnd ? part.is_true() : part.is_false()) continue;
      parts.push_back(part);
    }
    return isAnd ? z3::mk_and(parts) : z3::mk_or(parts);
  }

  /// What the guard of `path` says each of these is.
  using Known = std::map<VariableIndex, Integer>;
  static Known fixedBy(const Path &path) {
    Known known;
    for (const Constraint &c : path.guard) {
      if (c.relation != Constraint::Relation::Zero || c.expression.terms.size() != 1) continue;
      auto [v, coefficient] = c.expression.terms.front();
      if (coefficient == 1) known[v] = subtract(0, c.expression.constant);
      if (coefficient == -1) known[v] = c.expression.constant;
    }
    return known;
  }

  z3::expr guard(const Path &path) {
    z3::expr_vector parts(z3);
    for (size_t i = 0; i < path.inputs.size(); ++i) {
      if (path.inputs[i].low) parts.push_back(inputs[i] >= number(*path.inputs[i].low));
      if (path.inputs[i].high) parts.push_back(inputs[i] <= number(*path.inputs[i].high));
    }
    parts.push_back(all(path.guard));
    return z3::mk_and(parts);
  }

  static const Linear *updateOf(const Path &path, VariableIndex v) {
    for (const auto &[changed, e] : path.update)
      if (changed == v) return &e;
    return nullptr;
  }

  /// U: what every variable is after `path`, by what it and its inputs were before.
  using Image = std::vector<Linear>;
  Image after(const Path &path) const {
    const Known known = fixedBy(path);
    Image image;
    for (VariableIndex v = 0; v < variables.size(); ++v) {
      const Linear *update = updateOf(path, v);
      image.push_back(substitute(update ? *update : Linear::variable(v), [&](VariableIndex w) {
        auto value = known.find(w);
        return value == known.end() ? Linear::variable(w) : Linear(value->second);
      }));
    }
    return image;
  }

  z3::expr term(const Formula &f, const Image &image) {
    return term(f, [&](const Constraint &c) {
      return term(
          Constraint{substitute(c.expression, [&](VariableIndex v) { return image[v]; }), c.relation});
    });
  }

  z3::expr range(VariableIndex index, const z3::expr &value) {
    const Variable &v = system.variables[index];
    z3::expr_vector parts(z3), values(z3);
    if (v.low) parts.push_back(value >= number(*v.low));
    if (v.high) parts.push_back(value <= number(*v.high));
    for (Integer x : v.domain) values.push_back(value == number(x));
    if (v.isFinite()) parts.push_back(z3::mk_or(values));
    return z3::mk_and(parts);
  }

  // --- obligations ---

  static bool mentions(const Formula &f, const Path &path) {
    for (const auto &term : f.atom.expression.terms)
      if (updateOf(path, term.first)) return true;
    return std::any_of(f.children.begin(), f.children.end(),
                       [&](const Formula &child) { return mentions(child, path); });
  }

  /// Inv[U] and R[U], without what `path` leaves as it was.
  std::vector<Goal> keeps(const Path &path) {
    std::vector<Goal> goals;
    const Image image = after(path);
    for (const Formula &c : inv)
      if (mentions(c, path)) goals.push_back({"Consecution", term(c, image)});
    for (const auto &[v, e] : path.update) goals.push_back({"Range", range(v, term(e))});
    return goals;
  }

  void assumeInvariant() {
    for (const Formula &c : inv) solver.add(term(c, [&](const Constraint &a) { return term(a); }));
    for (VariableIndex v = 0; v < variables.size(); ++v) solver.add(range(v, variables[v]));
  }

  /// No way to anything refused, of INIT's or of the others, can be taken under what the solver has been
  /// told.
  CheckResult unreached(bool isInitial) {
    std::vector<Case> ways;
    for (const Refusal &refusal : system.refusals)
      for (size_t w = 0; refusal.isInitial() == isInitial && w < refusal.ways.size(); ++w)
        ways.push_back({toString(refusal.where) + ", way " + std::to_string(w) + " to: " + refusal.construct,
                        &refusal.ways[w],
                        guard(refusal.ways[w]),
                        {{"Model", z3.bool_val(false)}}});
    return refute(ways);
  }

  CheckResult initialSafety(uint32_t property) {
    for (size_t p = 0; p < system.init.size(); ++p) {
      if (!breaks(system.init[p], property)) continue;
      z3::solver fresh = plainSolver(z3); // R and Inv say nothing about what init itself reports
      std::vector<Case> only = {{"initial path " + std::to_string(p),
                                 &system.init[p],
                                 guard(system.init[p]),
                                 {{"Safety", z3.bool_val(false)}}}};
      std::swap(solver, fresh);
      CheckResult r = refute(only);
      std::swap(solver, fresh);
      if (!r.accepted) return r;
    }
    return accepted();
  }

  /// Accepts if no case can happen under what the solver has been told.
  CheckResult refute(const std::vector<Case> &cases) {
    z3::expr_vector broken(z3);
    for (const Case &c : cases) {
      z3::expr_vector goals(z3);
      for (const Goal &goal : c.goals) goals.push_back(goal.formula);
      broken.push_back(c.premise && !z3::mk_and(goals));
    }
    solver.push();
    solver.add(z3::mk_or(broken));
    CheckResult result = decide(cases, broken);
    solver.pop();
    return result;
  }

  CheckResult decide(const std::vector<Case> &cases, const z3::expr_vector &broken) {
    if (cases.empty()) return accepted();
    const char *obligation = cases[0].goals.empty() ? "Consecution" : cases[0].goals[0].obligation;
    switch (check()) {
    case z3::unsat: return accepted();
    case z3::unknown: return limits.giveUp(obligation, cases[0].where);
    case z3::sat: break;
    }
    z3::model model = solver.get_model();
    for (size_t i = 0; i < cases.size(); ++i) {
      if (!model.eval(broken[static_cast<unsigned>(i)], true).is_true()) continue;
      for (const Goal &goal : cases[i].goals)
        if (model.eval(goal.formula, true).is_false())
          return refuted(goal.obligation, cases[i].where, valuation(model, cases[i].path));
    }
    return refuted(obligation, cases[0].where, "not decided: the solver's model fits no case");
  }

  z3::check_result check() {
    if (limits.areReached()) return z3::unknown;
    if (limits.deadline != Clock::time_point::max()) {
      auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(limits.deadline - Clock::now()).count();
      solver.set("timeout", static_cast<unsigned>(std::clamp<long long>(left, 1, 4000000000LL)));
    }
    return unlessOutOfMemory(solver.check(), solver);
  }

  std::string valuation(const z3::model &model, const Path *path) {
    std::string text;
    auto show = [&](const std::string &name, const z3::expr &e) {
      text += (text.empty() ? "" : ", ") + name + " = " + Z3_get_numeral_string(z3, model.eval(e, true));
    };
    for (size_t v = 0; v < variables.size(); ++v) show(system.variables[v].name, variables[v]);
    for (size_t i = 0; path && i < path->inputs.size(); ++i) show(path->inputs[i].name, inputs[i]);
    return text;
  }
};

/// What it comes to that `failure` was thrown.
CheckResult undecided(const std::exception &failure, const char *obligation, const Limits &limits) {
  unlessOutOfMemory(failure);
  if (isCancelled(failure) && limits.isInterrupted()) return limits.giveUp(obligation, "the certificate");
  return refuted(obligation, "the certificate", std::string("not decided: ") + failure.what());
}

} // namespace

std::string toString(const CheckResult &r) {
  if (r.accepted) return "accepted";
  return r.obligation + (r.isGivenUp ? " not decided in " : " fails in ") + r.where + ": " + r.reason;
}

std::vector<CheckResult> checkCertificates(const TransitionSystem &system,
                                           const std::vector<std::pair<uint32_t, Formula>> &claims,
                                           unsigned timeoutMs, const std::atomic<bool> *interrupted) {
  const Limits limits{timeoutMs ? Clock::now() + std::chrono::milliseconds(timeoutMs)
                                : Clock::time_point::max(),
                      interrupted};
  std::vector<CheckResult> results(claims.size());
  std::vector<bool> done(claims.size(), false);
  for (size_t first = 0; first < claims.size(); ++first) {
    if (done[first]) continue;
    std::optional<Checker> checker;
    CheckResult induction;
    try {
      requireMemoryForContext();
      checker.emplace(system, claims[first].second, limits);
      induction = checker->induction();
    } catch (const std::exception &e) { // z3::exception is one
      induction = undecided(e, "Model", limits);
    }
    for (size_t i = first; i < claims.size(); ++i) {
      if (done[i] || !(claims[i].second == claims[first].second)) continue;
      done[i] = true;
      try {
        results[i] = induction.accepted ? checker->safety(claims[i].first) : induction;
      } catch (const std::exception &e) {
        results[i] = undecided(e, "Safety", limits);
      }
    }
  }
  return results;
}

CheckResult checkCertificate(const TransitionSystem &system, uint32_t property,
                             const Certificate &certificate, unsigned timeoutMs,
                             const std::atomic<bool> *interrupted) {
  return checkCertificates(system, {{property, certificate.invariant}}, timeoutMs, interrupted).front();
}

} // namespace pinproof::solver::check
