// Checking evidence: certificates in a fresh solver, and 2,097,152 pins replayed.
#include "bench/load.h"
#include "solver/check/certificate.h"
#include "solver/check/replay.h"
#include "solver/portfolio.h"

#include <benchmark/benchmark.h>

namespace {

using namespace pinproof;

/// The certificate of the first property, which the portfolio finds before the clock starts.
void certificate(benchmark::State &state, const std::string &spec) {
  const auto loaded = bench::load(spec, bench::Scale::of(static_cast<unsigned>(state.range(0))));
  const solver::Answer answer = solver::decideAll(loaded.system, {}).front();
  const auto *proved = std::get_if<solver::Proved>(&answer.verdict);
  if (!proved) {
    state.SkipWithError("not proved");
    return;
  }
  for (auto _ : state)
    if (!solver::check::checkCertificate(loaded.system, 0, proved->certificate).accepted)
      state.SkipWithError("not accepted");
}

/// The overflow at 32 bits with the kernel's bias, in writes of so many pages: 2^21 pins in any case.
void replay(benchmark::State &state) {
  const auto loaded = bench::load("peers/overflow", {32, 10, static_cast<unsigned>(state.range(0))});
  const solver::Answer answer = solver::decideAll(loaded.system, {}).front();
  const auto *violated = std::get_if<solver::Violated>(&answer.verdict);
  if (!violated) {
    state.SkipWithError("not violated");
    return;
  }
  model::Integer oneByOne = 0;
  for (auto _ : state) {
    auto result =
        solver::check::replay(loaded.program, loaded.system, loaded.system.properties[0], violated->trace);
    if (!result.isConfirmed()) state.SkipWithError(result.failure.c_str());
    oneByOne = result.oneByOne;
  }
  state.counters["operations"] = static_cast<double>(violated->trace.operations());
  state.counters["one_by_one"] = static_cast<double>(oneByOne);
  state.counters["pins/s"] = benchmark::Counter(2097152, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK_CAPTURE(certificate, pin_ledger, "peers/pin_ledger")
    ->DenseRange(8, 32, 8)
    ->ArgName("bits")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(certificate, folio_ledger, "peers/folio_ledger")
    ->DenseRange(8, 32, 8)
    ->ArgName("bits")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(replay)->Arg(1)->Arg(64)->ArgName("pages")->Unit(benchmark::kMillisecond);

} // namespace
