// An answer carries its evidence; a bare "safe" cannot be written down.
#pragma once

#include "model/formula.h"
#include "model/trace.h"

#include <variant>

namespace pinproof::solver {

/// A formula over state variables that contains the initial states, is kept by every path of every
/// transition, and excludes the property's violation (see solver/check/certificate.h).
struct Certificate {
  model::Formula invariant;
};

struct Proved {
  Certificate certificate;
};
struct Violated {
  model::Trace trace;
};
/// Why there is no answer, and what was established on the way ("no violation within 12 operations").
struct Unknown {
  std::string reason, established;
};

struct Answer {
  std::variant<Unknown, Proved, Violated> verdict;
  std::string engine;  // which engine decided
  double seconds = 0;  // spent on this property, evidence checks included
  std::string vacuous; // not empty: the property holds because nothing happens; says what
};

} // namespace pinproof::solver
