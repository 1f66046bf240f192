#include "tests/program_builder.h"

namespace pinproof::test {

using namespace model;
using R = FunctionBuilder::R;

std::shared_ptr<Layout> scalarLayout(Scalar type) {
  auto layout = std::make_shared<Layout>();
  layout->kind = Layout::Kind::Scalar;
  layout->scalar = type;
  layout->size = type.bytes();
  return layout;
}

std::shared_ptr<Layout> arrayLayout(std::shared_ptr<Layout> element, uint64_t count) {
  auto layout = std::make_shared<Layout>();
  layout->kind = Layout::Kind::Array;
  layout->size = element->size * count;
  layout->element = std::move(element);
  layout->count = count;
  return layout;
}

std::shared_ptr<Layout> recordLayout(std::string typeName, uint64_t size, std::vector<Layout::Field> fields) {
  auto layout = std::make_shared<Layout>();
  layout->kind = Layout::Kind::Record;
  layout->typeName = std::move(typeName);
  layout->size = size;
  layout->fields = std::move(fields);
  return layout;
}

FunctionBuilder::FunctionBuilder(Program &program, std::string name, unsigned parameters) : program(program) {
  function.name = std::move(name);
  function.hasBody = true;
  for (unsigned p = 0; p < parameters; ++p) function.parameters.push_back(fresh());
}

uint32_t FunctionBuilder::done() {
  for (Instruction &i : function.code) {
    if (i.op == Op::Jump || i.op == Op::Branch) i.target = labels.at(i.target);
    if (i.op == Op::Branch) i.otherwise = labels.at(i.otherwise);
  }
  program.functions.push_back(std::move(function));
  return static_cast<uint32_t>(program.functions.size() - 1);
}

R FunctionBuilder::fresh() {
  function.registerNames.emplace_back();
  return static_cast<R>(function.registerNames.size() - 1);
}

Instruction &FunctionBuilder::add(Op op, Scalar type) {
  Instruction i{};
  i.op = op;
  i.type = type;
  i.where = {function.name + ".c", line, 1};
  return function.code.emplace_back(std::move(i));
}

R FunctionBuilder::constant(Integer value, Scalar type) {
  R dst = fresh();
  Instruction &i = add(Op::Constant, type);
  i.dst = dst;
  i.immediate = value;
  return dst;
}

R FunctionBuilder::global(uint32_t index) {
  R dst = fresh();
  Instruction &i = add(Op::GlobalAddress, pointerType);
  i.dst = dst;
  i.index = index;
  return dst;
}

R FunctionBuilder::local(std::string name, std::shared_ptr<Layout> layout) {
  function.locals.push_back({std::move(name), std::move(layout), false, {}});
  R dst = fresh();
  Instruction &i = add(Op::LocalAddress, pointerType);
  i.dst = dst;
  i.index = static_cast<uint32_t>(function.locals.size() - 1);
  return dst;
}

R FunctionBuilder::op(Op op, Scalar type, R a, R b) {
  R dst = fresh();
  Instruction &i = add(op, type);
  i.dst = dst;
  i.a = a;
  i.b = b;
  return dst;
}

void FunctionBuilder::move(R to, R from, Scalar type) {
  Instruction &i = add(Op::Move, type);
  i.dst = to;
  i.a = from;
}

R FunctionBuilder::load(R address, Scalar type) { return op(Op::Load, type, address); }

void FunctionBuilder::store(R address, R value, Scalar type) {
  Instruction &i = add(Op::Store, type);
  i.a = address;
  i.b = value;
}

R FunctionBuilder::offset(R pointer, R index, Integer size) {
  R dst = op(Op::Offset, int64, pointer, index);
  function.code.back().immediate = size;
  return dst;
}

R FunctionBuilder::distance(R a, R b, Integer size) {
  R dst = op(Op::Distance, int64, a, b);
  function.code.back().immediate = size;
  return dst;
}

R FunctionBuilder::call(uint32_t callee, std::vector<R> arguments, Scalar type) {
  R dst = fresh();
  Instruction &i = add(Op::Call, type);
  i.dst = dst;
  i.index = callee;
  i.arguments = std::move(arguments);
  return dst;
}

R FunctionBuilder::input(uint32_t choice) {
  R dst = fresh();
  Instruction &i = add(Op::Input, int32);
  i.dst = dst;
  i.index = choice;
  return dst;
}

void FunctionBuilder::assume(R condition) { add(Op::Assume).a = condition; }
void FunctionBuilder::report(uint32_t point) { add(Op::Report).index = point; }

R FunctionBuilder::atomicAdd(R address, R delta, unsigned bits) {
  R dst = op(Op::AtomicAdd, int32, address, delta);
  function.code.back().immediate = bits;
  return dst;
}

void FunctionBuilder::fill(R array, R count, R value) {
  Instruction &i = add(Op::Fill, pointerType);
  i.a = array;
  i.b = count;
  i.c = value;
}

void FunctionBuilder::copy(R to, R from, uint64_t size) {
  Instruction &i = add(Op::Copy);
  i.a = to;
  i.b = from;
  i.immediate = static_cast<Integer>(size);
}

void FunctionBuilder::zero(R at, uint64_t size) {
  Instruction &i = add(Op::Zero);
  i.a = at;
  i.immediate = static_cast<Integer>(size);
}

void FunctionBuilder::refuse(std::string what) {
  add(Op::Refuse).index = static_cast<uint32_t>(program.refusals.size());
  program.refusals.push_back(std::move(what));
}

void FunctionBuilder::ret(R value) { add(Op::Return).a = value; }

FunctionBuilder::Label FunctionBuilder::label() {
  labels.push_back(~0u);
  return static_cast<Label>(labels.size() - 1);
}
void FunctionBuilder::place(Label label) { labels[label] = static_cast<uint32_t>(function.code.size()); }
void FunctionBuilder::jump(Label to) { add(Op::Jump).target = to; }
void FunctionBuilder::branch(R condition, Label then, Label otherwise) {
  Instruction &i = add(Op::Branch);
  i.a = condition;
  i.target = then;
  i.otherwise = otherwise;
}

namespace {

constexpr uint32_t folio = 0, pins = 1, gets = 2;

void count(FunctionBuilder &f, uint32_t ghost, R delta) {
  R at = f.global(ghost);
  f.store(at, f.op(Op::Add, unbounded, f.load(at, unbounded), f.op(Op::Convert, unbounded, delta)),
          unbounded);
}

/// int grab(struct folio *folio, int refs): refuses unless the count is positive, then adds.
uint32_t grab(Program &program) {
  FunctionBuilder f(program, "grab", 2);
  auto yes = f.label(), no = f.label();
  f.line = 10;
  R zero = f.constant(0);
  f.branch(f.op(Op::LessEqual, int32, f.load(f.parameter(0), int32), zero), no, yes);
  f.place(no);
  f.line = 11;
  f.ret(f.constant(-12));
  f.place(yes);
  f.line = 12;
  f.atomicAdd(f.parameter(0), f.parameter(1));
  f.ret(f.constant(0));
  return f.done();
}

uint32_t dioWrite(Program &program, uint32_t grabFunction) {
  FunctionBuilder f(program, "dio_write");
  f.line = 20;
  R pages = f.input(0), i = f.fresh(), one = f.constant(1), zero = f.constant(0);
  f.move(i, zero);
  auto head = f.label(), body = f.label(), good = f.label(), end = f.label();
  f.place(head);
  f.line = 21;
  f.branch(f.op(Op::Less, int32, i, pages), body, end);
  f.place(body);
  f.line = 22;
  R error = f.call(grabFunction, {f.global(folio), f.constant(1024)});
  f.branch(f.op(Op::NotEqual, int32, error, zero), end, good);
  f.place(good);
  f.line = 23;
  count(f, pins, one);
  f.move(i, f.op(Op::Add, int32, i, one));
  f.jump(head);
  f.place(end);
  f.line = 24;
  f.ret();
  return f.done();
}

uint32_t get(Program &program, uint32_t grabFunction) {
  FunctionBuilder f(program, "get");
  f.line = 30;
  R refs = f.input(1), zero = f.constant(0);
  f.assume(f.op(Op::Equal, int32, f.call(grabFunction, {f.global(folio), refs}), zero));
  f.line = 31;
  count(f, gets, refs);
  f.ret();
  return f.done();
}

uint32_t unpin(Program &program) {
  FunctionBuilder f(program, "unpin");
  f.line = 40;
  R at = f.global(pins), one = f.constant(1, unbounded);
  f.assume(f.op(Op::Less, unbounded, f.constant(0, unbounded), f.load(at, unbounded)));
  f.store(at, f.op(Op::Subtract, unbounded, f.load(at, unbounded), one), unbounded);
  f.atomicAdd(f.global(folio), f.constant(-1024));
  f.ret();
  return f.done();
}

} // namespace

Program pageProgram() {
  Program program;
  program.name = "page";
  auto atomic = recordLayout("atomic_t", 4, {{"counter", 0, false, scalarLayout(int32)}});
  auto page = recordLayout("struct page", 8, {{"flags", 0, false, scalarLayout(uint64)}});
  auto folioLayout = recordLayout(
      "struct folio", 16,
      {{"_refcount", 0, false, atomic}, {"kind", 4, false, scalarLayout(int32)}, {"page", 8, true, page}});
  program.globals = {{"folio", folioLayout, false, {}},
                     {"pins", scalarLayout(unbounded), true, {}},
                     {"gets", scalarLayout(unbounded), true, {}}};
  program.inputs = {{"pages", 1, 64, {}, {}}, {"references", 1, 4, {}, {}}};
  {
    FunctionBuilder f(program, "init");
    f.line = 1;
    f.store(f.global(folio), f.constant(1), int32);
    f.ret();
    program.init = f.done();
  }
  uint32_t grabFunction = grab(program);
  program.transitions = {{"dio_write", dioWrite(program, grabFunction), {}},
                         {"get", get(program, grabFunction), {}},
                         {"unpin", unpin(program), {}}};
  {
    FunctionBuilder f(program, "positive");
    f.ret(f.op(Op::Less, int32, f.constant(0), f.load(f.global(folio), int32)));
    program.invariants.push_back({"positive", f.done(), Expectation::Holds, {}, {}});
  }
  {
    FunctionBuilder f(program, "balanced");
    R held = f.op(Op::Multiply, unbounded, f.load(f.global(pins), unbounded), f.constant(1024, unbounded));
    R sum = f.op(Op::Add, unbounded, f.op(Op::Add, unbounded, held, f.load(f.global(gets), unbounded)),
                 f.constant(1, unbounded));
    R is = f.op(Op::Convert, unbounded, f.load(f.global(folio), int32));
    f.ret(f.op(Op::Equal, unbounded, is, sum));
    program.invariants.push_back({"balanced", f.done(), Expectation::Holds, {}, {}});
  }
  return program;
}

} // namespace pinproof::test
