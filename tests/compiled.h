// A specification and its kernel file as an ordinary compiler sees them, run as an ordinary program.
#pragma once

#include "model/clang/reader.h"
#include "solver/check/interpreter.h"
#include "tests/process.h"

#include <set>

namespace pinproof::tests {

/// One run of a transition with the same inputs `count` times; the first of a script, and whatever has no
/// transition, is INIT from the beginning.
struct ScriptStep {
  std::optional<uint32_t> transition; // index into Program::transitions
  std::vector<model::Integer> inputs;
  model::Integer count = 1;
};

/// What is there after a step.
struct Observation {
  std::string ending; // "done", "assume", "bug", or what went wrong
  std::vector<std::string> cells, wraps, invariants;
  std::set<std::string> reports; // "kind|name|condition"
  bool operator==(const Observation &) const = default;
};
std::ostream &operator<<(std::ostream &out, const Observation &o);

class Compiled {
public:
  /// Compiles with Clang and sanitizers; throws std::runtime_error with the compiler's words. `program` is
  /// what was read with `options`, and outlives this.
  Compiled(const model::ReadOptions &options, const model::ReadResult &read);

  /// One observation per step. Throws std::runtime_error if the program dies, with its last words (a
  /// sanitizer's).
  std::vector<Observation> run(const std::vector<ScriptStep> &script) const;

  /// The same of the interpreter's state; `outcome` is its last run's.
  Observation observe(const solver::check::Interpreter &interpreter,
                      const solver::check::Outcome &outcome) const;

private:
  const model::Program &program;
  std::vector<solver::check::NamedCell> cells;
  test::TemporaryDirectory directory;

  std::string driver(const std::string &mainFile) const;
  void compile(const model::ReadOptions &options, const model::ReadResult &read) const;
};

} // namespace pinproof::tests
