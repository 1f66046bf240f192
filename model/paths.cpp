// From control-flow automata to the transition system.
//
// Which scalars are state, and which of those hold only a few values (flags, pointers), is not declared but
// found: all transitions are explored with what is known, what they write is learnt, and again, until
// nothing new is learnt; a transition whose cells nothing was learnt about keeps its paths. That is the least
// fixpoint of a constant-set analysis with the path exploration as its transfer function: a cell that is
// computed with becomes numeric, a cell that only ever receives constants keeps their list, and a cell with
// one constant is no variable at all. The last round has seen every value, so its paths are all paths.

#include "model/paths.h"

#include "model/execution.h"
#include "model/reduce.h"

#include <algorithm>

namespace pinproof::model {

namespace {

/// More different values than this are a count, not a flag.
constexpr size_t mostValues = 64;
/// Rounds of learning; each learns at least one value, so this ends only what would be endless.
constexpr unsigned mostRounds = 60;

using States = std::vector<State>;

/// The paths of one function and where they run.
struct Paths {
  States states;
  LineTree lines;
  std::set<uint32_t> abandoned; // Execution::abandoned()
};

/// And what they depend on: cells as they were known at a revision.
struct Explored {
  Paths paths;
  std::vector<VariableIndex> asked;
  uint64_t revision = 0;
  bool isDone = false;
};

struct Exploration {
  Paths init;
  std::vector<Explored> transitions; // by Program::transitions
};

/// The final value of a state cell on a path, or none if the path has not written it.
const Value *written(const State &state, const StateCell &cell) {
  const ObjectMemory *memory = state.readable(cell.object);
  const ObjectMemory::Cell *at = memory ? memory->find(cell.offset) : nullptr;
  return at ? &at->value : nullptr;
}

/// Both ends at least as far out; without a bound where one of them has none.
Range hull(const Range &a, const Range &b) {
  Range result;
  if (a.low && b.low) result.low = std::min(*a.low, *b.low);
  if (a.high && b.high) result.high = std::max(*a.high, *b.high);
  return result;
}

void learnInitial(Cells &cells, const States &paths) {
  for (VariableIndex v = 0; v < cells.size(); ++v) {
    std::optional<Range> bounds;
    for (const State &path : paths) {
      if (path.end == State::End::Refused) continue;
      const Value *value = written(path, cells[v]);
      Range range{0, 0};
      if (!value) {
        cells.learn(v, Constant{});
      } else if (value->isConstant()) {
        const bool isAddress = value->isAddress();
        cells.learn(v, {isAddress, isAddress ? value->object : 0, value->offset.constant});
        if (!isAddress) range = {value->offset.constant, value->offset.constant};
      } else {
        cells.makeNumeric(v);
        range = path.condition.rangeOf(value->offset);
      }
      bounds = bounds ? hull(*bounds, range) : range;
    }
    if (bounds) cells.learnInitialBounds(v, *bounds);
  }
}

void learnWritten(Cells &cells, const State &path) {
  if (path.end == State::End::Refused) return;
  for (VariableIndex v = 0; v < cells.size(); ++v) {
    const Value *value = written(path, cells[v]);
    if (!value) continue;
    if (value->isNumber() && value->offset == Linear::variable(v)) continue;
    cells.makeWritten(v);
    if (value->isConstant() && !value->computed) {
      const bool isAddress = value->isAddress();
      cells.learn(v, {isAddress, isAddress ? value->object : 0, value->offset.constant});
      continue;
    }
    const Linear &e = value->offset;
    const bool isCopy = !value->computed && e.constant == 0 && e.terms.size() == 1 &&
                        e.terms[0].second == 1 && e.terms[0].first < firstInput &&
                        !cells[e.terms[0].first].numeric;
    if (isCopy) {
      const std::set<Constant> domain = cells[e.terms[0].first].domain;
      for (const Constant &c : domain) cells.learn(v, c);
    } else {
      cells.makeNumeric(v);
    }
  }
}

void settle(const Program &program, Cells &cells) {
  for (VariableIndex v = 0; v < cells.size(); ++v) {
    const StateCell &cell = cells[v];
    const bool hasAddress = !cell.domain.empty() && cell.domain.rbegin()->isAddress;
    if (hasAddress && (cell.numeric || cell.domain.size() > mostValues)) {
      const bool isGlobal = cell.object < program.globals.size();
      throw Unsupported("state cell " + cells.name(v) +
                            " holds pointers that are computed, or too many of them",
                        isGlobal ? program.globals[cell.object].where : Source{});
    }
    if (!cell.numeric && cell.domain.size() > mostValues) cells.makeNumeric(v);
  }
}

[[noreturn]] void refuseAddressOfLocal(const Object &object, int64_t offset) {
  throw Unsupported("state cell " + cellName(object, static_cast<uint64_t>(offset)) +
                        " keeps the address of a local variable",
                    object.where);
}

/// Pointers to locals in the state. Where a BUG stopped the run in the middle of a transition, some are left
/// that nobody will ever follow.
void removeDeadPointers(const Program &program, States &paths) {
  const size_t globals = program.globals.size();
  auto isDead = [&](const ObjectMemory::Cell &cell) {
    return cell.value.kind == Value::Kind::Undefined ||
           (cell.value.isAddress() && cell.value.object >= globals);
  };
  for (State &path : paths) {
    if (path.end == State::End::Refused) continue;
    for (ObjectId object = 0; object < globals; ++object) {
      const ObjectMemory *memory = path.readable(object);
      if (!memory) continue;
      auto dead = std::find_if(memory->cells.begin(), memory->cells.end(), isDead);
      if (dead == memory->cells.end()) continue;
      if (path.end != State::End::Stopped) refuseAddressOfLocal(program.globals[object], dead->offset);
      std::erase_if(path.writable(object).cells, isDead);
    }
  }
}

/// Nothing has been learnt since about the cells that these paths are a matter of.
bool isCurrent(const Explored &explored, const Cells &cells) {
  return explored.isDone && std::all_of(explored.asked.begin(), explored.asked.end(), [&](VariableIndex v) {
           return cells[v].changedAt <= explored.revision;
         });
}

void explore(const Program &program, const FunctionShapes &shapes, Cells &cells,
             const std::atomic<bool> *stop, Exploration &found) {
  found.transitions.resize(program.transitions.size());
  auto pathsOf = [&](uint32_t function, Execution::Mode mode) {
    Paths paths;
    Execution execution(program, shapes, cells, paths.lines, mode, stop);
    paths.states = execution.explore(function);
    paths.abandoned = execution.abandoned();
    removeDeadPointers(program, paths.states);
    return paths;
  };
  found.init = pathsOf(program.init, Execution::Mode::Init);
  learnInitial(cells, found.init.states);
  for (unsigned round = 0; round < mostRounds; ++round) {
    const uint64_t before = cells.revision();
    for (size_t t = 0; t < program.transitions.size(); ++t) {
      Explored &explored = found.transitions[t];
      if (!isCurrent(explored, cells)) {
        explored.revision = cells.revision();
        explored.asked = cells.askedBy(
            [&] { explored.paths = pathsOf(program.transitions[t].function, Execution::Mode::Run); });
        explored.isDone = true;
      }
      for (const State &path : explored.paths.states) learnWritten(cells, path);
    }
    learnInitial(cells, found.init.states); // cells met for the first time start as INIT left them
    settle(program, cells);
    if (cells.revision() == before) return;
  }
  throw Unsupported("the values that state variables can have did not settle", {});
}

/// The scalar at this offset of an object; nullptr if there is none, or a union offers several.
const Layout *scalarAt(const Layout &layout, int64_t offset) {
  if (offset < 0 || static_cast<uint64_t>(offset) >= layout.size) return nullptr;
  switch (layout.kind) {
  case Layout::Kind::Scalar: return offset == 0 ? &layout : nullptr;
  case Layout::Kind::Array: {
    const auto size = static_cast<int64_t>(layout.element->size);
    return size ? scalarAt(*layout.element, offset % size) : nullptr;
  }
  case Layout::Kind::Record: {
    const Layout *found = nullptr;
    for (const Layout::Field &field : layout.fields)
      if (const Layout *inner = scalarAt(*field.layout, offset - static_cast<int64_t>(field.offset))) {
        if (found) return nullptr;
        found = inner;
      }
    return found;
  }
  case Layout::Kind::Opaque: return nullptr;
  }
  return nullptr;
}

std::string enumeratorOf(const Layout &scalar, Integer value) {
  for (const auto &[number, name] : scalar.enumerators)
    if (number == value) return name;
  return toString(value);
}

/// Renumbers cells to variables: constants vanish, the others keep their order.
class Numbering {
public:
  Numbering(const Program &program, const Cells &cells, TransitionSystem &system) : cells_(cells) {
    variableOf_.assign(cells.size(), noVariable);
    for (VariableIndex v = 0; v < cells.size(); ++v)
      if (!cells[v].isConstant()) variableOf_[v] = count_++;
    for (VariableIndex v = 0; v < cells.size(); ++v)
      if (variableOf_[v] != noVariable) system.variables.push_back(describe(program, v));
  }

