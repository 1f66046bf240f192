// Property-directed reachability: Z3's Spacer (Komuravelli, Gurfinkel and Chaki, CAV 2014).
//
// The system becomes Horn clauses over one relation Reach of all variables:
//
//   G => Reach(U)                     for every initial path
//   Reach(x) and F(x) and G => Reach(U)  for every path of every transition
//   Reach(x) and F(x) and bad => false
//
// where F are the facts. They hold in every reachable state, so they cut nothing off; with them Spacer need
// not find equalities over two dozen variables, which it is bad at. Its invariant is read back into our
// formulas and makes a certificate together with F, after one more check here that it is inductive:
// what Spacer calls an invariant is so of the clauses after its own preprocessing.
//
// Limits: Z3 4.8.12's Spacer does not find deep counterexamples at 32 bits, and traces are not taken from
// it: "violated" becomes Unknown, and the engines that refute say the rest. Terms beyond linear
// arithmetic and Boolean structure in its answer (quantifiers, mod) are not read: Unknown.
#include "solver/proofs.h"
#include "solver/z3.h"
#include "solver/z3_formula.h"

namespace pinproof::solver {

using namespace model;

namespace {

/// The Horn clauses of a system and one property, in a fixedpoint engine of Z3's.
class Horn {
public:
  Horn(const TransitionSystem &system, uint32_t property, const Facts &facts, const Budget &budget)
      : system(system), property(property), encoder(system, budget), x(encoder.state(0)),
        facts(encoder.encode(facts.invariant, x)), fixedpoint(encoder.context()),
        reach(declare("reach", x.size())), wrong(declare("wrong", 0)) {
    z3::params params(encoder.context());
    params.set("engine", encoder.context().str_symbol("spacer"));
    // Inlining would leave the answer without a meaning for Reach.
    params.set("xform.inline_linear", false);
    params.set("xform.inline_eager", false);
    params.set("xform.slice", false);
    params.set("print_answer", false);
    if (budget.deadline != std::chrono::steady_clock::time_point::max())
      params.set("timeout", budget.milliseconds());
    fixedpoint.set(params);
    fixedpoint.register_relation(reach);
    fixedpoint.register_relation(wrong);
  }

  /// An interrupt that came between the query and this would end the program: Spacer's solvers rewrite one
  /// last formula as they go, which throws then.
  ~Horn() { encoder.calmDown(); }

  z3::check_result solve() {
    for (const Path &path : system.init) addPath(path, true);
    for (const Transition &transition : system.transitions)
      for (const Path &path : transition.paths) addPath(path, false);
    addRule(x, {}, reach(vector(x)) && facts && encoder.bad(system.properties[property], x), wrong());
    z3::expr query = wrong();
    return fixedpoint.query(query);
  }

  /// What Spacer says of Reach, over state variables; nothing where that cannot be read.
  std::optional<Formula> invariant() {
    z3::expr cover = fixedpoint.get_cover_delta(-1, reach);
    return toFormula(cover, [&](const z3::expr &e) -> std::optional<VariableIndex> {
      if (e.is_var()) return Z3_get_index_value(encoder.context(), e);
      for (VariableIndex v = 0; v < x.size(); ++v)
        if (z3::eq(x[v], e)) return v;
      return std::nullopt;
    });
  }

  std::string reason() { return fixedpoint.reason_unknown(); }

private:
  z3::func_decl declare(const char *name, size_t arity) {
    z3::sort_vector domain(encoder.context());
    for (size_t i = 0; i < arity; ++i) domain.push_back(encoder.context().int_sort());
    return encoder.context().function(name, domain, encoder.context().bool_sort());
  }

  z3::expr_vector vector(const Terms &terms) {
    z3::expr_vector result(encoder.context());
    for (const z3::expr &e : terms) result.push_back(e);
    return result;
  }

  void addRule(const Terms &state, const Terms &inputs, const z3::expr &body, const z3::expr &head) {
    z3::expr_vector bound = vector(state);
    for (const z3::expr &e : inputs) bound.push_back(e);
    z3::expr rule = z3::implies(body, head);
    if (!bound.empty()) rule = z3::forall(bound, rule);
    fixedpoint.add_rule(rule, encoder.context().int_symbol(rules++));
  }

  void addPath(const Path &path, bool isInitial) {
    const Terms inputs = encoder.inputs(path, "now");
    z3::expr body = encoder.guard(path, x, inputs);
    if (!isInitial) body = reach(vector(x)) && facts && body;
    if (reports(path, property)) addRule(x, inputs, body, wrong());
    if (!path.stops) addRule(x, inputs, body, reach(vector(encoder.update(path, x, inputs))));
  }

  const TransitionSystem &system;
  uint32_t property;
  Encoder encoder;
  Terms x;
  z3::expr facts;
  z3::fixedpoint fixedpoint;
  z3::func_decl reach, wrong;
  int rules = 0;
};

/// Whether `f` holds initially, is kept by every path, and excludes a violation of `property`.
bool isInductive(const TransitionSystem &system, const Formula &f, uint32_t property, const Budget &budget) {
  Encoder encoder(system, budget);
  const Terms x = encoder.state(0);
  z3::solver solver = encoder.solver();
  auto isImpossible = [&](const z3::expr &e) {
    solver.push();
    solver.add(e);
    const bool result = encoder.check(solver) == z3::unsat;
    solver.pop();
    return result;
  };
  auto breaks = [&](const Path &path) {
    const Terms inputs = encoder.inputs(path, "now");
    Terms ways;
    if (reports(path, property)) ways.push_back(encoder.boolean(true));
    if (!path.stops) ways.push_back(!encoder.encode(f, encoder.update(path, x, inputs)));
    return encoder.guard(path, x, inputs) && encoder.any(ways);
  };
  for (const Path &path : system.init)
    if (!isImpossible(breaks(path))) return false;
  solver.add(encoder.encode(f, x));
  for (const Transition &transition : system.transitions)
    for (const Path &path : transition.paths)
      if (!isImpossible(breaks(path))) return false;
  return isImpossible(encoder.bad(system.properties[property], x));
}

Answer unknown(std::string reason) {
  Answer answer;
  answer.engine = "pdr";
  answer.verdict = Unknown{std::move(reason), {}};
  return answer;
}

} // namespace

Answer decidePdr(const TransitionSystem &system, uint32_t property, const Facts &facts,
                 const Budget &budget) {
  if (budget.exhausted()) return unknown("out of time");
  try {
    Horn horn(system, property, facts, budget);
    switch (horn.solve()) {
    case z3::sat: return unknown("violated, but Spacer gives no trace");
    case z3::unknown:
      return unknown(budget.exhausted() ? "out of time" : "Spacer gives up: " + horn.reason());
    case z3::unsat: break;
    }
    std::optional<Formula> found = horn.invariant();
    if (!found) return unknown("Spacer's invariant goes beyond linear arithmetic");
    Answer answer;
    answer.engine = "pdr";
    answer.verdict = Proved{{Formula::all({facts.invariant, *std::move(found)})}};
    const Formula &certificate = std::get<Proved>(answer.verdict).certificate.invariant;
    if (!isInductive(system, certificate, property, budget))
      return unknown("Spacer's invariant is not inductive");
    return answer;
  } catch (const z3::exception &e) {
    return unknown(budget.exhausted() ? std::string("out of time")
                                      : std::string("Spacer gives up: ") + e.msg());
  }
}

} // namespace pinproof::solver
