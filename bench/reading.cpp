// From C to a transition system, stage by stage and specification by specification: Clang, lowering, paths.
//
// A specification that does not apply to the tree at hand is reported as skipped.
#include "bench/load.h"
#include "model/paths.h"

#include <benchmark/benchmark.h>

namespace {

using namespace pinproof;

/// Clang and lowering; the counter `clang` is Clang's share in seconds.
void reading(benchmark::State &state, const std::string &spec) {
  const model::ReadOptions options = bench::readOptions(spec);
  double clangSeconds = 0;
  for (auto _ : state) clangSeconds += model::readSpecification(options).clangSeconds;
  state.counters["clang"] = benchmark::Counter(clangSeconds, benchmark::Counter::kAvgIterations);
}

void paths(benchmark::State &state, const std::string &spec) {
  const model::Program program = model::readSpecification(bench::readOptions(spec)).program;
  if (!program.drifts.empty() || !program.absent.empty()) {
    state.SkipWithError("does not apply to this tree");
    return;
  }
  size_t count = 0;
  for (auto _ : state) {
    model::TransitionSystem system = model::makeTransitionSystem(program);
    count = 0;
    for (const model::Transition &transition : system.transitions) count += transition.paths.size();
  }
  state.counters["paths"] = static_cast<double>(count);
}

/// Names are known only at run time: whatever stands in specs/ is measured.
[[maybe_unused]] const bool registered = [] {
  for (const std::string &spec : bench::specNames()) {
    benchmark::RegisterBenchmark(("read/" + spec).c_str(), reading, spec)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("paths/" + spec).c_str(), paths, spec)->Unit(benchmark::kMillisecond);
  }
  return true;
}();

} // namespace
