// The table of engines, and when they must stop.
#include "solver/engine.h"
#include "solver/accelerate.h"
#include "solver/bounded.h"
#include "solver/proofs.h"

namespace pinproof::solver {

using Clock = std::chrono::steady_clock;

bool Budget::exhausted() const { return (interrupted && *interrupted) || Clock::now() >= deadline; }

unsigned Budget::milliseconds() const {
  constexpr std::chrono::milliseconds most = std::chrono::hours(24 * 7);
  const auto now = Clock::now();
  if (deadline <= now) return 1;
  if (deadline - now >= most) return static_cast<unsigned>(most.count());
  return 1 +
         static_cast<unsigned>(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now).count());
}

const std::vector<Engine> &engines() {
  static const std::vector<Engine> table = {
      {"affine", "equalities and bounds found by abstract interpretation suffice", decideAffine},
      {"induction", "one-step induction, strengthened by inequalities found by elimination", decideInduction},
      {"accelerate", "counterexamples with repeated steps taken at once, shortest first", decideAccelerated},
      {"bounded", "all executions up to a growing number of steps", decideBounded},
      {"pdr", "property-directed reachability by Z3's Spacer", decidePdr},
  };
  return table;
}

} // namespace pinproof::solver
