// The subcommands, one file each. All return the exit code and throw what Command::run may throw.
#pragma once

#include "cli/options.h"

namespace pinproof::cli {

int verify(const Options &options);
int explore(const Options &options);
int limits(const Options &options);
int replay(const Options &options);
int show(const Options &options);
int certify(const Options &options);
int coverage(const Options &options);
int merge(const Options &options);
int mutants(const Options &options);
int standIns(const Options &options);
int headers(const Options &options);

} // namespace pinproof::cli
