// The diff that is shown is made from the contents, not copied from the patch: so it is the same for a patch,
// a commit and a quick edit, and its line numbers are those of the tree whatever the patch said.
#include "cli/patch/compare.h"

#include "cli/patch/git.h"

namespace pinproof::cli::patch {

namespace {

/// Writes what `tree` has of `paths` below `side`.
void write(const TemporaryDirectory &directory, const std::string &side, const Tree &tree,
           const std::vector<std::string> &paths) {
  std::filesystem::create_directory(directory.path / side);
  for (const std::string &path : paths)
    if (auto contents = tree.read(path)) directory.write(side + "/" + path, *contents);
}

} // namespace

std::vector<FileDiff> compare(const Tree &before, const Tree &after, const std::vector<std::string> &paths) {
  TemporaryDirectory directory;
  write(directory, "a", before, paths);
  write(directory, "b", after, paths);
  GitResult diff = runGit({"diff", "--no-index", "--no-prefix", "--no-color", "--no-ext-diff", "--no-renames",
                           "--diff-algorithm=histogram", "a", "b"},
                          directory.path, GitSettings::None, {}, {}, OnInterrupt::GoOn);
  if (diff.exit > 1) throw std::runtime_error("git diff: " + diff.err);
  return parseDiffs(diff.out, [](const std::string &) { return false; });
}

} // namespace pinproof::cli::patch
