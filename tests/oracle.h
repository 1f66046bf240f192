// The truth about small transition systems: every reachable state, one by one.
#pragma once

#include "model/trace.h"

#include <string>
#include <vector>

namespace pinproof::test {

struct OracleLimits {
  size_t states = 20'000;
  /// Inputs without bounds are tried within these.
  model::Integer low = -64, high = 64;
};

struct OracleVerdict {
  enum class Kind {
    Holds,    // in every reachable state
    Violated, // after `depth` operations, and not after fewer
    TooBig    // not within `depth` operations; beyond, nobody looked
  };
  Kind kind = Kind::Holds;
  size_t depth = 0;
};

struct OracleResult {
  std::vector<OracleVerdict> verdicts; // by property
  size_t states = 0, operations = 0;   // met, tried
};

/// Breadth-first search from all initial states. Throws std::logic_error when a path leaves a variable's
/// range or domain: such a system is not one that engines must understand.
OracleResult explore(const model::TransitionSystem &system, const OracleLimits &limits = {});

/// Why `trace` is no violation of property number `property`, or "". Follows every single operation: use it
/// on small traces.
std::string followTrace(const model::TransitionSystem &system, uint32_t property, const model::Trace &trace);

} // namespace pinproof::test
