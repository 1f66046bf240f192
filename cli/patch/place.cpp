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

using Pairs = std::vector<std::pair<size_t, size_t>>;

/// The lines of `wanted` that agree with lines of `file` from `begin` on, in order: a longest common
/// subsequence by weight (Needleman and Wunsch 1970), as pairs of positions.
Pairs alignment(const std::vector<std::string> &wanted, const std::vector<std::string> &file, size_t begin,
                size_t end) {
  const size_t height = wanted.size(), width = end - begin;
  std::vector<std::vector<size_t>> best(height + 1, std::vector<size_t>(width + 1));
  for (size_t i = height; i-- > 0;)
    for (size_t j = width; j-- > 0;) {
      best[i][j] = std::max(best[i + 1][j], best[i][j + 1]);
      if (wanted[i] == file[begin + j])
        best[i][j] = std::max(best[i][j], best[i + 1][j + 1] + weight(wanted[i]));
    }
  Pairs pairs;
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

/// Windows of `file` that have most of `wanted` in them, those nearest to `line` first.
std::vector<size_t> candidates(const std::vector<std::string> &wanted, const std::vector<std::string> &file,
                               size_t width, size_t line) {
  const size_t most = 64;
  size_t best = 1;
  std::vector<size_t> found;
  for (size_t at = 0; at < file.size(); ++at) {
    const size_t sum = worth(wanted, file, at, std::min(at + width, file.size()));
    if (sum > best) found.clear();
    if (sum >= best) found.push_back(at);
    best = std::max(best, sum);
  }
  auto distance = [&](size_t at) { return at + 1 > line ? at + 1 - line : line - at - 1; };
  std::stable_sort(found.begin(), found.end(), [&](size_t a, size_t b) { return distance(a) < distance(b); });
  found.resize(std::min(found.size(), most));
  return found;
}

Pairs bestAlignment(const std::vector<std::string> &wanted, const std::vector<std::string> &file,
                    size_t line) {
  const size_t width = wanted.size() + wanted.size() / 2;
  Pairs best;
  size_t bestWeight = 0, bestSpan = 0;
  for (size_t at : candidates(wanted, file, width, line)) {
    Pairs pairs = alignment(wanted, file, at, std::min(at + width, file.size()));
    if (pairs.empty()) continue;
    size_t sum = 0, span = pairs.back().second - pairs.front().second;
    for (const auto &pair : pairs) sum += weight(wanted[pair.first]);
    if (sum < bestWeight || (sum == bestWeight && span >= bestSpan && !best.empty())) continue;
    best = std::move(pairs);
    bestWeight = sum;
    bestSpan = span;
  }
  return best;
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
  const size_t longest = 400; // lines of a hunk that are compared
  const std::vector<std::string> texts = oldSide(hunk), all = words(file);
  std::vector<std::string> wanted = words(texts);
  wanted.resize(std::min(wanted.size(), longest));
  NearPlace near;
  near.of = wanted.size();
  const Pairs pairs = bestAlignment(wanted, all, hunk.oldLine);
  if (pairs.empty()) return near;
  near.agree = pairs.size();
  const auto [firstWanted, firstFound] = pairs.front();
  near.line = static_cast<unsigned>(firstFound) + 1;
  size_t i = 0, j = firstFound - std::min(firstFound, firstWanted);
  for (const auto &[wantedAt, fileAt] : pairs) {
    if (wantedAt != i || fileAt != j) break;
    ++i, ++j;
  }
  near.differs = i < wanted.size();
  if (near.differs) near.wanted = texts[i];
  if (j < file.size()) near.found = file[j];
  return near;
}

} // namespace pinproof::cli::patch
