// The inverse of json.cpp, object by object.
//
// A report says what another run found; evidence in it is not checked here (`replay` and `certify` do that).
// But no report may say of itself what its parts do not: the exit code is computed anew, and an outcome that
// does not follow from answer and expectation is refused.
#include "cli/report_reading.h"

#include "cli/coverage.h"
#include "cli/json.h"
#include "cli/json_member.h"
#include "cli/recorded.h"
#include "cli/status.h"
#include "cli/touched_json.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char *expected = "Expected a report of 'pinproof verify --format json'; see docs/formats.md.";

/// The value among `all` that is called what `m` says.
template <class T> T named(const Member &m, std::initializer_list<T> all) {
  const std::string text = m.text();
  for (T value : all)
    if (text == name(value)) return value;
  m.fail("'" + text + "' is none of the words for it");
}

unsigned readNumber(const Member &m, const char *key) {
  return m.has(key) ? static_cast<unsigned>(m.at(key).integer(1, 1u << 30)) : 0;
}

model::Source readSource(const Member &m) {
  return {m.at("file").text(), readNumber(m, "line"), readNumber(m, "column")};
}

std::vector<model::Source> readSources(const Member &m) {
  std::vector<model::Source> sources;
  for (const Member &item : m.items()) sources.push_back(readSource(item));
  return sources;
}

/// A number, its digits, or a name.
Cell readCell(const std::string &name, const Member &value) {
  if (!value.isText()) return {name, value.integer(), model::toString(value.integer())};
  const std::string text = value.text();
  try {
    return {name, model::parseInteger(text), text};
  } catch (const std::invalid_argument &) {
    return {name, 0, text}; // of pointers and enumerators the name is all there is
  }
}

ReportStep readStep(const Member &m, bool isInit) {
  ReportStep step;
  step.choices = readChoices(m.at("choices"));
  step.lines = readSources(m.at("lines"));
  if (isInit) return step;
  step.transition = m.at("transition").text();
  step.count = m.at("count").integer();
  if (step.count < 1) m.at("count").fail("expected a positive number of repetitions");
  for (const Member &change : m.at("changes").items()) {
    const std::string name = change.at("name").text();
    step.changes.push_back({name, readCell(name, change.at("before")), readCell(name, change.at("after"))});
  }
  return step;
}

Lane readLane(const Member &m) {
  Lane lane;
  lane.name = m.at("name").text();
  if (m.at("kind").text() != "counter") return lane;
  lane.kind = Lane::Kind::Counter;
  lane.bound = m.at("bound").integer();
  if (lane.bound < 1) m.at("bound").fail("expected a positive number");
  lane.wraps = m.at("wraps").text();
  return lane;
}

ReportTrace readTrace(const Member &m) {
  ReportTrace trace;
  trace.spec = m.at("spec").text();
  trace.property = m.at("property").text();
  trace.operations = m.at("operations").integer();
  trace.isShortest = m.at("shortest").boolean();
  trace.init = readStep(m.at("init"), true);
  for (const Member &cell : m.at("start").items())
    trace.start.push_back(readCell(cell.at("name").text(), cell.at("value")));
  for (const Member &step : m.at("steps").items()) trace.steps.push_back(readStep(step, false));
  if (m.has("lanes"))
    for (const Member &lane : m.at("lanes").items()) trace.lanes.push_back(readLane(lane));
  return trace;
}

/// Version 1 had one word for all that is as expected, and called a self-test that holds "holdsAfterAll".
Outcome readOutcome(const Member &m, const PropertyResult &p) {
  const std::string text = m.text();
  if (text == "asExpected" || text == "holdsAfterAll") {
    const Outcome outcome = outcomeOf(p.verdict, p.expect, false);
    if (isGreen(outcome) != (text == "asExpected")) m.fail("does not follow from the answer");
    return outcome;
  }
  return named(m, {Outcome::Proved, Outcome::Noticed, Outcome::Finding, Outcome::NotHere, Outcome::Known,
                   Outcome::Violated, Outcome::NotAccepted, Outcome::Unnoticed, Outcome::Inconclusive,
                   Outcome::Unsupported, Outcome::ProofLost, Outcome::EvidenceFailed});
}