  /// `e` of one path, whose inputs are numbered after the variables.
  Linear translate(const Linear &e) const {
    return substitute(e, [&](VariableIndex v) {
      if (v >= firstInput) return Linear::variable(count_ + (v - firstInput));
      if (variableOf_[v] == noVariable) return Linear(cells_[v].domain.begin()->number);
      return Linear::variable(variableOf_[v]);
    });
  }

  /// What a path leaves in cell `v`, as a value of its variable.
  Linear encode(VariableIndex v, const Value &value) const {
    const StateCell &cell = cells_[v];
    const bool isIndex = !cell.numeric && !cell.domain.empty() && cell.domain.rbegin()->isAddress;
    if (!isIndex) return translate(value.offset);
    if (!value.isConstant()) // a copy of a variable that holds numbers
      throw Unsupported("state cell " + cells_.name(v) + " holds addresses and numbers that another one had",
                        {});
    const Constant constant{value.isAddress(), value.isAddress() ? value.object : 0, value.offset.constant};
    return Linear(static_cast<Integer>(std::distance(cell.domain.begin(), cell.domain.find(constant))));
  }

  bool isVariable(VariableIndex cell) const { return variableOf_[cell] != noVariable; }
  VariableIndex variable(VariableIndex cell) const { return variableOf_[cell]; }

private:
  static constexpr VariableIndex noVariable = ~0u;

