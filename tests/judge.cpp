// Every obligation is asked in both spellings where there are both, so that each guards the other.
#include "tests/judge.h"

#include "solver/check/standalone/bounds.h"
#include "solver/check/standalone/obligations.h"
#include "solver/check/standalone/smt.h"

#include <stdexcept>
#include <z3++.h>

namespace pinproof::test {
namespace {

/// Whether the solver finds a solution of some script.
bool hasSolution(const std::string &script) {
  z3::context context;
  z3::solver solver(context);
  solver.from_string(script.c_str());
  const z3::check_result result = solver.check();
  if (result == z3::unknown) throw std::runtime_error("no answer to\n" + script);
  return result == z3::sat;
}

} // namespace

Verdict judge(const std::string &json) {
  Verdict verdict;
  for (const standalone::Obligation &o : standalone::obligations(standalone::readCertificate(json))) {
    const bool isBroken = hasSolution(standalone::inIntegers(o));
    const standalone::BitVectors vectors = standalone::inBitVectors(o);
    if (!vectors.script.empty()) {
      ++verdict.vectors;
      if (hasSolution(vectors.script) != isBroken) verdict.conflict = vectors.script;
    }
    if (isBroken && verdict.failed.empty()) verdict.failed = o.name + " " + o.where;
  }
  return verdict;
}

} // namespace pinproof::test
