// What a run found, as plain values: the only thing that renderers know.
//
// The report is made once from programs, transition systems, answers and evidence checks (make_report.h);
// renderers never see an engine, Clang or a solver, so that no format can say more, or other, than the rest.
#pragma once

#include "cli/touched_file.h"
#include "model/source.h"
#include "model/stand_ins.h"
#include "model/transition_system.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pinproof::cli {

/// A state variable's value: as a number and, where it has a better name ("&folio"), as a person reads it.
struct Cell {
  std::string name;
  model::Integer value = 0;
  std::string shown; // never empty
  bool operator==(const Cell &) const = default;
};

struct Change {
  std::string name;
  Cell before, after;
};

/// A choice that the environment made: "64 pages", or one of several alternatives by name ("fast").
struct Choice {
  std::string label; // "pages", or "fast|slow"
  model::Integer value = 0;
  std::string shown; // "64 pages", "fast"
};

struct ReportStep {
  std::string transition; // empty: init
  std::vector<Choice> choices;
  model::Integer count = 1;
  std::vector<model::Source> lines; // in the order in which they are first run through
  std::vector<Change> changes;
};

/// A variable that is worth drawing: a machine counter of the kernel, or what somebody holds.
struct Lane {
  enum class Kind { Counter, Holder };
  std::string name;
  Kind kind = Kind::Holder;
  model::Integer bound = 0; // Counter: the largest value before it wraps
  std::string wraps;        // Counter: the variable that counts its wraps
};

struct ReportTrace {
  std::string spec, property;
  ReportStep init;
  std::vector<Cell> start; // the state after init
  std::vector<ReportStep> steps;
  model::Integer operations = 0;
  bool isShortest = false;
  std::vector<Lane> lanes;
};

enum class Verdict { Proved, Violated, Unknown };

/// How the answer compares with what the specification expects. The exit code follows from this alone
/// (status.h).
enum class Outcome {
  Proved,         // and should hold
  Noticed,        // a self-test: violated, as it has to be
  Finding,        // violated: a defect that the specification knows some kernels to have
  NotHere,        // proved: this kernel does not have that defect
  Known,          // violated, which the baseline knows and somebody answers for
  Violated,       // violated and should hold
  NotAccepted,    // a finding that nobody answers for, where somebody has to
  Unnoticed,      // a self-test that holds: the mistake is not noticed any more
  Inconclusive,   // no answer within the bounds
  ProofLost,      // no answer, where the baseline knows a proof
  Unsupported,    // no answer because of C that is not modelled
  EvidenceFailed, // an engine's answer did not survive its check: pinproof itself is wrong
};

struct PropertyResult {
  std::string name;
  std::string kind; // "invariant", "check", "warn", "bug"
  std::string text; // the condition as written
  model::Source where;
  model::Expectation expect = model::Expectation::Holds;
  std::string expectReason;
  Verdict verdict = Verdict::Unknown;
  Outcome outcome = Outcome::Inconclusive;
  std::string engine;
  double seconds = 0;
  std::string vacuous;             // not empty: holds because nothing happens; says what
  std::string reason, established; // Unknown: why, and what is known all the same
  std::string evidence;            // how the evidence was checked, or why the check failed
  std::string certificate;         // Proved: the invariant as SMT-LIB
  std::string baseline;            // what the baseline says of it: known, expired, was proved
  std::string certificateFile;     // the same with its system, as --certificates writes it; else empty
  std::optional<ReportTrace> trace;
};

/// C that is not modelled, met on the way.
struct RefusedConstruct {
  std::string construct;
  model::Source where;
  std::string transition;
};

/// A kernel function that specifications reach, line by line.
struct FunctionCoverage {
  enum class Line {
    Blank,    // no code
    Skipped,  // left out by the preprocessor
    Constant, // code that a constant condition rules out
    NotRun,   // code that no path runs through
    Run,      // code that some path runs through
  };
  std::string file, name;
  unsigned first = 1; // line; from there on, one element per line
  std::vector<Line> lines;
  std::vector<std::string> text;
  std::vector<std::string> specs; // that reach it, by name
};

/// The functions on the paths that answers are about.
struct FunctionsRun {
  struct One {
    std::string file, name;
    auto operator<=>(const One &) const = default;
  };
  std::vector<One> kernel; // of the tree that was read
  std::vector<One> ours;   // what stands in for the kernel, and callers
};

/// Somebody else's than pinproof's: C that does not parse, a file that is missing.
struct Mistake {
  std::string excerpt, remedy;                   // the line with a caret, what to do; each may be empty
  std::vector<model::FurtherError> further = {}; // what else is wrong, in the order in which it is read...
  size_t unsaid = 0;                             // ... and how much more
};

struct SpecResult {
  using Mistake = cli::Mistake;
  enum class State {
    Answered,
    Absent,      // about functions that this kernel does not have: does not apply
    Drifted,     // the kernel is not the one the specification knows
    Unsupported, // C that is not modelled, before any property could be asked
    Interrupted, // not begun when the run was stopped, or given up: out of time or memory
    Failed,      // an internal error, or a mistake in what was to be read (see `mistake`)
    Untouched,   // explore: no patch changes its transition system, so it was not decided
  };
  std::string name, title, file;
  State state = State::Answered;
  std::string message;            // Unsupported, Failed: what happened
  model::Source where;            // Unsupported, Failed: where
  std::optional<Mistake> mistake; // Failed, or Unsupported where a patch made it: with these words
  std::vector<model::Drift> drifts;
  std::vector<std::string> absent;
  std::vector<model::StandIn> standIns; // that its paths use
  std::vector<PropertyResult> properties;
  std::vector<model::Assumption> assumptions;
  std::vector<RefusedConstruct> refusals;
  std::vector<std::string> neverFires; // "unpin: can never fire"
  std::vector<std::string> filesRead;
  /// Text of the kernel lines that traces run through, by file and line.
  std::map<std::string, std::map<unsigned, std::string>> excerpts;
  std::map<std::string, std::string> digests; // of the files read
  std::vector<FunctionCoverage> coverage;
  FunctionsRun functionsRun; // of the paths that were explored
  double clangSeconds = 0, seconds = 0;
};

struct Versions {
  std::string pinproof, clang, z3;
};

/// Which kernel a tree holds.
struct TreeIdentity {
  std::string version;               // "6.12.94", by its Makefile; empty: that does not say
  std::string commit;                // of git; empty: see `remark`
  std::vector<std::string> modified; // files read whose content is not the commit's
  std::string remark;                // why there is no commit
};

/// A run's part of all its specifications, so that several machines can share them.
struct Shard {
  unsigned index = 1, of = 1; // index counts from 1
};

struct Report {
  Versions versions;
  std::string kernel;               // as given, or "embedded"
  std::optional<TreeIdentity> tree; // none for the embedded kernel
  std::string mode;                 // modeOf()
  std::vector<std::string> defines; // given with -D
  std::vector<SpecResult> specs;
  std::optional<Shard> shard;
  std::vector<std::string> planned;          // by name, what all shards together are to ask
  std::vector<FunctionCoverage> coverage;    // of all specifications together; empty: not asked for
  std::vector<std::string> baselineNotes;    // entries of the baseline that can go
  std::vector<model::Assumption> unaccepted; // with --strict: what answers depend on and nobody has accepted
  std::vector<TouchedFile> touched;          // by the changes to the tree, all of them as one
  bool acceptsUnchecked = false;             // changed lines that are NOT CHECKED are no reason to fail
  double seconds = 0;
  bool interrupted = false;
};

} // namespace pinproof::cli