  Variable describe(const Program &program, VariableIndex v) const {
    const StateCell &cell = cells_[v];
    Variable variable;
    variable.name = cells_.name(v);
    variable.width = cell.atomicBits ? cell.atomicBits : cell.type.width;
    const Range range = cells_.range(v);
    variable.low = range.low;
    variable.high = range.high;
    if (cell.object == wrapsObject) {
      variable.wrapsOf = variableOf_[static_cast<VariableIndex>(cell.offset)];
      variable.isGhost = true;
    } else {
      // The folio that a specification tracks stands in it, but is the kernel's; its own are plain scalars.
      const Object &object = program.globals[cell.object];
      variable.isGhost = object.isGhost && object.layout->kind == Layout::Kind::Scalar;
    }
    if (cell.numeric) return variable;
    if (cell.domain.empty()) return variable; // INIT has no run that is modelled: nothing is proved here
    const bool isIndex = cell.domain.rbegin()->isAddress;
    variable.isPointer = isIndex;
    const Layout *leaf =
        cell.object == wrapsObject ? nullptr : scalarAt(*program.globals[cell.object].layout, cell.offset);
    Integer index = 0;
    for (const Constant &c : cell.domain) {
      variable.domain.push_back(isIndex ? index++ : c.number);
      if (isIndex)
        variable.domainNames.push_back(
            c.isAddress     ? "&" + addressName(program.globals[c.object], static_cast<uint64_t>(c.number))
            : c.number == 0 ? "NULL"
                            : toString(static_cast<int64_t>(c.number))); // an error
      else if (leaf && !leaf->enumerators.empty())
        variable.domainNames.push_back(enumeratorOf(*leaf, c.number));
    }
    return variable;
  }

