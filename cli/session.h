// What every command begins with: specifications read together with a kernel.
#pragma once

#include "cli/kernel_headers.h"
#include "cli/options.h"
#include "cli/patch/stages.h"
#include "cli/report.h"
#include "model/clang/own_headers.h"
#include "model/clang/reader.h"
#include "model/paths.h"
#include "model/transition_system.h"
#include "solver/engine.h"

namespace pinproof::cli {

/// One specification, as far as it could be read. `result` always says how far; `program` and `system`
/// are there where its state is Answered.
struct Loaded {
  SpecResult result;
  model::Program program;
  model::TransitionSystem system;
  std::map<std::string, std::shared_ptr<const std::string>> kernelText; // of the files read
  std::vector<model::Mutation> mutations;                               // where asked for
  std::vector<model::Undeclared> undeclared;                            // like the next five,
  std::vector<model::KernelFunction> functions;
  std::vector<model::Declared> declared;
  std::map<std::string, model::Silence> silent;
  std::vector<model::Lookup> lookups; // model::ReadResult's
  std::string answers;
  model::LinesRun run; // by paths of the system
  bool isReady() const { return result.state == SpecResult::State::Answered; }
};

/// Everything that is the same for all specifications of a run.
class Session {
public:
  /// The tree is read with the changes that the options name. Throws model::InputError, UsageError,
  /// patch::PatchError or patch::Interrupted.
  explicit Session(const Options &options);
  /// The same with the kernel tree as it is at stage `number` rather than after all changes.
  Session(const Options &options, const patch::Stages &stages, size_t number);

  const std::vector<std::filesystem::path> &files() const { return specFiles; }

  /// Reads `file`. Drift, absent functions and C that is not modelled are states of the result; throws
  /// model::InputError for what is wrong with the files.
  Loaded load(const std::filesystem::path &file) const { return load(file, {}); }

  /// The same in special ways.
  struct Special {
    patch::Overlay changes;       // on top of all others
    bool mutations = false;       // whether to find them
    std::set<std::string> wanted; // names that no stand-in has, to be taken from the tree's own headers
  };
  Loaded load(const std::filesystem::path &file, const Special &special) const;

  /// The two halves of load(): to the program, and on to the transition system.
  Loaded read(const std::filesystem::path &file, const Special &special) const;
  /// Where a path is refused because nothing declares what the kernel calls there, `loaded` is read anew with
  /// that taken from the tree's own headers; returns whether it was.
  bool explorePaths(Loaded &loaded, const std::filesystem::path &file, const Special &special) const;

  /// How Clang is to read `file`.
  model::ReadOptions readOptionsFor(const std::filesystem::path &file, const Special &special) const;
  /// `file` as reports show it.
  std::string shown(const std::filesystem::path &file) const;
  /// The tree's own headers, with which stand-ins are compared; null where none are read in their place, or
  /// the tree has no others.
  const KernelHeaders *headers() const { return kernelHeaders.get(); }
  /// Holds the stand-ins of an answered `result` against the tree's headers; makes it Drifted where they
  /// differ.
  model::Comparison compareStandIns(SpecResult &result) const;
  /// What answers take for granted about the changes to the tree; load() has added it.
  const std::vector<model::Assumption> &changeAssumptions() const { return assumptions; }
  /// The result for a file that was not begun when the run was stopped.
  SpecResult notBegun(const std::filesystem::path &file) const;
  /// The result for a file that cannot be read: Failed, by somebody's mistake.
  SpecResult unreadable(const std::filesystem::path &file, const model::InputError &error) const;

  /// Loads all files side by side and gives them to `use` (any thread, in any order). Throws the first
  /// model::InputError, in the order of the files, after having tried all.
  void forEach(const std::function<void(size_t, Loaded)> &use) const;

  /// How the tree, as it is in this session, is read with its own headers.
  model::OwnHeaders ownHeaders() const;

  /// A report with everything filled in but the specifications.
  Report emptyReport() const;

private:
  void takeShard(const Shard &shard);
  void findPaths(Loaded &loaded) const;
  bool addWanted(const Loaded &loaded, std::set<std::string> &names) const;

  Options options;
  std::vector<std::filesystem::path> specFiles; // of this shard
  std::vector<std::string> planned;             // with a shard: the names of all shards' specifications
  model::ReadOptions readOptions;               // but for the file
  std::shared_ptr<const KernelHeaders> kernelHeaders;
  bool hasNoHeaders = false;                  // the tree says so
  std::vector<model::Assumption> assumptions; // about the changes to the tree
};

/// What is said of one tree alone: the stand-ins that it has names for, and how far these were compared.
void addComparison(SpecResult &result, const model::Comparison &comparison);

Versions versions();

/// Whose headers are read: "stand-in headers", "configured" or "own headers".
std::string modeOf(const Options &options);

/// The options' time-out from now on, ended early by Ctrl-C.
solver::Budget budgetFor(const Options &options);

} // namespace pinproof::cli
