// An entry is kept under a digest of what its answers depend on: the transition system, which is all that
// engines see of kernel and specification, in a text without places, and the build of pinproof. A patch
// elsewhere in the file, or one that moves lines, leaves the system as it was, and its answers are found.
//
// Nothing found is believed: invariants go to the certificate checker and traces to the interpreter, as if an
// engine had just come up with them, in the program at hand. What has no evidence to check, that no shorter
// trace exists and that a property is vacuous, is as good as the file.
#include "cli/cache.h"

#include "cli/build.h"
#include "cli/json.h"
#include "cli/json_member.h"
#include "model/clang/sha256.h"
#include "model/same_system.h"

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;
using model::TransitionSystem;

constexpr const char *format = "pinproof.cache/2";

std::string keyOf(const TransitionSystem &system) {
  std::string text = format;
  text += '\n';
  return model::sha256(text + buildIdentity() + canonicalText(system));
}

// --- writing ---

Json integers(const std::vector<model::Integer> &values) {
  Json array = Json::array();
  for (model::Integer value : values) array.push_back(toJson(value));
  return array;
}

Json toJson(const model::Trace &trace) {
  Json steps = Json::array();
  for (const model::Step &step : trace.steps)
    steps.push_back({{"transition", step.transition},
                     {"path", step.path},
                     {"inputs", integers(step.inputs)},
                     {"count", cli::toJson(step.count)}});
  return {{"initPath", trace.initPath},
          {"initInputs", integers(trace.initInputs)},
          {"steps", steps},
          {"shortest", trace.isShortest}};
}

Json toJson(const TransitionSystem &system, const solver::Answer &answer) {
  Json object{{"engine", answer.engine}};
  auto name = [&](model::VariableIndex v) { return system.variables.at(v).name; };
  if (const auto *proved = std::get_if<solver::Proved>(&answer.verdict))
    object["invariant"] = toSmtLib(proved->certificate.invariant, name);
  else
    object["trace"] = toJson(std::get<solver::Violated>(answer.verdict).trace);
  return object;
}

// --- reading ---

std::vector<model::Integer> readIntegers(const Member &array, size_t wanted) {
  std::vector<model::Integer> values;
  for (const Member &item : array.items()) values.push_back(item.integer());
  if (values.size() != wanted) array.fail("has the wrong length");
  return values;
}

uint32_t readIndex(const Member &member, size_t size) {
  if (size == 0) member.fail("there is none");
  return static_cast<uint32_t>(member.integer(0, static_cast<int64_t>(size) - 1));
}

model::Trace readTrace(const TransitionSystem &system, const Member &m) {
  model::Trace trace;
  trace.initPath = readIndex(m.at("initPath"), system.init.size());
  trace.initInputs = readIntegers(m.at("initInputs"), system.init[trace.initPath].inputs.size());
  for (const Member &s : m.at("steps").items()) {
    model::Step step;
    step.transition = readIndex(s.at("transition"), system.transitions.size());
    const auto &paths = system.transitions[step.transition].paths;
    step.path = readIndex(s.at("path"), paths.size());
    step.inputs = readIntegers(s.at("inputs"), paths[step.path].inputs.size());
    step.count = s.at("count").integer();
    if (step.count < 1) s.at("count").fail("is not positive");
    trace.steps.push_back(step);
  }
  trace.isShortest = m.at("shortest").boolean();
  return trace;
}

solver::Answer readAnswer(const TransitionSystem &system, const Member &m) {
  solver::Answer answer;
  answer.engine = m.at("engine").text();
  if (m.has("trace")) {
    answer.verdict = solver::Violated{readTrace(system, m.at("trace"))};
    return answer;
  }
  auto index = [&](const std::string &name) -> model::VariableIndex {
    for (model::VariableIndex v = 0; v < system.variables.size(); ++v)
      if (system.variables[v].name == name) return v;
    throw std::invalid_argument("there is no state variable '" + name + "'");
  };
  answer.verdict = solver::Proved{{model::parseFormula(m.at("invariant").text(), index)}};
  return answer;
}

Decision readDecision(const TransitionSystem &system, const Member &entry) {
  Decision decision;
  for (const Member &answer : entry.at("answers").items())
    decision.answers.push_back(readAnswer(system, answer));
  decision.vacuity = {entry.texts("vacuousTransitions"), entry.texts("vacuousProperties"),
                      entry.texts("remarks")};
  if (decision.answers.size() != system.properties.size() ||
      decision.vacuity.transitions.size() != system.transitions.size() ||
      decision.vacuity.properties.size() != system.properties.size())
    entry.fail("is about another number of properties");
  return decision;
}

} // namespace

std::optional<Decision> Cache::find(const TransitionSystem &system) const {
  if (files.areOff()) return {};
  const std::string key = keyOf(system);
  const std::optional<Json> entry = files.find(key, format);
  if (!entry) return {};
  try {
    return readDecision(system, Member(*entry, files.fileFor(key).string(), ""));
  } catch (const std::exception &error) {
    files.remove(key, error.what());
    return {};
  }
}

void Cache::keep(const TransitionSystem &system, const Decision &decision) const {
  if (files.areOff()) return;
  Json answers = Json::array();
  for (const solver::Answer &answer : decision.answers) {
    if (std::holds_alternative<solver::Unknown>(answer.verdict)) return;
    answers.push_back(toJson(system, answer));
  }
  files.keep(keyOf(system), format,
             {{"spec", system.name},
              {"answers", answers},
              {"vacuousTransitions", decision.vacuity.transitions},
              {"vacuousProperties", decision.vacuity.properties},
              {"remarks", decision.vacuity.remarks}});
}

void Cache::reject(const TransitionSystem &system, const std::string &why) const {
  if (files.areOff()) return;
  files.remove(keyOf(system), "its evidence does not hold: " + why);
}

} // namespace pinproof::cli
