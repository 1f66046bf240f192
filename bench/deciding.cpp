// From transition system to answer, on the three systems that the peers get too (peers/specs).
//
// What should show: neither the counter's width nor the depth of the counterexample costs anything. Every
// benchmark checks the answer that it times: a quick wrong one would be worth nothing.
#include "bench/load.h"
#include "solver/accelerate.h"
#include "solver/facts.h"
#include "solver/portfolio.h"

#include <benchmark/benchmark.h>

namespace {

using namespace pinproof;

const model::Trace *traceIn(const solver::Answer &answer) {
  const auto *violated = std::get_if<solver::Violated>(&answer.verdict);
  return violated ? &violated->trace : nullptr;
}

void facts(benchmark::State &state, const std::string &spec) {
  const auto loaded = bench::load(spec, bench::Scale::of(static_cast<unsigned>(state.range(0))));
  for (auto _ : state) benchmark::DoNotOptimize(solver::findFacts(loaded.system, {}));
}

/// Accelerated search on the overflow, which is at operation `depth`.
void search(benchmark::State &state, const bench::Scale &scale, model::Integer depth) {
  const auto loaded = bench::load("peers/overflow", scale);
  const uint32_t property = bench::propertyIndex(loaded.system, "never_negative");
  const solver::Facts facts = solver::findFacts(loaded.system, {});
  for (auto _ : state) {
    solver::Answer answer = solver::decideAccelerated(loaded.system, property, facts, {});
    const model::Trace *trace = traceIn(answer);
    if (!trace || trace->operations() != depth) state.SkipWithError("not the answer");
  }
  state.counters["depth"] = static_cast<double>(depth);
}

void searchAtWidth(benchmark::State &state) {
  const auto scale = bench::Scale::of(static_cast<unsigned>(state.range(0)));
  search(state, scale,
         (model::Integer(1) << (scale.counterBits - 1 - scale.biasBits)) / model::Integer(scale.pages));
}

/// One page a write and a smaller bias: deeper in the same 32 bits. With a bias of 1 the first count of 1
/// is one write saved.
void searchAtDepth(benchmark::State &state) {
  const auto depthBits = static_cast<unsigned>(state.range(0));
  const bench::Scale scale{32, 31 - depthBits, 1};
  search(state, scale, (model::Integer(1) << depthBits) - (scale.biasBits == 0 ? 1 : 0));
}

/// All properties, facts included: what `verify` spends between reading and checking.
void proof(benchmark::State &state, const std::string &spec) {
  const auto loaded = bench::load(spec, bench::Scale::of(static_cast<unsigned>(state.range(0))));
  for (auto _ : state)
    for (const solver::Answer &answer : solver::decideAll(loaded.system, {}))
      if (!std::holds_alternative<solver::Proved>(answer.verdict)) state.SkipWithError("not the answer");
}

void widths(benchmark::internal::Benchmark *b) {
  b->DenseRange(8, 32, 4)->ArgName("bits")->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(facts, overflow, "peers/overflow")->Apply(widths);
BENCHMARK_CAPTURE(facts, pin_ledger, "peers/pin_ledger")->Apply(widths);
BENCHMARK_CAPTURE(facts, folio_ledger, "peers/folio_ledger")->Apply(widths);
BENCHMARK(searchAtWidth)->Apply(widths);
BENCHMARK(searchAtDepth)->DenseRange(5, 31, 2)->ArgName("log2")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(proof, pin_ledger, "peers/pin_ledger")->Apply(widths);
BENCHMARK_CAPTURE(proof, folio_ledger, "peers/folio_ledger")->Apply(widths);

} // namespace
