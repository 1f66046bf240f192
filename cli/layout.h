// Fitting words into a terminal of 110 columns.
#pragma once

#include "model/source.h"

#include <set>
#include <string>
#include <vector>

namespace pinproof::cli {

inline constexpr size_t pageWidth = 110;

/// Columns that UTF-8 `text` takes (one per code point).
size_t columns(const std::string &text);

/// `text` padded with blanks, or shortened with an ellipsis, to exactly `width` columns.
std::string fit(const std::string &text, size_t width);

/// `text` broken at blanks into lines of at most pageWidth columns; the first line begins with `first`, the
/// others with as many blanks. A single word longer than a line is left whole. Ends with a newline.
std::string paragraph(const std::string &first, const std::string &text);

/// Every line of `text`, two blanks further in. Ends with a newline, unless it is empty.
std::string indented(const std::string &text);

/// "78 130-135"
std::string ranges(const std::set<unsigned> &numbers);

/// Lines run through, per file: "mm/gup.c:78 130-135, include/linux/mm.h:9".
std::string foldLines(const std::vector<model::Source> &lines);

/// A function that is not as known, one type a line, unbroken: they are there to be compared.
std::string driftText(const model::Drift &drift);

/// "0.01 s", "12 s".
std::string duration(double seconds);

/// "1 step", "3 steps".
std::string counted(const std::string &number, const std::string &noun);

/// Bold, red and so on, or nothing where colour is off.
class Style {
public:
  explicit Style(bool colour) : colour(colour) {}
  std::string bold(const std::string &text) const { return dressed("1", text); }
  std::string good(const std::string &text) const { return dressed("32", text); }
  std::string bad(const std::string &text) const { return dressed("1;31", text); }
  std::string doubtful(const std::string &text) const { return dressed("33", text); }
  std::string faint(const std::string &text) const { return dressed("2", text); }

private:
  std::string dressed(const char *code, const std::string &text) const {
    return colour ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  }
  bool colour;
};

} // namespace pinproof::cli
