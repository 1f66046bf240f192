// One specification's answers in one state of the tree, found anew only where they have to be.
#pragma once

#include "cli/decide.h"
#include "cli/records.h"

namespace pinproof::cli {

/// A specification's answers in one state of the tree, for the next.
struct Before {
  Decision decision;
  std::string program; // a digest of its canonicalText(); empty: no record
  Record record;
};

struct Answered {
  SpecResult result;
  LookedAt looked;
};

/// The cache as far as `options` allow it to stand for evidence: not with --recheck or --strict, nor for
/// certificates that are to be written, nor for an engine that is to find its answer itself.
Records recordsFor(const Options &options);

/// A specification that was read, and can be asked. What it was made with has to outlive it.
class Question {
public:
  /// Reads `file`, without Clang where that was done for the same C before. Throws model::InputError.
  Question(const Options &options, const Session &session, const std::filesystem::path &file,
           const Records &records);

  /// A digest of what it reads, but for places; empty where there is nothing to decide: drift, C that is
  /// not modelled. Questions about the same specification with equal digests have the same answers.
  std::string program();

  /// The same of the transition system that it makes, which is explored for that; empty also where that
  /// takes too long. Other programs may have the same. For programs that are not empty. Throws
  /// model::InputError.
  std::string system();

  /// The files read of the kernel.
  const std::vector<std::string> &filesRead() const;

  /// What there is to say without deciding anything, whatever earlier runs know. Lines are looked at as far
  /// as paths were explored, for system().
  Answered untouched();

  /// Decides and checks, as far as that was not done before for the same C: in an earlier run or, with
  /// `before`, for another state of the tree, which this one then becomes. To be called once. Throws
  /// model::InputError.
  Answered answer(Progress &progress, Before *before = nullptr);

private:
  void read();
  void compare();
  void takeReading();
  bool isOfOtherHeaders() const;
  const SpecResult &readResult() const { return known ? known->result : loaded->result; }
  void learn();
  void explore();
  Answered notAsKnown(Progress &progress, Before *before);
  bool moved(Before *before);
  Answered remembered(Before *before);
  void keep(Before *before) const;
  void keepRead() const;
  Record dated() const;
  void become(Before *before) const;
  LookedAt lookedAt() const;
  model::LinesRun linesCompared() const;
  Answered finish();

  const Options &options;
  const Session &session;
  const std::filesystem::path &file;
  const Records &records;
  std::optional<Record> known;       // of this reading
  model::Comparison comparison;      // of stand-ins with the tree's headers
  std::optional<SpecResult> drifted; // the tree is not what they were written for
  std::optional<Loaded> loaded;      // by Clang
  Reading reading;
  std::string text; // canonicalText() of the program
  bool isExplored = false;
  Record now;
};

/// Reads `file` and answers, if only that it cannot be read.
Answered answer(const Options &options, const Session &session, const std::filesystem::path &file,
                const Records &records, Progress &progress);

} // namespace pinproof::cli
