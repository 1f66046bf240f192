// Whether char is signed is neither C's to say nor a version number's: the tree says it where it says how it
// is compiled (since 6.2 with -funsigned-char). Make is not run, and what ifeq and ifdef say is not looked
// at: these flags stand in the open. A tree that has no Makefile, or one that does not name them, has what
// x86-64's ABI says.
#include "model/clang/tree_flags.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <array>

namespace pinproof::model {

namespace {

constexpr std::array flagsOfMeaning{"-funsigned-char",  "-fno-unsigned-char", "-fsigned-char",
                                    "-fno-signed-char", "-fshort-wchar",      "-fno-short-wchar",
                                    "-fshort-enums",    "-fno-short-enums"};

/// Lines without comments, those that a backslash continues in one.
std::vector<std::string> logicalLines(llvm::StringRef text) {
  std::vector<std::string> lines;
  bool goesOn = false;
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    text = rest;
    const bool isContinued = line.rtrim('\r').endswith("\\");
    const std::string part = line.rtrim('\r').rtrim('\\').str();
    if (goesOn)
      lines.back() += " " + part;
    else
      lines.push_back(part);
    goesOn = isContinued;
  }
  for (std::string &line : lines) line.erase(std::min(line.find('#'), line.size()));
  return lines;
}

/// "KBUILD_CFLAGS += ...": what stands behind the sign, or nothing.
llvm::StringRef assigned(llvm::StringRef line) {
  line = line.trim();
  if (!line.consume_front("KBUILD_CFLAGS")) return {};
  line = line.ltrim();
  while (!line.empty() && llvm::StringRef(":+?").contains(line.front())) line = line.drop_front();
  return line.consume_front("=") ? line : llvm::StringRef();
}

} // namespace

std::vector<std::string> treeFlags(const std::string &makefile) {
  std::vector<std::string> flags;
  for (const std::string &line : logicalLines(makefile)) {
    llvm::StringRef rest = assigned(line);
    while (!rest.empty()) {
      const size_t length = std::min(rest.find_first_of(" \t,()"), rest.size());
      const llvm::StringRef word = rest.take_front(length);
      if (std::find(flagsOfMeaning.begin(), flagsOfMeaning.end(), word) != flagsOfMeaning.end())
        flags.push_back(word.str());
      rest = rest.drop_front(std::min(length + 1, rest.size()));
    }
  }
  return flags;
}

} // namespace pinproof::model
