// Bounded model checking (Biere, Cimatti, Clarke and Zhu 1999), one operation a step.
//
// Depth by depth in one incremental solver, so the first hit is a shortest trace. What the facts exclude is
// left out of the paths; they are not asserted at every step as well.
// It never concludes that deeper executions do nothing new: that is for those that prove.
#include "solver/bounded.h"

#include "solver/unrolling.h"

namespace pinproof::solver {

using namespace model;

namespace {

constexpr unsigned maximalDepth = 200;

std::string operationsText(unsigned n) { return std::to_string(n) + (n == 1 ? " operation" : " operations"); }

Answer unknown(const std::string &reason, unsigned depth) {
  std::string established = depth == 0 ? "" : "no violation within " + operationsText(depth - 1);
  return {Unknown{reason, established}, "bounded", 0, {}};
}

} // namespace

Answer decideBounded(const TransitionSystem &system, uint32_t property, const Facts &facts,
                     const Budget &budget) {
  Encoder encoder(system, budget);
  Unrolling unrolling(encoder, facts, Unrolling::Pace::Single, property);
  for (unsigned depth = 0;; ++depth) {
    if (depth > 0) unrolling.extend();
    if (depth > maximalDepth) return unknown("bound reached", depth);
    z3::expr_vector violated(encoder.context());
    violated.push_back(unrolling.violation(property));
    switch (encoder.check(unrolling.solver(), violated)) {
    case z3::unsat: break;
    case z3::unknown: return unknown("out of time", depth);
    case z3::sat:
      Trace trace = unrolling.trace(unrolling.solver().get_model());
      trace.isShortest = true;
      return {Violated{trace}, "bounded", 0, {}};
    }
  }
}

} // namespace pinproof::solver
