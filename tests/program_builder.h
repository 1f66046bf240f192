// Programs by hand, for tests of what reads a model::Program: a function is written down instruction by
// instruction, as a front end would.
#pragma once

#include "model/program.h"

#include <string>
#include <utility>
#include <vector>

namespace pinproof::test {

inline const model::Scalar int32{32, true, false}, uint32{32, false, false}, int64{64, true, false},
    uint64{64, false, false}, byte{8, false, false}, unbounded{128, true, false};

std::shared_ptr<model::Layout> scalarLayout(model::Scalar type);
std::shared_ptr<model::Layout> arrayLayout(std::shared_ptr<model::Layout> element, uint64_t count);
/// Fields at the offsets given; `size` as C would have it.
std::shared_ptr<model::Layout> recordLayout(std::string typeName, uint64_t size,
                                            std::vector<model::Layout::Field> fields);

/// Appends instructions; each method returns the result's register. Jumps go to labels.
class FunctionBuilder {
public:
  using R = model::Register;
  FunctionBuilder(model::Program &program, std::string name, unsigned parameters = 0);
  /// Adds the function to the program and returns its index.
  uint32_t done();

  R parameter(unsigned index) const { return index; }
  R fresh();
  R constant(model::Integer value, model::Scalar type = int32);
  R global(uint32_t index);
  R local(std::string name, std::shared_ptr<model::Layout> layout);
  R op(model::Op op, model::Scalar type, R a, R b = model::noRegister);
  void move(R to, R from, model::Scalar type = int32);
  R load(R address, model::Scalar type);
  void store(R address, R value, model::Scalar type);
  R offset(R pointer, R index, model::Integer size);
  R distance(R a, R b, model::Integer size);
  R call(uint32_t function, std::vector<R> arguments, model::Scalar type = int32);
  R input(uint32_t choice);
  void assume(R condition);
  void report(uint32_t point);
  R atomicAdd(R address, R delta, unsigned bits = 32);
  void fill(R array, R count, R value);
  void copy(R to, R from, uint64_t size);
  void zero(R at, uint64_t size);
  void refuse(std::string what);
  void ret(R value = model::noRegister);

  using Label = uint32_t;
  Label label();
  void place(Label label);
  void jump(Label to);
  void branch(R condition, Label then, Label otherwise);

  /// Line of what follows, in "<function>.c".
  unsigned line = 0;

private:
  model::Program &program;
  model::Function function;
  std::vector<uint32_t> labels;
  model::Instruction &add(model::Op op, model::Scalar type = int32);
};

/// A page whose counter takes 1024 a pin, as before 6.5: transitions dio_write (1 to 64 pins in a loop), get
/// (1 to 4 references, one atomic addition), unpin; invariants `positive` (the count is above 0) and
/// `balanced` (count = 1 + 1024 * pins + gets, as long as it never wrapped).
model::Program pageProgram();

} // namespace pinproof::test
