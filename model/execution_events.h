// What can stop an instruction in the middle of symbolic execution. Thrown before anything has changed, so
// that the instruction can be tried again.
#pragma once

#include "model/linear.h"

#include <string>

namespace pinproof::model {

struct Undecided {
  Constraint constraint;
}; // the instruction needs to know
struct Refused {
  std::string construct;
};                    // not modelled
struct Infeasible {}; // no run gets here

} // namespace pinproof::model
