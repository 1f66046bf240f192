// Answers that need not be found again: nothing that they depend on has changed.
#pragma once

#include "cli/kept_files.h"
#include "cli/looked_at.h"
#include "model/clang/reader.h"
#include "model/paths.h"

namespace pinproof::cli {

/// What a run said of one specification, evidence checked, as it is about the tree alone: without what only
/// that run knows (what was left out of a patch, how long it took).
struct Record {
  /// Of what was read, excerpts and the text of functions are not kept. Where it was only read, the code that
  /// it reaches is NotRun in `coverage`.
  SpecResult result;
  std::vector<model::Declared> declared; // like the next, of a reading
  std::map<std::string, model::Silence> silent;
  std::string program;   // a digest of its canonicalText(); empty: C is not ready to be asked
  std::string system;    // likewise of its transition system; empty: not explored, or it cannot be
  bool isDecided = true; // or only read
  std::string day;       // on which the evidence was checked, by UTC; empty: in this run
  // For a program that differs in places alone:
  std::vector<model::Source> places;
  model::LinesRun run;
};

/// What Clang asked of the file system, and a digest of what it was answered.
struct Reading {
  std::vector<model::Lookup> lookups;
  std::string answers;
};

/// Whether `result` may be kept: everything was answered, and no answer hangs on how long it was looked for.
bool isWorthKeeping(const SpecResult &result);

class Records {
public:
  /// `context`: what decides about answers beside C and pinproof.
  Records(KeptFiles files, std::string context) : files(std::move(files)), context(std::move(context)) {}

  bool areOff() const { return files.areOff(); }
  void prune() const { files.prune(); }

  /// The record of an earlier run, if Clang would read with `options` what it read then. Without what only
  /// another program needs.
  std::optional<Record> findReading(const model::ReadOptions &options) const;
  /// The tree may have changed since: what counts is what Clang was answered.
  void keepReading(const model::ReadOptions &options, const Reading &reading, const Record &record) const;

  /// The record of a program with this canonicalText(). Without coverage.
  std::optional<Record> findProgram(const std::string &text) const;
  void keepProgram(const std::string &text, const Record &record) const;

private:
  std::optional<Record> read(const std::string &key) const;
  std::string lookupsKey(const model::ReadOptions &options) const;
  std::vector<std::vector<model::Lookup>> lookupsFor(const model::ReadOptions &options) const;
  void keepLookups(const model::ReadOptions &options, const std::vector<model::Lookup> &lookups) const;

  KeptFiles files;
  std::string context;
};

} // namespace pinproof::cli
