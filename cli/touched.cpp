// "Same" must not be mistaken for "checked": for every changed file this says which changed functions some
// specification reaches, and which nobody looks at.
#include "cli/touched.h"

#include "cli/patch/c_text.h"
#include "cli/patch/compare.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

bool isC(const std::string &file) { return file.ends_with(".c") || file.ends_with(".h"); }

/// Numbers of the changed lines on the old ('-') and the new ('+') side.
std::set<unsigned> changedLines(const patch::FileDiff &diff, char side) {
  std::set<unsigned> lines;
  for (const patch::Hunk &hunk : diff.hunks) {
    unsigned number = side == '-' ? hunk.oldLine : hunk.newLine;
    for (const patch::DiffLine &line : hunk.lines) {
      if (line.kind == side) lines.insert(number);
      if (line.kind == side || line.kind == ' ') ++number;
    }
  }
  return lines;
}

/// Takes out lines that have no code in `text`.
void dropComments(const std::string &text, std::set<unsigned> &lines) {
  const std::vector<std::string> code = patch::splitLines(patch::withoutComments(text, false));
  std::erase_if(lines, [&](unsigned line) {
    return line > code.size() || code[line - 1].find_first_not_of(" \t\r") == std::string::npos;
  });
}

/// The functions of `text` that `lines` are in; those lines go, and what stays is in no function.
std::set<std::string> takeFunctions(const std::string &text, std::set<unsigned> &lines) {
  std::set<std::string> names;
  for (const patch::FunctionText &function : patch::functionsIn(text)) {
    auto begin = lines.lower_bound(function.first), end = lines.upper_bound(function.last);
    if (begin == end) continue;
    names.insert(function.name);
    lines.erase(begin, end);
  }
  return names;
}

std::string remarkFor(const std::string &file, bool isRead, bool isConfigured) {
  if (!isC(file)) return "not C";
  if (isRead) return "";
  if (file.ends_with(".h") && !isConfigured) return "stand-in headers are read instead";
  return "no specification reads this file";
}

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

std::vector<TouchedFile> touchedFiles(const patch::Tree &before, const patch::Tree &after,
                                      const patch::Stage &stage, const Reached &reached,
                                      const std::set<std::string> &files, bool isConfigured) {
  std::vector<TouchedFile> result;
  for (const std::string &path : stage.touched)
    result.push_back({path, {}, {}, 0, remarkFor(path, files.contains(path), isConfigured)});
  std::vector<std::string> sources;
  std::copy_if(stage.touched.begin(), stage.touched.end(), std::back_inserter(sources), isC);
  if (sources.empty()) return result;
  for (const patch::FileDiff &diff : patch::compare(before, after, sources)) {
    auto at = std::find_if(result.begin(), result.end(),
                           [&](const TouchedFile &file) { return file.file == diff.path(); });
    if (at == result.end()) continue;
    std::set<unsigned> removed = changedLines(diff, '-'), added = changedLines(diff, '+');
    const std::string old = before.read(diff.path()).value_or(""), now = after.read(diff.path()).value_or("");
    dropComments(old, removed);
    dropComments(now, added);
    std::set<std::string> names = takeFunctions(old, removed);
    names.merge(takeFunctions(now, added));
    at->outside = static_cast<unsigned>(removed.size() + added.size());
    for (const std::string &name : names)
      (reached.contains({diff.path(), name}) ? at->analysed : at->ignored).push_back(name);
  }
  return result;
}

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
