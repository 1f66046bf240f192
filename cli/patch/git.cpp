// Input and output go through files rather than pipes: nobody then waits for anybody.
//
// Git looks for a repository in all directories above the one it runs in, and inside of one silently skips
// paths that are outside of its own subdirectory: GIT_CEILING_DIRECTORIES stops the search.
#include "cli/patch/git.h"

#include "cli/interrupt.h"
#include "model/source.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace pinproof::cli::patch {

namespace {

namespace fs = std::filesystem;

/// The repository may be somebody else's, and its .git/config with it: what that makes git run, it does not
/// run here. `silenced`: settings of that file that are commands.
std::vector<std::pair<std::string, std::string>> overrides(const std::vector<std::string> &silenced) {
  std::vector<std::pair<std::string, std::string>> result{{"core.fsmonitor", "false"},
                                                          {"core.hooksPath", "/dev/null"},
                                                          {"core.pager", "cat"},
                                                          {"log.showSignature", "false"}};
  for (const std::string &key : silenced) result.emplace_back(key, key.ends_with(".required") ? "false" : "");
  return result;
}

std::vector<std::string> environmentFor(const fs::path &directory, GitSettings settings,
                                        const std::vector<std::string> &silenced) {
  std::vector<std::string> result;
  for (char **entry = environ; *entry != nullptr; ++entry)
    if (std::strncmp(*entry, "GIT_", 4) != 0 && std::strncmp(*entry, "LC_", 3) != 0) result.push_back(*entry);
  result.push_back("LC_ALL=C"); // its words are read
  result.push_back("GIT_OPTIONAL_LOCKS=0");
  result.push_back("GIT_CEILING_DIRECTORIES=" + fs::absolute(directory).parent_path().string());
  result.push_back("GIT_ALLOW_PROTOCOL="); // a missing object is not fetched, with whatever command
  result.push_back("GIT_TERMINAL_PROMPT=0");
  // Not by -c: a key may have a = in its middle, where -c would end it.
  const auto settingsHere = overrides(silenced);
  for (size_t i = 0; i < settingsHere.size(); ++i) {
    result.push_back("GIT_CONFIG_KEY_" + std::to_string(i) + "=" + settingsHere[i].first);
    result.push_back("GIT_CONFIG_VALUE_" + std::to_string(i) + "=" + settingsHere[i].second);
  }
  result.push_back("GIT_CONFIG_COUNT=" + std::to_string(settingsHere.size()));
  if (settings == GitSettings::None) {
    result.push_back("GIT_CONFIG_NOSYSTEM=1");
    result.push_back("GIT_CONFIG_GLOBAL=/dev/null");
  }
  return result;
}

std::vector<char *> pointers(const std::vector<std::string> &words) {
  std::vector<char *> result;
  for (const std::string &word : words) result.push_back(const_cast<char *>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

/// posix_spawn's list of what to do in the child.
class Redirections {
public:
  Redirections() { posix_spawn_file_actions_init(&actions); }
  ~Redirections() { posix_spawn_file_actions_destroy(&actions); }
  Redirections(const Redirections &) = delete;
  void open(int descriptor, const fs::path &file, int flags) {
    posix_spawn_file_actions_addopen(&actions, descriptor, file.c_str(), flags, 0600);
  }
  void enter(const fs::path &directory) { posix_spawn_file_actions_addchdir_np(&actions, directory.c_str()); }
  posix_spawn_file_actions_t actions;
};

int waitFor(pid_t child, OnInterrupt onInterrupt) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw std::runtime_error(std::string("waiting for git: ") + std::strerror(errno));
  // A terminal's Ctrl-C is for both, and the child may be quicker.
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGTERM)) interrupted = true;
  if (interrupted && onInterrupt == OnInterrupt::Stop) throw Interrupted();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::error_code error;
  std::string pattern = (fs::temp_directory_path(error) / "pinproof-XXXXXX").string();
  if (!error && mkdtemp(pattern.data()) == nullptr) error.assign(errno, std::generic_category());
  if (error)
    throw model::InputError("cannot make a temporary directory: " + error.message(), {},
                            "Patches are applied in one: set TMPDIR to where there is room.");
  path = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

void TemporaryDirectory::write(const std::string &name, const std::string &text) const {
  std::error_code error;
  fs::create_directories((path / name).parent_path(), error);
  std::ofstream out(path / name, std::ios::binary);
  if (!(out << text).flush())
    throw model::InputError(std::string("cannot write a temporary file: ") + std::strerror(errno),
                            {(path / name).string(), 0, 0});
}

std::string readAll(const fs::path &file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

GitResult runGit(const std::vector<std::string> &arguments, const fs::path &directory, GitSettings settings,
                 const std::string &input, const std::vector<std::string> &silenced,
                 OnInterrupt onInterrupt) {
  const bool stops = onInterrupt == OnInterrupt::Stop;
  if (interrupted && stops) throw Interrupted();
  TemporaryDirectory files;
  files.write("in", input);
  Redirections redirections;
  redirections.open(STDIN_FILENO, files.path / "in", O_RDONLY);
  redirections.open(STDOUT_FILENO, files.path / "out", O_WRONLY | O_CREAT);
  redirections.open(STDERR_FILENO, files.path / "err", O_WRONLY | O_CREAT);
  redirections.enter(directory);
  std::vector<std::string> words{"git"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const std::vector<std::string> environment = environmentFor(directory, settings, silenced);
  pid_t child = 0;
  const InterruptibleChild how;
  int error = posix_spawnp(&child, "git", &redirections.actions, stops ? &how.attributes : nullptr,
                           pointers(words).data(), pointers(environment).data());
  if (error != 0)
    throw model::InputError(std::string("cannot run git: ") + std::strerror(error), {},
                            "Patches are read and applied by git: install it.");
  GitResult result;
  result.exit = waitFor(child, onInterrupt);
  result.out = readAll(files.path / "out");
  result.err = readAll(files.path / "err");
  return result;
}

} // namespace pinproof::cli::patch
