// Two lines of defence. Z3 counts what it allocates and, at three quarters of the limit, says that it is out
// of memory, which engines survive. The rest of the program, Clang included, meets RLIMIT_DATA: heaps and
// stacks, but not the shared libraries that are mapped beside them, which RLIMIT_AS would count too.
// Allocation then fails as std::bad_alloc, of one specification; the others go on with what it gives back.
//
// To say so takes a little memory as well, which is put aside for the first failure.
#include "cli/memory_limit.h"

#include "cli/output.h"
#include "cli/status.h"
#include "solver/z3_failures.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>
#include <z3.h>

namespace pinproof::cli {

namespace {

constexpr size_t reserveSize = 4u << 20;
std::atomic<char *> reserve = nullptr;
std::atomic<unsigned> limit = 0;

void onExhaustion() {
  char *spare = reserve.exchange(nullptr);
  if (spare == nullptr) throw std::bad_alloc();
  delete[] spare; // and operator new tries again
}

[[noreturn]] void giveUp() {
  writeTalk("pinproof: error: " + memoryWords() +
            "; nothing is reported\n  Raise --memory, or lower --jobs.\n");
  _exit(exitInconclusive);
}

/// Where nobody can catch it: between destructors, say.
[[noreturn]] void onTerminate() {
  try {
    if (std::current_exception()) std::rethrow_exception(std::current_exception());
  } catch (const std::bad_alloc &) {
    giveUp();
  } catch (...) {}
  std::abort();
}

} // namespace

void limitMemory(unsigned megabytes) {
  limit = megabytes;
  solver::isMemoryLimited = true;
  Z3_global_param_set("memory_max_size", std::to_string(megabytes / 4 * 3).c_str());
  rlimit size{};
  getrlimit(RLIMIT_DATA, &size);
  size.rlim_cur = std::min<rlim_t>(size.rlim_max, static_cast<rlim_t>(megabytes) << 20);
  setrlimit(RLIMIT_DATA, &size);
  reserve = new char[reserveSize];
  std::memset(reserve, 1, reserveSize); // really there
  std::set_new_handler(onExhaustion);
  std::set_terminate(onTerminate);
}

bool isOutOfMemory(const std::exception &failure) {
  if (const auto *system = dynamic_cast<const std::system_error *>(&failure)) // a thread has no stack
    return system->code() == std::errc::resource_unavailable_try_again ||
           system->code() == std::errc::not_enough_memory;
  return solver::isOutOfMemory(failure);
}

std::string memoryWords() {
  const unsigned megabytes = limit;
  return megabytes == 0 ? "out of memory" : "memory limit of " + std::to_string(megabytes) + " MB reached";
}

} // namespace pinproof::cli
