// Diffs turned round and printed; parse_diffs.cpp reads them.
#include "cli/patch/diff.h"

#include <algorithm>
#include <utility>

namespace pinproof::cli::patch {

namespace {

/// Within a run of changed lines the old ones stand first.
void sortRuns(std::vector<DiffLine> &lines) {
  auto isContext = [](const DiffLine &line) { return line.kind == ' '; };
  for (auto begin = lines.begin(); begin != lines.end();) {
    auto end = std::find_if(begin, lines.end(), isContext);
    std::stable_partition(begin, end, [](const DiffLine &line) { return line.kind == '-'; });
    begin = std::find_if_not(end, lines.end(), isContext);
  }
}

std::string range(unsigned line, unsigned count) {
  return std::to_string(line) + "," + std::to_string(count);
}

} // namespace

FileDiff reversed(FileDiff diff) {
  std::swap(diff.oldPath, diff.newPath);
  for (Hunk &hunk : diff.hunks) {
    std::swap(hunk.oldLine, hunk.newLine);
    std::swap(hunk.oldCount, hunk.newCount);
    for (DiffLine &line : hunk.lines)
      if (line.kind != ' ') line.kind = line.kind == '+' ? '-' : '+';
    sortRuns(hunk.lines);
  }
  return diff;
}

std::string toText(const Hunk &hunk) {
  std::string text = "@@ -" + range(hunk.oldLine, hunk.oldCount) + " +" + range(hunk.newLine, hunk.newCount) +
                     " @@" + (hunk.section.empty() ? "" : " " + hunk.section) + "\n";
  for (const DiffLine &line : hunk.lines) {
    text += line.kind + line.text + "\n";
    if (line.endsFile) text += "\\ No newline at end of file\n";
  }
  return text;
}

std::string toText(const FileDiff &diff) {
  const std::string &before = diff.oldPath.empty() ? diff.newPath : diff.oldPath;
  std::string text = "diff --git a/" + before + " b/" + diff.path() + "\n";
  if (diff.oldPath.empty()) text += "new file mode 100644\n";
  if (diff.newPath.empty()) text += "deleted file mode 100644\n";
  if (!diff.oldPath.empty() && !diff.newPath.empty() && diff.oldPath != diff.newPath)
    text += "rename from " + diff.oldPath + "\nrename to " + diff.newPath + "\n";
  if (diff.hunks.empty()) return text;
  text += "--- " + (diff.oldPath.empty() ? "/dev/null" : "a/" + diff.oldPath) + "\n";
  text += "+++ " + (diff.newPath.empty() ? "/dev/null" : "b/" + diff.newPath) + "\n";
  for (const Hunk &hunk : diff.hunks) text += toText(hunk);
  return text;
}

} // namespace pinproof::cli::patch
