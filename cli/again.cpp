// One row per piece of evidence; the words come from whoever checked it.
#include "cli/again.h"

#include "cli/json.h"
#include "cli/layout.h"
#include "cli/status.h"

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

std::string row(const AgainResult &r) {
  std::string text = paragraph(fit(statusOf(r.state).word, 21) + "  ", r.spec + ": " + r.property);
  std::string steps;
  for (const std::string &step : r.steps) steps += (steps.empty() ? "" : ", ") + step;
  if (!steps.empty()) text += paragraph("  trace   ", steps);
  if (!r.words.empty()) text += paragraph("  because ", r.words);
  for (const model::Drift &drift : r.drifts) text += "  " + driftText(drift);
  return text;
}

} // namespace

std::string renderAgainText(const AgainReport &report, bool quiet) {
  std::string text;
  size_t good = 0;
  for (const AgainResult &result : report.results) {
    good += statusOf(result.state).isGreen();
    if (!quiet || !statusOf(result.state).isGreen()) text += row(result);
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
