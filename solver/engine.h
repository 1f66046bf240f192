// What an engine is: a decision procedure for one property of one transition system.
//
// An engine is responsible for sound answers with evidence and for stopping soon after its budget says
// so; it is not responsible for checking its evidence (solver/check does), for reporting, or for
// remembering anything between calls: facts worth sharing between properties go into Facts.
#pragma once

#include "solver/answer.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>

namespace pinproof::solver {

/// When to stop. Engines ask `exhausted()` at least every few milliseconds of their own work and give
/// `milliseconds()` to Z3 as its time-out.
struct Budget {
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  /// If later: until when an engine that has a violation may look for a shorter one. What is printed should
  /// not depend on how busy the machine is.
  std::optional<std::chrono::steady_clock::time_point> finish = std::nullopt;
  const std::atomic<bool> *interrupted = nullptr; // set by Ctrl-C
  bool exhausted() const;
  unsigned milliseconds() const; // left, at least 1; for Z3
  Budget toFinish() const { return {finish.value_or(deadline), std::nullopt, interrupted}; }
};

/// A part of the reachable states: those in which some finite variables have these values.
struct Region {
  std::vector<std::pair<model::VariableIndex, model::Integer>> where; // sorted
  std::vector<std::vector<model::Constraint>> clauses; // all hold there; each a disjunction, most of one
};

/// What holds in every reachable state of a system, found once for all its properties.
struct Facts {
  model::Formula invariant;        // inductive by itself
  std::vector<std::string> affine; // its affine equalities in words, for `show` and reports
  std::vector<Region> regions;     // `invariant` again: every reachable state is in one of them
  bool isStrengthened = false;     // strengthen() has been here (facts.h)
};

using EngineFunction = Answer (*)(const model::TransitionSystem &, uint32_t property, const Facts &,
                                  const Budget &);

struct Engine {
  const char *name;
  const char *idea; // one line, for --help
  EngineFunction decide;
};

/// Every engine, cheapest first: the order in which the portfolio walks.
const std::vector<Engine> &engines();

} // namespace pinproof::solver
