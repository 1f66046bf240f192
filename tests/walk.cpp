// The interpreter cannot be asked to wait for an input: a run that lacks one fails and says which, so it is
// tried again with one more, from where it began.
#include "tests/walk.h"

#include <utility>

namespace pinproof::tests {

using namespace model;

Walk::Walk(const Program &program, unsigned seed) : program(program), interpreter(program), random(seed) {}

const solver::check::Interpreter &Walk::replayed() {
  interpreter.goBack(last);
  return interpreter;
}

Walk::Done Walk::extend(uint32_t function) {
  Done done;
  for (;;) {
    if (hasBegun) replayed();
    done.outcome = hasBegun ? interpreter.run(function, done.inputs) : interpreter.runInit(done.inputs);
    const auto &asked = done.outcome.inputsAsked;
    if (asked.size() <= done.inputs.size()) break;
    done.choices.assign(asked.begin(), asked.end());
    const InputChoice &choice = program.inputs[asked[done.inputs.size()]];
    done.inputs.push_back(pick(choice.low, choice.high));
  }
  done.choices.resize(done.inputs.size());
  hasBegun = true;
  before = std::exchange(last, interpreter.now());
  return done;
}

Integer Walk::pick(Integer low, Integer high) {
  switch (random() % 4) {
  case 0: return low;
  case 1: return high;
  default: return low + static_cast<Integer>(random()) % (high - low + 1);
  }
}

} // namespace pinproof::tests
