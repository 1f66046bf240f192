// What holds only because nothing happens.
#pragma once

#include "solver/engine.h"

namespace pinproof::solver {

struct Vacuity {
  /// Per transition: empty if it was seen to fire, else "can never fire" or "not seen to fire within 3
  /// moves".
  std::vector<std::string> transitions;
  /// Per property: empty if what it asks was seen to be asked, else why it holds although nothing happens:
  /// what Answer::vacuous says. About what holds; says nothing about properties that are violated.
  std::vector<std::string> properties;
  /// Per property: empty, or why no operation could break it, though operations there are: often just what
  /// the specification wants to hear (pins do not touch the zero page's count).
  std::vector<std::string> remarks;
};

/// "can never ..." is said only where it is proved. When the budget runs out, less is found.
Vacuity findVacuity(const model::TransitionSystem &system, const Facts &facts, const Budget &budget);

} // namespace pinproof::solver
