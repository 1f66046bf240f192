// A trace that runs through a change shows it, with what is gone there. Lines that are gone have no numbers
// in the new file: who runs through a line beside them ran through where they were.
#include "cli/touched.h"

#include "cli/patch/c_text.h"
#include "cli/patch/compare.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

bool isC(const std::string &file) { return file.ends_with(".c") || file.ends_with(".h"); }

/// Lines of code (not blank, no comment) next to a change between `first` and `last`, up to three each way
/// and in the same function.
std::set<unsigned> linesBeside(const std::vector<std::string> &code,
                               const std::vector<patch::FunctionText> &functions, unsigned first,
                               unsigned last) {
  const unsigned reach = 3;
  std::set<unsigned> lines;
  for (const patch::FunctionText &function : functions) {
    if (last < function.first || first > function.last) continue;
    auto isCode = [&](unsigned line) {
      return code[line - 1].find_first_not_of(" \t{};") != std::string::npos;
    };
    unsigned found = 0;
    for (unsigned line = first; line-- > function.first + 1 && found < reach;)
      if (isCode(line)) lines.insert(line), ++found;
    found = 0;
    for (unsigned line = last; line < function.last && found < reach; ++line)
      if (isCode(line)) lines.insert(line), ++found;
  }
  return lines;
}

/// The chunks of one hunk, with the new file's line numbers.
void addChunks(const std::string &file, const patch::Hunk &hunk, std::vector<PatchChunk> &chunks) {
  unsigned number = std::max(hunk.newLine, 1u);
  bool isOpen = false;
  for (const patch::DiffLine &line : hunk.lines) {
    if (line.kind == ' ') {
      isOpen = false;
      ++number;
      continue;
    }
    if (!isOpen) chunks.push_back({file, number, {}, {}});
    isOpen = true;
    chunks.back().lines.push_back({line.kind, line.text, line.kind == '+' ? number : 0});
    number += line.kind == '+';
  }
}

} // namespace

std::vector<PatchChunk> chunksBetween(const patch::Tree &before, const patch::Tree &after,
                                      const std::vector<std::string> &paths) {
  std::vector<std::string> sources;
  std::copy_if(paths.begin(), paths.end(), std::back_inserter(sources), isC);
  std::vector<PatchChunk> chunks;
  if (sources.empty()) return chunks;
  for (const patch::FileDiff &diff : patch::compare(before, after, sources)) {
    const size_t first = chunks.size();
    for (const patch::Hunk &hunk : diff.hunks) addChunks(diff.path(), hunk, chunks);
    const std::string text = after.read(diff.path()).value_or("");
    const auto functions = patch::functionsIn(text);
    const auto code = patch::splitLines(patch::withoutComments(text, false));
    for (size_t i = first; i < chunks.size(); ++i) {
      auto isAdded = [](const PatchChunk::Line &line) { return line.number != 0; };
      auto added = std::count_if(chunks[i].lines.begin(), chunks[i].lines.end(), isAdded);
      chunks[i].beside =
          linesBeside(code, functions, chunks[i].line, chunks[i].line + static_cast<unsigned>(added));
    }
  }
  return chunks;
}

} // namespace pinproof::cli
