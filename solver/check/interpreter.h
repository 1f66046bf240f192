// Runs a Program as a machine would: wrapping arithmetic, bytes, no solver.
//
// Independent of the symbolic execution on purpose (they share model/program.h only): what both agree on
// was understood the same way twice. Not responsible for knowing what a trace should show; replay.h is.
#pragma once

#include "solver/check/concrete.h"

namespace pinproof::solver::check {

/// How a run of one function, repeated, ended.
struct Outcome {
  enum class Ending {
    Done,        // all repetitions ran to their end
    AssumeFalse, // the next repetition does not exist in the model (the state is no longer of use)
    Bug,         // the next one stopped at a BUG
    Broken,      // after the last one counted the watched invariant does not hold
    Failed,      // undefined in C, refused, or beyond the interpreter: `failure` says what and where
  };
  struct Fired {
    uint32_t report;           // index into Program::reports
    model::Integer repetition; // the first that it fired in, from 0
  };
  Ending ending = Ending::Done;
  model::Integer repetitions = 0;   // run completely (a Bug's counts, an AssumeFalse's does not)
  model::Integer oneByOne = 0;      // of those, how many one at a time,
  model::Integer asProgression = 0; // and how many as arithmetic progressions
  std::vector<Fired> reports;
  std::vector<uint32_t> inputsAsked; // by the first repetition: indices into Program::inputs, in order
  std::vector<model::Source> lines;  // run through by the first repetition, each once, in order
  std::string failure;               // with file:line
  bool isAboutInputs = false;        // Failed because the inputs do not fit what the program asks for
};

/// A scalar of the state and what it holds.
struct NamedCell {
  std::string name; // as cellName() gives it
  uint64_t address = 0;
  model::Scalar type;
  model::Integer value = 0;
};

class Interpreter {
public:
  /// `program` must outlive the interpreter. Throws model::Unsupported for an object whose PINPROOF_EACH
  /// member is not its last.
  explicit Interpreter(const model::Program &program);
  ~Interpreter();
  Interpreter(const Interpreter &) = delete;
  Interpreter &operator=(const Interpreter &) = delete;

  /// Back to zeroed globals, then INIT with these inputs.
  Outcome runInit(const std::vector<model::Integer> &inputs);
  /// `function` (an index into Program::functions) `count` times with the same inputs each time; after each,
  /// asks the invariant `watched`, if any, and stops when it is broken.
  Outcome run(uint32_t function, const std::vector<model::Integer> &inputs, const model::Integer &count = 1,
              std::optional<uint32_t> watched = {});
  /// Whether the invariant function says that the state is right; the state stays as it is. Throws Failure.
  bool holds(uint32_t function);

  /// All that runs change: for going back to where the interpreter was.
  const State &now() const { return state; }
  void goBack(const State &then) { state = then; }

  /// Every scalar of the globals by name (union members that overlap: each), with the atomics' wrap counts
  /// as "<name>.wraps" where not 0.
  std::vector<NamedCell> cells() const;
  /// The scalar at this address of the state. Throws Failure when there is none.
  model::Integer read(uint64_t address, model::Scalar type) const;
  /// How often the atomic counter at this address wrapped: upwards counts 1, downwards -1.
  model::Integer wraps(uint64_t address) const;
  /// A pointer's value for people: "NULL", "folio", "pages[3]", "error -14".
  std::string pointerName(uint64_t address) const;
  uint64_t globalAddress(uint32_t global) const { return addressOf(global + 1, 0); }

  /// Work beyond which repetitions are run as progressions, in instructions (for tests to lower).
  uint64_t oneByOneBudget = 600'000'000;
  /// Instructions after which a group that resists progressions is given up, as Failed.
  uint64_t patience = 1'200'000'000;

private:
  struct Ready;
  const model::Program &program;
  std::vector<Place> places;
  State state;
  std::map<std::pair<uint32_t, std::optional<uint32_t>>, std::unique_ptr<Ready>> ready;

  Ready &prepare(uint32_t function, std::optional<uint32_t> watched);
  Ending once(Ready &code, const std::vector<model::Integer> &inputs, Outcome &outcome, StoreLog *log);
  model::Integer manyAtOnce(Ready &code, const std::vector<model::Integer> &inputs, const State &before,
                            const StoreLog &stored, model::Integer count, Outcome &outcome);
  Outcome repeat(Ready &code, const std::vector<model::Integer> &inputs, model::Integer count);
};

} // namespace pinproof::solver::check
