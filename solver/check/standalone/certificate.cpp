// Nothing in the file is believed: each name must be declared, and each member have its type. What is read
// here is all that the obligations are made of.
//
// Limits: whether the transition system is what the C says is not asked here; `pinproof certify` asks that.
#include "solver/check/standalone/certificate.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace pinproof::standalone {

namespace {

using Json = nlohmann::json;
using Names = std::set<std::string>;

/// A value that knows where it stands, so that it can complain.
struct Member {
  const Json &value;
  std::string path;

  [[noreturn]] void fail(const std::string &message) const {
    throw CertificateError((path.empty() ? "" : path + ": ") + message);
  }
  bool has(const char *key) const { return value.is_object() && value.contains(key); }
  Member at(const char *key) const {
    if (!has(key)) fail("has no '" + std::string(key) + "'");
    return {value.at(key), path.empty() ? key : path + "." + key};
  }
  std::vector<Member> items() const {
    if (!value.is_array()) fail("expected an array");
    std::vector<Member> members;
    for (size_t i = 0; i < value.size(); ++i)
      members.push_back({value[i], path + "[" + std::to_string(i) + "]"});
    return members;
  }
  std::string string() const {
    if (!value.is_string()) fail("expected a string");
    return value.get<std::string>();
  }
  bool boolean() const {
    if (!value.is_boolean()) fail("expected true or false");
    return value.get<bool>();
  }
  Number number() const try {
    if (value.is_number_unsigned()) return value.get<uint64_t>();
    if (value.is_number_integer()) return value.get<int64_t>();
    return parseNumber(string());
  } catch (const std::exception &) {
    fail("expected an integer, or its digits as a string");
  }
};

template <class Read> auto termOf(const Member &m, const Names &known, const Read &read) {
  try {
    auto term = read(m.string());
    forEachName(term, [&](const std::string &name) {
      if (!known.contains(name)) m.fail("there is no variable '" + name + "'");
    });
    return term;
  } catch (const std::invalid_argument &error) {
    m.fail(error.what());
  }
}

Formula formulaOf(const Member &m, const Names &known) { return termOf(m, known, parseFormula); }

std::vector<Formula> conjunction(const Member &array, const Names &known) {
  std::vector<Formula> result;
  for (const Member &m : array.items()) result.push_back(formulaOf(m, known));
  return result;
}

/// A name that a solver can be told and that is not taken. An apostrophe marks the state after a step.
std::string newName(const Member &m, Names &known) {
  std::string name = m.string();
  bool isPlain = !name.empty() && std::none_of(name.begin(), name.end(), [](unsigned char c) {
    return c < ' ' || c > '~' || c == '|' || c == '\\' || c == '\'';
  });
  if (!isPlain) m.fail("a name is of printable characters other than | \\ and '");
  if (!known.insert(name).second) m.fail("there are two of '" + name + "'");
  return name;
}

std::optional<Number> bound(const Member &m, const char *key) {
  if (!m.has(key)) return {};
  return m.at(key).number();
}

Variable variableOf(const Member &m, Names &known) {
  Variable v{newName(m.at("name"), known), bound(m, "low"), bound(m, "high"), {}};
  if (m.has("domain")) {
    for (const Member &value : m.at("domain").items()) v.domain.push_back(value.number());
    if (v.domain.empty()) m.at("domain").fail("is empty");
  }
  return v;
}

Path pathOf(const Member &m, const Names &state, bool isInitial) {
  Path path;
  Names inputs;
  Names known = state;
  for (const Member &input : m.at("inputs").items()) {
    path.inputs.push_back(variableOf(input, known));
    inputs.insert(path.inputs.back().name);
  }
  if (isInitial) known = inputs; // there is no state before
  path.guard = conjunction(m.at("guard"), known);
  Names updated;
  for (const Member &update : m.at("update").items()) {
    std::vector<Member> pair = update.items();
    if (pair.size() != 2) update.fail("expected a variable and its value");
    std::string name = pair[0].string();
    if (!state.contains(name)) pair[0].fail("there is no state variable '" + name + "'");
    if (!updated.insert(name).second) pair[0].fail("'" + name + "' has a value already");
    path.update.emplace_back(name, termOf(pair[1], known, parseSum));
  }
  path.breaks = m.has("breaks") && m.at("breaks").boolean();
  path.stops = m.has("stops") && m.at("stops").boolean();
  if (isInitial && !path.stops && updated != state) m.fail("leaves a variable without a value");
  return path;
}

/// A path that leads to something refused. It has no state after it.
Path wayOf(const Member &m, const Names &state, bool isInitial) {
  Path path = pathOf(m, state, false);
  if (!path.stops || path.breaks || !path.update.empty()) m.fail("leads on, and is no way to a refusal");
  if (!isInitial) return path;
  Names inputs;
  for (const Variable &input : path.inputs) inputs.insert(input.name);
  for (const Member &c : m.at("guard").items()) formulaOf(c, inputs); // there is no state before
  return path;
}

/// Of two keys of one name a reader takes the first and another the second.
Json parse(const std::string &text) {
  std::vector<Names> open;
  std::string doubled;
  auto watch = [&](int, Json::parse_event_t event, Json &value) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second)
      doubled = value.get<std::string>();
    return true;
  };
  try {
    Json json = Json::parse(text, watch);
    if (!doubled.empty()) throw CertificateError("an object has two of '" + doubled + "'");
    return json;
  } catch (const Json::parse_error &error) {
    throw CertificateError("is not JSON, at byte " + std::to_string(error.byte));
  } catch (const Json::out_of_range &) {
    throw CertificateError("has a number that is too large");
  }
}

} // namespace

Certificate readCertificate(const std::string &text) {
  const Json json = parse(text);
  Member top{json, ""};
  if (top.at("format").string() != "pinproof.certificate/1")
    top.at("format").fail("expected 'pinproof.certificate/1'");
  Certificate c;
  Names state;
  c.spec = top.at("spec").string();
  for (const Member &m : top.at("variables").items()) c.variables.push_back(variableOf(m, state));
  for (const Member &m : top.at("init").items()) c.init.push_back(pathOf(m, state, true));
  for (const Member &m : top.at("transitions").items()) {
    c.transitions.push_back({m.at("name").string(), {}});
    for (const Member &path : m.at("paths").items())
      c.transitions.back().paths.push_back(pathOf(path, state, false));
  }
  Member property = top.at("property");
  c.property = property.at("name").string();
  for (const Member &m : property.at("bad").items()) c.bad.push_back(conjunction(m, state));
  for (const Member &m : top.at("refusals").items()) {
    Refusal refusal{m.at("construct").string(), m.has("initial") && m.at("initial").boolean(), {}};
    for (const Member &way : m.at("ways").items())
      refusal.ways.push_back(wayOf(way, state, refusal.isInitial));
    c.refusals.push_back(std::move(refusal));
  }
  c.invariant = formulaOf(top.at("invariant"), state);
  return c;
}

} // namespace pinproof::standalone
