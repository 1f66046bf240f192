// What of a specification and its kernel files an ordinary compiler accepts, with the stand-in headers.
#pragma once

#include "model/clang/reader.h"
#include "tests/process.h"

namespace pinproof::tests {

/// Writes all that was read below `directory`, without the definitions in kernel files that do not compile.
/// Throws std::runtime_error with the compiler's words if what is left does not compile either.
void writeCompilable(const model::ReadOptions &options, const model::ReadResult &read,
                     const test::TemporaryDirectory &directory);

/// Flags for a unit that includes ReadResult::mainFile below `directory`.
std::vector<std::string> compilerFlags(const model::ReadOptions &options, const model::ReadResult &read,
                                       const std::string &directory);

} // namespace pinproof::tests
