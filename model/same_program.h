// Do two programs say the same, whatever lines they stand on?
#pragma once

#include "model/program.h"

namespace pinproof::model {

/// Everything about `program` but where its C stands. Programs with the same text have the same transition
/// system but for places.
std::string canonicalText(const Program &program);

/// All places in `program`, in an order that depends on its canonicalText() alone: of programs with the same
/// text, the n-th place of one is the n-th of the other.
std::vector<Source> placesIn(const Program &program);

} // namespace pinproof::model
