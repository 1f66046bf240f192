// What became of every mutant, as plain values: the only thing that the renderers of `mutants` know.
#pragma once

#include "cli/report.h"
#include "model/clang/reader.h"

namespace pinproof::cli {

struct Mutant {
  enum class Fate {
    NotRun,      // the run was stopped before
    NotCompiled, // Clang refuses it
    Trace,       // noticed: something that holds is violated
    Proof,       // noticed: something that is expected violated holds
    NoAnswer,    // noticed: something that is proved is not any more
    Survived,    // all answers are as before
    Failed,      // an internal error
  };
  std::string name; // says what it is, and stays the same when lines move
  model::Mutation mutation;
  std::string line;               // of the kernel, as it stands there
  unsigned lastLine = 0;          // that it touches
  std::vector<std::string> specs; // with paths through it
  Fate fate = Fate::NotRun;
  std::string spec, property, words; // noticed: by which, and why there is no answer
  bool isSeen = false;               // some specification has another transition system
  std::string reason;                // survived: why that is no hole
  double seconds = 0;
  bool isNoticed() const { return fate == Fate::Trace || fate == Fate::Proof || fate == Fate::NoAnswer; }
};

struct MutantReport {
  Versions versions;
  std::string kernel, mode;
  std::vector<Mutant> mutants;    // by file and place
  std::vector<std::string> specs; // that were asked, cheapest first
  std::vector<std::string> notes; // specifications that could not be asked, entries that can go
  double seconds = 0;
  bool interrupted = false;
  size_t count(Mutant::Fate fate) const;
  size_t noticed() const;
  size_t explained() const;
  /// Of those that survived and are not explained: how many change some specification's transition system.
  size_t survivedSeen() const;
  /// Of the same: how many are on lines that nothing runs through.
  size_t notRunThrough() const;
  /// Of those that compile and were run, without those that are explained: how many are noticed.
  size_t outOf() const;
};

/// Gives each mutant its name: function, what is done, and which of several it is.
void nameMutants(std::vector<Mutant> &mutants);

struct TextOptions;
std::string renderMutantsText(const MutantReport &report, const TextOptions &options);
std::string renderMutantsJson(const MutantReport &report, bool times);

const char *name(Mutant::Fate fate);

} // namespace pinproof::cli
