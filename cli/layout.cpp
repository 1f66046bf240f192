// Plain functions on strings; what they are used for stands in the renderers.
#include "cli/layout.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <sstream>

namespace pinproof::cli {

namespace {

bool beginsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

} // namespace

std::string indented(const std::string &text) {
  std::istringstream lines(text);
  std::string result, line;
  while (std::getline(lines, line)) result += "  " + line + "\n";
  return result;
}

std::string ranges(const std::set<unsigned> &numbers) {
  std::string text;
  for (auto at = numbers.begin(); at != numbers.end();) {
    unsigned first = *at, last = first;
    while (++at != numbers.end() && *at == last + 1) ++last;
    if (!text.empty()) text += ' ';
    text += std::to_string(first);
    if (last > first) text += (last == first + 1 ? " " : "-") + std::to_string(last);
  }
  return text;
}

size_t columns(const std::string &text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), beginsCodePoint));
}

std::string fit(const std::string &text, size_t width) {
  size_t wide = columns(text);
  if (wide <= width) return text + std::string(width - wide, ' ');
  std::string kept;
  size_t count = 0;
  for (char c : text) {
    if (beginsCodePoint(c) && count++ == width - 1) break;
    kept += c;
  }
  return kept + "…";
}

std::string paragraph(const std::string &first, const std::string &text) {
  const std::string indent(columns(first), ' ');
  std::istringstream words(text);
  std::string result, line = first, word;
  bool empty = true;
  while (words >> word) {
    if (!empty && columns(line) + 1 + columns(word) > pageWidth) {
      result += line + '\n';
      line = indent;
      empty = true;
    }
    if (!empty) line += ' ';
    line += word;
    empty = false;
  }
  return result + line + '\n';
}

std::string foldLines(const std::vector<model::Source> &lines) {
  std::vector<std::string> files; // in the order in which they are first met
  std::map<std::string, std::set<unsigned>> numbers;
  for (const model::Source &line : lines) {
    if (numbers.find(line.file) == numbers.end()) files.push_back(line.file);
    numbers[line.file].insert(line.line);
  }
  std::string text;
  for (const std::string &file : files) {
    if (!text.empty()) text += ", ";
    text += file + ":" + ranges(numbers[file]);
  }
  return text;
}

std::string driftText(const model::Drift &drift) {
  std::string where = toString(drift.where);
  std::string text = drift.function + (where.empty() ? "" : " (" + where + ")") + "\n";
  text += "          in this kernel:          " +
          (drift.actual.empty() ? std::string("no such function") : drift.actual) + "\n";
  for (size_t i = 0; i < drift.known.size(); ++i)
    text += (i == 0 ? "          the specification knows: " : "                               or: ") +
            drift.known[i] + "\n";
  return text;
}

std::string duration(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, seconds < 10 ? "%.2f s" : "%.0f s", seconds);
  return text;
}

std::string counted(const std::string &number, const std::string &noun) {
  if (number == "1") return "1 " + noun;
  bool endsInY = !noun.empty() && noun.back() == 'y';
  return number + " " + (endsInY ? noun.substr(0, noun.size() - 1) + "ies" : noun + "s");
}

} // namespace pinproof::cli
