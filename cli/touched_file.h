// What a patch changes in a file, line by line, as plain values.
#pragma once

#include <string>
#include <vector>

namespace pinproof::cli {

/// What is said of a changed line of code. The last two are NOT CHECKED.
enum class LineWord {
  Run,       // a path of some specification runs through it
  Same,      // it says the same as before: to the preprocessor, or to whoever reads the function
  NoMeaning, // it is run, and says nothing in the model: a barrier, a TLB flush
  NotRun,    // no path runs through it
};

struct ChangedLine {
  char side = '+';      // '-': it stands in the old file, '+': in the new one
  unsigned number = 0;  // there
  std::string text;     // without white space around it
  std::string function; // that it is in; empty: in none
  LineWord word = LineWord::NotRun;
  std::string why; // NoMeaning, NotRun: in a few words
};

/// A file that a patch changes.
struct TouchedFile {
  std::string file;
  size_t run = 0, same = 0;           // lines of code with this word
  std::vector<ChangedLine> unchecked; // all others, in the order of the diff
  std::string remark;                 // what there is to say of the file as a whole, or ""
};

/// Changed lines of one function, or of none, that are NOT CHECKED for one reason.
struct UncheckedPlace {
  std::string file;
  std::string words; // "gup_fast(): no path runs through it"
  unsigned line = 0; // the first one in the new file; 0: all are gone from it
  size_t count = 0;
};

const char *name(LineWord word);

/// Of all `files`, in their order.
std::vector<UncheckedPlace> uncheckedPlaces(const std::vector<TouchedFile> &files);
/// "3 changed lines NOT CHECKED: gup_fast(): no path runs through it"
std::string toText(const UncheckedPlace &place);

/// How many lines of `files` are NOT CHECKED.
size_t uncheckedLines(const std::vector<TouchedFile> &files);

/// What shards of one run say of the same lines, as one: NOT CHECKED is what no shard looked at.
void join(std::vector<TouchedFile> &files, const std::vector<TouchedFile> &others);

/// "mm/gup.c: 12 lines of code: 8 run, 1 says the same, 3 NOT CHECKED", and below it those, with why; of many
/// alike the first ones, unless `isVerbose`.
std::string renderTouched(const TouchedFile &file, const std::string &indent, bool isVerbose);

} // namespace pinproof::cli
