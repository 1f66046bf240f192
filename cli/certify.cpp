// `certify`: the proofs of an earlier report, checked again on what the C says now.
//
// The invariants come from a file that anybody may have written: nothing about them is believed, not even
// that their variables exist.
#include "cli/again_run.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/recorded.h"
#include "solver/check/certificate.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

using State = AgainResult::State;

/// For one certificate.
constexpr unsigned mostMilliseconds = 60'000;

/// One check of one certificate; what cannot even be read does not hold, and says why.
void check(const Loaded &loaded, uint32_t property, const std::string &invariant, AgainResult &into) {
  const auto &variables = loaded.system.variables;
  auto index = [&](const std::string &name) -> model::VariableIndex {
    auto at = std::find_if(variables.begin(), variables.end(), [&](const auto &v) { return v.name == name; });
    if (at == variables.end()) throw std::invalid_argument("there is no state variable '" + name + "' here");
    return static_cast<model::VariableIndex>(at - variables.begin());
  };
  into.state = State::Fails;
  try {
    solver::Certificate certificate{model::parseFormula(invariant, index)};
    auto result =
        solver::check::checkCertificate(loaded.system, property, certificate, mostMilliseconds, &interrupted);
    const bool isLeftOut = result.obligation == "Model" && !loaded.system.refusals.empty();
    into.state = result.accepted    ? State::Holds
                 : result.isGivenUp ? State::Undecided
                 : isLeftOut        ? State::Unsupported
                                    : State::Fails;
    if (!result.accepted) into.words = toString(result);
  } catch (const std::invalid_argument &error) {
    into.words = std::string("the certificate cannot be read: ") + error.what();
  } catch (const std::overflow_error &error) {
    into.words = std::string("the certificate cannot be read: ") + error.what();
  }
}

AgainResult certified(const Loaded &loaded, const RecordedCertificate &recorded) {
  if (auto obstacle = unanswerable(loaded.result, recorded.property)) return *obstacle;
  AgainResult result;
  result.spec = recorded.spec;
  result.property = recorded.property;
  for (const model::Refusal &refusal : loaded.system.refusals) {
    if (!refusal.ways.empty()) continue; // the certificate has to rule them out
    result.state = State::Unsupported;
    result.words = toString(refusal.where) + ": " + refusal.construct;
    return result;
  }
  if (interrupted) {
    result.state = State::Undecided;
    result.words = "interrupted";
    return result;
  }
  const auto &properties = loaded.system.properties;
  auto at = std::find_if(properties.begin(), properties.end(),
                         [&](const model::Property &p) { return p.name == recorded.property; });
  if (at == properties.end()) {
    result.state = State::Fails;
    result.words = "the specification has no such property here";
  } else {
    check(loaded, static_cast<uint32_t>(at - properties.begin()), recorded.invariant, result);
  }
  return result;
}

} // namespace

int certify(const Options &options) {
  const Recorded recorded = readRecorded(options.input);
  std::vector<std::string> names;
  for (const RecordedCertificate &c : recorded.certificates) names.push_back(c.spec);
  const LoadedByName specs = loadByName(options, names);
  std::vector<AgainResult> results;
  for (const RecordedCertificate &c : recorded.certificates)
    if (auto at = specs.find(c.spec); at != specs.end()) results.push_back(certified(at->second, c));
  return printAgain(options, "certify", std::move(results));
}

} // namespace pinproof::cli
