// A thread waits for the signals, which are blocked everywhere. A handler would not do: Z3 puts one of its
// own in place while it runs Spacer, ends that query, and nobody else learns of the Ctrl-C.
//
// What is blocked is so in children too, unless they are begun with InterruptibleChild.
#include "cli/interrupt.h"

#include <csignal>
#include <pthread.h>
#include <thread>

namespace pinproof::cli {

std::atomic<bool> interrupted = false;

namespace {

sigset_t signalsToStop() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

/// As if it had never been caught.
void endBy(int number) {
  const sigset_t signals = signalsToStop();
  signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  raise(number);
}

void waitForSignals() {
  const sigset_t signals = signalsToStop();
  int number = 0;
  sigwait(&signals, &number);
  interrupted = true;
  sigwait(&signals, &number);
  endBy(number);
}

} // namespace

void catchInterrupts() {
  const sigset_t signals = signalsToStop();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread(waitForSignals).detach();
  signal(SIGPIPE, SIG_IGN);
}

InterruptibleChild::InterruptibleChild() {
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
}

InterruptibleChild::~InterruptibleChild() { posix_spawnattr_destroy(&attributes); }

} // namespace pinproof::cli
