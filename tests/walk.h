// Random runs of a program in the interpreter, with inputs made up as the C asks for them.
#pragma once

#include "solver/check/interpreter.h"

#include <random>

namespace pinproof::tests {

class Walk {
public:
  Walk(const model::Program &program, unsigned seed);

  struct Done {
    solver::check::Outcome outcome;
    std::vector<uint32_t> choices;      // indices into Program::inputs
    std::vector<model::Integer> inputs; // parallel
  };

  /// One more run of `function`, the first time INIT; its effect is there until forget().
  Done extend(uint32_t function);
  /// The last run did not take place.
  void forget() { last = before; }
  /// The interpreter in the state after all runs that took place.
  const solver::check::Interpreter &replayed();

  /// Ends of ranges are where the mistakes are.
  model::Integer pick(model::Integer low, model::Integer high);
  unsigned any(size_t count) { return static_cast<unsigned>(random() % count); }
  /// Asks an invariant in the state that replayed() left.
  bool holds(uint32_t function) { return interpreter.holds(function); }

private:
  const model::Program &program;
  solver::check::Interpreter interpreter;
  std::mt19937 random;
  bool hasBegun = false;
  solver::check::State before, last; // the last run that took place
};

} // namespace pinproof::tests
