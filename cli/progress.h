// One line on a terminal's stderr that says what is going on; nothing anywhere else.
#pragma once

#include <mutex>
#include <string>

namespace pinproof::cli {

class Progress {
public:
  Progress(bool shown, size_t total) : shown(shown), total(total) {}
  ~Progress() { clear(); }
  Progress(const Progress &) = delete;

  /// "[3/12] zero_page: induction". Any thread.
  void say(const std::string &what);
  void finishedOne();
  void clear();

private:
  const bool shown;
  const size_t total;
  size_t done = 0;
  std::mutex mutex;
};

} // namespace pinproof::cli
