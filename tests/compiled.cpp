// Tables for tests/run/runtime.c, generated from the Program; the code they point to is the C itself.
//
// Where the model lets one page stand for all pages of a folio, the compiled folio really has many: a member
// marked PINPROOF_EACH gets a neighbour that is an array of its kind, and the runtime keeps them alike.
//
// A kernel file is compiled as it stands if it can be. A real one is full of functions that make no sense
// without the kernel's headers; those are taken out first (compilable()).
#include "tests/compiled.h"

#include "solver/check/flat_code.h"
#include "tests/compilable.h"

#include <algorithm>
#include <sstream>

namespace pinproof::tests {

using namespace model;
namespace check = solver::check;

namespace {

constexpr uint64_t alike = 1024; // more than a folio has pages, and than any run of pages passes its end

/// Offset and size of the member that stands for many, size 0 if there is none.
std::pair<uint64_t, uint64_t> eachMember(const Layout &layout) {
  if (layout.kind != Layout::Kind::Record) return {0, 0};
  for (const Layout::Field &field : layout.fields) {
    if (field.each) return {field.offset, field.layout->size};
    if (auto [offset, size] = eachMember(*field.layout); size > 0) return {field.offset + offset, size};
  }
  return {0, 0};
}

/// Static locals cannot be named from outside, and text and functions have no bytes.
bool isNameable(const Object &object) {
  return object.layout->kind != Layout::Kind::Opaque && object.name.find('.') == std::string::npos;
}

std::vector<std::string> words(const std::string &line) {
  std::istringstream in(line);
  std::vector<std::string> result;
  for (std::string word; in >> word;) result.push_back(word);
  if (!result.empty()) result.erase(result.begin());
  return result;
}

/// Functions that exist only as declarations (OUTSIDE): whoever calls one is refused, as in the model.
std::string stubsFor(const std::string &words) {
  std::set<std::string> names;
  const std::string before = "undefined reference to `";
  for (size_t at = words.find(before); at != std::string::npos; at = words.find(before, at + 1))
    names.insert(words.substr(at + before.size(), words.find('\'', at) - at - before.size()));
  std::string text = "void __pinproof_refuse(const char *);\n";
  for (const std::string &name : names)
    text += "void " + name + "(void) { __pinproof_refuse(\"" + name + "\"); }\n";
  return text;
}

void must(const std::vector<std::string> &arguments, const ReadOptions &options) {
  if (test::Result r = test::run("clang-14", arguments); r.exit != 0)
    throw std::runtime_error("the compiler does not accept " + options.specFile + ":\n" + r.err);
}

std::string pointerText(Integer value) {
  auto address = static_cast<uint64_t>(value);
  if (check::placeOf(address) == 0) return toString(static_cast<int64_t>(address));
  return "p" + std::to_string(check::placeOf(address) - 1) + "+" + std::to_string(check::offsetOf(address));
}

} // namespace

std::ostream &operator<<(std::ostream &out, const Observation &o) {
  auto list = [&](const char *name, const auto &words) {
    out << name;
    for (const std::string &word : words) out << " " << word;
    out << "\n";
  };
  out << o.ending << "\n";
  list("  cells", o.cells), list("  wraps", o.wraps), list("  invariants", o.invariants);
  list("  reports", o.reports);
  return out;
}

Compiled::Compiled(const ReadOptions &options, const ReadResult &read) : program(read.program) {
  for (check::NamedCell &cell : check::Interpreter(program).cells())
    if (isNameable(program.globals[check::placeOf(cell.address) - 1])) cells.push_back(std::move(cell));
  compile(options, read);
}

std::string Compiled::driver(const std::string &mainFile) const {
  std::ostringstream c;
  c << "#define PINPROOF_EACH , pinproof_alike[" << alike << "]\n"
    << "#define MODELS(function) __asm__(#function)\n"
    << "#include \"" << mainFile << "\"\n#include \"runtime.h\"\n"
    << "const struct pinproof_object pinproof_objects[] = {\n";
  unsigned objects = 0;
  for (size_t g = 0; g < program.globals.size(); ++g) {
    const Object &object = program.globals[g];
    const bool isFunction = object.layout->typeName == "function"; // known by its address alone
    if (!isFunction && !isNameable(object)) continue;
    auto [offset, size] = eachMember(*object.layout);
    c << "\t{ " << g << ", (void *)&" << object.name << ", "
      << (isFunction ? "0" : "sizeof(" + object.name + ")") << ", " << offset << ", " << size << ", "
      << (size ? alike + 1 : 0) << " },\n";
    ++objects;
  }
  c << "};\nconst struct pinproof_cell pinproof_cells[] = {\n";
  for (const check::NamedCell &cell : cells)
    c << "\t{ (char *)&" << program.globals[check::placeOf(cell.address) - 1].name << " + "
      << check::offsetOf(cell.address) << ", " << cell.type.bytes() << ", " << cell.type.isSigned << ", "
      << cell.type.isPointer << " },\n";
  c << "};\nconst struct pinproof_transition pinproof_transitions[] = {\n\t{ \"INIT\", pinproof_init },\n";
  for (const TransitionEntry &t : program.transitions)
    c << "\t{ \"" << t.name << "\", " << program.functions[t.function].name << " },\n";
  c << "};\n_Bool (*const pinproof_invariants[])(void) = {\n";
  for (const InvariantEntry &i : program.invariants) c << "\t" << program.functions[i.function].name << ",\n";
  c << "\t0 };\nconst unsigned int pinproof_object_count = " << objects
    << ", pinproof_cell_count = " << cells.size()
    << ", pinproof_transition_count = " << program.transitions.size() + 1
    << ", pinproof_invariant_count = " << program.invariants.size() << ";\n";
  return c.str();
}

void Compiled::compile(const ReadOptions &options, const ReadResult &read) const {
  const std::string runtime = PINPROOF_SOURCE_DIR "/tests/run", here = directory.path.string();
  writeCompilable(options, read, directory);
  const std::string file = directory.write("driver.c", driver(here + "/" + read.mainFile));
  const std::vector<std::string> common = {"-O1",
                                           "-g",
                                           "-w",
                                           "-fwrapv",
                                           "-fsanitize=address,undefined",
                                           "-fno-sanitize-recover=all",
                                           "-fno-omit-frame-pointer"};
  std::vector<std::string> unit = compilerFlags(options, read, here);
  unit.insert(unit.end(), common.begin(), common.end());
  unit.insert(unit.end(), {"-I" + runtime, "-c", file, "-o", (directory.path / "driver.o").string()});
  must(unit, options);
  std::vector<std::string> whole = common;
  const std::string stubs = directory.write("stubs.c", "");
  whole.insert(whole.end(), {runtime + "/runtime.c", here + "/driver.o", stubs, "-o", here + "/program"});
  test::Result linked = test::run("clang-14", whole);
  if (linked.exit == 0) return;
  directory.write("stubs.c", stubsFor(linked.err));
  must(whole, options);
}

std::vector<Observation> Compiled::run(const std::vector<ScriptStep> &script) const {
  std::ostringstream text;
  for (const ScriptStep &step : script) {
    text << (step.transition ? *step.transition + 1 : 0) << " " << toString(step.count) << " "
         << step.inputs.size();
    for (Integer input : step.inputs) text << " " << toString(input);
    text << "\n";
  }
  const std::string in = directory.write("script", text.str());
  const std::string out = (directory.path / "answers").string();
  test::Result r = test::run((directory.path / "program").string(), {},
                             "<" + test::quoteForShell(in) + " >" + test::quoteForShell(out));
  if (r.exit != 0)
    throw std::runtime_error("the compiled program ends with " + std::to_string(r.exit) + ": " + r.err);
  std::vector<Observation> result;
  std::istringstream lines(test::readFile(out));
  for (std::string line; std::getline(lines, line);) {
    Observation o;
    o.ending = line.substr(0, line.find_last_not_of(' ') + 1);
    while (std::getline(lines, line) && line != ".") {
      if (line.starts_with("cells")) o.cells = words(line);
      if (line.starts_with("wraps")) o.wraps = words(line);
      if (line.starts_with("invariants")) o.invariants = words(line);
      if (line.starts_with("report ")) o.reports.insert(line.substr(7));
    }
    result.push_back(std::move(o));
  }
  if (result.size() != script.size()) throw std::runtime_error("the compiled program stopped early");
  return result;
}

Observation Compiled::observe(const check::Interpreter &interpreter, const check::Outcome &outcome) const {
  using Ending = check::Outcome::Ending;
  Observation o;
  o.ending = outcome.ending == Ending::Done          ? "done"
             : outcome.ending == Ending::AssumeFalse ? "assume"
             : outcome.ending == Ending::Bug         ? "bug"
                                                     : outcome.failure;
  for (const check::NamedCell &cell : cells) {
    Integer value = interpreter.read(cell.address, cell.type);
    o.cells.push_back(cell.type.isPointer ? pointerText(value) : toString(value));
    o.wraps.push_back(toString(interpreter.wraps(cell.address)));
  }
  for (const check::Outcome::Fired &fired : outcome.reports) {
    const ReportPoint &point = program.reports.at(fired.report);
    const char *kind = point.kind == ReportPoint::Kind::Warn  ? "warn"
                       : point.kind == ReportPoint::Kind::Bug ? "bug"
                                                              : "check";
    o.reports.insert(std::string(kind) + "|" + point.name + "|" + point.condition);
  }
  return o;
}

} // namespace pinproof::tests
