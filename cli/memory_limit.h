// --memory: how much may be used, and what happens at that point.
#pragma once

#include <exception>
#include <string>

namespace pinproof::cli {

/// From now on this process uses about `megabytes` at most: Z3 gives up before, everything else is refused
/// memory. What then runs out throws std::bad_alloc or what isOutOfMemory() knows.
void limitMemory(unsigned megabytes);

/// Was it memory that ran out?
bool isOutOfMemory(const std::exception &failure);

/// "memory limit of 500 MB reached", or, where there is none, "out of memory".
std::string memoryWords();

} // namespace pinproof::cli
