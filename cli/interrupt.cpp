// The handler only stores; engines look at the flag every few milliseconds.
#include "cli/interrupt.h"

#include <csignal>

namespace pinproof::cli {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may not wait for a lock");

namespace {

extern "C" void onSignal(int) { interrupted = true; }

} // namespace

void catchInterrupts() {
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND); // the second one kills
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

} // namespace pinproof::cli
