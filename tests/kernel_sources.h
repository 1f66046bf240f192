// Debian's kernel sources, fetched and unpacked when first asked for.
#pragma once

#include "tests/process.h"

namespace pinproof::test {

inline std::string kernelSources() {
  const char *given = std::getenv("PINPROOF_KERNEL_SOURCES");
  return given != nullptr ? given : std::string(PINPROOF_SOURCE_DIR) + "/kernel-sources";
}

/// The tree of a version of Debian's ("6.12", "7.3"), or "" for the embedded kernel.
inline std::string treeOf(const std::string &version) {
  if (version == "embedded") return "";
  std::string command = quoteForShell(std::string(PINPROOF_SOURCE_DIR) + "/tests/fetch-kernel-sources") +
                        " " + quoteForShell(kernelSources()) + " " + quoteForShell(version);
  if (std::system(command.c_str()) != 0) throw std::runtime_error("cannot fetch Debian's kernel sources");
  return kernelSources() + "/linux-source-" + version;
}

} // namespace pinproof::test