  const Cells &cells_;
  std::vector<VariableIndex> variableOf_;
  VariableIndex count_ = 0;
};

/// Adds the lines on the way to `last` that have not been added yet.
void addLines(const Program &program, LineTree &lines, LineTree::Last last, LinesRun &run) {
  lines.visit(last, [&](const LineTree::Place &place) {
    const Source &where = program.functions[place.function].code[place.instruction].where;
    run[where.file].insert(where.line);
  });
}

/// The inputs and the guard of a path.
Path makeGuard(const Numbering &numbering, const State &state) {
  Path path;
  for (VariableIndex n = 0; n < state.inputs->size(); ++n) {
    const PathInputInfo &input = (*state.inputs)[n];
    // What the condition implies for an auxiliary, its users need not find out again.
    const Range range = input.choice ? input.range : state.condition.rangeOf(firstInput + n);
    path.inputs.push_back({input.name, range.low, range.high, input.choice});
  }
  for (const Constraint &c : state.condition.constraints())
    path.guard.push_back({numbering.translate(c.expression), c.relation});
  return path;
}

Path makePath(const Cells &cells, const Numbering &numbering, const State &state, bool isInit) {
  Path path = makeGuard(numbering, state);
  for (VariableIndex v = 0; v < cells.size(); ++v) {
    if (!numbering.isVariable(v)) continue;
    const Value *value = written(state, cells[v]);
    if (!value && !isInit) continue;
    const Linear result = value ? numbering.encode(v, *value) : numbering.encode(v, Value::number(0));
    if (!isInit && result == Linear::variable(numbering.variable(v))) continue;
    path.update.emplace_back(numbering.variable(v), result);
  }
  path.reports.assign(state.reports->begin(), state.reports->end());
  path.reached.assign(state.reached->begin(), state.reached->end());
  path.stops = state.end == State::End::Stopped;
  return path;
}

/// What was refused in one function, each construct once, with all ways to it.
class RefusedWays {
public:
  RefusedWays(const Numbering &numbering, TransitionSystem &system)
      : numbering_(numbering), system_(system) {}

  void add(const State &state, const std::string &construct, const Source &where) {
    Path way = makeGuard(numbering_, state);
    way.stops = true;
    // What stands for others is no less a refusal where its own condition is impossible.
    if (!tidyPath(way, system_.variables.size()) && !state.standsForOthers) return;
    auto at = std::find_if(found_.begin(), found_.end(),
                           [&](const Found &f) { return f.construct == construct && f.where == where; });
    if (at == found_.end()) at = found_.insert(found_.end(), {construct, where, {}, true});
    at->ways.push_back(std::move(way));
    at->areAllKnown = at->areAllKnown && !state.standsForOthers;
  }
  void add(const State &state) { add(state, state.refusal, state.refusedAt); }

