// One script for all walks: a process takes longer to start than a thousand steps take.
#include "tests/compare_walks.h"

#include "tests/walk.h"

#include <sstream>

namespace pinproof::tests {

using namespace model;
namespace check = solver::check;

Comparison compareWalks(const Program &program, const Compiled &compiled, unsigned walks, unsigned length) {
  std::vector<ScriptStep> script;
  std::vector<Observation> expected;
  for (unsigned seed = 0; seed < walks; ++seed) {
    Walk walk(program, seed);
    for (unsigned step = 0; step <= length; ++step) {
      ScriptStep next;
      uint32_t function = program.init;
      if (step > 0) {
        next.transition = walk.any(program.transitions.size());
        function = program.transitions[*next.transition].function;
      }
      Walk::Done done = walk.extend(function);
      next.inputs = done.inputs;
      const bool exists = done.outcome.ending != check::Outcome::Ending::AssumeFalse;
      if (!exists) walk.forget();
      if (!exists && step == 0) break;
      Observation o = compiled.observe(walk.replayed(), done.outcome);
      for (const InvariantEntry &i : program.invariants)
        o.invariants.push_back(walk.holds(i.function) ? "1" : "0");
      script.push_back(next);
      expected.push_back(o);
      if (exists && done.outcome.ending != check::Outcome::Ending::Done) break;
    }
  }
  std::vector<Observation> seen = compiled.run(script);
  for (size_t i = 0; i < seen.size(); ++i) {
    if (seen[i] == expected[i]) continue;
    std::ostringstream text;
    text << "step " << i << ", "
         << (script[i].transition ? program.transitions[*script[i].transition].name : "INIT")
         << "\nthe compiled C: " << seen[i] << "the interpreter: " << expected[i];
    return {static_cast<unsigned>(i), text.str()};
  }
  return {static_cast<unsigned>(seen.size()), ""};
}

} // namespace pinproof::tests
