// What patches change, as plain values: the only thing that explore's renderers know.
#pragma once

#include "cli/report.h"
#include "cli/touched_file.h"

#include <set>

namespace pinproof::cli {

/// A run of changed lines, as a diff shows it.
struct PatchChunk {
  struct Line {
    char kind;
    std::string text;
    unsigned number; // '+': in the new file; '-': 0
  };
  std::string file;
  unsigned line = 0; // where it begins, or for lines that are gone where they were, in the new file
  std::vector<Line> lines;
  std::set<unsigned> beside; // lines of code around it: whoever runs through one runs through this change
};

/// A state of the tree: before all patches, or after one.
struct ExploreStage {
  std::string title;
  std::vector<TouchedFile> touched; // by this patch
  std::vector<std::string> leftOut; // of this patch
  std::vector<std::string> notes;
  std::vector<PatchChunk> chunks; // all changes up to here
  Report report;
};

/// How a property stands in one state.
enum class Standing {
  Proved,
  Violated,
  Unknown,
  Drifted,
  NotThere,
  NotDecided, // none of the specification's transitions was changed
};

enum class Turn {
  Same,
  Fixed,
  Broken,
  BrokenBetween, // in the middle of a series only
  StillBroken,
  ProofLost,
  AnswerLost, // was violated, and who knows now
  Decided,    // was unknown
  Vacuous,    // holds on, because nothing happens any more
  New,        // the property is there since a patch
  Gone,       // the property is not there any more
  Untouched,  // a specification as a whole: no patch changes it, and it was not decided
};

struct ExploreRow {
  std::string spec, property;      // no property: the specification as a whole
  std::vector<Standing> standings; // one per stage
  Turn turn = Turn::Same;
  Outcome outcome = Outcome::Proved; // at the end or, BrokenBetween, where it is broken
  size_t stage = 0;                  // where what the row says first shows
  const ExploreRow *first =
      nullptr; // of a folded row: the report's, or the first of those that it stands for
};

struct ExploreReport {
  std::vector<ExploreStage> stages; // the first: before
  std::vector<std::string> notes;
  std::vector<ExploreRow> rows;
  double seconds = 0;
  bool interrupted = false;
  bool acceptsUnchecked = false; // changed lines that are NOT CHECKED are no reason to fail
};

/// Changed lines of code that nobody looked at, by any patch.
size_t uncheckedLines(const ExploreReport &report);

/// The rows for `stages`, in the order of specifications and properties.
std::vector<ExploreRow> compareStages(const std::vector<ExploreStage> &stages);

/// Property `row.property` in `stage`, or null.
const PropertyResult *findProperty(const ExploreStage &stage, const std::string &spec,
                                   const std::string &property);

/// Of `chunks`, those that `trace` runs through.
std::vector<PatchChunk> chunksOf(const ReportTrace &trace, const std::vector<PatchChunk> &chunks);

struct TextOptions;
std::string renderExploreText(const ExploreReport &report, const TextOptions &options);
std::string renderExploreJson(const ExploreReport &report, bool times);
std::string renderExploreMarkdown(const ExploreReport &report);
std::string renderExploreGithub(const ExploreReport &report);
std::string renderExploreHtml(const ExploreReport &report);

// What all formats for people say alike:

const char *words(Standing standing);
/// "P", "V", "?", "D", "-" or ".", a letter for each state.
std::string letters(const ExploreRow &row);

/// What nobody has accepted of the assumptions in any state after a patch.
std::vector<model::Assumption> unacceptedIn(const ExploreReport &report);

/// Whether the table has a line for it: it changes, or is not as it should be.
bool isInteresting(const ExploreRow &row);

/// Why a row is as it is: the trace and the lines of the patch that it runs through, drift, what is refused.
struct Explanation {
  const ExploreRow *row;
  std::string text;
};
/// Of all that is news, in order; what concerns a whole specification once.
std::vector<Explanation> explanations(const ExploreReport &report, const TextOptions &options);

/// Which files and functions the patches touch, and how much of that is looked at.
std::string patchesText(const ExploreReport &report, const TextOptions &options);
/// The changed lines that a trace runs through.
std::string chunkText(const PatchChunk &chunk);
/// The specifications that were decided and in which nothing is interesting, by name.
std::vector<std::string> quietSpecs(const ExploreReport &report);
/// Which specifications the patches leave as they were, and that these were not decided; or "".
std::string untouchedText(const ExploreReport &report);
/// "15 properties: 1 BROKEN, 14 same"
std::string exploreSummary(const ExploreReport &report, const TextOptions &options);

const char *name(Turn turn);
const char *name(Standing standing);

} // namespace pinproof::cli
