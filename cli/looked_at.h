// What one specification looks at of the kernel's text.
#pragma once

#include "cli/report.h"
#include "model/clang/reader.h"
#include "model/paths.h"

namespace pinproof::cli {

/// In one state of the tree; nothing, where there are no answers.
struct LookedAt {
  /// The kernel's functions that it reaches. Where its paths are not known, code is NotRun.
  std::vector<FunctionCoverage> functions;
  std::vector<model::Declared> declared;
  std::map<std::string, model::Silence> silent;
  /// Lines of the tree that ours stand in for, and that say what ours were written for; by file.
  model::LinesRun known;
  /// A digest of what it reads, but for places; "" where there is no telling. Where that is the same before
  /// and after a patch, the patch says the same in other words.
  std::string program;
};

} // namespace pinproof::cli
