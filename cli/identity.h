// Which kernel a tree holds: its version, its commit, what of it was changed since.
#pragma once

#include "cli/options.h"
#include "cli/report.h"

namespace pinproof::cli {

/// Fills in `report.tree` for the kernel that the options name, from what its specifications read. Nothing in
/// the tree is run. Where git has no answer, a remark says why; throws nothing of its own.
void identifyTree(const Options &options, Report &report);

/// "Linux 6.12.94, commit 1a2b3c4d5e6f, modified: mm/gup.c".
std::string toText(const TreeIdentity &tree);

} // namespace pinproof::cli
