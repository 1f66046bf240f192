// The same C on other lines.
#pragma once

#include "cli/records.h"

namespace pinproof::cli {

/// Puts the places of `record` where the C stands now: at `now`, the places of a program that says the same
/// as the record's (model/same_program.h). False, and `record` is not to be used, unless each line went to
/// one line and no two lines to the same.
bool relocate(Record &record, std::vector<model::Source> now);

} // namespace pinproof::cli
