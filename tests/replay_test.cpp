// The page program of program_builder.h with its transition system written down by hand, and traces of it,
// right and wrong.
#include "solver/check/replay.h"
#include "tests/process.h"
#include "tests/program_builder.h"

#include <gtest/gtest.h>

namespace pinproof {
namespace {

using namespace model;
using solver::check::howReplayed;
using solver::check::LooseResult;
using solver::check::predict;
using solver::check::replay;
using solver::check::replayLoose;
using solver::check::ReplayResult;
using solver::check::replayRun;
using testing::Test;

constexpr VariableIndex refcount = 0, wraps = 1, pins = 2, gets = 3, input = 4, auxiliary = 5;
constexpr Integer modulus = Integer(1) << 32;

Linear var(VariableIndex v, Integer coefficient = 1) { return Linear::variable(v, coefficient); }

/// dio_write(n), taken from the C by hand: all n pins succeed; path 0 without a wrap, path 1 with one at the
/// last pin. (Runs that stop half-way are left out: replays need not know all paths.)
Transition dioWrite() {
  Path plain;
  plain.inputs = {{"pages", 1, 64, 0}};
  plain.guard = {atLeast(var(refcount), 1), atLeast(INT32_MAX, var(refcount) + var(input, 1024))};
  plain.update = {{refcount, var(refcount) + var(input, 1024)}, {pins, var(pins) + var(input)}};
  Path wrapping = plain;
  wrapping.guard = {atLeast(var(refcount) + var(input, 1024), Linear(INT32_MAX) + Linear(1)),
                    atLeast(INT32_MAX, var(refcount) + var(input, 1024) - Linear(1024))};
  wrapping.update = {{refcount, var(refcount) + var(input, 1024) - Linear(modulus)},
                     {wraps, var(wraps) + Linear(1)},
                     {pins, var(pins) + var(input)}};
  return {"dio_write", {}, {plain, wrapping}};
}

Transition get() {
  Path plain;
  plain.inputs = {{"references", 1, 4, 1}, {"auxiliary", {}, {}, {}}};
  plain.guard = {atLeast(var(refcount), 1), atLeast(INT32_MAX, var(refcount) + var(input)),
                 equals(var(auxiliary), var(input, 2))};
  plain.update = {{refcount, var(refcount) + var(input)}, {gets, var(gets) + var(input)}};
  Path wrapping = plain;
  wrapping.guard = {atLeast(var(refcount), 1),
                    atLeast(var(refcount) + var(input), Linear(INT32_MAX) + Linear(1)),
                    equals(var(auxiliary), var(input, 2))};
  wrapping.update = {{refcount, var(refcount) + var(input) - Linear(modulus)},
                     {wraps, var(wraps) + Linear(1)},
                     {gets, var(gets) + var(input)}};
  return {"get", {}, {plain, wrapping}};
}

struct PageReplay : Test {
  Program program = test::pageProgram();
  TransitionSystem system;
  Property positive, balanced;

