// A thread that sleeps: the work itself would have to look at a clock at every step.
#include "cli/stop_flag.h"

namespace pinproof::cli {

StopFlag::StopFlag(const solver::Budget &budget)
    : flag(budget.exhausted()), watch([this, budget] {
        std::unique_lock lock(mutex);
        while (!end.wait_for(lock, std::chrono::milliseconds(5), [this] { return isOver; }))
          if (budget.exhausted()) flag = true;
      }) {}

StopFlag::~StopFlag() {
  {
    std::lock_guard lock(mutex);
    isOver = true;
  }
  end.notify_one();
  watch.join();
}

} // namespace pinproof::cli
