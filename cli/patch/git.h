// Git as a tool: run, with what it prints.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace pinproof::cli::patch {

/// A directory that is gone when this is, however that comes about.
class TemporaryDirectory {
public:
  /// Throws std::runtime_error where none can be made.
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory &) = delete;

  /// Writes `text` to `name` below it, making the directories between.
  void write(const std::string &name, const std::string &text) const;

  std::filesystem::path path;
};

struct GitResult {
  int exit = 0;
  std::string out, err;
};

enum class GitSettings {
  None,  // of nobody: what git does must follow from its input
  Users, // what opens the user's repository: safe.directory
};

enum class OnInterrupt {
  Stop,
  GoOn, // what was finished is to be reported, which takes git
};

/// Runs git in `directory` with `input` on its standard input. GIT_* of the environment do not reach it:
/// inside of a hook or a rebase they name another repository. Nothing that a repository's configuration says
/// is run, if `silenced` are the filters in it (History knows them). Throws model::InputError if there is no
/// git, Interrupted after Ctrl-C if that is to stop it.
GitResult runGit(const std::vector<std::string> &arguments, const std::filesystem::path &directory,
                 GitSettings settings, const std::string &input = {},
                 const std::vector<std::string> &silenced = {}, OnInterrupt onInterrupt = OnInterrupt::Stop);

/// Ctrl-C before there was anything to report.
class Interrupted : public std::exception {
public:
  const char *what() const noexcept override { return "interrupted"; }
};

/// All of a file; throws std::runtime_error if it cannot be read.
std::string readAll(const std::filesystem::path &file);

} // namespace pinproof::cli::patch
