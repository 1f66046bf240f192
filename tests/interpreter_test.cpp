#include "solver/check/interpreter.h"
#include "tests/program_builder.h"

#include <gtest/gtest.h>

namespace pinproof {
namespace {

using namespace model;
using solver::check::Interpreter;
using solver::check::Outcome;
using test::FunctionBuilder;
using R = FunctionBuilder::R;
using Ending = Outcome::Ending;

Integer cell(const Interpreter &machine, const std::string &name) {
  for (const auto &cell : machine.cells())
    if (cell.name == name) return cell.value;
  ADD_FAILURE() << "no cell called " << name;
  return 0;
}

/// The page program, INIT done.
struct Page {
  Program program = test::pageProgram();
  Interpreter machine{program};
  Page() { EXPECT_EQ(machine.runInit({}).ending, Ending::Done); }
  Outcome run(const char *transition, std::vector<Integer> inputs, Integer count = 1,
              const char *watched = nullptr) {
    std::optional<uint32_t> invariant;
    for (const auto &i : program.invariants)
      if (watched && i.name == watched) invariant = i.function;
    for (const auto &t : program.transitions)
      if (t.name == transition) return machine.run(t.function, inputs, count, invariant);
    throw std::logic_error(transition);
  }
  std::string show() { return toString(cell(machine, "folio._refcount")); }
};

TEST(Interpreter, RunsInitAndATransition) {
  Page page;
  EXPECT_EQ(cell(page.machine, "folio._refcount"), 1);
  Outcome outcome = page.run("dio_write", {3});
  EXPECT_EQ(outcome.ending, Ending::Done);
  EXPECT_EQ(outcome.inputsAsked, std::vector<uint32_t>{0});
  EXPECT_EQ(cell(page.machine, "folio._refcount"), 1 + 3 * 1024);
  EXPECT_EQ(cell(page.machine, "pins"), 3);
}

TEST(Interpreter, ListsLinesOnceInOrder) {
  Page page;
  std::vector<std::string> lines;
  for (const Source &line : page.run("dio_write", {2}).lines) lines.push_back(toString(line));
  EXPECT_EQ(lines, (std::vector<std::string>{"dio_write.c:20", "dio_write.c:21", "dio_write.c:22",
                                             "grab.c:10", "grab.c:12", "dio_write.c:23", "dio_write.c:24"}));
}

TEST(Interpreter, TheZeroPageOverflowsInThe32768thWriteOf64Pages) {
  Page page;
  Outcome outcome = page.run("dio_write", {64}, 40000, "positive");
  EXPECT_EQ(outcome.ending, Ending::Broken);
  EXPECT_EQ(outcome.repetitions, 32768);
  EXPECT_EQ(outcome.oneByOne, 32768);
  EXPECT_EQ(cell(page.machine, "pins"), 2097152);
  EXPECT_EQ(cell(page.machine, "folio._refcount"), INT32_MIN + 1);
  EXPECT_EQ(cell(page.machine, "folio._refcount.wraps"), 1);
}

TEST(Interpreter, TwoThousandMillionGetsAreProgressions) {
  Page page;
  Outcome outcome = page.run("get", {1}, Integer(1) << 40, "positive");
  EXPECT_EQ(outcome.ending, Ending::Broken) << outcome.failure;
  EXPECT_EQ(outcome.repetitions, INT32_MAX);
  EXPECT_GT(outcome.asProgression, INT32_MAX - 10);
  EXPECT_EQ(outcome.oneByOne + outcome.asProgression, outcome.repetitions);
  EXPECT_EQ(cell(page.machine, "folio._refcount"), INT32_MIN);
  EXPECT_EQ(cell(page.machine, "gets"), INT32_MAX);
  EXPECT_EQ(cell(page.machine, "folio._refcount.wraps"), 1);
}

TEST(Interpreter, ProgressionsAndSingleStepsAgree) {
  for (Integer count : {2, 3, 50, 1000, 32768}) {
    Page single, many;
    many.machine.oneByOneBudget = 1;
    Outcome a = single.run("dio_write", {64}, count), b = many.run("dio_write", {64}, count);
    EXPECT_EQ(a.ending, b.ending);
    EXPECT_EQ(a.repetitions, b.repetitions) << b.failure;
    EXPECT_EQ(single.show(), many.show());
    EXPECT_EQ(cell(single.machine, "pins"), cell(many.machine, "pins"));
  }
}

TEST(Interpreter, WhatDoesNotExistIsNotRun) {
  Page page;
  EXPECT_EQ(page.run("unpin", {}).ending, Ending::AssumeFalse);
  page.run("dio_write", {5});
  Outcome outcome = page.run("unpin", {}, 100);
  EXPECT_EQ(outcome.ending, Ending::AssumeFalse);
  EXPECT_EQ(outcome.repetitions, 5);
}

TEST(Interpreter, InputsMustBeGivenAndInRange) {
  Page page;
  EXPECT_EQ(page.run("dio_write", {}).ending, Ending::Failed);
  Outcome outcome = page.run("dio_write", {65});
  EXPECT_EQ(outcome.ending, Ending::Failed);
  EXPECT_EQ(outcome.failure, "dio_write.c:20: the trace chooses 65 for 'pages', which goes from 1 to 64");
}

/// A function over two ints (globals a and b) whose result is in global r.
struct Small {
  Program program;
  uint32_t function = 0;
  explicit Small(const std::function<R(FunctionBuilder &, R a, R b)> &body, Scalar type = test::int32,
                 Scalar result = test::int64) {
    program.globals = {{"a", test::scalarLayout(type), false, {}},
                       {"b", test::scalarLayout(type), false, {}},
                       {"r", test::scalarLayout(result), false, {}}};
    program.inputs = {{"a", -(Integer(1) << 70), Integer(1) << 70, {}, {}},
                      {"b", INT64_MIN, UINT64_MAX, {}, {}}};
    {
      FunctionBuilder f(program, "init");
      f.store(f.global(0), f.input(0), type);
      f.store(f.global(1), f.input(1), type);
      f.ret();
      program.init = f.done();
    }
    FunctionBuilder f(program, "small");
    f.line = 7;
    R value = body(f, f.load(f.global(0), type), f.load(f.global(1), type));
    f.store(f.global(2), value, result);
    f.ret();
    function = f.done();
  }
  Outcome last;
  Integer operator()(Integer a, Integer b = 0) {
    Interpreter machine(program);
    machine.runInit({a, b});
    last = machine.run(function, {});
    return last.ending == Ending::Done ? cell(machine, "r") : Integer(-777);
  }
};

TEST(Interpreter, ArithmeticIsTheMachines) {
  auto simple = [](Op op, Scalar type) {
    return Small([=](FunctionBuilder &f, R a, R b) { return f.op(op, type, a, b); }, type, test::unbounded);
  };
  using namespace test;
  EXPECT_EQ(simple(Op::Add, int32)(INT32_MAX, 1), INT32_MIN);
  EXPECT_EQ(simple(Op::Add, uint32)(UINT32_MAX, 128), 127);
  EXPECT_EQ(simple(Op::Subtract, uint32)(0, 1), UINT32_MAX);
  EXPECT_EQ(simple(Op::Multiply, int32)(1 << 20, 1 << 12), 0);
  EXPECT_EQ(simple(Op::Multiply, uint64)(UINT64_MAX, UINT64_MAX), 1);
  EXPECT_EQ(simple(Op::Divide, int32)(-7, 2), -3);
  EXPECT_EQ(simple(Op::Remainder, int32)(-7, 2), -1);
  EXPECT_EQ(simple(Op::Divide, int64)(INT64_MIN, -1), -777); // a trap
  EXPECT_EQ(simple(Op::Remainder, int32)(INT32_MIN, -1), -777);
  EXPECT_EQ(simple(Op::Divide, uint64)(UINT64_MAX, 2), INT64_MAX);
  EXPECT_EQ(simple(Op::ShiftRight, int32)(-8, 1), -4);
  EXPECT_EQ(simple(Op::ShiftRight, uint32)(UINT32_MAX, 28), 15);
  EXPECT_EQ(simple(Op::ShiftLeft, int32)(3, 30), -(1 << 30));
  EXPECT_EQ(simple(Op::And, int32)(-1, 0xff), 0xff);
  EXPECT_EQ(simple(Op::Xor, int32)(-1, 0), -1);
  EXPECT_EQ(simple(Op::Or, uint32)(0x80000000, 1), 0x80000001);
  EXPECT_EQ(simple(Op::Less, int32)(-1, 0), 1);
  EXPECT_EQ(simple(Op::Less, uint32)(UINT32_MAX, 0), 0);
  EXPECT_EQ(simple(Op::Add, unbounded)(Integer(1) << 69, 1), (Integer(1) << 69) + 1);
  Small unsignedToWide([](FunctionBuilder &f, R a, R) { return f.op(Op::Convert, test::unbounded, a); },
                       uint64, unbounded);
  EXPECT_EQ(unsignedToWide(UINT64_MAX), UINT64_MAX);
}

TEST(Interpreter, UndefinedBehaviourFailsWithItsLine) {
  Small divide([](FunctionBuilder &f, R a, R b) { return f.op(Op::Divide, test::int32, a, b); });
  divide(1, 0);
  EXPECT_EQ(divide.last.failure, "small.c:7: divides by zero");
  Small shift([](FunctionBuilder &f, R a, R b) { return f.op(Op::ShiftLeft, test::int32, a, b); });
  shift(1, 32);
  EXPECT_EQ(shift.last.failure, "small.c:7: shifts by 32");
  Small null([](FunctionBuilder &f, R a, R) { return f.load(a, test::int32); }, test::uint64);
  null(0);
  EXPECT_NE(null.last.failure.find("NULL"), std::string::npos) << null.last.failure;
  null(static_cast<Integer>(static_cast<uint64_t>(-14)));
  EXPECT_NE(null.last.failure.find("address -14"), std::string::npos) << null.last.failure;
  Small beyond([](FunctionBuilder &f, R a, R) { return f.load(f.offset(f.global(0), a, 4), test::int32); });
  EXPECT_EQ(beyond(0), 0);
  beyond(1);
  EXPECT_EQ(beyond.last.failure, "small.c:7: uses bytes 4 to 7 of 'a', which has 4");
  beyond(-1);
  EXPECT_EQ(beyond.last.ending, Ending::Failed);
  Small unwritten([](FunctionBuilder &f, R, R) {
    return f.load(f.local("x", test::scalarLayout(test::int32)), test::int32);
  });
  unwritten(0);
  EXPECT_EQ(unwritten.last.failure, "small.c:7: reads memory that was never written");
  Small unset([](FunctionBuilder &f, R a, R) {
    R x = f.fresh();
    auto yes = f.label(), no = f.label();
    f.branch(a, yes, no);
    f.place(yes);
    f.move(x, a);
    f.place(no);
    return f.op(Op::Add, test::int32, x, a);
  });
  EXPECT_EQ(unset(5), 10);
  unset(0);
  EXPECT_EQ(unset.last.failure, "small.c:7: reads a variable that was never written");
  Small refused([](FunctionBuilder &f, R a, R) {
    f.refuse("inline assembly");
    return a;
  });
  refused(0);
  EXPECT_EQ(refused.last.failure, "small.c:7: needs what is not modelled: inline assembly");
}

TEST(Interpreter, MemoryIsBytes) {
  Small punned([](FunctionBuilder &f, R a, R) {
    R x = f.local("x", test::scalarLayout(test::int64));
    f.store(x, f.constant(-1, test::int64), test::int64);
    f.store(f.offset(x, f.constant(1), 4), a, test::int32);
    return f.load(x, test::int64);
  });
  EXPECT_EQ(punned(5), (Integer(5) << 32) + UINT32_MAX);
  Small filled([](FunctionBuilder &f, R a, R) {
    R x = f.local("x", test::arrayLayout(test::scalarLayout(pointerType), 4));
    R y = f.local("y", test::arrayLayout(test::scalarLayout(pointerType), 4));
    f.fill(x, f.constant(4), f.global(1));
    f.copy(y, x, 32);
    f.zero(y, 16);
    return f.op(Op::Equal, pointerType, f.load(f.offset(y, a, 8), pointerType), f.global(1));
  });
  EXPECT_EQ(filled(1), 0);
  EXPECT_EQ(filled(3), 1);
}

/// In the page program's folio: &folio.page + index, `bytes` further.
R pageAt(FunctionBuilder &f, R index) { return f.offset(f.offset(f.global(0), f.constant(8), 1), index, 8); }

TEST(Interpreter, ElementsOfAnEachMemberAreOne) {
  Program program = test::pageProgram();
  FunctionBuilder f(program, "pages");
  R seven = f.constant(7), minusTwo = f.constant(-2);
  f.store(pageAt(f, seven), f.constant(41, test::uint64), test::uint64);
  R sum = f.op(Op::Add, test::uint64, f.load(pageAt(f, f.constant(1'000'000)), test::uint64),
               f.load(pageAt(f, minusTwo), test::uint64)); // 2 before the object's own 8 bytes: folded, too
  f.store(f.global(1), f.op(Op::Convert, test::unbounded, sum), test::unbounded);
  R apart = f.distance(pageAt(f, seven), pageAt(f, minusTwo), 8);
  f.store(f.global(2), f.op(Op::Convert, test::unbounded, apart), test::unbounded);
  f.ret();
  uint32_t pages = f.done();
  Interpreter machine(program);
  Outcome outcome = machine.run(pages, {});
  EXPECT_EQ(outcome.ending, Ending::Done) << outcome.failure;
  EXPECT_EQ(cell(machine, "folio.page.flags"), 41);
  EXPECT_EQ(cell(machine, "pins"), 82);
  EXPECT_EQ(cell(machine, "gets"), 9);
}

TEST(Interpreter, AnEachMemberMustBeTheLast) {
  Program program = test::pageProgram();
  program.globals[0].layout->fields[2].offset = 0;
  EXPECT_THROW(Interpreter{program}, Unsupported);
}

TEST(Interpreter, ReportsFireInTheirRepetition) {
  Program program = test::pageProgram();
  program.reports = {{ReportPoint::Kind::Warn, "WARN_ON_ONCE", "pins > 3", "f", {}},
                     {ReportPoint::Kind::Bug, "BUG_ON", "pins > 6", "f", {}}};
  FunctionBuilder f(program, "f");
  R at = f.global(1);
  R pins = f.op(Op::Add, test::unbounded, f.load(at, test::unbounded), f.constant(1, test::unbounded));
  f.store(at, pins, test::unbounded);
  auto warn = f.label(), next = f.label(), bug = f.label(), end = f.label();
  f.branch(f.op(Op::Less, test::unbounded, f.constant(3, test::unbounded), pins), warn, next);
  f.place(warn);
  f.report(0);
  f.place(next);
  f.branch(f.op(Op::Less, test::unbounded, f.constant(6, test::unbounded), pins), bug, end);
  f.place(bug);
  f.report(1);
  f.place(end);
  f.ret();
  uint32_t function = f.done();
  for (uint64_t budget : {uint64_t{1}, uint64_t{600'000'000}}) {
    Interpreter machine(program);
    machine.oneByOneBudget = budget;
    machine.runInit({});
    Outcome outcome = machine.run(function, {}, 100);
    EXPECT_EQ(outcome.ending, Ending::Bug) << outcome.failure;
    ASSERT_EQ(outcome.reports.size(), 2u);
    EXPECT_EQ(outcome.reports[0].repetition, 3);
    EXPECT_EQ(outcome.reports[1].repetition, 6);
    EXPECT_EQ(outcome.repetitions, 7);
  }
}

TEST(Interpreter, InvariantsLeaveTheStateAlone) {
  Program program = test::pageProgram();
  FunctionBuilder f(program, "writes");
  f.store(f.global(1), f.constant(99, test::unbounded), test::unbounded);
  f.ret(f.constant(1));
  uint32_t writes = f.done();
  Interpreter machine(program);
  machine.runInit({});
  EXPECT_TRUE(machine.holds(writes));
  EXPECT_EQ(cell(machine, "pins"), 0);
  EXPECT_EQ(machine.run(program.transitions[0].function, {1}, 3, writes).ending, Ending::Done);
  EXPECT_EQ(cell(machine, "pins"), 3);
}

TEST(Interpreter, CallsMayReturnIntoTheirArgument) {
  Program program = test::pageProgram();
  uint32_t minus = 0;
  { // int minus(int a, int b) { int r; r = 10; r = r - a; return r + b, through r; }
    FunctionBuilder f(program, "minus", 2);
    R r = f.fresh();
    f.move(r, f.constant(10));
    f.move(r, f.op(Op::Subtract, test::int32, r, f.parameter(0)));
    f.move(f.parameter(1), f.op(Op::Add, test::int32, f.parameter(1), f.parameter(1)));
    f.move(r, f.op(Op::Add, test::int32, r, f.parameter(1)));
    f.ret(r);
    minus = f.done();
  }
  FunctionBuilder f(program, "caller");
  R x = f.fresh(), y = f.constant(100);
  f.move(x, f.constant(3));
  f.move(x, f.call(minus, {x, y})); // 10 - 3 + 200
  R z = f.call(minus, {x, x});      // 10 - 207 + 414
  f.store(f.global(0), f.op(Op::Add, test::int32, f.op(Op::Add, test::int32, x, y), z), test::int32);
  f.ret();
  uint32_t caller = f.done();
  // The same with the result written straight over an argument, as a front end may do.
  for (Instruction &i : program.functions[caller].code)
    if (i.op == Op::Call && i.arguments[1] == y) i.dst = x;
  program.functions[caller].code[4].a = x;
  Interpreter machine(program);
  EXPECT_EQ(machine.run(caller, {}).failure, "");
  EXPECT_EQ(cell(machine, "folio._refcount"), 207 + 100 + 217);
}

/// A transition over six cells of all kinds, made at random: arithmetic, comparisons, branches, a local.
Program randomProgram(unsigned seed) {
  auto random = [state = uint64_t{seed} * 2654435761u + 1](uint64_t bound) mutable {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % bound;
  };
  const std::vector<Scalar> types = {test::int32, test::uint32,    test::byte,
                                     test::int64, test::unbounded, test::int32};
  Program program;
  for (size_t g = 0; g < types.size(); ++g)
    program.globals.push_back({"g" + std::to_string(g), test::scalarLayout(types[g]), false, {}});
  {
    FunctionBuilder f(program, "init");
    for (uint32_t g = 0; g < types.size(); ++g)
      f.store(f.global(g), f.constant(static_cast<Integer>(random(200))), types[g]);
    f.ret();
    program.init = f.done();
  }
  FunctionBuilder f(program, "step");
  R local = f.local("x", test::scalarLayout(test::int64));
  f.store(local, f.constant(0, test::int64), test::int64);
  for (int statements = 0; statements < 8; ++statements) {
    auto from = static_cast<uint32_t>(random(types.size())), to = static_cast<uint32_t>(random(types.size()));
    Scalar type = types[to];
    R a = f.op(Op::Convert, type, f.load(f.global(from), types[from]));
    R old = f.load(f.global(to), type);
    R k = f.constant(static_cast<Integer>(random(100) + 1), type);
    auto yes = f.label(), no = f.label();
    bool isGuarded = random(3) == 0;
    if (isGuarded) {
      const Op comparisons[] = {Op::Less, Op::LessEqual, Op::Equal, Op::NotEqual};
      f.branch(f.op(comparisons[random(4)], type, random(2) ? a : old,
                    f.constant(static_cast<Integer>(random(3000)), type)),
               yes, no);
    }
    f.place(yes);
    R value = k;
    switch (random(10)) {
    case 0:
    case 1:
    case 2: value = f.op(Op::Add, type, old, k); break;
    case 3: value = f.op(Op::Subtract, type, old, k); break;
    case 4: value = f.op(Op::Divide, type, a, k); break;
    case 5: value = f.op(Op::Remainder, type, a, k); break;
    case 6: value = f.op(Op::ShiftRight, type, a, f.constant(static_cast<Integer>(random(7)))); break;
    case 7: value = f.op(Op::And, type, a, f.constant((1 << random(7)) - 1, type)); break;
    case 8:
      f.store(local, f.op(Op::Convert, test::int64, a), test::int64);
      value = f.op(Op::Convert, type, f.load(local, test::int64));
      break;
    default: value = f.op(Op::Multiply, type, f.op(Op::Convert, type, f.load(local, test::int64)), k); break;
    }
    if (to == 0 && random(2))
      f.atomicAdd(f.global(0), k, random(2) ? 32 : 8);
    else
      f.store(f.global(to), value, type);
    f.place(no);
  }
  f.ret();
  program.transitions = {{"step", f.done(), {}}};
  return program;
}

TEST(Interpreter, ProgressionsAgreeWithSingleStepsOnRandomPrograms) {
  Integer together = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    Program program = randomProgram(seed);
    Interpreter single(program), many(program);
    many.oneByOneBudget = 0;
    single.runInit({});
    many.runInit({});
    for (Integer count : {7, 300, 2000}) {
      Outcome a = single.run(program.transitions[0].function, {}, count);
      Outcome b = many.run(program.transitions[0].function, {}, count);
      ASSERT_EQ(a.ending, b.ending) << "seed " << seed << ": " << a.failure << " / " << b.failure;
      together += b.asProgression;
      if (a.ending != Ending::Done) break;
      auto x = single.cells(), y = many.cells();
      ASSERT_EQ(x.size(), y.size()) << "seed " << seed;
      for (size_t c = 0; c < x.size(); ++c)
        ASSERT_EQ(x[c].value, y[c].value)
            << "seed " << seed << ", " << x[c].name << " after " << toString(count);
    }
  }
  EXPECT_GT(together, 20'000);
  std::cout << toString(together) << " repetitions as progressions\n";
}

} // namespace
} // namespace pinproof
