// posix_spawn and poll: writing and reading take turns as the pipes allow, because a solver may answer
// before it has read everything.
//
// What counts as a proof is narrow on purpose: the one word, exit code 0, nothing on standard output besides.
// An error message, a warning about an option, a second answer: none of these is "unsat".
#include "solver/check/standalone/pipe.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace pinproof::standalone {

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t longestReply = 16u << 20;

struct Pipe {
  int ends[2] = {-1, -1};
  bool open() { return pipe2(ends, O_CLOEXEC) == 0; }
  void close(int end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
  ~Pipe() { close(0), close(1); }
};

/// The process, or -1 with errno set.
pid_t start(const std::vector<std::string> &command, const Pipe &in, const Pipe &out) {
  std::vector<char *> arguments;
  for (const std::string &word : command) arguments.push_back(const_cast<char *>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  pid_t process = -1;
  int error = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  errno = error;
  return error == 0 ? process : -1;
}

/// Feeds and listens until the solver closes its output; false when time is up or it says too much.
bool converse(Pipe &in, Pipe &out, const std::string &script, Clock::time_point deadline, std::string &said) {
  fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
  char buffer[65536];
  for (size_t written = 0;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting[2] = {{out.ends[0], POLLIN, 0},
                         {in.ends[1], POLLOUT, 0}}; // a closed end (-1) is passed over
    if (poll(waiting, 2, static_cast<int>(std::min<long long>(left, 1000))) < 0 && errno != EINTR)
      return false;
    if (waiting[1].revents != 0) {
      ssize_t n = write(in.ends[1], script.data() + written, script.size() - written);
      if (n > 0) written += static_cast<size_t>(n);
      if (written == script.size() || (n < 0 && errno != EAGAIN && errno != EINTR)) in.close(1);
    }
    if (waiting[0].revents != 0) {
      ssize_t n = read(out.ends[0], buffer, sizeof buffer);
      if (n == 0) return true;
      if (n > 0) said.append(buffer, static_cast<size_t>(n));
      if (said.size() > longestReply) return false;
    }
  }
}

std::string trimmed(const std::string &text) {
  size_t begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

} // namespace

Reply ask(const std::vector<std::string> &command, const std::string &script, double seconds) {
  Pipe in, out;
  if (!in.open() || !out.open()) return {Reply::Kind::Other, std::strerror(errno)};
  pid_t process = start(command, in, out);
  if (process < 0) return {Reply::Kind::Other, "cannot start " + command[0] + ": " + std::strerror(errno)};
  in.close(0), out.close(1);
  std::string said;
  auto deadline =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  bool isWhole = converse(in, out, script, deadline, said);
  in.close(1);
  if (!isWhole) kill(process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
  said = trimmed(said);
  if (!isWhole) return {Reply::Kind::Other, "no answer in time"};
  if (said.starts_with("sat") && (said.size() == 3 || said[3] == '\n' || said[3] == '\r'))
    return {Reply::Kind::Sat, trimmed(said.substr(3))};
  if (!WIFEXITED(status)) return {Reply::Kind::Other, command[0] + " was killed by a signal"};
  if (said == "unsat" && WEXITSTATUS(status) == 0) return {Reply::Kind::Unsat, ""};
  if (said.empty() || said == "unsat")
    said = command[0] + " ended with exit code " + std::to_string(WEXITSTATUS(status));
  return {Reply::Kind::Other, said.substr(0, 500)};
}

} // namespace pinproof::standalone
