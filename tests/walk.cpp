// The interpreter cannot be asked to wait for an input: a run that lacks one fails and says which, so the
// history is repeated and the run tried again with one more.
#include "tests/walk.h"

namespace pinproof::tests {

using namespace model;

Walk::Walk(const Program &program, unsigned seed) : program(program), interpreter(program), random(seed) {}

const solver::check::Interpreter &Walk::replayed() {
  for (size_t n = 0; n < history.size(); ++n)
    n == 0 ? interpreter.runInit(history[n].second) : interpreter.run(history[n].first, history[n].second);
  return interpreter;
}

Walk::Done Walk::extend(uint32_t function) {
  Done done;
  for (;;) {
    replayed();
    done.outcome =
        history.empty() ? interpreter.runInit(done.inputs) : interpreter.run(function, done.inputs);
    const auto &asked = done.outcome.inputsAsked;
    if (asked.size() <= done.inputs.size()) break;
    done.choices.assign(asked.begin(), asked.end());
    const InputChoice &choice = program.inputs[asked[done.inputs.size()]];
    done.inputs.push_back(pick(choice.low, choice.high));
  }
  done.choices.resize(done.inputs.size());
  history.emplace_back(function, done.inputs);
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