  /// Moves all to the system; `place` is a transition's or a property's name, or empty for INIT.
  void finish(const std::string &place, const std::atomic<bool> *stop) {
    for (Found &f : found_) {
      std::vector<Path> ways;
      if (f.areAllKnown) ways = mergePaths(std::move(f.ways), system_.variables.size(), stop);
      system_.refusals.push_back({f.construct, f.where, place, std::move(ways)});
    }
  }

private:
  struct Found {
    std::string construct;
    Source where;
    std::vector<Path> ways;
    bool areAllKnown;
  };
  const Numbering &numbering_;
  TransitionSystem &system_;
  std::vector<Found> found_;
};

std::vector<Path> makePaths(const Program &program, const Cells &cells, const Numbering &numbering,
                            Paths &explored, const std::string &transition, TransitionSystem &system,
                            LinesRun &run, const std::atomic<bool> *stop) {
  std::vector<Path> paths;
  RefusedWays refused(numbering, system);
  for (const State &state : explored.states) {
    if (stop && *stop) throw Stopped{};
    if (state.end == State::End::Refused) {
      refused.add(state);
      continue;
    }
    Path path = makePath(cells, numbering, state, transition.empty());
    if (!tidyPath(path, system.variables.size())) continue;
    addLines(program, explored.lines, state.line, run);
    paths.push_back(std::move(path));
  }
  refused.finish(transition, stop);
  return mergePaths(std::move(paths), system.variables.size(), stop);
}

/// The states in which an invariant's C function returns false.
std::vector<std::vector<Constraint>> badStates(const Numbering &numbering, const States &states,
                                               const InvariantEntry &invariant, TransitionSystem &system,
                                               const std::atomic<bool> *stop) {
  std::vector<std::vector<Constraint>> bad;
  RefusedWays refused(numbering, system);
  for (const State &state : states) {
    if (state.end == State::End::Refused) {
      refused.add(state);
      continue;
    }
    if (!state.result.isNumber() || !state.result.isConstant()) {
      refused.add(state, "an invariant that does not return true or false", invariant.where);
      continue;
    }
    if (state.result.offset.constant != 0) continue;
    if (!state.inputs->empty()) {
      refused.add(state, "an invariant whose value depends on a quotient or on a choice", invariant.where);
      continue;
    }
    std::vector<Constraint> conjunction;
    for (const Constraint &c : state.condition.constraints())
      conjunction.push_back({numbering.translate(c.expression), c.relation});
    bad.push_back(std::move(conjunction));
  }
  refused.finish(invariant.name, stop);
  return bad;
}

/// A property is about transitions: a claim that INIT breaks would be forgotten, and a run that it stops
/// would be one in which everything holds. CHECKs of INIT that hold are properties, too.
void refuseBrokenClaims(const Program &program, States &init, TransitionSystem &system) {
  std::set<uint32_t> broken;
  for (State &state : init) {
    broken.insert(state.reports->begin(), state.reports->end());
    state.reports = {};
    auto isOther = [&](uint32_t r) { return program.reports[r].kind != ReportPoint::Kind::Check; };
    std::erase_if(state.reached.own(), isOther);
  }
  std::erase_if(init, [](const State &state) { return state.end == State::End::Stopped; });
  for (uint32_t report : broken)
    system.refusals.push_back({"a claim that INIT breaks: " + program.reports[report].condition,
                               program.reports[report].where,
                               "",
                               {}});
}

std::string kindName(ReportPoint::Kind kind) {
  switch (kind) {
  case ReportPoint::Kind::Warn: return "warn";
  case ReportPoint::Kind::Bug: return "bug";
  case ReportPoint::Kind::Check: return "check";
  }
  return {};
}

std::string reportName(const ReportPoint &report) {
  return kindName(report.kind) + ":" + report.function + ":" + report.condition;
}

/// "warn:f:x < 0", and "warn:f:x < 0 #2" for the next one that is written alike: no line has a say in it,
/// so that names survive what moves lines.
std::string uniqueName(const Program &program, uint32_t index) {
  const std::string name = reportName(program.reports[index]);
  const Source &where = program.reports[index].where;
  std::vector<Source> others; // places of those before it
  for (const ReportPoint &one : program.reports) {
    if (reportName(one) != name) continue;
    if (one.where == where) break;
    if (std::find(others.begin(), others.end(), one.where) == others.end()) others.push_back(one.where);
  }
  const size_t number = others.size() + 1;
  return number == 1 ? name : name + " #" + std::to_string(number);
}

Property makeReportProperty(const Program &program, uint32_t index) {
  const ReportPoint &report = program.reports[index];
  Property property;
  property.kind = report.kind == ReportPoint::Kind::Warn  ? Property::Kind::Warn
                  : report.kind == ReportPoint::Kind::Bug ? Property::Kind::Bug
                                                          : Property::Kind::Check;
  const bool isCheck = report.kind == ReportPoint::Kind::Check;
  property.name = isCheck ? report.name : uniqueName(program, index);
  property.text = isCheck ? report.condition : report.name + "(" + report.condition + ")";
  property.where = report.where;
  property.report = index;
  for (const ReportExpectation &e : program.reportExpectations) {
    const bool inFunction = e.function == report.function || (isCheck && e.function == report.name);
    const bool hasPart =
        report.name.find(e.part) != std::string::npos || report.condition.find(e.part) != std::string::npos;
    if (!inFunction || !hasPart) continue;
    property.expect = e.expect;
    property.reason = e.reason;
  }
  return property;
}

/// One property per report point that some path passes, or a run that an assume() ended afterwards; a CHECK
/// written at several places is one property.
void addReportProperties(const Program &program, const Exploration &found, TransitionSystem &system) {
  std::vector<uint32_t> propertyOf(program.reports.size(), ~0u);
  std::set<uint32_t> reached;
  for (const Explored &explored : found.transitions)
    reached.insert(explored.paths.abandoned.begin(), explored.paths.abandoned.end());
  for (const Path &path : system.init) reached.insert(path.reached.begin(), path.reached.end());
  for (const Transition &transition : system.transitions)
    for (const Path &path : transition.paths) reached.insert(path.reached.begin(), path.reached.end());
  for (uint32_t report : reached) {
    Property property = makeReportProperty(program, report);
    const bool isTaken =
        std::any_of(system.properties.begin(), system.properties.end(), [&](const Property &p) {
          return p.kind == Property::Kind::Invariant && p.name == property.name;
        });
    if (isTaken) property.name += " #2"; // a CHECK that is called like an INVARIANT
    auto same = std::find_if(system.properties.begin(), system.properties.end(), [&](const Property &p) {
      return p.name == property.name && p.kind == property.kind;
    });
    if (same == system.properties.end())
      same = system.properties.insert(system.properties.end(), std::move(property));
    propertyOf[report] = static_cast<uint32_t>(same - system.properties.begin());
  }
  auto rename = [&](std::vector<uint32_t> &reports) {
    for (uint32_t &report : reports) report = propertyOf[report];
    std::sort(reports.begin(), reports.end());
    reports.erase(std::unique(reports.begin(), reports.end()), reports.end());
  };
  for (Path &path : system.init) rename(path.reached);
  for (Transition &transition : system.transitions)
    for (Path &path : transition.paths) rename(path.reports), rename(path.reached);
}

} // namespace

TransitionSystem makeTransitionSystem(const Program &program, const std::atomic<bool> *stop, LinesRun *run) {
  LinesRun lines;
  Cells cells(program);
  FunctionShapes shapes;
  for (const Function &function : program.functions) shapes.push_back(shapeOf(function));
  Exploration found;
  explore(program, shapes, cells, stop, found);
  // Invariants read cells that no transition may touch; they learn nothing, or the loop goes round again.
  std::vector<Paths> invariants;
  for (uint64_t before = ~0ULL; before != cells.revision();) {
    if (before != ~0ULL) explore(program, shapes, cells, stop, found);
    before = cells.revision();
    invariants.clear();
    for (const InvariantEntry &entry : program.invariants) {
      Paths &paths = invariants.emplace_back();
      Execution observe(program, shapes, cells, paths.lines, Execution::Mode::Observe, stop);
      paths.states = observe.explore(entry.function);
    }
    learnInitial(cells, found.init.states);
  }

  TransitionSystem system;
  system.name = program.name;
  system.title = program.title;
  system.assumptions = program.assumptions;
  const Numbering numbering(program, cells, system);
  refuseBrokenClaims(program, found.init.states, system);
  system.init = makePaths(program, cells, numbering, found.init, "", system, lines, stop);
  if (system.init.empty() && system.refusals.empty())
    throw InputError("INIT has no run: what it assumes contradicts itself, so everything would hold",
                     program.functions[program.init].where, "weaken the assume() in INIT");
  for (size_t n = 0; n < program.transitions.size(); ++n) {
    const TransitionEntry &entry = program.transitions[n];
    system.transitions.push_back(
        {entry.name, entry.where,
         makePaths(program, cells, numbering, found.transitions[n].paths, entry.name, system, lines, stop)});
  }
  for (size_t n = 0; n < program.invariants.size(); ++n) {
    const InvariantEntry &entry = program.invariants[n];
    Property property;
    property.name = entry.name;
    property.where = entry.where;
    property.expect = entry.expect;
    property.reason = entry.reason;
    property.function = entry.function;
    property.bad = badStates(numbering, invariants[n].states, entry, system, stop);
    system.properties.push_back(std::move(property));
    for (const State &state : invariants[n].states)
      if (state.end == State::End::Returned) addLines(program, invariants[n].lines, state.line, lines);
  }
  addReportProperties(program, found, system);
  validate(system);
  if (run) *run = std::move(lines);
  return system;
}

} // namespace pinproof::model
