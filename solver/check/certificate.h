// Is a certificate right? Asked by code that shares nothing with whoever found it.
#pragma once

#include "model/transition_system.h"
#include "solver/answer.h"

#include <atomic>

namespace pinproof::solver::check {

struct CheckResult {
  bool accepted = false;
  bool isGivenUp = false; // not accepted, and not refuted either: interrupted, or out of time
  // Where it was not accepted:
  std::string obligation; // "Model", "Initiation", "Range", "Consecution" or "Safety"
  std::string where;      // "transition dio_write, path 3"
  std::string reason;     // the state and inputs that break it, or why there is no verdict
};

/// "accepted", or "Consecution fails in transition dio_write, path 3: refcount = 5, ...".
std::string toString(const CheckResult &result);

/// Checks that `certificate` proves property number `property` of `system`. What Z3 cannot decide within
/// `timeoutMs` (for the whole call; 0: no limit), or before `interrupted` (may be null) is set, is given up.
/// Throws nothing of Z3's.
CheckResult checkCertificate(const model::TransitionSystem &system, uint32_t property,
                             const Certificate &certificate, unsigned timeoutMs = 0,
                             const std::atomic<bool> *interrupted = nullptr);

/// The same for many properties at once, answers in the order of `claims`: what does not depend on the
/// property is checked once per distinct formula.
std::vector<CheckResult> checkCertificates(const model::TransitionSystem &system,
                                           const std::vector<std::pair<uint32_t, model::Formula>> &claims,
                                           unsigned timeoutMs = 0,
                                           const std::atomic<bool> *interrupted = nullptr);

} // namespace pinproof::solver::check
