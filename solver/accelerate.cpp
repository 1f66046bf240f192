// Accelerated search: counterexamples whose depth does not matter.
//
// Like bounded search, but a move is a path taken k times (repetition.h), so the depth that is searched is
// the number of *changes* of path, not of operations: an overflow 32,768 writes deep is two moves. The
// fewest moves are found first, then for these the fewest operations: with the moves fixed what is left
// is a conjunction, where bisection is cheap; then any other moves are asked for less, until there is none.
//
// Fewer operations with more moves are possible. The result is marked shortest only if every number of
// moves below the number of operations was excluded, or if no operation can go far enough to be quicker
// (distance.h). For others one more move is tried.
//
// Limits: cycles of several paths (get, put, get, put, ...) are followed one operation at a time.
#include "solver/accelerate.h"

#include "solver/distance.h"
#include "solver/uniform.h"
#include "solver/unrolling.h"
#include "solver/z3_failures.h"

namespace pinproof::solver {

using namespace model;

namespace {

constexpr unsigned maximalMoves = 7;

class Search {
public:
  Search(const TransitionSystem &system, uint32_t property, const Facts &facts, const Budget &budget)
      : system(system), property(property), facts(facts), budget(budget), encoder(system, budget),
        unrolling(encoder, facts, Unrolling::Pace::Repeated, property) {}

  Answer decide() {
    while (true) {
      z3::check_result found = anyBelow(std::nullopt);
      if (found == z3::unknown) return unknown("out of time");
      if (found == z3::sat)
        return {Violated{endingAtFirstBreak(system, property, shortest())}, "accelerate", 0, {}};
      if (unrolling.length() == maximalMoves) return unknown("bound reached");
      unrolling.extend();
    }
  }

private:
  const TransitionSystem &system;
  uint32_t property;
  const Facts &facts;
  Budget budget;
  Encoder encoder;
  Unrolling unrolling;
  Trace best;        // of the last violation found
  Integer count = 0; // its operations

  Answer unknown(const char *reason) const {
    std::string moves = std::to_string(unrolling.length());
    return {Unknown{reason, "no violation within " + moves +
                                " moves, each an operation repeated any number of times"},
            "accelerate",
            0,
            {}};
  }

  /// A violation by sequences of this length with fewer operations than `limit`; remembers the best
  /// with the same moves.
  z3::check_result anyBelow(std::optional<Integer> limit) {
    z3::solver &solver = unrolling.solver();
    solver.push();
    solver.add(unrolling.violation(property));
    if (limit) solver.add(unrolling.operations() < encoder.numeral(*limit));
    z3::check_result result = encoder.check(solver);
    if (result == z3::sat) {
      budget = budget.toFinish();
      encoder.continueWithin(budget);
      z3::model model = solver.get_model();
      remember(model);
      solver.add(unrolling.choice(model));
      bisect();
      tidy(model);
    }
    solver.pop();
    return result;
  }

  void remember(const z3::model &model) {
    best = unrolling.trace(model);
    count = best.operations();
  }

  /// With the moves asserted, how few operations do it.
  void bisect() {
    z3::solver &solver = unrolling.solver();
    Integer low = unrolling.length(); // possible for all we know; `count` is possible
    while (low < count) {
      Integer middle = floorDivide(add(low, count), 2);
      solver.push();
      solver.add(unrolling.operations() <= encoder.numeral(middle));
      z3::check_result result = encoder.check(solver);
      if (result == z3::sat) remember(solver.get_model());
      solver.pop();
      if (result == z3::unknown) return;
      if (result == z3::unsat) low = add(middle, 1);
    }
  }

  /// With the moves asserted and no more operations, inputs as uniform as can be.
  void tidy(const z3::model &model) {
    z3::solver &solver = unrolling.solver();
    solver.add(unrolling.operations() <= encoder.numeral(count));
    for (const Terms &alternatives : unrolling.preferences(model))
      for (const z3::expr &wish : alternatives) {
        z3::expr_vector wished(encoder.context());
        wished.push_back(wish);
        if (encoder.check(solver, wished) != z3::sat) continue;
        remember(solver.get_model());
        solver.add(wish);
        break;
      }
  }

  /// As few operations as can be found, after the first violation.
  Trace shortest() {
    const unsigned fewestMoves = unrolling.length();
    while (true) {
      // Every sequence of n operations is one of n moves, and fewer moves do not do it.
      if (count <= unrolling.length() || takesAtLeast(system, property, facts, count, budget)) {
        best.isShortest = true;
        return best;
      }
      z3::check_result fewer = anyBelow(count);
      if (fewer == z3::sat) continue;
      if (fewer == z3::unknown) return best;
      if (count <= add(unrolling.length(), 1)) {
        best.isShortest = true;
        return best;
      }
      if (unrolling.length() > fewestMoves && count > maximalMoves) return best;
      unrolling.extend();
    }
  }
};

} // namespace

Answer decideAccelerated(const TransitionSystem &system, uint32_t property, const Facts &facts,
                         const Budget &budget) {
  try {
    return Search(system, property, facts, budget).decide();
  } catch (const z3::exception &failure) {
    if (!isCancelled(failure)) throw;
    return {Unknown{"interrupted", ""}, "accelerate", 0, {}};
  }
}

} // namespace pinproof::solver
