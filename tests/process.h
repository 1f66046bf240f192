// Runs the built pinproof as a user would, and looks at everything that comes out.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace pinproof::test {

/// A directory that goes away with the test.
class TemporaryDirectory {
public:
  TemporaryDirectory() {
    std::string pattern = testing::TempDir() + "pinproof-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a directory");
    path = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory &) = delete;

  /// Writes `text` to `name` below the directory, making what lies between; returns its path.
  std::string write(const std::string &name, const std::string &text) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
    return (path / name).string();
  }

  std::filesystem::path path;
};

inline std::string readFile(const std::filesystem::path &file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

inline std::string quoteForShell(const std::string &word) {
  std::string quoted = "'";
  for (char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

struct Result {
  int exit = -1; // or 128 + the signal
  std::string out, err;
};

/// Runs `program arguments`; `redirection` replaces that of stdout (">/dev/full", "| head -c 1").
inline Result run(const std::string &program, const std::vector<std::string> &arguments,
                  const std::string &redirection = {}, const std::string &environment = {}) {
  TemporaryDirectory directory;
  std::string out = (directory.path / "out").string(), err = (directory.path / "err").string();
  std::string command = environment + " " + quoteForShell(program);
  for (const std::string &argument : arguments) command += " " + quoteForShell(argument);
  command +=
      " 2>" + quoteForShell(err) + " " + (redirection.empty() ? ">" + quoteForShell(out) : redirection);
  // The shell must be the one that says what the first command of a pipe returned.
  int status = std::system(("bash -o pipefail -c " + quoteForShell(command)).c_str());
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, readFile(out), readFile(err)};
}

/// With these arguments and no others; without a cache, unless `environment` says where.
inline Result pinproofAsGiven(const std::vector<std::string> &arguments, const std::string &redirection = {},
                              const std::string &environment = {}) {
  return run(PINPROOF_BINARY, arguments, redirection, "XDG_CACHE_HOME=/dev/null " + environment);
}

/// On the embedded kernel, where a command reads one and the arguments do not say which.
inline Result pinproof(std::vector<std::string> arguments, const std::string &redirection = {},
                       const std::string &environment = {}) {
  const bool readsKernel = !arguments.empty() && !arguments.front().empty() && arguments.front()[0] != '-' &&
                           arguments.front() != "merge";
  const bool isNamed = std::any_of(arguments.begin(), arguments.end(), [](const std::string &argument) {
    return argument == "-k" || argument.rfind("--kernel", 0) == 0;
  });
  if (readsKernel && !isNamed) arguments.insert(arguments.begin() + 1, {"--kernel", "embedded"});
  return pinproofAsGiven(arguments, redirection, environment);
}

} // namespace pinproof::test
