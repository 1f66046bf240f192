// Ctrl-C: stop soon, and print what was finished.
#pragma once

#include <atomic>
#include <spawn.h>

namespace pinproof::cli {

/// Set by the first SIGINT or SIGTERM after catchInterrupts(); the second ends the program at once.
extern std::atomic<bool> interrupted;

/// To be called before there is another thread. Also makes a closed pipe an error of write() rather than a
/// silent death.
void catchInterrupts();

/// posix_spawn's attributes of a child that Ctrl-C ends.
class InterruptibleChild {
public:
  InterruptibleChild();
  ~InterruptibleChild();
  InterruptibleChild(const InterruptibleChild &) = delete;
  posix_spawnattr_t attributes;
};

} // namespace pinproof::cli
