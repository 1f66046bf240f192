// Patches, mails and quick edits, in a tree of one file. Git takes part where it does in earnest: targets
// that start it run a hundred times slower than the others.
#include "cli/compile_flags.h"
#include "cli/patch/c_text.h"
#include "cli/patch/error.h"
#include "cli/patch/place.h"
#include "cli/patch/what_if.h"
#include "tests/fuzz/targets.h"

namespace pinproof::fuzz {

namespace {

using namespace cli::patch;

const char *const file = "mm/gup.c";
const auto isFile = [](const std::string &path) { return path == file; };

/// Whether printing it says all that was read.
bool isPlain(const FileDiff &diff) {
  if (!diff.obstacle.empty() || diff.hunks.empty()) return false;
  for (const Hunk &hunk : diff.hunks)
    if (hunk.isDamaged) return false;
  return true;
}

void demandSameAgain(const FileDiff &diff) {
  const std::string text = toText(diff);
  const std::vector<FileDiff> again = parseDiffs(text, isFile);
  demand(again.size() == 1 && toText(again[0]) == text,
         "a diff that was read is written and read as the same");
}

} // namespace

void diff(const std::string &input) try {
  const std::vector<std::string> lines = splitLines(input);
  for (const FileDiff &diff : parseDiffs(input, isFile)) {
    if (isPlain(diff)) demandSameAgain(diff), demandSameAgain(reversed(diff));
    for (const Hunk &hunk : diff.hunks) {
      nearestPlace(hunk, lines);
      repaired(hunk, lines);
    }
  }
} catch (const PatchError &) {}

void mail(const std::string &input) try {
  demand(!readSeries({{"-", input}}, isFile).patches.empty(), "a series has patches");
} catch (const PatchError &) {}

void whatIf(const std::string &input) try {
  const size_t end = std::min(input.find('\n'), input.size());
  const Tree tree("/nonexistent", {{file, input.substr(std::min(end + 1, input.size()))}});
  demand(!cli::patch::whatIf(input.substr(0, end), tree, {file}).files.empty(), "an edit changes something");
} catch (const PatchError &) {}

void flags(const std::string &input) { cli::readingFlags(cli::splitCommand(input), "/"); }

} // namespace pinproof::fuzz
