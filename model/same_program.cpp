// Member by member, and every member of a program must be here: one that is forgotten would let answers
// carry over that do not hold. One walk does both, so that text and places cannot fall out of step.
//
// Layouts are shared, a struct's by all that point to it: each is written where it is met first, and called
// by its number from then on.
#include "model/same_program.h"

#include "model/canonical_text.h"

namespace pinproof::model {

namespace {

class Text : public CanonicalText<Text> {
public:
  using CanonicalText::add;

  void add(const Source &where) { places.push_back(where); }
  void add(const Scalar &s) {
    add(uint32_t{s.width});
    add(s.isSigned);
    add(s.isPointer);
  }
  void add(const Layout::Field &field) {
    add(field.name);
    add(field.offset);
    add(field.each);
    add(field.layout);
  }
  void add(const std::shared_ptr<Layout> &layout) {
    if (!layout) return add(std::string("no layout"));
    auto [at, isNew] = numbers.try_emplace(layout.get(), static_cast<uint32_t>(numbers.size()));
    add(at->second);
    if (!isNew) return;
    add(static_cast<uint32_t>(layout->kind));
    add(layout->size);
    add(layout->alignment);
    add(layout->scalar);
    add(layout->typeName);
    add(layout->enumerators);
    add(layout->fields);
    add(layout->element);
    add(layout->count);
  }
  void add(const Object &object) {
    add(object.name);
    add(object.layout);
    add(object.isGhost);
    add(object.where);
    add(static_cast<uint32_t>(object.address));
  }
  void add(const Instruction &i) {
    add(static_cast<uint32_t>(i.op));
    add(i.type);
    for (uint32_t number : {i.dst, i.a, i.b, i.c, i.index, i.target, i.otherwise}) add(number);
    add(i.immediate);
    add(i.arguments);
    add(i.layout);
    add(i.where);
  }
  void add(const Function &function) {
    add(function.name);
    add(function.type);
    add(function.where);
    add(function.fromKernel);
    add(function.hasBody);
    add(function.parameters);
    add(function.registerNames);
    add(function.locals);
    add(function.code);
  }
  void add(const InputChoice &input) {
    add(input.label);
    add(input.low);
    add(input.high);
    add(input.alternatives);
    add(input.where);
  }
  void add(const ReportPoint &report) {
    add(static_cast<uint32_t>(report.kind));
    add(report.name);
    add(report.condition);
    add(report.function);
    add(report.where);
  }
  void add(const TransitionEntry &entry) {
    add(entry.name);
    add(entry.function);
    add(entry.where);
  }
  void add(const InvariantEntry &entry) {
    add(entry.name);
    add(entry.function);
    add(static_cast<uint32_t>(entry.expect));
    add(entry.reason);
    add(entry.where);
  }
  void add(const ReportExpectation &expectation) {
    add(expectation.function);
    add(expectation.part);
    add(static_cast<uint32_t>(expectation.expect));
    add(expectation.reason);
    add(expectation.where);
  }
  void add(const Assumption &assumption) {
    add(assumption.label);
    add(assumption.text);
    add(assumption.about);
  }
  void add(const Drift &drift) {
    add(drift.function);
    add(drift.known);
    add(drift.actual);
    add(drift.where);
  }
  void add(const Program &program) {
    add(program.name);
    add(program.title);
    add(program.globals);
    add(program.functions);
    add(program.inputs);
    add(program.reports);
    add(program.refusals);
    add(program.init);
    add(program.transitions);
    add(program.invariants);
    add(program.reportExpectations);
    add(program.assumptions);
    add(program.drifts);
    add(program.absent);
  }

  std::vector<Source> places;

private:
  std::map<const Layout *, uint32_t> numbers;
};

} // namespace

std::string canonicalText(const Program &program) {
  Text text;
  text.add(program);
  return std::move(text.written);
}

std::vector<Source> placesIn(const Program &program) {
  Text text;
  text.add(program);
  return std::move(text.places);
}

} // namespace pinproof::model
