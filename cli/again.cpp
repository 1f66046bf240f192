// One row per piece of evidence; the words come from whoever checked it.
#include "cli/again.h"

#include "cli/exit_code.h"
#include "cli/json.h"
#include "cli/layout.h"

#include <nlohmann/json.hpp>

namespace pinproof::cli {

namespace {

using State = AgainResult::State;
using Json = nlohmann::ordered_json;

const char *name(State state) {
  switch (state) {
  case State::Happens: return "happens";
  case State::Gone: return "gone";
  case State::Holds: return "holds";
  case State::Fails: return "fails";
  case State::Drifted: return "drifted";
  case State::Unsupported: return "unsupported";
  case State::Undecided: return "undecided";
  }
  return "";
}

const char *phrase(State state) {
  switch (state) {
  case State::Happens: return "STILL HAPPENS";
  case State::Gone: return "no longer happens";
  case State::Holds: return "proof holds";
  case State::Fails: return "PROOF FAILS";
  case State::Drifted: return "DRIFT";
  case State::Unsupported: return "UNKNOWN, not modelled";
  case State::Undecided: return "UNKNOWN";
  }
  return "";
}

bool isGood(State state) { return state == State::Gone || state == State::Holds; }

int codeOf(State state) {
  if (isGood(state)) return exitAsExpected;
  if (state == State::Undecided) return exitInconclusive;
  return state == State::Happens || state == State::Fails ? exitViolated : exitDrift;
}

std::string row(const AgainResult &r) {
  std::string text = paragraph(fit(phrase(r.state), 21) + "  ", r.spec + ": " + r.property);
  std::string steps;
  for (const std::string &step : r.steps) steps += (steps.empty() ? "" : ", ") + step;
  if (!steps.empty()) text += paragraph("  trace   ", steps);
  if (!r.words.empty()) text += paragraph("  because ", r.words);
  for (const model::Drift &drift : r.drifts) text += "  " + driftText(drift);
  return text;
}

} // namespace

int exitCode(const AgainReport &report) {
  int code = exitNothingRan;
  for (const AgainResult &result : report.results) code = moreSerious(code, codeOf(result.state));
  return code;
}

std::string renderAgainText(const AgainReport &report, bool quiet) {
  std::string text;
  size_t good = 0;
  for (const AgainResult &result : report.results) {
    good += isGood(result.state);
    if (!quiet || !isGood(result.state)) text += row(result);
  }
  if (quiet) return text;
  bool replays = report.command == "replay";
  std::string total = counted(std::to_string(report.results.size()), replays ? "trace" : "proof");
  text += total + " on kernel " + report.kernel + ", " + report.mode + ": " + std::to_string(good) +
          (replays ? " no longer happen\n" : " hold\n");
  return text;
}

std::string renderAgainJson(const AgainReport &report) {
  Json results = Json::array();
  for (const AgainResult &r : report.results) {
    Json object{{"spec", r.spec}, {"property", r.property}, {"result", name(r.state)}};
    if (!r.words.empty()) object["reason"] = r.words;
    for (const model::Drift &drift : r.drifts) object["drifts"].push_back(toJson(drift));
    results.push_back(object);
  }
  Json object{{"format", "pinproof." + report.command + "/1"},
              {"pinproof", report.versions.pinproof},
              {"clang", report.versions.clang},
              {"z3", report.versions.z3},
              {"file", report.file},
              {"kernel", report.kernel},
              {"mode", report.mode},
              {"exitCode", exitCode(report)},
              {"results", results}};
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace pinproof::cli
