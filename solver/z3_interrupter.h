// Ctrl-C for Z3, which does not look at flags itself. It knows contexts and nothing of what is asked in them,
// so engines and checker may share it: all it can bring about is that there is no answer.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <z3++.h>

namespace pinproof::solver {

/// While it lives, `context` is interrupted whenever `interrupted` is set. Both must outlive it.
class Interrupter {
public:
  Interrupter(z3::context &context, const std::atomic<bool> &interrupted)
      : thread([this, &context, &interrupted] {
          std::unique_lock lock(mutex);
          // Again and again after the first: an interrupt between two checks is lost on Z3.
          while (!stop.wait_for(lock, std::chrono::milliseconds(5), [this] { return stopping; }))
            if (interrupted) context.interrupt();
        }) {}
  ~Interrupter() {
    {
      std::lock_guard lock(mutex);
      stopping = true;
    }
    stop.notify_one();
    thread.join();
  }
  Interrupter(const Interrupter &) = delete;

private:
  std::mutex mutex;
  std::condition_variable stop;
  bool stopping = false;
  std::thread thread;
};

/// The plain incremental solver, which leaves SIGINT to the program: Z3 would put a handler in place for as
/// long as a check takes, in the whole process, whatever other threads do.
inline z3::solver plainSolver(z3::context &context) {
  z3::solver solver(context, z3::solver::simple());
  solver.set("ctrl_c", false);
  return solver;
}

} // namespace pinproof::solver
