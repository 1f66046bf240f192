// How much room is left before each counter's bound.
#pragma once

#include "solver/engine.h"

namespace pinproof::solver {

/// What one kind of caller can do to one counter of one kind of folio.
struct LimitRow {
  enum class Outcome {
    Passes,    // the counter passes its bound with the next operation after `operations`
    Refused,   // the counter stops rising after `operations`, below its bound
    Unlimited, // any number of operations, and the counter stays within its bound
    Unknown,
  };
  model::VariableIndex counter = 0, wraps = 0; // and what counts its wraps
  std::string kind;                            // "zero_page"; "any" if there is but one
  uint32_t transition = 0;                     // the caller
  Outcome outcome = Outcome::Unknown;
  std::optional<model::Integer> operations; // Passes, Refused: the most there can be
  bool isExact = false;                // proved: fewer operations do not suffice to pass or to be refused
  std::optional<model::Integer> units; // the same in units of the transition's input
  std::string unit;                    // "pages"
  /// Passes, Refused: the way to the edge: `prefix` operations of others that enable the caller, then
  /// `operations` of the caller.
  model::Trace trace;
  model::Integer prefix = 0;
  std::optional<model::Trace> beyond; // Passes: the same and the next operation
  std::string text;                   // "32,767 operations (2,097,151 pages); the next one passes the bound"
};

/// One row per counter (a variable whose wraps are counted), kind and transition that may raise the counter
/// of some kind; by counter, kind, transition. When the budget runs out, the rest is Unknown.
std::vector<LimitRow> findLimits(const model::TransitionSystem &system, const Facts &facts,
                                 const Budget &budget);

/// "32,768": digits in groups of three.
std::string grouped(model::Integer value);

} // namespace pinproof::solver