  void SetUp() override {
    Variable counter{"folio._refcount", INT32_MIN, INT32_MAX, {}, {}, false, {}, 32, false};
    Variable wrapped{"folio._refcount.wraps", {}, {}, {}, {}, false, refcount, 128, true};
    Variable pinned{"pins", {}, {}, {}, {}, false, {}, 128, true},
        got{"gets", {}, {}, {}, {}, false, {}, 128, true};
    system.variables = {counter, wrapped, pinned, got};
    Path init;
    init.update = {{refcount, 1}, {wraps, 0}, {pins, 0}, {gets, 0}};
    system.init = {init};
    system.transitions = {dioWrite(), get()};
    positive.name = "positive";
    positive.function = program.invariants[0].function;
    balanced.name = "balanced";
    balanced.function = program.invariants[1].function;
  }
  Trace trace(std::vector<Step> steps) { return {0, {}, std::move(steps), false}; }
  Trace overflow() { return trace({{0, 0, {64}, 32767}, {0, 1, {64}, 1}}); }
  std::string fails(const Trace &t, const Property &p) { return replay(program, system, p, t).failure; }
};

TEST_F(PageReplay, ConfirmsTheZeroPageOverflow) {
  ReplayResult result = replay(program, system, positive, overflow());
  EXPECT_EQ(result.failure, "");
  EXPECT_EQ(result.oneByOne, 32768);
  ASSERT_EQ(result.groups.size(), 2u);
  EXPECT_EQ(result.initial, (solver::check::Values{1, 0, 0, 0}));
  EXPECT_EQ(result.groups[0].after, (solver::check::Values{1 + 1024 * 2097088, 0, 2097088, 0}));
  EXPECT_EQ(result.groups[1].after, (solver::check::Values{INT32_MIN + 1, 1, 2097152, 0}));
  EXPECT_EQ(toString(result.groups[1].lines.front()), "dio_write.c:20");
  EXPECT_TRUE(replay(program, system, balanced, overflow()).isConfirmed());
}

TEST_F(PageReplay, ConfirmsTwoThousandMillionGets) {
  ReplayResult result =
      replay(program, system, positive, trace({{1, 0, {1, 2}, INT32_MAX - 1}, {1, 1, {1, 2}, 1}}));
  EXPECT_EQ(result.failure, "");
  EXPECT_GT(result.asProgression, 2'147'483'000);
  EXPECT_EQ(result.oneByOne + result.asProgression, INT32_MAX);
  EXPECT_EQ(result.groups.back().after[refcount], INT32_MIN);
}

TEST_F(PageReplay, RejectsWhatIsNotReal) {
  EXPECT_EQ(fails(trace({{0, 0, {64}, 32767}}), positive),
            "step 1 (dio_write): the property is not broken in the end");
  EXPECT_EQ(fails(trace({{0, 0, {64}, 32768}, {0, 1, {64}, 1}}), positive),
            "step 1 (dio_write): the property breaks earlier, in repetition 32,768 of 32,768");
  EXPECT_EQ(
      fails(trace({{0, 0, {64}, 32767}, {0, 0, {64}, 1}}), positive),
      "step 2 (dio_write): in repetition 1 the guard '2147483647 >= folio._refcount + 1024*pages' is false");
  EXPECT_EQ(fails(trace({}), positive), "INIT: the property is not broken");
  EXPECT_NE(fails(trace({{0, 7, {64}, 1}}), positive).find("does not exist"), std::string::npos);
  EXPECT_NE(fails(trace({{0, 0, {65}, 1}}), positive).find("from 1 to 64"), std::string::npos);
  EXPECT_NE(fails(trace({{1, 0, {1, 3}, 1}}), positive), "");
}

TEST_F(PageReplay, RejectsASystemThatIsNotTheProgram) {
  system.transitions[0].paths[1].update[1].second = var(wraps) + Linear(2);
  EXPECT_EQ(fails(overflow(), positive),
            "step 2 (dio_write): 'folio._refcount.wraps' is 1 in the program and 2 in the transition system");
  system.transitions[0].paths[0].update[0].second = var(refcount) + var(input, 1023);
  EXPECT_EQ(fails(overflow(), positive).substr(0, 57),
            "step 1 (dio_write): 'folio._refcount' is 2147418113 in th");
  system.init[0].update[2].second = 3;
  EXPECT_EQ(fails(overflow(), positive), "INIT: 'pins' is 0 in the program and 3 in the transition system");
  system.variables[2].name = "pens";
  EXPECT_EQ(fails(overflow(), positive), "no cell of the program is called 'pens'");
}

TEST_F(PageReplay, ARunNeedNotBreakAnything) {
  const Trace edge = trace({{0, 0, {64}, 32767}});
  const ReplayResult result = replayRun(program, system, edge);
  EXPECT_EQ(result.failure, "");
  EXPECT_EQ(result.last(), (solver::check::Values{1 + 1024 * 2097088, 0, 2097088, 0}));
  EXPECT_EQ(replayRun(program, system, overflow()).last().at(wraps), 1);
  EXPECT_EQ(replayRun(program, system, trace({})).last(), (solver::check::Values{1, 0, 0, 0}));
  EXPECT_NE(replayRun(program, system, trace({{0, 0, {64}, 32768}})).failure, "") << "not on this path";
  system.transitions[0].paths[0].update[0].second = var(refcount) + var(input, 1023);
  EXPECT_NE(replayRun(program, system, edge).failure, "");
}

TEST_F(PageReplay, ConfirmsAReportInItsOperationOnly) {
  program.reports = {{ReportPoint::Kind::Bug, "BUG_ON", "always", "boom", {}}};
  test::FunctionBuilder f(program, "boom");
  f.report(0);
  f.ret();
  program.transitions.push_back({"boom", f.done(), {}});
  Path path;
  path.stops = true;
  system.transitions.push_back({"boom", {}, {path}});
  Property bug;
  bug.kind = Property::Kind::Bug;
  bug.name = "bug:boom";
  bug.report = 0;
  EXPECT_EQ(fails(trace({{0, 0, {2}, 5}, {2, 0, {}, 1}}), bug), "");
  EXPECT_NE(fails(trace({{2, 0, {}, 1}, {0, 0, {2}, 1}}), bug), "");
  EXPECT_EQ(fails(trace({{0, 0, {2}, 5}}), bug), "step 1 (dio_write): the property is not broken in the end");
  EXPECT_EQ(fails(trace({{2, 0, {}, 1}}), positive), "step 1 (boom): the property is not broken in the end");
}

TEST_F(PageReplay, LooselyByNames) {
  using V = LooseResult::Verdict;
  LooseResult happens = replayLoose(program, positive, {}, {{"dio_write", {64}, 40000}});
  EXPECT_EQ(happens.verdict, V::StillHappens);
  EXPECT_EQ(happens.text, "'positive' breaks in operation 32,768 (dio_write)");
  EXPECT_EQ(happens.operations, 32768);
  EXPECT_EQ(replayLoose(program, positive, {}, {{"dio_write", {64}, 100}}).text,
            "'positive' still holds after all 100 operations");
  LooseResult parts = replayLoose(program, positive, {}, {{"dio_write", {1}, 1}, {"unpin", {}, 2}});
  EXPECT_EQ(parts.verdict, V::DoesNotHappen);
  EXPECT_EQ(parts.text, "operation 3 (unpin) does not exist: an assumption of the specification is false");
  EXPECT_EQ(replayLoose(program, positive, {}, {{"dio_write", {}, 1}}).verdict, V::DoesNotHappen);
  EXPECT_EQ(replayLoose(program, positive, {}, {{"fork", {}, 1}}).verdict, V::CannotBeReplayed);
}

/// One property, of which each place could be the broken one.
TEST(Replay, ACheckIsOnePropertyWhereverItIsWritten) {
  test::TemporaryDirectory directory;
  const std::string spec = directory.write("twice.c", R"(#include <pinproof.h>
static int count;
INIT() { count = 0; }
TRANSITION(first) { CHECK(it_is_small, count < 4); }
TRANSITION(second) { count = count < 3 ? count + 1 : 0; CHECK(it_is_small, count < 3); }
)");
  const test::Result result = test::pinproof({"verify", "--spec", spec});
  EXPECT_EQ(result.exit, 1) << result.err;
  EXPECT_NE(result.out.find("after 3 operations"), std::string::npos) << result.out;
}

TEST(HowReplayed, InWords) {
  EXPECT_EQ(howReplayed(2097152, 0), "2,097,152 operations one by one");
  EXPECT_EQ(howReplayed(2, 2147483645), "2 operations one by one, 2,147,483,645 as arithmetic progressions");
  EXPECT_EQ(howReplayed(1, 0), "1 operation");
  EXPECT_EQ(howReplayed(0, 0), "0 operations one by one");
}

TEST(Predict, FollowsResetsAndTranslations) {
  TransitionSystem system;
  system.variables = {{"x", {}, {}, {}, {}, false, {}, 128, false},
                      {"flag", {}, {}, {}, {}, false, {}, 1, false}};
  Path path;
  path.guard = {atLeast(Linear(1'000'000'000'000), var(0))};
  path.update = {{0, var(0) + Linear(3)}, {1, Linear(1)}};
  auto far = predict(system, path, {0, 0}, {}, 1'000'000'000);
  EXPECT_EQ(far.failure, "");
  EXPECT_EQ(far.after, (solver::check::Values{3'000'000'000, 1}));
  EXPECT_NE(predict(system, path, {0, 0}, {}, 1'000'000'000'000).failure, "");
  EXPECT_EQ(predict(system, path, {1'000'000'000'000, 0}, {}, 1).failure, "");
  EXPECT_NE(predict(system, path, {1'000'000'000'000, 0}, {}, 2).failure, "");
  path.update = {{0, var(0, 2)}};
  EXPECT_EQ(predict(system, path, {1, 0}, {}, 10).after[0], 1024);
}

} // namespace
} // namespace pinproof
