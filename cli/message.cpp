// One clear message per failure: position, what is wrong, the line with a caret, what to do.
#include "cli/message.h"

#include "cli/layout.h"

#include <algorithm>
#include <numeric>

namespace pinproof::cli {

namespace {

/// Levenshtein 1966, one row at a time.
size_t editDistance(const std::string &a, const std::string &b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t substituted = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

} // namespace

std::string placeOf(const model::Source &where) {
  const std::string place = model::toString(where);
  return place.empty() || where.column == 0 ? place : place + ":" + std::to_string(where.column);
}

std::string describe(const model::InputError &error) {
  auto said = [](const std::string &what, const model::Source &where, const std::string &excerpt) {
    const std::string place = placeOf(where);
    return "pinproof: " + place + (place.empty() ? "" : ": ") + "error: " + what + "\n" + indented(excerpt);
  };
  std::string text = said(error.what(), error.where, error.excerpt);
  for (const model::FurtherError &one : error.further) text += said(one.message, one.where, one.excerpt);
  if (error.unsaid != 0) text += "  and " + counted(std::to_string(error.unsaid), "more error") + "\n";
  return text + indented(error.remedy);
}

std::string describe(const UsageError &error) {
  return std::string("pinproof: error: ") + error.what() + "\n" + indented(error.remedy);
}

std::string describeInternal(const std::string &what) {
  return "pinproof: INTERNAL ERROR: " + what +
         "\n  This is a mistake in pinproof itself: no answer of this run should be relied on.\n";
}

std::string closest(const std::string &word, const std::vector<std::string> &candidates) {
  std::string best;
  size_t least = std::max<size_t>(word.size() / 3, 1) + 1;
  for (const std::string &candidate : candidates) {
    size_t distance = editDistance(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

} // namespace pinproof::cli
