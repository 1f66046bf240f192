// A flag that is set when a budget is used up, for work that looks at flags and not at clocks.
#pragma once

#include "solver/engine.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace pinproof::cli {

class StopFlag {
public:
  explicit StopFlag(const solver::Budget &budget);
  ~StopFlag();
  StopFlag(const StopFlag &) = delete;

  std::atomic<bool> flag = false;

private:
  std::mutex mutex;
  std::condition_variable end;
  bool isOver = false;
  std::thread watch;
};

} // namespace pinproof::cli
