// `limits`: for every counter, kind of folio and kind of caller, how many operations fit before the bound.
//
// The numbers come from solver/limits.h, which asks the engines; the ways to the edge, and the operation that
// goes beyond, are run by the interpreter before anybody sees them.
#include "solver/limits.h"
#include "cli/commands.h"
#include "cli/identity.h"
#include "cli/interrupt.h"
#include "cli/json.h"
#include "cli/layout.h"
#include "cli/make_report.h"
#include "cli/memory_limit.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/status.h"
#include "cli/text.h"
#include "solver/facts.h"

#include <nlohmann/json.hpp>

#include <chrono>

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;
using Kind = solver::LimitRow::Outcome;

struct Row {
  solver::LimitRow limit;
  std::string counter, caller;
  std::vector<std::string> trace; // "dio_write(64 pages) x 32767"
  std::string evidence;           // "trace replayed: ..."
  bool hasFailed = false;         // the replay, and pinproof is at fault
};

struct SpecLimits {
  SpecResult spec;
  std::vector<Row> rows;
};

const char *name(Kind outcome) {
  switch (outcome) {
  case Kind::Passes: return "passes";
  case Kind::Refused: return "refused";
  case Kind::Unlimited: return "unlimited";
  case Kind::Unknown: return "unknown";
  }
  return "";
}

/// Instructions up to which repetitions are replayed one by one, else as arithmetic progressions.
constexpr uint64_t oneByOne = 20'000'000;

/// Runs the way to the edge, on which the counter must not wrap, and the one beyond it, on which it must.
void replay(const Loaded &loaded, Row &row) {
  const solver::LimitRow &limit = row.limit;
  const auto edge = check::replayRun(loaded.program, loaded.system, limit.trace, oneByOne);
  auto wraps = [&](const check::ReplayResult &run) { return run.last().at(limit.wraps); };
  row.evidence = edge.isConfirmed()
                     ? "trace replayed: " + check::howReplayed(edge.oneByOne, edge.asProgression)
                     : edge.failure;
  if (edge.isConfirmed() && wraps(edge) > 0) row.evidence = "the counter has passed its bound before";
  row.hasFailed = !edge.isConfirmed() || wraps(edge) > 0;
  if (row.hasFailed || !limit.beyond) return;
  const auto beyond = check::replayRun(loaded.program, loaded.system, *limit.beyond, oneByOne);
  if (beyond.isConfirmed() && wraps(beyond) > 0) return;
  row.hasFailed = true;
  row.evidence = beyond.isConfirmed() ? "the next operation does not pass the bound" : beyond.failure;
}

Row makeRow(const Loaded &loaded, const solver::LimitRow &limit) {
  Row row;
  row.limit = limit;
  row.counter = loaded.system.variables.at(limit.counter).name;
  row.caller = loaded.system.transitions.at(limit.transition).name;
  if (!limit.operations) return row;
  replay(loaded, row);
  if (row.hasFailed) {
    row.limit.outcome = Kind::Unknown;
    row.limit.operations = row.limit.units = std::nullopt;
    row.limit.isExact = false;
    row.limit.text = "the engines' evidence was not accepted: " + row.evidence;
  } else {
    row.trace = stepNames(loaded.program, loaded.system, limit.trace);
  }
  return row;
}

void findRows(const Options &options, const Loaded &loaded, std::vector<Row> &rows) {
  const solver::Budget budget = budgetFor(options);
  const solver::Facts facts = solver::findFacts(loaded.system, budget);
  for (const solver::LimitRow &limit : findLimits(loaded.system, facts, budget))
    rows.push_back(makeRow(loaded, limit));
}

SpecLimits limitsOf(const Options &options, Loaded loaded) {
  SpecLimits result;
  if (loaded.isReady()) try {
      findRows(options, loaded, result.rows);
    } catch (const std::exception &failure) {
      if (!isOutOfMemory(failure) && !interrupted) throw;
      loaded.result.state = SpecResult::State::Interrupted;
      if (!interrupted) loaded.result.message = memoryWords();
    }
  result.spec = std::move(loaded.result);
  return result;
}

std::string rowText(const Row &row, bool isVerbose) {
  const size_t counterWidth = 22, kindWidth = 16, callerWidth = 22;
  std::string head = "  " + fit(row.counter, counterWidth) + " " + fit(row.limit.kind, kindWidth) + " " +
                     fit(row.caller, callerWidth) + " ";
  std::string text = paragraph(head, row.limit.text);
  std::string trace;
  for (const std::string &step : row.trace) trace += (trace.empty() ? "" : ", ") + step;
  if (!trace.empty()) text += paragraph("      by ", trace);
  if (isVerbose && !row.evidence.empty()) text += paragraph("      evidence: ", row.evidence);
  return text;
}

