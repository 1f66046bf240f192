// The flags for Clang in configured mode: what the kernel's own build says about mm/gup.c.
#pragma once

#include "cli/options.h"

namespace pinproof::cli {

/// What --compile-commands or --cflags-from give, reduced to what decides how C reads; empty without
/// either. Throws model::InputError if the file is not what it should be or has no entry for mm/gup.c.
std::vector<std::string> configuredFlags(const Options &options);

/// Of a compiler's command line, the flags that decide how C reads: include paths and files, macros, the
/// language, the target, the sizes and signs of types. Relative paths are made absolute in `directory`.
std::vector<std::string> readingFlags(const std::vector<std::string> &commandLine,
                                      const std::filesystem::path &directory);

/// A command line split as a shell does: blanks, quotes and backslashes; no expansions.
std::vector<std::string> splitCommand(const std::string &text);

} // namespace pinproof::cli
