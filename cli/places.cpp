// Looking before leaping: what is wrong with a path is said here, in the user's terms, before Clang is asked.
#include "cli/places.h"

#include "cli/message.h"
#include "cli/output.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#ifndef PINPROOF_SPECS_IN_SOURCE
#define PINPROOF_SPECS_IN_SOURCE ""
#endif

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;

constexpr uintmax_t largestTextFile = 256u << 20;

bool isSpecDirectory(const fs::path &directory) {
  std::error_code ignored;
  return fs::exists(directory / "include" / "pinproof.h", ignored);
}

[[noreturn]] void fail(const fs::path &file, const std::string &message, const std::string &remedy = {}) {
  throw model::InputError(message, {file.string(), 0, 0}, remedy);
}

/// "a.c, b.c", without the ending.
std::vector<std::string> specNames(const fs::path &directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry &entry : fs::directory_iterator(directory, error))
    if (entry.path().extension() == ".c") names.push_back(entry.path().stem().string());
  if (error) fail(directory, "cannot list the specifications: " + error.message());
  std::sort(names.begin(), names.end());
  return names;
}

/// Specifications use what headers give: those for the stand-ins make no sense of the kernel's own.
fs::path homeOfSpecs(const Options &options) {
  return options.isConfigured() ? options.specDirectory / "configured" : options.specDirectory;
}

std::string joined(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool looksLikeFile(const std::string &spec) {
  return spec.find('/') != std::string::npos || fs::path(spec).extension() == ".c";
}

fs::path namedSpec(const fs::path &directory, const std::string &spec) {
  std::vector<std::string> known = specNames(directory);
  if (std::find(known.begin(), known.end(), spec) != known.end()) return directory / (spec + ".c");
  if (looksLikeFile(spec)) {
    readTextFile(spec, "a specification");
    return spec;
  }
  std::string meant = closest(spec, known);
  throw UsageError("no specification is called '" + spec + "'",
                   meant.empty() ? "There are: " + joined(known) : "Did you mean '" + meant + "'?");
}

} // namespace

fs::path specDirectory(const std::string &given) {
  // Not by CLI11: each command's option would be set, and the variable would win over what is given.
  const char *variable = std::getenv("PINPROOF_SPECS");
  const std::string named = !given.empty() ? given : variable ? variable : "";
  if (!named.empty()) {
    if (!isSpecDirectory(named))
      fail(named, "not a directory of specifications: it has no include/pinproof.h");
    return named;
  }
  std::error_code ignored;
  fs::path executable = fs::read_symlink("/proc/self/exe", ignored);
  for (fs::path at = executable.parent_path(); at.has_relative_path(); at = at.parent_path())
    for (const char *candidate : {"specs", "share/pinproof/specs"})
      if (isSpecDirectory(at / candidate)) return at / candidate;
  if (isSpecDirectory(PINPROOF_SPECS_IN_SOURCE)) return PINPROOF_SPECS_IN_SOURCE;
  throw model::InputError("cannot find the directory of specifications", {},
                          "Say where it is with --specs DIR or in PINPROOF_SPECS.");
}

std::vector<fs::path> specFiles(const Options &options) {
  std::vector<fs::path> files;
  const fs::path home = homeOfSpecs(options);
  if (options.specs.empty())
    for (const std::string &name : specNames(home)) files.push_back(home / (name + ".c"));
  for (const std::string &spec : options.specs) {
    fs::path file = namedSpec(home, spec);
    if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
  }
  return files;
}

namespace {

/// By what every Linux has had since 2.6, and a directory of headers or of build results has not.
bool isTopOfKernelTree(const fs::path &directory) {
  std::error_code ignored;
  for (const char *file : {"Makefile", "Kbuild", "mm/Makefile"})
    if (!fs::is_regular_file(directory / file, ignored)) return false;
  return fs::is_directory(directory / "include" / "linux", ignored);
}

/// "." in the top, "../.." two below it.
std::optional<fs::path> kernelTreeAround(const fs::path &directory) {
  fs::path relative;
  for (fs::path at = directory;; at = at.parent_path()) {
    if (isTopOfKernelTree(at)) return relative.empty() ? "." : relative;
    if (!at.has_relative_path()) return std::nullopt;
    relative /= "..";
  }
}

const char *const howToNameAKernel =
    "Run pinproof in a kernel tree, or name one with --kernel DIR. '--kernel embedded' is the small one that "
    "comes with pinproof.";

} // namespace

void chooseKernel(const std::string &given, Options &options) {
  options.embedded = given == "embedded";
  if (options.embedded) return;
  if (!given.empty()) {
    options.kernel = given;
    return;
  }
  std::error_code error;
  const fs::path here = fs::current_path(error);
  if (error) return;
  options.kernel = kernelTreeAround(here);
  if (options.kernel && *options.kernel != "." && !options.quiet)
    writeTalk("pinproof: note: the kernel tree is " + fs::weakly_canonical(here / *options.kernel).string() +
              "\n");
}

fs::path kernelTree(const Options &options) {
  if (options.embedded) return options.specDirectory / "kernel";
  if (!options.kernel) {
    if (options.specs.empty() && options.input.empty())
      throw UsageError("which kernel? The current directory is in no kernel tree", howToNameAKernel);
    if (!options.changes.areNone()) throw UsageError("there is no kernel tree to change", howToNameAKernel);
    if (options.isConfigured()) throw UsageError("there is no kernel tree with headers", howToNameAKernel);
    return {};
  }
  std::error_code error;
  fs::file_status status = fs::status(*options.kernel, error);
  if (status.type() == fs::file_type::not_found)
    fail(*options.kernel, "no such kernel tree", "Name the top of a kernel source tree with --kernel DIR.");
  if (error) fail(*options.kernel, "cannot read the kernel tree: " + error.message());
  if (status.type() != fs::file_type::directory)
    fail(*options.kernel, "not a directory", "--kernel wants the top of a kernel source tree.");
  return *options.kernel;
}

void requireUnchanged(const Options &options) {
  const std::vector<std::string> changed = options.disk->changed();
  if (changed.empty()) return;
  std::string message = changed.front();
  if (changed.size() > 1) message += " and " + std::to_string(changed.size() - 1) + " more";
  std::string others;
  for (size_t i = 1; i < changed.size(); ++i) others += changed[i] + "\n";
  throw UsageError(message + " changed while this run read files",
                   others + "There are no answers, because some would be about a kernel that never was. Run "
                            "again when nothing writes there.");
}

std::string readTextFile(const fs::path &file, const std::string &what) {
  std::error_code error;
  fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) fail(file, "no such file", "Expected " + what + ".");
  if (error) fail(file, "cannot read: " + error.message());
  if (status.type() == fs::file_type::directory)
    fail(file, "is a directory", "Expected a file: " + what + ".");
  if (status.type() == fs::file_type::regular && fs::file_size(file, error) > largestTextFile)
    fail(file, "is too large to be " + what);
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  errno = 0;
  if (!in || !(text << in.rdbuf()) || in.bad()) {
    // An empty file sets failbit on the insertion too; only errno tells it from an unreadable one.
    if (errno != 0) fail(file, std::string("cannot read: ") + std::strerror(errno));
  }
  return text.str();
}

} // namespace pinproof::cli
