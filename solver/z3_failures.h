// What Z3 does when it runs out of memory, made into what everybody else does: std::bad_alloc; and how to
// tell that it was interrupted. Engines and checker share this and z3_interrupter.h, and nothing else of Z3.
#pragma once

#include <atomic>
#include <cstring>
#include <new>
#include <z3++.h>

namespace pinproof::solver {

/// Set by whoever limits the memory of this process, before there is another thread.
inline std::atomic<bool> isMemoryLimited = false;

/// Z3's C++ interface uses a new context without looking whether there is one. Throws std::bad_alloc if one
/// cannot be made now; whoever calls this makes one next.
inline void requireMemoryForContext() {
  if (!isMemoryLimited) return;
  Z3_config config = Z3_mk_config();
  Z3_context probe = Z3_mk_context_rc(config);
  if (config != nullptr) Z3_del_config(config);
  if (probe == nullptr) throw std::bad_alloc();
  Z3_del_context(probe);
}

/// `result` of a check by `solver`; throws std::bad_alloc if memory was what it wanted.
inline z3::check_result unlessOutOfMemory(z3::check_result result, const z3::solver &solver) {
  if (result == z3::unknown &&
      solver.reason_unknown().find("mem") != std::string::npos) // "memout", or a sentence
    throw std::bad_alloc();
  return result;
}

/// Does `failure` say, in Z3's words or C++'s, that memory ran out?
inline bool isOutOfMemory(const std::exception &failure) {
  return dynamic_cast<const std::bad_alloc *>(&failure) != nullptr ||
         std::strstr(failure.what(), "out of memory") != nullptr;
}

/// Does `failure` only say that Z3 was interrupted? From then on it answers nothing, whatever it is asked.
inline bool isCancelled(const std::exception &failure) {
  return dynamic_cast<const z3::exception *>(&failure) != nullptr &&
         std::strstr(failure.what(), "cancel") != nullptr;
}

/// Throws std::bad_alloc if it does: that decides nothing.
inline void unlessOutOfMemory(const std::exception &failure) {
  if (isOutOfMemory(failure)) throw std::bad_alloc();
}

} // namespace pinproof::solver
