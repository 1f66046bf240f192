// What has to be true for a certificate to prove its property, one formula at a time.
#pragma once

#include "solver/check/standalone/certificate.h"

namespace pinproof::standalone {

/// `refuted` must have no solution in integers.
struct Obligation {
  std::string name;  // "Initiation", "Consecution" or "Safety"
  std::string where; // "init", "transition dio_write", "property balance"
  Formula refuted;   // over variables, inputs, and variables after the step (with an apostrophe)
};

/// All of them, in the order of docs/formats.md. Throws std::overflow_error if a number exceeds 128 bits.
std::vector<Obligation> obligations(const Certificate &certificate);

} // namespace pinproof::standalone
