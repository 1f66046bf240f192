// Every way to change the tree ends here, as a list of overlays: what comes after neither knows nor cares
// whether a state was a patch, a commit or a quick edit.
#include "cli/patch/stages.h"

#include "cli/output.h"
#include "cli/patch/error.h"
#include "cli/patch/git.h"
#include "cli/patch/history.h"
#include "cli/patch/what_if.h"
#include "cli/places.h"
#include "model/source.h"

#include <algorithm>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

namespace pinproof::cli::patch {

namespace {

namespace fs = std::filesystem;

bool isPatchFile(const fs::directory_entry &entry) {
  static const std::set<std::string> endings{".patch", ".diff", ".eml", ".mbox", ".mbx"};
  return entry.is_regular_file() && endings.contains(entry.path().extension().string());
}

/// Quilt's list of patches: a name in a line, and what patch(1) was to be told (-p1), which is found out.
std::vector<fs::path> inOrderOf(const fs::path &list) {
  std::vector<fs::path> files;
  for (const std::string &line : splitLines(readTextFile(list, "quilt's list of patches"))) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string name, option;
    if (!(words >> name)) continue;
    if (isOutside(name)) throw PatchError(list.string() + ": " + name + " is outside of its directory");
    while (words >> option)
      if (option == "-R")
        throw PatchError(list.string() + ": " + name + " is to be reverted", "Give it to --revert.");
    files.push_back(list.parent_path() / name);
  }
  return files;
}

/// A file, standard input, or a directory of patches in the order of quilt's list or of their names.
std::vector<PatchText> texts(const std::string &name) {
  if (name == "-") return {{"-", readInput()}};
  std::error_code ignored;
  if (!fs::is_directory(name, ignored)) return {{name, readTextFile(name, "a patch or a mailbox")}};
  std::vector<fs::path> files;
  const fs::path list = fs::path(name) / "series";
  if (fs::is_regular_file(list, ignored)) {
    files = inOrderOf(list);
  } else {
    for (const auto &entry : fs::directory_iterator(name))
      if (isPatchFile(entry)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
  }
  if (files.empty())
    throw PatchError(name + ": there is no patch in this directory",
                     "Expected *.patch, *.diff, *.eml, *.mbox or *.mbx, or quilt's list, series.");
  std::vector<PatchText> result;
  for (const fs::path &file : files) result.push_back({file.string(), readTextFile(file, "a patch")});
  return result;
}

Series readAll(const std::string &name, const Tree &tree) {
  return readSeries(texts(name), [&](const std::string &path) { return tree.knows(path); });
}

class Maker {
public:
  explicit Maker(const Options &options)
      : options(options), changes(options.changes), tree(kernelTree(options), {}, options.disk) {}

  Stages make() {
    if (changes.workingTree || !changes.range.empty()) {
      changes.workingTree ? workingTree() : commits();
      return std::move(stages);
    }
    std::vector<Patch> patches = reverts();
    addPatches(patches);
    if (changes.mayBeThere && changes.revert.empty() && tree.overlay.empty()) startWithout(patches);
    stages.all.push_back({"before", tree.overlay, {}, {}, {}});
    for (const Patch &patch : patches) add(patch);
    refuseIfAllIsLeftOut(patches);
    if (!changes.whatIf.empty()) addEdits();
    return std::move(stages);
  }

private:
  /// A list of git's that says which files of the working tree are a commit's. Those that it does not name
  /// are read later: the snapshot has it made again at the end.
  std::vector<std::string> listed(std::function<std::vector<std::string>(OnInterrupt)> list) const {
    std::vector<std::string> paths = list(OnInterrupt::Stop);
    options.disk->listed(tree.root.string(), paths, [=] { return list(OnInterrupt::GoOn); });
    return paths;
  }

  /// What has to be put on top of the working tree for its files, or its C, to be those of `commit`.
  Overlay workingTreeTo(const History &history, const std::string &commit) const {
    const bool onlyC = !options.isConfigured();
    Overlay overlay = history.at(
        commit, listed([=](OnInterrupt stops) { return history.differing(commit, onlyC, stops); }));
    // What git does not know is not the commit's; but headers that a build made are needed.
    if (onlyC)
      for (const std::string &path : listed([=](OnInterrupt stops) { return history.unknown(true, stops); }))
        overlay.try_emplace(path, std::nullopt);
    return overlay;
  }

  /// HEAD, and the working tree with the files that somebody made and git is not told to ignore.
  void workingTree() {
    const History history(tree.root);
    const auto head = history.find("HEAD");
    if (!head)
      throw model::InputError("has no commit yet", {tree.root.string(), 0, 0}, "Name a patch to explore.");
    Stage after{"the working tree", {}, {}, {}, {}};
    after.touched = listed([=](OnInterrupt stops) { return history.differing(*head, false, stops); });
    Overlay before = history.at(*head, after.touched);
    for (const std::string &path : listed([=](OnInterrupt stops) { return history.unknown(false, stops); }))
      if (before.try_emplace(path, std::nullopt).second) after.touched.push_back(path);
    const std::string title = history.describe(*head).title;
    if (after.touched.empty())
      throw model::InputError(
          "there is nothing to explore: the working tree is " + title, {},
          "Name a patch, a commit or a range A..B, or use --revert PATCH or --what-if EDIT.");
    stages.notes.push_back("before is HEAD, " + title + "; after is the working tree");
    stages.all.push_back({"before", std::move(before), {}, {}, {}});
    stages.all.push_back(std::move(after));
  }

  void commits() {
    const History history(tree.root);
    const std::vector<Commit> range = history.range(changes.range);
    const std::string first = range.front().id;
    Overlay overlay = workingTreeTo(history, first);
    for (size_t i = 1; i < range.size(); ++i)
      overlay.merge(history.at(first, history.changed(range[i - 1].id, range[i].id)));
    stages.all.push_back({"before", overlay, {}, {}, {}});
    stages.notes.push_back("before is " + range.front().title);
    for (size_t i = 1; i < range.size(); ++i) {
      Stage stage{range[i].title, overlay, history.changed(range[i - 1].id, range[i].id), {}, {}};
      for (auto &[path, contents] : history.at(range[i].id, stage.touched)) stage.overlay[path] = contents;
      overlay = stage.overlay;
      stages.all.push_back(std::move(stage));
    }
  }

  /// What was applied last is reverted first.
  std::vector<Patch> reverts() {
    std::vector<Patch> patches;
    for (const std::string &name : changes.revert) {
      Series series = readAll(name, tree);
      note(series.notes);
      std::move(series.patches.begin(), series.patches.end(), std::back_inserter(patches));
    }
    std::reverse(patches.begin(), patches.end());
    for (Patch &patch : patches) patch = reversed(std::move(patch));
    return patches;
  }

  void addPatches(std::vector<Patch> &patches) {
    std::string base;
    for (const std::string &name : changes.patch) {
      Series series = readAll(name, tree);
      note(series.notes);
      if (base.empty()) base = series.base;
      std::move(series.patches.begin(), series.patches.end(), std::back_inserter(patches));
    }
    if (!base.empty()) startFrom(base, patches);
  }

  /// base-commit: of a series. Patches that are in the tree already are reverted from what is there.
  void startFrom(const std::string &base, const std::vector<Patch> &patches) {
    if (!changes.revert.empty() || !History::isAt(tree.root)) {
      stages.notes.push_back("the series is made for commit " + base.substr(0, 12) +
                             "; the tree is taken as it is");
      return;
    }
    const History history(tree.root);
    const auto commit = history.find(base);
    if (!commit) {
      stages.notes.push_back("the series is made for commit " + base.substr(0, 12) +
                             ", which this repository does not have; the tree is taken as it is");
      return;
    }
    std::set<std::string> paths;
    for (const Patch &patch : patches)
      for (const FileDiff &diff : patch.files) paths.insert({diff.oldPath, diff.newPath});
    paths.erase("");
    tree.overlay = workingTreeTo(history, *commit);
    for (auto &[path, contents] : history.at(*commit, {paths.begin(), paths.end()}))
      tree.overlay[path] = contents;
    stages.notes.push_back("before is the series' base commit, " + history.describe(*commit).title);
  }

  enum class Fit { No, Elsewhere, InPlace };

  /// Applies all of it to `changed`, which is of no use if it does not fit.
  static Fit tryOut(const std::vector<Patch> &patches, Tree &changed) {
    Fit fit = Fit::InPlace;
    for (const Patch &patch : patches) {
      Applied applied = apply(patch, changed, true);
      if (!applied.leftOut.empty()) return Fit::No;
      if (!applied.isInPlace) fit = Fit::Elsewhere;
      for (auto &[path, contents] : applied.changes) changed.overlay[path] = std::move(contents);
    }
    return fit;
  }

  /// What `git diff` says of a working tree is in it already, and so may other patches be: before is then the
  /// tree without them. A patch that is there may fit a second time, in another place.
  void startWithout(const std::vector<Patch> &patches) {
    Tree with = tree, without = tree;
    const Fit forward = tryOut(patches, with);
    if (forward == Fit::InPlace) return;
    std::vector<Patch> backward(patches.rbegin(), patches.rend());
    for (Patch &patch : backward) patch = reversed(std::move(patch));
    if (tryOut(backward, without) <= forward || !leadsBack(patches, without)) return;
    tree.overlay = std::move(without.overlay);
    stages.notes.push_back(std::string("the tree has ") +
                           (patches.size() == 1 ? "this patch" : "these patches") +
                           " already: before is the tree without, after is the tree as it is");
  }

  /// Whether they make the tree on disk of `without`.
  bool leadsBack(const std::vector<Patch> &patches, Tree without) const {
    return tryOut(patches, without) != Fit::No &&
           std::all_of(without.overlay.begin(), without.overlay.end(),
                       [&](const auto &file) { return tree.read(file.first) == file.second; });
  }

  void add(const Patch &patch) {
    Applied applied = apply(patch, tree, changes.partial);
    Stage stage;
    stage.title = patch.isReverted ? "revert " + patch.title : patch.title;
    for (auto &[path, contents] : applied.changes) {
      stage.touched.push_back(path);
      tree.overlay[path] = std::move(contents);
    }
    stage.overlay = tree.overlay;
    stage.leftOut = std::move(applied.leftOut);
    stage.notes = std::move(applied.notes);
    stages.all.push_back(std::move(stage));
  }

  /// One patch of a series may be left out as a whole, but not all there is to say something of.
  void refuseIfAllIsLeftOut(const std::vector<Patch> &patches) const {
    auto isTouching = [](const Stage &stage) { return !stage.touched.empty(); };
    if (std::any_of(stages.all.begin(), stages.all.end(), isTouching)) return;
    for (const Patch &patch : patches) apply(patch, tree, false); // throws at the first that does not fit
  }

  /// Quick edits are one thought together, and one state.
  void addEdits() {
    const std::vector<std::string> files = sources();
    Stage stage;
    std::set<std::string> touched;
    for (const std::string &edit : changes.whatIf) {
      stage.title += (stage.title.empty() ? "what if: " : "; ") + edit;
      for (auto &[path, contents] : apply(whatIf(edit, tree, files), tree, false).changes) {
        touched.insert(path);
        tree.overlay[path] = std::move(contents);
      }
    }
    stage.overlay = tree.overlay;
    stage.touched = {touched.begin(), touched.end()};
    stages.all.push_back(std::move(stage));
  }

  void note(const std::vector<std::string> &notes) {
    stages.notes.insert(stages.notes.end(), notes.begin(), notes.end());
  }

  /// The kernel files that the specifications include.
  std::vector<std::string> sources() const {
    static const std::regex include(R"re(\s*#\s*include\s*"([^"]{1,200}\.c)".*)re");
    std::vector<std::string> files;
    for (const fs::path &spec : specFiles(options))
      for (const std::string &line : splitLines(readTextFile(spec, "a specification"))) {
        std::smatch part;
        if (line.size() > 300 || !std::regex_match(line, part, include)) continue;
        if (std::find(files.begin(), files.end(), part[1]) == files.end()) files.push_back(part[1]);
      }
    return files;
  }

  const Options &options;
  const TreeChanges &changes;
  Tree tree;
  Stages stages;
};

std::string list(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

} // namespace

std::vector<model::Assumption> Stages::assumptions(size_t number) const {
  std::vector<model::Assumption> result;
  for (size_t i = 0; i <= number && i < all.size(); ++i)
    for (const LeftOut &one : all[i].leftOut)
      add(result, model::hunksLeftOut("of '" + all[i].title + "', " + place(one) + ": " + one.reason));
  return result;
}

Stages makeStages(const Options &options) { return Maker(options).make(); }

std::string nameOfKernel(const Options &options) {
  if (options.kernel) return options.kernel->string();
  return options.embedded ? "embedded" : "none";
}

std::string describeKernel(const Options &options) {
  const TreeChanges &changes = options.changes;
  std::string text = nameOfKernel(options);
  if (!changes.range.empty()) text += ", commits " + changes.range;
  if (changes.workingTree) text += " on top of its HEAD";
  if (!changes.revert.empty()) text += " without " + list(changes.revert);
  std::vector<std::string> with = changes.patch;
  for (const std::string &edit : changes.whatIf) with.push_back("'" + edit + "'");
  if (!with.empty()) text += " with " + list(with);
  return text;
}

} // namespace pinproof::cli::patch
