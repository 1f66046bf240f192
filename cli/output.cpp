// write(2) rather than iostreams: a buffered stream tells of a full disk only when it is destroyed, if ever.
#include "cli/output.h"

#include "cli/interrupt.h"
#include "model/source.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace pinproof::cli {

namespace {

/// 0, or errno of the write that failed.
int writeAll(int descriptor, const std::string &text) {
  for (size_t done = 0; done < text.size();) {
    ssize_t wrote = write(descriptor, text.data() + done, text.size() - done);
    if (wrote < 0 && errno != EINTR) return errno;
    if (wrote > 0) done += static_cast<size_t>(wrote);
  }
  return 0;
}

} // namespace

void writeOutput(const std::string &text) {
  if (int error = writeAll(STDOUT_FILENO, text); error != 0)
    throw OutputError("standard output", std::strerror(error));
}

void writeFile(const std::filesystem::path &file, const std::string &text) {
  int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) throw OutputError(file.string(), std::strerror(errno));
  int error = writeAll(descriptor, text);
  if (close(descriptor) != 0 && error == 0) error = errno;
  if (error != 0) throw OutputError(file.string(), std::strerror(error));
}

std::string readInput() {
  std::string text;
  char part[1 << 16];
  for (;;) {
    ssize_t got = read(STDIN_FILENO, part, sizeof part);
    if (got == 0) return text;
    if (got < 0 && (errno != EINTR || interrupted))
      throw model::InputError(std::string("cannot read standard input: ") + std::strerror(errno));
    if (got > 0) text.append(part, static_cast<size_t>(got));
  }
}

void writeTalk(const std::string &text) { (void)writeAll(STDERR_FILENO, text); }

bool outputIsTerminal() { return isatty(STDOUT_FILENO) == 1; }
bool talkIsTerminal() { return isatty(STDERR_FILENO) == 1; }

bool colourUnwanted() {
  const char *noColor = std::getenv("NO_COLOR"), *terminal = std::getenv("TERM");
  return (noColor != nullptr && *noColor != '\0') || (terminal != nullptr && std::string(terminal) == "dumb");
}

} // namespace pinproof::cli
