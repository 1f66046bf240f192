// Git applies, in a directory that holds the touched files and nothing else, file by file and hunk by hunk
// (--reject), so that what fits is known even where not all of it does. Git knows no fuzz: a hunk whose
// context differs does not fit. Success is then checked by content: a file that is to change has to have
// changed.
#include "cli/patch/apply.h"

#include "cli/patch/error.h"
#include "cli/patch/git.h"
#include "cli/patch/place.h"

#include <algorithm>

namespace pinproof::cli::patch {

namespace {

namespace fs = std::filesystem;

std::string excerpt(const std::string &line) {
  size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  return begin == line.size() ? "(a blank line)" : line.substr(begin);
}

std::string describePlace(const std::string &file, const NearPlace &near) {
  if (near.agree == 0) return "nothing like it is in the file";
  std::string text = "nearest place: " + file + ":" + std::to_string(near.line) + ", where " +
                     std::to_string(near.agree) + " of " + std::to_string(near.of) + " lines agree";
  if (near.differs)
    text += "\n  the patch has:  " + excerpt(near.wanted) + "\n  the tree has:   " + excerpt(near.found);
  return text;
}

LeftOut leftOut(const FileDiff &diff, const Hunk *hunk, const std::string &reason,
                const std::string &details = {}) {
  LeftOut one{diff.path(), 0, static_cast<unsigned>(diff.hunks.size()), 0, {}, reason, details};
  if (hunk == nullptr) return one;
  one.hunk = hunk->number;
  one.line = hunk->oldLine;
  one.section = hunk->section;
  return one;
}

/// What git says about each hunk of one file: offsets of those that fit, none for those that do not.
struct HunkFate {
  bool fits = false;
  int offset = 0;
};

std::vector<HunkFate> fates(const std::string &words, size_t count, bool succeeded) {
  std::vector<HunkFate> result(count, {succeeded, 0});
  for (const std::string &line : splitLines(words)) {
    unsigned number = 0, at = 0;
    int offset = 0;
    if (std::sscanf(line.c_str(), "Hunk #%u succeeded at %u (offset %d", &number, &at, &offset) == 3 &&
        number - 1 < count)
      result[number - 1].offset = offset;
    char rest[16] = {};
    if (std::sscanf(line.c_str(), "Hunk #%u applied %15s", &number, rest) == 2 && number - 1 < count)
      result[number - 1].fits = true;
  }
  return result;
}

/// One file's change at work in its own directory.
class FileApplication {
public:
  FileApplication(const FileDiff &given, const Tree &tree) : diff(given), tree(tree) {}

  void run(Applied &applied, size_t &fitting) {
    if (!diff.obstacle.empty()) {
      applied.leftOut.push_back(leftOut(diff, nullptr, diff.obstacle));
      return;
    }
    if (diff.hunks.empty() && diff.isModeOnly && diff.oldPath == diff.newPath) {
      applied.notes.push_back(diff.path() + ": nothing but its mode changes");
      return;
    }
    if (!filesAreThere(applied)) return;
    leaveOutLoose(applied);
    repairDamage(applied);
    if (diff.hunks.empty() && wanted > 0) return; // nothing of it fits
    GitResult result = runGitApply();
    if (result.exit != 0 && !diff.isRepaired && repairMisfits(result, applied)) result = runGitApply();
    report(result, applied, fitting);
  }

private:
  struct Repairable : FileDiff {
    explicit Repairable(const FileDiff &given) : FileDiff(given) {}
    bool isRepaired = false;
  };

  bool filesAreThere(Applied &applied) {
    if (!diff.oldPath.empty()) before = tree.read(diff.oldPath);
    if (!diff.oldPath.empty() && !before) {
      applied.leftOut.push_back(leftOut(diff, nullptr, "there is no " + diff.oldPath + " in the tree"));
      return false;
    }
    bool isMade = !diff.newPath.empty() && diff.newPath != diff.oldPath;
    if (isMade && tree.has(diff.newPath)) {
      applied.leftOut.push_back(leftOut(diff, nullptr, "exists already"));
      return false;
    }
    wanted = diff.hunks.size();
    return true;
  }

