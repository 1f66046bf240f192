// Whose code is an answer about?
#pragma once

#include "cli/report.h"
#include "model/paths.h"
#include "model/program.h"

namespace pinproof::cli {

/// The functions of `program` of which some path runs a line, by file and name: the kernel's, and ours, which
/// stand in for it or are callers. Transitions, invariants and INIT are questions and neither.
FunctionsRun functionsRun(const model::Program &program, const model::LinesRun &run);

/// "mm/gup.c: gup_put_folio, try_grab_folio; mm/memory.c: copy_page_range"; "" for none.
std::string toText(const std::vector<FunctionsRun::One> &functions);

} // namespace pinproof::cli
