// Reading JSON that somebody may have edited: every member is looked at before it is used, and what is wrong
// is named by its path.
//
// Only what replaying needs is read. States, lines and verdicts in the file are what another run found; to
// believe them would be to answer from the file and not from the kernel.
#include "cli/recorded.h"

#include "cli/json.h"
#include "cli/places.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;

/// A JSON value that knows where it stands, so that it can complain.
class Member {
public:
  Member(const Json &value, std::string file, std::string path)
      : value(value), file(std::move(file)), path(std::move(path)) {}

  [[noreturn]] void fail(const std::string &message) const {
    throw model::InputError(
        (path.empty() ? "" : path + ": ") + message, {file, 0, 0},
        "Expected a report of 'pinproof verify --format json', or one trace of it; see docs/formats.md.");
  }

  bool has(const char *key) const { return value.is_object() && value.contains(key); }

  Member at(const char *key) const {
    if (!value.is_object()) fail("expected an object");
    if (!value.contains(key)) fail("has no '" + std::string(key) + "'");
    return {value.at(key), file, path.empty() ? key : path + "." + key};
  }

  std::vector<Member> items() const {
    if (!value.is_array()) fail("expected an array");
    std::vector<Member> members;
    for (size_t i = 0; i < value.size(); ++i)
      members.emplace_back(value[i], file, path + "[" + std::to_string(i) + "]");
    return members;
  }

  std::string text() const {
    if (!value.is_string()) fail("expected a string");
    return value.get<std::string>();
  }

  model::Integer integer() const try { return integerFrom(value); } catch (const std::exception &) {
    fail("expected an integer, or its digits as a string");
  }

private:
  const Json &value;
  std::string file, path;
};

std::vector<Choice> readChoices(const Member &array) {
  std::vector<Choice> choices;
  for (const Member &m : array.items()) {
    Choice choice;
    choice.label = m.at("label").text();
    choice.value = m.at("value").integer();
    choice.shown = m.has("shown") ? m.at("shown").text() : model::toString(choice.value) + " " + choice.label;
    choices.push_back(choice);
  }
  return choices;
}

ReportStep readStep(const Member &m) {
  ReportStep step;
  step.transition = m.at("transition").text();
  step.choices = readChoices(m.at("choices"));
  step.count = m.at("count").integer();
  if (step.count < 1) m.at("count").fail("expected a positive number of repetitions");
  return step;
}

ReportTrace readTrace(const Member &m) {
  if (std::string format = m.at("format").text(); format != traceFormat)
    m.at("format").fail("expected '" + std::string(traceFormat) + "', not '" + format + "'");
  ReportTrace trace;
  trace.spec = m.at("spec").text();
  trace.property = m.at("property").text();
  trace.init.choices = readChoices(m.at("init").at("choices"));
  for (const Member &step : m.at("steps").items()) {
    trace.steps.push_back(readStep(step));
    trace.operations = model::add(trace.operations, trace.steps.back().count);
  }
  return trace;
}

Recorded readReport(const Member &report) {
  Recorded recorded;
  for (const Member &spec : report.at("specs").items())
    for (const Member &property : spec.at("properties").items()) {
      if (property.has("trace")) recorded.traces.push_back(readTrace(property.at("trace")));
      if (property.has("certificate"))
        recorded.certificates.push_back(
            {spec.at("name").text(), property.at("name").text(), property.at("certificate").text()});
    }
  return recorded;
}

/// Line and column of byte `offset` (from 1, as nlohmann counts), and that line with a caret.
model::InputError brokenJson(const std::string &file, const std::string &text, size_t offset) {
  size_t at = std::min(offset == 0 ? 0 : offset - 1, text.size());
  size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1; // npos + 1 == 0
  size_t end = std::min(text.find('\n', at), text.size());
  model::Source where{file, static_cast<unsigned>(1 + std::count(text.begin(), text.begin() + at, '\n')),
                      static_cast<unsigned>(1 + at - begin)};
  // Compact JSON is one endless line: show what is near.
  size_t from = at - begin > 60 ? at - 60 : begin;
  std::string excerpt = text.substr(from, std::min<size_t>(end - from, 100));
  for (char &c : excerpt)
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) > '~') c = ' ';
  return model::InputError("is not JSON", where,
                           "Expected a report of 'pinproof verify --format json', or one trace of it.",
                           excerpt + "\n" + std::string(at - from, ' ') + "^");
}

} // namespace

Recorded readRecorded(const std::filesystem::path &file) {
  const std::string text = readTextFile(file, "a report or trace in JSON");
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error &error) {
    throw brokenJson(file.string(), text, error.byte);
  }
  Member top(json, file.string(), "");
  std::string format = top.at("format").text();
  if (format == reportFormat) return readReport(top);
  if (format == traceFormat) return {{readTrace(top)}, {}};
  top.at("format").fail("'" + format + "' is none of '" + reportFormat + "' and '" + traceFormat + "'");
}

} // namespace pinproof::cli