  LeftOut named(const Hunk &hunk) const {
    LeftOut one = leftOut(diff, &hunk, "does not fit");
    one.hunks = static_cast<unsigned>(wanted);
    return one;
  }

  LeftOut misfit(const Hunk &hunk) const {
    LeftOut one = named(hunk);
    if (before) one.details = describePlace(diff.oldPath, nearestPlace(hunk, splitLines(*before)));
    return one;
  }

  /// Hunks that stand alone in their file: git puts them at its end.
  void leaveOutLoose(Applied &applied) {
    const size_t length = before ? splitLines(*before).size() : 0;
    std::erase_if(diff.hunks, [&](const Hunk &hunk) {
      auto isContext = [](const DiffLine &line) { return line.kind == ' '; };
      if (hunk.oldCount == length || std::any_of(hunk.lines.begin(), hunk.lines.end(), isContext))
        return false;
      LeftOut one = named(hunk);
      one.reason = "has no unchanged lines around it";
      one.details = "They tell where it belongs: make the diff with some (-U3).";
      applied.leftOut.push_back(std::move(one));
      return true;
    });
    if (diff.hunks.size() < wanted) renumber();
  }

  /// Hunks that show that they lost their white space.
  void repairDamage(Applied &applied) {
    if (!before) return;
    bool isDamaged =
        std::any_of(diff.hunks.begin(), diff.hunks.end(), [](const Hunk &h) { return h.isDamaged; });
    if (!isDamaged) return;
    diff.isRepaired = true;
    const std::vector<std::string> lines = splitLines(*before);
    std::vector<Hunk> kept;
    for (const Hunk &hunk : diff.hunks)
      if (auto exact = repaired(hunk, lines)) {
        applied.isInPlace &= exact->oldLine == hunk.oldLine;
        kept.push_back(std::move(*exact));
      } else {
        applied.leftOut.push_back(misfit(hunk));
      }
    diff.hunks = std::move(kept);
    sayRepaired(applied);
  }

  /// Hunks that look sound but fit only if white space is left aside. False if there are none.
  bool repairMisfits(const GitResult &result, Applied &applied) {
    if (!before) return false;
    const std::vector<HunkFate> fate = fates(result.err, diff.hunks.size(), false);
    const std::vector<std::string> lines = splitLines(*before);
    bool isChanged = false;
    for (size_t h = 0; h < fate.size(); ++h) {
      if (fate[h].fits) continue;
      auto exact = repaired(diff.hunks[h], lines);
      isChanged |= exact.has_value();
      if (exact) applied.isInPlace &= exact->oldLine == diff.hunks[h].oldLine;
      if (exact) diff.hunks[h] = std::move(*exact);
    }
    diff.isRepaired = true;
    if (isChanged) sayRepaired(applied);
    return isChanged;
  }

  /// Hunks that were put where they belong must be looked for there, whatever others were left out.
  void renumber() {
    unsigned before = 0, after = 0;
    for (Hunk &hunk : diff.hunks) {
      hunk.newLine = hunk.oldLine + after - before;
      before += hunk.oldCount;
      after += hunk.newCount;
    }
  }

  void sayRepaired(Applied &applied) {
    renumber();
    if (!diff.hunks.empty())
      applied.notes.push_back(diff.path() + ": the patch has lost its white space; the tree's is taken, and "
                                            "added lines are indented like their neighbours");
  }

  GitResult runGitApply() {
    directory.emplace();
    fs::create_directory(directory->path / "tree");
    if (before) directory->write("tree/" + diff.oldPath, *before);
    return runGit({"apply", "--reject", "--verbose", "--whitespace=nowarn", "-"}, directory->path / "tree",
                  GitSettings::None, toText(diff));
  }

  std::optional<std::string> after(const std::string &path) const {
    fs::path file = directory->path / "tree" / path;
    if (path.empty() || !fs::is_regular_file(fs::symlink_status(file))) return std::nullopt;
    return readAll(file);
  }

