// Is this trace real? Run by the interpreter on the Program, compared with the transition system's word.
#pragma once

#include "model/trace.h"
#include "solver/check/path_evaluation.h"

namespace pinproof::solver::check {

/// What a replay saw; `failure` empty means that the trace is what it is said to be.
struct ReplayResult {
  struct Group {
    Values before, after;             // of the system's variables, around all repetitions
    std::vector<model::Source> lines; // run through by the first repetition
  };
  std::string failure;
  Values initial;
  std::vector<model::Source> initialLines;
  std::vector<Group> groups;        // parallel to the trace's steps
  model::Integer oneByOne = 0;      // operations run one at a time,
  model::Integer asProgression = 0; // and as arithmetic progressions
  bool isConfirmed() const { return failure.empty(); }
  const Values &last() const { return groups.empty() ? initial : groups.back().after; }
};

/// Runs INIT and every step of `trace` with wrapping machine arithmetic and checks that
/// (a) after INIT and after every step the state is what the system's paths say,
/// (b) the property breaks in the last operation, and (c) in none before.
/// Groups of repetitions that take more instructions than `oneByOneBudget` are run as arithmetic
/// progressions. Never throws for a trace that is not real: `failure` says what differed and where.
ReplayResult replay(const model::Program &program, const model::TransitionSystem &system,
                    const model::Property &property, const model::Trace &trace,
                    uint64_t oneByOneBudget = 600'000'000);

/// The same, with (a) alone, for a trace that is not about a property.
ReplayResult replayRun(const model::Program &program, const model::TransitionSystem &system,
                       const model::Trace &trace, uint64_t oneByOneBudget = 600'000'000);

/// "2,097,152 operations one by one", "5 operations one by one, 2,147,483,642 as arithmetic progressions".
std::string howReplayed(const model::Integer &oneByOne, const model::Integer &asProgression);

/// A step as a stored trace has it: by name, with the program's inputs only.
struct NamedStep {
  std::string transition;
  std::vector<model::Integer> inputs;
  model::Integer count = 1;
};

struct LooseResult {
  enum class Verdict {
    StillHappens,    // the property breaks, in operation `operations`
    DoesNotHappen,   // the run parts from the trace, or ends with the property intact
    CannotBeReplayed // no such transition, undefined behaviour, something that is not modelled
  };
  Verdict verdict = Verdict::CannotBeReplayed;
  std::string text;              // one sentence: where and why
  model::Integer operations = 0; // run completely
  model::Integer oneByOne = 0, asProgression = 0;
};

/// Does the trace of another tree happen in this program? `property` is this program's, by whatever name the
/// caller found it; only its kind, name, `function` and `report` are used.
LooseResult replayLoose(const model::Program &program, const model::Property &property,
                        const std::vector<model::Integer> &initInputs, const std::vector<NamedStep> &steps);

} // namespace pinproof::solver::check
