// A counterexample: how to get from an initial state to a broken property, with repetitions grouped.
#pragma once

#include "model/transition_system.h"

namespace pinproof::model {

/// One operation done `count` times running, each time along the same path with the same inputs.
struct Step {
  uint32_t transition = 0;
  uint32_t path = 0;
  std::vector<Integer> inputs; // of the path, auxiliaries included, in its order
  Integer count = 1;
};

struct Trace {
  uint32_t initPath = 0;
  std::vector<Integer> initInputs;
  std::vector<Step> steps;
  bool isShortest = false; // no trace with fewer operations exists
  Integer operations() const {
    Integer sum = 0;
    for (const Step &step : steps) sum = add(sum, step.count);
    return sum;
  }
};

} // namespace pinproof::model