  void report(const GitResult &result, Applied &applied, size_t &fitting) {
    const std::vector<HunkFate> fate = fates(result.err, diff.hunks.size(), result.exit == 0);
    for (size_t h = 0; h < fate.size(); ++h) {
      if (!fate[h].fits) applied.leftOut.push_back(misfit(diff.hunks[h]));
      applied.isInPlace &= fate[h].offset == 0;
      if (fate[h].fits && fate[h].offset != 0)
        applied.notes.push_back(place(named(diff.hunks[h])) + ": fits " +
                                std::to_string(std::abs(fate[h].offset)) + " lines " +
                                (fate[h].offset > 0 ? "further down" : "further up"));
    }
    const size_t fits = static_cast<size_t>(
        std::count_if(fate.begin(), fate.end(), [](const HunkFate &f) { return f.fits; }));
    if (result.exit != 0 && fits == fate.size()) { // it failed as a whole
      applied.leftOut.push_back(leftOut(diff, nullptr, "git refuses it", result.err));
      return;
    }
    const std::optional<std::string> now = after(diff.newPath);
    const bool isMoved = diff.oldPath != diff.newPath;
    if (!isMoved && now == before) {
      if (fits > 0) applied.leftOut.push_back(leftOut(diff, nullptr, "is the same afterwards"));
      return;
    }
    if (isMoved && !diff.oldPath.empty()) applied.changes[diff.oldPath] = std::nullopt;
    if (!diff.newPath.empty()) applied.changes[diff.newPath] = now;
    fitting += std::max<size_t>(fits, 1);
  }

  Repairable diff;
  const Tree &tree;
  std::optional<std::string> before;
  size_t wanted = 0; // hunks that the patch has
  std::optional<TemporaryDirectory> directory;
};

std::string quoted(const Patch &patch) {
  std::string number =
      patch.number == 0 ? "" : std::to_string(patch.number) + "/" + std::to_string(patch.total) + " ";
  return number + "'" + patch.title + "'";
}

/// All of it, the other way round, fits: it is there already.
bool isThereAlready(const Patch &patch, const Tree &tree) {
  return apply(reversed(patch), tree, true).leftOut.empty();
}

[[noreturn]] void refuse(const Patch &patch, const Tree &tree, const Applied &applied, size_t fitting) {
  std::string details;
  for (const LeftOut &one : applied.leftOut) {
    details += place(one) + ": " + one.reason + "\n";
    for (const std::string &line : splitLines(one.details)) details += "  " + line + "\n";
  }
  if (fitting > 0)
    details += std::to_string(fitting) + (fitting == 1 ? " hunk fits" : " hunks fit") +
               "; --partial goes on with what fits, and lists the rest among the assumptions.\n";
  if (isThereAlready(patch, tree))
    details +=
        patch.isReverted
            ? "It is not in this tree. To see what it changes, leave --revert out.\n"
            : "It is in this tree already. To see what it changes, give it to explore, or to --revert.\n";
  throw PatchError(patch.origin + ": " + quoted(patch) +
                       (patch.isReverted ? " cannot be reverted" : " does not apply"),
                   details);
}

} // namespace

std::string place(const LeftOut &one) {
  std::string text = one.file;
  if (one.hunk != 0)
    text += ", hunk " + std::to_string(one.hunk) + " of " + std::to_string(one.hunks) + " at line " +
            std::to_string(one.line) + (one.section.empty() ? "" : " (" + one.section + ")");
  return text;
}

Applied apply(const Patch &patch, const Tree &tree, bool partial) {
  Applied applied;
  size_t fitting = 0;
  Tree current = tree; // a patch may change a file twice
  for (const FileDiff &diff : patch.files) {
    FileApplication(diff, current).run(applied, fitting);
    for (const auto &[path, contents] : applied.changes) current.overlay[path] = contents;
  }
  if (!partial && !applied.leftOut.empty()) refuse(patch, tree, applied, fitting);
  return applied;
}

} // namespace pinproof::cli::patch
