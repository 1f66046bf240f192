// An entry is a file named by a digest of what its answers depend on: the transition system, which is all
// that engines see of kernel and specification, in a text without places, and the versions of pinproof and
// Z3. A patch elsewhere in the file, or one that moves lines, leaves the system as it was, and its answers
// are found.
//
// Nothing found is believed: invariants go to the certificate checker and traces to the interpreter, as if an
// engine had just come up with them, in the program at hand. What has no evidence to check, that no shorter
// trace exists and that a property is vacuous, is as good as the file: entries carry a digest of themselves,
// so that damage is found, but whoever can write there can forge those two. They are the user's own files,
// and no verdict depends on them.
#include "cli/cache.h"

#include "cli/digest.h"
#include "cli/json.h"
#include "cli/json_member.h"
#include "cli/output.h"
#include "model/same_system.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using model::TransitionSystem;

constexpr const char *format = "pinproof.cache/1";
constexpr size_t mostEntries = 2000; // tens of megabytes

std::string keyOf(const TransitionSystem &system) {
  const Versions v = versions();
  return digest(std::string(format) + "\n" + v.pinproof + "\n" + v.z3 + "\n" + canonicalText(system));
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

// --- files ---

std::optional<std::string> contents(const fs::path &file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return {};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// An entry with its digest in front, on a line of its own.
std::string sealed(const std::string &text) { return digest(text) + "\n" + text; }

/// The entry, or nothing if it is not what was written.
std::optional<std::string> unsealed(const std::string &text) {
  size_t end = text.find('\n');
  if (end == std::string::npos || digest(text.substr(end + 1)) != text.substr(0, end)) return {};
  return text.substr(end + 1);
}

void complain(const fs::path &file, const std::string &why) {
  writeTalk("pinproof: note: the cache entry " + file.string() + " is left alone: " + why + "\n");
}

/// Renaming is atomic: whoever reads sees all of an entry or none.
void writeAtomically(const fs::path &file, const std::string &text) {
  const fs::path temporary = file.string() + "." + std::to_string(getpid()) + ".new";
  std::ofstream out(temporary, std::ios::binary);
  out << text;
  out.close();
  std::error_code error;
  if (out) fs::rename(temporary, file, error);
  if (!out || error) fs::remove(temporary, error);
}

/// Those written longest ago go, once there are too many.
void prune(const fs::path &directory) {
  std::vector<std::pair<fs::file_time_type, fs::path>> entries;
  std::error_code error;
  for (const fs::directory_entry &entry : fs::directory_iterator(directory, error))
    if (entry.path().extension() == ".json") entries.emplace_back(entry.last_write_time(error), entry.path());
  if (entries.size() <= mostEntries) return;
  std::sort(entries.begin(), entries.end());
  for (size_t i = 0; i < entries.size() - mostEntries * 3 / 4; ++i) fs::remove(entries[i].second, error);
}

} // namespace

fs::path Cache::fileFor(const TransitionSystem &system) const {
  return *directory / (keyOf(system) + ".json");
}

std::optional<Decision> Cache::find(const TransitionSystem &system) const {
  if (!directory) return {};
  const fs::path file = fileFor(system);
  std::optional<std::string> text = contents(file);
  if (!text) return {};
  std::optional<std::string> entry = unsealed(*text);
  if (!entry) {
    complain(file, "it is damaged");
    return {};
  }
  try {
    const Json json = Json::parse(*entry);
    const Member top(json, file.string(), "");
    if (top.at("format").text() != format || top.at("key").text() != keyOf(system)) {
      complain(file, "it was not written for this");
      return {};
    }
    return readDecision(system, top);
  } catch (const std::exception &error) {
    complain(file, error.what());
    return {};
  }
}

void Cache::keep(const TransitionSystem &system, const Decision &decision) const {
  if (!directory) return;
  Json answers = Json::array();
  for (const solver::Answer &answer : decision.answers) {
    if (std::holds_alternative<solver::Unknown>(answer.verdict)) return;
    answers.push_back(toJson(system, answer));
  }
  Json entry{{"format", format},
             {"key", keyOf(system)},
             {"spec", system.name},
             {"answers", answers},
             {"vacuousTransitions", decision.vacuity.transitions},
             {"vacuousProperties", decision.vacuity.properties},
             {"remarks", decision.vacuity.remarks}};
  std::error_code error;
  fs::create_directories(*directory, error);
  if (error) return;
  writeAtomically(fileFor(system), sealed(entry.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"));
  prune(*directory);
}

void Cache::reject(const TransitionSystem &system, const std::string &why) const {
  if (!directory) return;
  const fs::path file = fileFor(system);
  complain(file, "its evidence does not hold: " + why);
  std::error_code ignored;
  fs::remove(file, ignored);
}

std::optional<fs::path> cacheDirectory() {
  auto absolute = [](const char *name) -> std::optional<fs::path> {
    const char *value = std::getenv(name);
    if (value == nullptr || !fs::path(value).is_absolute()) return {};
    return fs::path(value);
  };
  if (auto cache = absolute("XDG_CACHE_HOME")) return *cache / "pinproof";
  if (auto home = absolute("HOME")) return *home / ".cache" / "pinproof";
  return {};
}

} // namespace pinproof::cli
