// Lines with the same reason in the same function are one entry, because a new function that nobody reaches
// is one finding and not fifty.
#include "cli/touched_file.h"

#include "cli/layout.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

constexpr size_t mostLines = 8; // of an entry

bool isAlike(const ChangedLine &a, const ChangedLine &b) {
  return a.function == b.function && a.word == b.word && a.why == b.why;
}

/// "        - 2216  if (size > start)"
std::string lineText(const ChangedLine &line, const std::string &indent) {
  std::string number = std::to_string(line.number);
  number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
  return indent + "  " + line.side + number + "  " + line.text + "\n";
}

} // namespace

const char *name(LineWord word) {
  switch (word) {
  case LineWord::Run: return "run";
  case LineWord::Same: return "same";
  case LineWord::NoMeaning: return "noMeaning";
  case LineWord::NotRun: return "notRun";
  }
  return "";
}

std::vector<UncheckedPlace> uncheckedPlaces(const std::vector<TouchedFile> &files) {
  std::vector<UncheckedPlace> places;
  for (const TouchedFile &file : files)
    for (const ChangedLine &line : file.unchecked) {
      const std::string words = (line.function.empty() ? "" : line.function + "(): ") + line.why;
      auto place = std::find_if(places.begin(), places.end(), [&](const UncheckedPlace &one) {
        return one.file == file.file && one.words == words;
      });
      if (place == places.end()) place = places.insert(place, {file.file, words, 0, 0});
      if (line.side == '+' && place->line == 0) place->line = line.number;
      ++place->count;
    }
  return places;
}

std::string toText(const UncheckedPlace &place) {
  return counted(std::to_string(place.count), "changed line") + " NOT CHECKED: " + place.words;
}

size_t uncheckedLines(const std::vector<TouchedFile> &files) {
  size_t count = 0;
  for (const TouchedFile &file : files) count += file.unchecked.size();
  return count;
}

void join(std::vector<TouchedFile> &files, const std::vector<TouchedFile> &others) {
  for (TouchedFile &file : files)
    for (const TouchedFile &other : others) {
      if (other.file != file.file) continue;
      const size_t all = file.run + file.same + file.unchecked.size();
      std::erase_if(file.unchecked, [&](const ChangedLine &line) {
        return std::none_of(other.unchecked.begin(), other.unchecked.end(), [&](const ChangedLine &one) {
          return one.side == line.side && one.number == line.number;
        });
      });
      file.same = std::max(file.same, other.same);
      file.run = all - file.unchecked.size() - std::min(file.same, all - file.unchecked.size());
      if (other.remark.empty()) file.remark.clear();
    }
}

std::string renderTouched(const TouchedFile &file, const std::string &indent, bool isVerbose) {
  const size_t count = file.run + file.same + file.unchecked.size();
  std::string words;
  auto add = [&](size_t number, const std::string &what) {
    if (number > 0) words += (words.empty() ? "" : ", ") + std::to_string(number) + " " + what;
  };
  add(file.run, "run");
  add(file.same, file.same == 1 ? "says the same" : "say the same");
  add(file.unchecked.size(), "NOT CHECKED");
  std::string text = counted(std::to_string(count), "line") + " of code: " + words;
  if (count == 0) text = file.remark == "not code" ? file.remark : "no code changed";
  if (count > 0 && !file.remark.empty()) text += " (" + file.remark + ")";
  text = paragraph(indent + file.file + ": ", text);
  for (size_t i = 0; i < file.unchecked.size();) {
    const ChangedLine &first = file.unchecked[i];
    text += paragraph(indent + "  NOT CHECKED: ",
                      (first.function.empty() ? "" : first.function + "(): ") + first.why);
    size_t shown = 0, others = 0;
    for (; i < file.unchecked.size() && isAlike(first, file.unchecked[i]); ++i)
      isVerbose || shown < mostLines ? void((text += lineText(file.unchecked[i], indent + "  "), ++shown))
                                     : void(++others);
    if (others > 0)
      text += indent + "    ... and " + counted(std::to_string(others), "more line") + " (-v shows all)\n";
  }
  return text;
}

} // namespace pinproof::cli