std::string limitsText(const std::vector<SpecLimits> &all, const Report &others, bool isVerbose) {
  std::string text;
  for (const SpecLimits &one : all) {
    if (one.spec.state != SpecResult::State::Answered) continue;
    text += one.spec.name + (one.spec.title.empty() ? "" : "  " + one.spec.title) + "\n";
    for (const Row &row : one.rows) text += rowText(row, isVerbose);
    if (one.rows.empty()) text += "  no operation raises a counter: there is no limit\n";
  }
  Report everything;
  for (const SpecLimits &one : all) everything.specs.push_back(one.spec);
  if (!others.specs.empty()) text += renderText(others, {.quiet = true, .times = false});
  return text + renderAssumptions(everything, {});
}

Json rowJson(const Row &row) {
  const solver::LimitRow &limit = row.limit;
  Json object{{"counter", row.counter}, {"kind", limit.kind}, {"caller", row.caller}};
  object["outcome"] = name(limit.outcome);
  if (limit.operations) object["operations"] = toJson(*limit.operations);
  object["exact"] = limit.isExact;
  if (limit.units) object["units"] = toJson(*limit.units);
  if (limit.units) object["unit"] = limit.unit;
  object["text"] = limit.text;
  if (!row.trace.empty()) object["trace"] = row.trace;
  if (!row.evidence.empty()) object["evidence"] = row.evidence;
  return object;
}

std::string limitsJson(const std::vector<SpecLimits> &all, const Report &report, int code) {
  Json specs = Json::array();
  for (const SpecLimits &one : all) {
    Json rows = Json::array();
    for (const Row &row : one.rows) rows.push_back(rowJson(row));
    Json assumptions = Json::array();
    for (const model::Assumption &a : one.spec.assumptions) assumptions.push_back(toJson(a));
    specs.push_back({{"name", one.spec.name},
                     {"title", one.spec.title},
                     {"state", name(one.spec.state)},
                     {"assumptions", assumptions},
                     {"limits", rows}});
  }
  Json object{{"format", "pinproof.limits/1"},
              {"pinproof", report.versions.pinproof},
              {"clang", report.versions.clang},
              {"z3", report.versions.z3},
              {"kernel", report.kernel},
              {"mode", report.mode},
              {"exitCode", code},
              {"specs", specs}};
  if (report.tree) object["tree"] = toJson(*report.tree);
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int codeOf(const SpecLimits &one) {
  if (one.spec.state != SpecResult::State::Answered) {
    Report alone;
    alone.specs = {one.spec};
    return exitCode(alone);
  }
  int code = one.spec.refusals.empty() ? exitAsExpected : exitDrift;
  for (const Row &row : one.rows)
    code = moreSerious(code, row.hasFailed                        ? exitInternal
                             : row.limit.outcome == Kind::Unknown ? exitInconclusive
                                                                  : exitAsExpected);
  return code;
}

/// By all that was read, though `report` shows only what has no limits to show.
void identify(const Options &options, const std::vector<SpecLimits> &all, Report &report) {
  Report read;
  for (const SpecLimits &one : all) read.specs.push_back(one.spec);
  identifyTree(options, read);
  report.tree = read.tree;
}

} // namespace

int limits(const Options &options) {
  Session session(options);
  Report others = session.emptyReport();
  std::vector<SpecLimits> all(session.files().size());
  Progress progress(talkIsTerminal() && !options.quiet, all.size());
  session.forEach([&](size_t i, Loaded loaded) {
    progress.say(loaded.result.name);
    all[i] = limitsOf(options, std::move(loaded));
    progress.finishedOne();
  });
  progress.clear();
  int code = exitNothingRan;
  for (const SpecLimits &one : all) {
    code = moreSerious(code, codeOf(one));
    if (one.spec.state != SpecResult::State::Answered) others.specs.push_back(one.spec);
  }
  std::erase_if(others.specs, [](const SpecResult &s) { return s.name.empty(); });
  if (interrupted) code = moreSerious(code, exitInconclusive);
  identify(options, all, others);
  requireUnchanged(options);
  writeOutput(options.format == Format::Json ? limitsJson(all, others, code)
                                             : limitsText(all, others, options.verbose));
  return code;
}

} // namespace pinproof::cli
