// compile_commands.json (JSON Compilation Database, clang.llvm.org) is what scripts/clang-tools writes for a
// built kernel; a packaged kernel has no such file, but Kbuild's recipe for one object or a list of flags
// written by hand says the same.
//
// Only flags that decide how C *reads* are kept: warnings, optimisation and outputs would at best be noise,
// and GCC has code generation flags that Clang refuses as unknown.
#include "cli/compile_flags.h"

#include "cli/places.h"
#include "model/source.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char *readSource = "mm/gup.c";

[[noreturn]] void fail(const fs::path &file, const std::string &message, const std::string &remedy) {
  throw model::InputError(message, {file.string(), 0, 0}, remedy);
}

bool begins(const std::string &text, const std::string &prefix) { return text.rfind(prefix, 0) == 0; }

bool isSource(const std::string &file) {
  fs::path path = fs::path(file).lexically_normal();
  return path.filename() == "gup.c" && path.parent_path().filename() == "mm";
}

std::vector<std::string> words(const Json &entry) {
  if (entry.contains("arguments")) return entry.at("arguments").get<std::vector<std::string>>();
  return splitCommand(entry.at("command").get<std::string>());
}

std::vector<std::string> fromDatabase(const fs::path &file) {
  const char *remedy = "Expected the array that 'make compile_commands.json' or bear writes.";
  Json database = Json::parse(readTextFile(file, "a compile_commands.json"), nullptr, false);
  if (!database.is_array()) fail(file, "is not a JSON array of compile commands", remedy);
  try {
    for (const Json &entry : database)
      if (isSource(entry.at("file").get<std::string>()))
        return readingFlags(words(entry), entry.at("directory").get<std::string>());
  } catch (const Json::exception &error) {
    fail(file, std::string("is not a compilation database: ") + error.what(), remedy);
  }
  fail(file, std::string("has no entry for ") + readSource, "Was this kernel built with an MMU?");
}

/// Kbuild writes "savedcmd_mm/gup.o := gcc ..." ("cmd_" before 6.2) and then lists of dependencies.
std::vector<std::string> fromFlagsFile(const fs::path &file) {
  std::string text = readTextFile(file, "compiler flags");
  size_t command = text.find("cmd_");
  fs::path directory = fs::absolute(file).parent_path();
  if (size_t assign = text.find(":= "); command != std::string::npos && assign != std::string::npos) {
    text = text.substr(assign + 3, text.find('\n', assign) - assign - 3);
    directory = directory.parent_path(); // the object's directory is mm/, the compiler ran in its parent
  }
  std::vector<std::string> flags = readingFlags(splitCommand(text), directory);
  if (flags.empty())
    fail(file, "holds no compiler flags",
         "Expected flags such as -I, -D and -include, or Kbuild's mm/.gup.o.cmd.");
  return flags;
}

} // namespace

std::vector<std::string> splitCommand(const std::string &text) {
  std::vector<std::string> words;
  std::string word;
  bool inWord = false;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      if (text[++i] != '\n') word += text[i];
      inWord = inWord || text[i] != '\n';
    } else if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      inWord = true;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (inWord) words.push_back(word);
      word.clear();
      inWord = false;
    } else {
      word += c;
      inWord = true;
    }
  }
  if (inWord) words.push_back(word);
  return words;
}

std::vector<std::string> readingFlags(const std::vector<std::string> &commandLine,
                                      const fs::path &directory) {
  // Longest first: -include and -isystem begin like shorter ones.
  static const std::array withPath{"-idirafter", "-include", "-isystem", "-iquote", "-I"};
  static const std::array withValue{"-D", "-U"};
  static const std::array whole{"-std=",          "-ansi",         "-nostdinc",     "--target=",
                                "-m16",           "-m32",          "-m64",          "-ffreestanding",
                                "-fshort-wchar",  "-fshort-enums", "-fsigned-char", "-funsigned-char",
                                "-fms-extensions"};
  std::vector<std::string> flags;
  auto absolute = [&](const std::string &path) { return (directory / path).lexically_normal().string(); };
  for (size_t i = 0; i < commandLine.size(); ++i) {
    const std::string &word = commandLine[i];
    auto isPrefix = [&](const char *prefix) { return begins(word, prefix); };
    auto argument = [&](const std::string &prefix) -> std::string {
      if (word.size() > prefix.size()) return word.substr(prefix.size());
      return i + 1 < commandLine.size() ? commandLine[++i] : "";
    };
    if (auto p = std::find_if(withPath.begin(), withPath.end(), isPrefix); p != withPath.end()) {
      std::string path = argument(*p);
      // "linux/kconfig.h" is searched for along the include path; "./include/linux/kconfig.h" is a file.
      bool searched = std::string(*p) == "-include" && !fs::exists(directory / path);
      flags.insert(flags.end(), {*p, searched ? path : absolute(path)});
    } else if (auto v = std::find_if(withValue.begin(), withValue.end(), isPrefix); v != withValue.end()) {
      flags.push_back(*v + argument(*v));
    } else if (std::any_of(whole.begin(), whole.end(), isPrefix)) {
      flags.push_back(word);
    }
  }
  return flags;
}

std::vector<std::string> configuredFlags(const Options &options) {
  if (options.compileCommands) return fromDatabase(*options.compileCommands);
  if (options.flagsFrom) return fromFlagsFile(*options.flagsFrom);
  return {};
}

} // namespace pinproof::cli
