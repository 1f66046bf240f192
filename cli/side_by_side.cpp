// Threads rather than processes: Clang's parser and Z3's contexts keep their state to themselves, and a
// result need not be written down to be handed over.
#include "cli/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace pinproof::cli {

void sideBySide(size_t count, unsigned threads, const std::function<void(size_t)> &job) {
  std::vector<std::exception_ptr> failures(count);
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i = next++; i < count; i = next++) {
      try {
        job(i);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  std::vector<std::jthread> workers;
  try {
    for (size_t t = 1; t < std::min<size_t>(threads, count); ++t) workers.emplace_back(work);
  } catch (const std::system_error &) { // no room for another stack: those there are do
  }
  work();
  workers.clear(); // joins
  for (const std::exception_ptr &failure : failures)
    if (failure) std::rethrow_exception(failure);
}

} // namespace pinproof::cli
