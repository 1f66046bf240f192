// Tests on random input run a few seeds each time and, asked by the environment, as many as somebody has
// time for:
//   PINPROOF_FUZZ=FIRST-LAST   these seeds, and on after a failure
//   PINPROOF_FUZZ_KEEP=DIR     where failures go, shrunk, each in a file of its own
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace pinproof::test {

struct Seeds {
  unsigned first, last;
  bool isLongRun = false;
};

/// The range that the environment gives, or this one.
inline Seeds seeds(unsigned first, unsigned last) {
  const char *range = std::getenv("PINPROOF_FUZZ");
  const bool isLongRun = range != nullptr && std::sscanf(range, "%u-%u", &first, &last) == 2;
  return {first, last, isLongRun};
}

/// Keeps what fails for `seed`, for somebody to understand later.
inline void keepFailure(const std::string &kind, unsigned seed, const std::string &text) {
  const char *directory = std::getenv("PINPROOF_FUZZ_KEEP");
  if (directory == nullptr) return;
  std::filesystem::create_directories(directory);
  std::ofstream(std::filesystem::path(directory) / (kind + "-" + std::to_string(seed) + ".txt")) << text;
}

} // namespace pinproof::test
