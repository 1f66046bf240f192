// By the kernel's own habits, not by parsing C: a definition ends with a brace in the first column, and
// begins after the last line that is empty or ends another. Whatever the compiler complains about is blanked,
// line by line so that places stay, until it complains no more; headers that are missing are made, empty.
//
// Nothing that a specification reaches can get lost this way without being noticed: it would not link, or
// its run would differ.
#include "tests/compilable.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace pinproof::tests {

namespace {

using Lines = std::vector<std::string>;

constexpr unsigned mostRounds = 40;

Lines split(const std::string &text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string join(const Lines &lines) {
  std::string text;
  for (const std::string &line : lines) text += line + "\n";
  return text;
}

bool endsDefinition(const std::string &line) { return line.starts_with("}"); }

bool isHead(const std::string &line) {
  if (line.empty() || std::isspace(static_cast<unsigned char>(line[0]))) return false;
  return line[0] != '{' && line[0] != '#' && !line.ends_with(":"); // a label
}

bool isComment(const std::string &line) { return line.starts_with("/*") || line.starts_with(" *"); }

/// Blanks the definition or declaration around line `n` (from 0), but no line of the preprocessor. A function
/// with `n` in its body stays declared: a specification may ask whether the kernel has it, and stand in for
/// it.
void blank(Lines &lines, size_t n) {
  auto isEdge = [&](size_t i) { return lines[i].empty() || endsDefinition(lines[i]) || lines[i][0] == '#'; };
  size_t begin = n;
  while (begin > 0 && !endsDefinition(lines[begin - 1]) && !(isHead(lines[begin]) && isEdge(begin - 1)))
    --begin;
  size_t end = begin;
  for (bool hasBody = false; end + 1 < lines.size(); ++end) {
    if (isComment(lines[end])) continue;
    hasBody |= lines[end].find('{') != std::string::npos;
    if (endsDefinition(lines[end])) break;
    if (hasBody || !lines[end].ends_with(";")) continue;
    if (end >= n) break;
    begin = end + 1; // a declaration before it
  }
  const auto body = std::find(lines.begin() + begin, lines.begin() + end, "{");
  if (body < lines.begin() + n) {
    begin = body - lines.begin() + 1;
    *body = ";";
  }
  for (size_t i = begin; i <= end; ++i)
    if (lines[i].starts_with("#"))
      while (i < end && lines[i].ends_with("\\")) ++i;
    else
      lines[i].clear();
}

test::Result compile(const model::ReadOptions &options, const model::ReadResult &read,
                     const std::string &directory) {
  std::vector<std::string> arguments = compilerFlags(options, read, directory);
  // Code for everything, and as in the driver (compiled.cpp): two definitions of one symbol are found last.
  arguments.insert(arguments.end(),
                   {"-w", "-S", "-emit-llvm", "-femit-all-decls", "-o", "/dev/null", "-ferror-limit=0",
                    "-fno-caret-diagnostics", "-fno-color-diagnostics",
                    "-DMODELS(function)=__asm__(#function)", directory + "/" + read.mainFile});
  return test::run("clang-14", arguments);
}

/// Lines (from 0) with errors, by file: "FILE:LINE:COLUMN: error: ...". Where a function of the specification
/// stands in for one that the kernel file defines, the error is at the former, and a note at the latter.
std::map<std::string, std::set<size_t>> complaintsIn(const std::string &words) {
  std::map<std::string, std::set<size_t>> result;
  bool isStoodInFor = false;
  for (const std::string &line : split(words)) {
    const size_t error = line.find("error: "), note = line.find("note: previous definition");
    const size_t colon = line.find(':'), next = line.find(':', colon + 1);
    if (next < error && (error != std::string::npos || (isStoodInFor && note != std::string::npos)))
      result[line.substr(0, colon)].insert(std::stoul(line.substr(colon + 1)) - 1);
    if (error != std::string::npos) isStoodInFor = line.find("same mangled name") != std::string::npos;
  }
  return result;
}

} // namespace

std::vector<std::string> compilerFlags(const model::ReadOptions &options, const model::ReadResult &read,
                                       const std::string &directory) {
  std::vector<std::string> flags = {"-std=gnu11", "-fms-extensions", "-fwrapv",
                                    "-nostdinc",  "-target",         "x86_64-linux-gnu"};
  for (const std::string &root : model::includePath()) flags.push_back("-I" + directory + "/" + root);
  flags.insert(flags.end(), read.treeFlags.begin(), read.treeFlags.end());
  flags.insert(flags.end(), options.extraFlags.begin(), options.extraFlags.end());
  return flags;
}

void writeCompilable(const model::ReadOptions &options, const model::ReadResult &read,
                     const test::TemporaryDirectory &directory) {
  std::map<std::string, Lines> kernel; // by the path that the compiler calls them
  for (const auto &[name, contents] : read.allText) {
    std::string file = directory.write(name, *contents);
    if (name.starts_with("tree/")) kernel[file] = split(*contents);
  }
  test::Result r;
  for (unsigned round = 0; round < mostRounds; ++round) {
    r = compile(options, read, directory.path.string());
    if (r.exit == 0) return;
    for (const auto &[file, lines] : complaintsIn(r.err))
      if (auto at = kernel.find(file); at != kernel.end()) {
        for (size_t n : lines)
          if (n < at->second.size() && at->second[n].starts_with("#include"))
            at->second[n].clear(); // not found, and so read as empty
          else if (n < at->second.size() && !at->second[n].empty())
            blank(at->second, n);
        std::ofstream(file, std::ios::binary) << join(at->second);
      }
  }
  throw std::runtime_error(options.specFile + " does not compile:\n" + r.err);
}

} // namespace pinproof::tests