PropertyResult readProperty(const Member &m) {
  PropertyResult p;
  p.name = m.at("name").text();
  p.kind = m.at("kind").text();
  p.text = m.at("text").text();
  p.where = readSource(m.at("where"));
  p.expect = named(m.at("expect"),
                   {model::Expectation::Holds, model::Expectation::Violated, model::Expectation::Finding});
  p.expectReason = m.textOr("expectReason", "");
  p.verdict = named(m.at("answer"), {Verdict::Proved, Verdict::Violated, Verdict::Unknown});
  p.outcome = readOutcome(m.at("outcome"), p);
  if (!follows(p.outcome, p.verdict, p.expect)) m.at("outcome").fail("does not follow from the answer");
  p.engine = m.at("engine").text();
  if (m.has("seconds")) p.seconds = m.at("seconds").number();
  p.vacuous = m.textOr("vacuous", "");
  p.reason = m.textOr("reason", "");
  p.established = m.textOr("established", "");
  p.evidence = m.textOr("evidence", "");
  p.baseline = m.textOr("baseline", "");
  if (p.verdict == Verdict::Proved) p.certificate = m.at("certificate").text();
  if (p.verdict == Verdict::Violated) p.trace = readTrace(m.at("trace"));
  return p;
}

std::vector<model::Assumption> readAssumptions(const Member &m) {
  std::vector<model::Assumption> assumptions;
  for (const Member &a : m.items())
    assumptions.push_back({a.at("label").text(), a.at("text").text(), a.texts("about")});
  return assumptions;
}

std::vector<model::Drift> readDrifts(const Member &m) {
  std::vector<model::Drift> drifts;
  for (const Member &drift : m.items())
    drifts.push_back({drift.at("function").text(), drift.texts("known"), drift.textOr("actual", ""),
                      readSource(drift.at("where"))});
  return drifts;
}

std::vector<model::StandIn> readStandIns(const Member &m) {
  std::vector<model::StandIn> standIns;
  for (const Member &file : m.items())
    for (const char *user : {"kernel", "own"})
      for (const std::string &name : file.texts(user))
        standIns.push_back({name, file.at("file").text(), std::string(user) == "kernel"});
  std::sort(standIns.begin(), standIns.end());
  return standIns;
}

std::map<unsigned, std::string> readExcerpt(const Member &m) {
  std::map<unsigned, std::string> lines;
  for (const auto &[number, text] : m.members()) {
    if (number.empty() || number.size() > 9 || number.find_first_not_of("0123456789") != std::string::npos)
      text.fail("is not a line's number");
    lines[static_cast<unsigned>(std::stoul(number))] = text.text();
  }
  return lines;
}

SpecResult::Mistake readMistake(const Member &m) {
  SpecResult::Mistake mistake{m.textOr("excerpt", ""), m.textOr("remedy", ""), {}, 0};
  if (m.has("further"))
    for (const Member &one : m.at("further").items())
      mistake.further.push_back(
          {one.at("message").text(), readSource(one.at("where")), one.textOr("excerpt", "")});
  if (m.has("unsaid")) mistake.unsaid = static_cast<size_t>(m.at("unsaid").integer(1, INT32_MAX));
  return mistake;
}

std::vector<FunctionsRun::One> readFunctions(const Member &array) {
  std::vector<FunctionsRun::One> functions;
  for (const Member &one : array.items()) functions.push_back({one.at("file").text(), one.at("name").text()});
  return functions;
}

} // namespace

