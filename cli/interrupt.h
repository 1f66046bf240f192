// Ctrl-C: stop soon, and print what was finished.
#pragma once

#include <atomic>

namespace pinproof::cli {

/// Set by the first SIGINT or SIGTERM after catchInterrupts(); the second ends the program at once.
extern std::atomic<bool> interrupted;

/// Also makes a closed pipe an error of write() rather than a silent death.
void catchInterrupts();

} // namespace pinproof::cli
