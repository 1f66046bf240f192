// The transition system: what is decided, certified and shown. Integers, linear guards, linear updates.
//
// Each transition is a disjunction of paths through its C, each path a conjunction of linear constraints
// and an assignment of linear expressions. Machine wrap-around is already in the paths: an addition that
// wraps is another path, which subtracts 2^32 and adds one to the counter's `wraps`, so every formula
// is exact in mathematical integers, before and after an overflow.
//
// Nothing here knows C, Clang or a solver.
#pragma once

#include "model/linear.h"
#include "model/program.h"

namespace pinproof::model {

struct Variable {
  std::string name;
  std::optional<Integer> low, high; // the C type's range, or what is known by construction
  /// All values it can have, ascending, when they are few: kinds, flags, pointers (as small numbers).
  std::vector<Integer> domain;
  std::vector<std::string> domainNames; // parallel to `domain`: of pointers and enumerators; or empty
  bool isPointer = false;               // its values number the addresses that `domainNames` says
  /// For the ghost that counts how often a machine counter wrapped: that counter.
  std::optional<VariableIndex> wrapsOf;
  unsigned width = 32;  // bits of the C type; 128: unbounded
  bool isGhost = false; // the specification's, not the kernel's
  bool isFinite() const { return !domain.empty(); }
};

/// A quantity that a path chooses: an Input of the C program (in the order the C asks for them), or an
/// auxiliary of the encoding (how often a loop ran, a quotient).
struct PathInput {
  std::string name;
  std::optional<Integer> low, high;
  std::optional<uint32_t> choice; // index into Program::inputs; none: auxiliary
};

struct Path {
  std::vector<PathInput> inputs; // numbered from variables.size()
  std::vector<Constraint> guard; // over variables and inputs; input ranges are not repeated here
  std::vector<std::pair<VariableIndex, Linear>> update; // sorted; what is not named keeps its value
  std::vector<uint32_t> reports; // properties (kind != Invariant) that this path breaks
  std::vector<uint32_t> reached; // properties (as above) whose condition this path evaluated or passed
  bool stops = false;            // a BUG: nothing follows
};

struct Transition {
  std::string name;
  Source where;
  std::vector<Path> paths;
};

struct Property {
  enum class Kind { Invariant, Check, Warn, Bug };
  Kind kind = Kind::Invariant;
  std::string name; // unique in its system: "pins_are_balanced", "warn:try_get_folio:…"
  std::string text; // condition as written
  Source where;
  Expectation expect = Expectation::Holds;
  std::string reason;
  /// Invariant: the states that break it, as a disjunction of conjunctions over state variables.
  std::vector<std::vector<Constraint>> bad;
  std::optional<uint32_t> report;   // index into Program::reports for the other kinds
  std::optional<uint32_t> function; // the invariant's function in Program
};

/// A construct that is not modelled, where some path meets it. What lies behind it is in no path of the
/// system, so nothing is PROVED unless it is proved as well that no reachable state takes any of these paths.
struct Refusal {
  std::string construct;
  Source where;
  std::string transition; // empty: in init; or a property's name
  /// All paths that end there: inputs and guard up to that point, exactly or more than that; nothing is
  /// updated, and they stop. Empty: not all of them are known, and nothing is PROVED at all.
  std::vector<Path> ways;
  bool isInitial() const { return transition.empty(); }
};

struct TransitionSystem {
  std::string name, title;
  std::vector<Variable> variables;
  std::vector<Path> init; // guards over inputs only; updates give every variable its value
  std::vector<Transition> transitions;
  std::vector<Property> properties;
  std::vector<Assumption> assumptions;
  std::vector<Refusal> refusals; // what PROVED has to rule out; a violation is real all the same
};

/// Checks what every user relies on (indices in range, sorted terms and updates, init complete); throws
/// std::logic_error naming the first breach. Called once by whoever makes a system.
void validate(const TransitionSystem &system);

/// As text, guarded updates with names: for `show` and golden tests.
std::string toText(const TransitionSystem &system);

/// How variable `v` is called, for `path` when it is one of that path's inputs.
std::string variableName(const TransitionSystem &system, const Path &path, VariableIndex v);

} // namespace pinproof::model