SpecResult readSpec(const Member &m) {
  using State = SpecResult::State;
  SpecResult spec;
  spec.name = m.at("name").text();
  spec.title = m.at("title").text();
  spec.file = m.at("file").text();
  spec.state = named(m.at("state"), {State::Answered, State::Absent, State::Drifted, State::Unsupported,
                                     State::Interrupted, State::Failed, State::Untouched});
  spec.message = m.textOr("message", "");
  if (m.has("where")) spec.where = readSource(m.at("where"));
  if (m.has("mistake")) spec.mistake = readMistake(m.at("mistake"));
  if (m.has("drifts")) spec.drifts = readDrifts(m.at("drifts"));
  spec.absent = m.texts("absent");
  if (m.has("standIns")) spec.standIns = readStandIns(m.at("standIns"));
  for (const Member &property : m.at("properties").items()) spec.properties.push_back(readProperty(property));
  spec.assumptions = readAssumptions(m.at("assumptions"));
  if (m.has("refusals"))
    for (const Member &refusal : m.at("refusals").items())
      spec.refusals.push_back({refusal.at("construct").text(), readSource(refusal.at("where")),
                               refusal.textOr("transition", "")});
  spec.neverFires = m.texts("neverFires");
  spec.filesRead = m.texts("filesRead");
  if (m.has("functionsRun"))
    spec.functionsRun = {readFunctions(m.at("functionsRun").at("kernel")),
                         readFunctions(m.at("functionsRun").at("ours"))};
  if (m.has("digests"))
    for (const auto &[file, digest] : m.at("digests").members()) spec.digests[file] = digest.text();
  if (m.has("excerpts"))
    for (const auto &[file, lines] : m.at("excerpts").members()) spec.excerpts[file] = readExcerpt(lines);
  if (m.has("clangSeconds")) spec.clangSeconds = m.at("clangSeconds").number();
  if (m.has("seconds")) spec.seconds = m.at("seconds").number();
  return spec;
}

namespace {

void readLines(const Member &m, FunctionCoverage::Line kind, FunctionCoverage &function) {
  const int64_t last = function.first + static_cast<int64_t>(function.lines.size()) - 1;
  for (const Member &run : m.items()) {
    const std::vector<Member> ends = run.items();
    if (ends.size() != 2) run.fail("expected the first and the last of some lines");
    const int64_t from = ends[0].integer(function.first, last), to = ends[1].integer(from, last);
    for (int64_t line = from; line <= to; ++line)
      function.lines[static_cast<size_t>(line - function.first)] = kind;
  }
}

FunctionCoverage readCoverage(const Member &m) {
  using Line = FunctionCoverage::Line;
  FunctionCoverage function;
  function.file = m.at("file").text();
  function.name = m.at("function").text();
  function.first = static_cast<unsigned>(m.at("line").integer(1, 1u << 30));
  function.specs = m.texts("specs");
  function.text = m.texts("text");
  function.lines.resize(function.text.size());
  for (auto [key, kind] : {std::pair("run", Line::Run), std::pair("notRun", Line::NotRun),
                           std::pair("constant", Line::Constant), std::pair("skipped", Line::Skipped)})
    readLines(m.at(key), kind, function);
  return function;
}

} // namespace

Report readReport(const std::filesystem::path &file) {
  const Json json = parseJsonFile(file, "a report in JSON", expected);
  const Member top(json, file.string(), expected);
  if (std::string format = top.at("format").text(); format != reportFormat && format != oldReportFormat)
    top.at("format").fail("'" + beginning(format) + "' is not '" + reportFormat + "'");
  Report report;
  report.versions = {top.at("pinproof").text(), top.at("clang").text(), top.at("z3").text()};
  report.kernel = top.at("kernel").text();
  report.mode = top.at("mode").text();
  report.defines = top.texts("defines");
  report.interrupted = top.at("interrupted").boolean();
  report.baselineNotes = top.texts("baselineNotes");
  if (top.has("unaccepted")) report.unaccepted = readAssumptions(top.at("unaccepted"));
  if (top.has("touched")) {
    for (const Member &file : top.at("touched").items()) report.touched.push_back(readTouched(file));
    report.acceptsUnchecked = top.at("acceptsUnchecked").boolean();
  }
  if (top.has("seconds")) report.seconds = top.at("seconds").number();
  if (top.has("tree")) {
    const Member &tree = top.at("tree");
    report.tree = {tree.textOr("version", ""), tree.textOr("commit", ""), tree.texts("modified"),
                   tree.textOr("remark", "")};
  }
  if (top.has("shard")) {
    Shard shard;
    shard.of = static_cast<unsigned>(top.at("shard").at("of").integer(1, 1u << 20));
    shard.index = static_cast<unsigned>(top.at("shard").at("index").integer(1, shard.of));
    report.shard = shard;
    report.planned = top.texts("planned");
  }
  for (const Member &spec : top.at("specs").items()) report.specs.push_back(readSpec(spec));
  if (top.has("coverage"))
    for (const Member &function : top.at("coverage").items())
      addCoverage(report.coverage, {readCoverage(function)});
  return report;
}

} // namespace pinproof::cli
