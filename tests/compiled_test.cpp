// The C itself, compiled and run, against the interpreter of what was read of it: after every step all
// scalars, wraps, invariants and reports are the same. A write that the front end loses shows here.
#include "model/paths.h"
#include "solver/portfolio.h"
#include "tests/compare_walks.h"
#include "tests/kernel_sources.h"
#include "tests/longer_runs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

namespace pinproof::tests {

namespace {

namespace fs = std::filesystem;
using namespace model;
namespace check = solver::check;

const std::string specs = std::string(PINPROOF_SOURCE_DIR) + "/specs";

ReadOptions optionsFor(const std::string &spec, const std::string &tree = specs + "/kernel") {
  ReadOptions options;
  options.specFile = specs + "/" + spec;
  options.specDirectory = specs;
  options.kernelTree = tree;
  return options;
}

std::vector<std::string> specFiles() {
  std::vector<std::string> files;
  for (const auto &entry : fs::directory_iterator(specs))
    if (entry.path().extension() == ".c") files.push_back(entry.path().filename());
  std::sort(files.begin(), files.end());
  return files;
}

std::string testName(const ::testing::TestParamInfo<std::string> &info) {
  return fs::path(info.param).stem().string();
}

class CompiledRun : public ::testing::TestWithParam<std::string> {};

} // namespace

TEST_P(CompiledRun, EmbeddedKernelAgreesWithTheInterpreter) {
  const ReadOptions options = optionsFor(GetParam());
  const ReadResult read = readSpecification(options);
  if (!read.program.absent.empty()) GTEST_SKIP() << "this kernel has no " << read.program.absent.front();
  Compiled compiled(options, read);
  Comparison c = compareWalks(read.program, compiled, 40, 12);
  EXPECT_EQ(c.difference, "");
  EXPECT_GT(c.steps, 200u);
}

/// Every VIOLATED answer's trace, run in the compiled C too: it ends in the same state, and breaks the
/// property there.
TEST_P(CompiledRun, NarrowCountersAgreeAndTracesEndInTheSameState) {
  ReadOptions options = optionsFor(GetParam());
  // Narrow counters, so that overflow is a few operations away, not millions.
  options.extraFlags = {"-DPINPROOF_COUNTER_BITS=8", "-DPINPROOF_BIAS_BITS=2", "-DPINPROOF_DIO_PAGES=8",
                        "-DPINPROOF_HUGE_PAGES=8"};
  const ReadResult read = readSpecification(options);
  const Program &program = read.program;
  if (!program.absent.empty()) GTEST_SKIP() << "this kernel has no " << program.absent.front();
  const TransitionSystem system = makeTransitionSystem(program);
  solver::Options solving;
  solving.timeoutSeconds = 10;
  const std::vector<solver::Answer> answers = solver::decideAll(system, solving);
  const Compiled compiled(options, read);
  EXPECT_EQ(compareWalks(program, compiled, 20, 12).difference, "");
  for (uint32_t p = 0; p < answers.size(); ++p) {
    const auto *violated = std::get_if<solver::Violated>(&answers[p].verdict);
    if (violated == nullptr) continue;
    SCOPED_TRACE(system.properties[p].name);
    auto chosen = [](const Path &path, const std::vector<Integer> &values) {
      std::vector<Integer> inputs;
      for (size_t i = 0; i < path.inputs.size(); ++i)
        if (path.inputs[i].choice) inputs.push_back(values[i]);
      return inputs;
    };
    const Trace &trace = violated->trace;
    check::Interpreter interpreter(program);
    std::vector<ScriptStep> script = {{{}, chosen(system.init[trace.initPath], trace.initInputs), 1}};
    check::Outcome begin = interpreter.runInit(script[0].inputs);
    std::vector<Observation> expected = {compiled.observe(interpreter, begin)};
    for (const Step &step : trace.steps) {
      const Transition &t = system.transitions[step.transition];
      script.push_back({step.transition, chosen(t.paths[step.path], step.inputs), step.count});
      check::Outcome outcome =
          interpreter.run(program.transitions[step.transition].function, script.back().inputs, step.count);
      expected.push_back(compiled.observe(interpreter, outcome));
    }
    std::vector<Observation> seen = compiled.run(script);
    for (size_t i = 0; i < seen.size(); ++i) {
      EXPECT_EQ(seen[i].ending, expected[i].ending) << "step " << i;
      EXPECT_EQ(seen[i].cells, expected[i].cells) << "step " << i;
      EXPECT_EQ(seen[i].wraps, expected[i].wraps) << "step " << i;
    }
    const Property &property = system.properties[p];
    if (property.function) {
      for (size_t i = 0; i < program.invariants.size(); ++i)
        if (program.invariants[i].function == *property.function) {
          EXPECT_EQ(seen.back().invariants[i], "0");
        }
    } else {
      const ReportPoint &point = program.reports[*property.report];
      bool isReported = false;
      for (const std::string &report : seen.back().reports)
        isReported |= report.ends_with(point.name + "|" + point.condition);
      EXPECT_TRUE(isReported) << point.name << " " << point.condition;
    }
  }
}

/// Three specifications, which need nothing that one of the kernels has not; in longer runs all that do not.
TEST(CompiledKernels, DebiansAgreeWithTheInterpreterToo) {
  const bool isLongRun = test::seeds(0, 0).isLongRun;
  const std::vector<std::string> some = {"zero_page.c", "large_folio_runs.c", "mixed_pages.c"};
  for (const char *version : {"6.1", "6.12"})
    for (const std::string &spec : isLongRun ? specFiles() : some) {
      SCOPED_TRACE(spec + " on " + version);
      const ReadOptions options = optionsFor(spec, test::treeOf(version));
      const ReadResult read = readSpecification(options);
      const bool isThere = read.program.drifts.empty() && read.program.absent.empty();
      if (isLongRun && !isThere) continue;
      ASSERT_TRUE(isThere);
      Comparison c = compareWalks(read.program, Compiled(options, read), 40, 12);
      EXPECT_EQ(c.difference, "");
      EXPECT_GT(c.steps, 200u);
      if (isLongRun) std::cout << spec << " on " << version << ": " << c.steps << " steps" << std::endl;
    }
}

/// What the comparison is for: a front end that lost a write would be found out.
TEST(CompiledKernels, LostWritesShow) {
  const ReadOptions options = optionsFor("any_folio.c");
  ReadResult read = readSpecification(options);
  const Compiled compiled(options, read);
  unsigned writes = 0, noticed = 0;
  for (Function &function : read.program.functions)
    for (Instruction &instruction : function.code) {
      if (instruction.op != Op::Store && instruction.op != Op::AtomicAdd) continue;
      const Instruction kept = instruction;
      if (instruction.op == Op::AtomicAdd)
        instruction.op = Op::Load; // of the same place
      else
        instruction.op = Op::Move, instruction.dst = instruction.a; // nothing
      ++writes;
      Comparison c = compareWalks(read.program, compiled, 60, 12);
      noticed += !c.difference.empty();
      if (c.difference.empty()) std::cout << "not noticed: " << toString(kept.where) << "\n";
      instruction = kept;
    }
  EXPECT_GT(writes, 10u);
  // The others store zeros where zeros are, and free what these walks never let go of.
  EXPECT_GE(noticed, writes - 4);
}

INSTANTIATE_TEST_SUITE_P(Specs, CompiledRun, ::testing::ValuesIn(specFiles()), testName);

} // namespace pinproof::tests
