// Two questions about the same comparison. A web archive's text has lost its white space, so a hunk of it is
// held against the file word by word; it must fit exactly once, or where its header says, or it is not a
// reading but a guess. And where a hunk does not fit, people want to see the place that was meant: the window
// of the file with the longest common subsequence, in which lines that say much count more than braces.
#include "cli/patch/place.h"

#include <algorithm>
#include <cctype>

namespace pinproof::cli::patch {

namespace {

/// `line` with nothing but single blanks between its words.
std::string words(const std::string &line) {
  std::string result;
  bool isGap = false;
  for (char c : line) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      isGap = true;
      continue;
    }
    if (isGap && !result.empty()) result += ' ';
    isGap = false;
    result += c;
  }
  return result;
}

std::vector<std::string> words(const std::vector<std::string> &lines) {
  std::vector<std::string> result;
  for (const std::string &line : lines) result.push_back(words(line));
  return result;
}

std::vector<std::string> oldSide(const Hunk &hunk) {
  std::vector<std::string> lines;
  for (const DiffLine &line : hunk.lines)
    if (line.kind != '+') lines.push_back(line.text);
  return lines;
}

std::string indentOf(const std::string &line) {
  return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

/// Where all of `wanted` stands in `file`, from 0.
std::vector<size_t> places(const std::vector<std::string> &wanted, const std::vector<std::string> &file) {
  std::vector<size_t> result;
  for (size_t at = 0; at + wanted.size() <= file.size(); ++at)
    if (std::equal(wanted.begin(), wanted.end(), file.begin() + static_cast<std::ptrdiff_t>(at)))
      result.push_back(at);
  return result;
}

/// How much it says that two lines agree: next to nothing for braces and blank lines.
size_t weight(const std::string &line) { return line.size() < 3 ? 1 : 8; }

/// The lines of `wanted` that agree with lines of `file` from `begin` on, in order: a longest common
/// subsequence by weight (Needleman and Wunsch 1970), as pairs of positions.
std::vector<std::pair<size_t, size_t>> alignment(const std::vector<std::string> &wanted,
                                                 const std::vector<std::string> &file, size_t begin,
                                                 size_t end) {
  const size_t height = wanted.size(), width = end - begin;
  std::vector<std::vector<size_t>> best(height + 1, std::vector<size_t>(width + 1));
  for (size_t i = height; i-- > 0;)
    for (size_t j = width; j-- > 0;) {
      best[i][j] = std::max(best[i + 1][j], best[i][j + 1]);
      if (wanted[i] == file[begin + j])
        best[i][j] = std::max(best[i][j], best[i + 1][j + 1] + weight(wanted[i]));
    }
  std::vector<std::pair<size_t, size_t>> pairs;
  for (size_t i = 0, j = 0; i < height && j < width;) {
    bool isPair = wanted[i] == file[begin + j] && best[i][j] == best[i + 1][j + 1] + weight(wanted[i]);
    if (isPair)
      pairs.emplace_back(i++, begin + j++);
    else if (best[i][j] == best[i + 1][j])
      ++i;
    else
      ++j;
  }
  return pairs;
}

/// A rough idea of a window's worth: which of `wanted` occur in it at all.
size_t worth(const std::vector<std::string> &wanted, const std::vector<std::string> &file, size_t begin,
             size_t end) {
  size_t sum = 0;
  for (const std::string &line : wanted)
    if (std::find(file.begin() + static_cast<std::ptrdiff_t>(begin),
                  file.begin() + static_cast<std::ptrdiff_t>(end),
                  line) != file.begin() + static_cast<std::ptrdiff_t>(end))
      sum += weight(line);
  return sum;
}

} // namespace

std::optional<Hunk> repaired(const Hunk &hunk, const std::vector<std::string> &file) {
  const std::vector<std::string> wanted = words(oldSide(hunk));
  if (wanted.empty()) return std::nullopt;
  const std::vector<size_t> found = places(wanted, words(file));
  size_t at = hunk.oldLine - 1;
  if (found.size() == 1)
    at = found.front();
  else if (std::find(found.begin(), found.end(), at) == found.end())
    return std::nullopt;
  Hunk result = hunk;
  result.isDamaged = false;
  result.newLine += static_cast<unsigned>(at) + 1 - result.oldLine;
  result.oldLine = static_cast<unsigned>(at) + 1;
  std::string indent;
  for (DiffLine &line : result.lines) {
    const std::string said = words(line.text);
    if (line.kind == '+') {
      line.text = said.empty() ? "" : indent + said;
      continue;
    }
    line.text = file[at++];
    if (!said.empty()) indent = indentOf(line.text);
  }
  return result;
}

NearPlace nearestPlace(const Hunk &hunk, const std::vector<std::string> &file) {
  const size_t longest = 400; // of a hunk, and of what is compared in full
  const std::vector<std::string> texts = oldSide(hunk), all = words(file);
  std::vector<std::string> wanted = words(texts);
  wanted.resize(std::min(wanted.size(), longest));
  NearPlace near;
  near.of = wanted.size();
  const size_t width = wanted.size() + wanted.size() / 2;
  size_t best = 0, begin = 0;
  for (size_t at = 0; at < all.size(); ++at) {
    size_t sum = worth(wanted, all, at, std::min(at + width, all.size()));
    auto distance = [&](size_t line) {
      return line > hunk.oldLine ? line - hunk.oldLine : hunk.oldLine - line;
    };
    if (sum < best || (sum == best && distance(at) >= distance(begin))) continue;
    best = sum;
    begin = at;
  }
  if (best == 0) return near;
  const auto pairs = alignment(wanted, all, begin, std::min(begin + width, all.size()));
  if (pairs.empty()) return near;
  near.agree = pairs.size();
  near.line = static_cast<unsigned>(pairs.front().second) + 1;
  size_t i = 0, j = pairs.front().second - std::min(pairs.front().second, pairs.front().first);
  for (const auto &[wantedAt, fileAt] : pairs) {
    if (wantedAt != i || fileAt != j) break;
    ++i, ++j;
  }
  if (i < wanted.size()) near.wanted = texts[i];
  if (j < file.size()) near.found = file[j];
  return near;
}

} // namespace pinproof::cli::patch
