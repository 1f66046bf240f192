// Only what replaying needs is read. States, lines and verdicts in the file are what another run found; to
// believe them would be to answer from the file and not from the kernel.
#include "cli/recorded.h"

#include "cli/json.h"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace pinproof::cli {

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

namespace {

using Json = nlohmann::ordered_json;

constexpr const char *expected =
    "Expected a report of 'pinproof verify --format json', or one trace of it; see docs/formats.md.";

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
    m.at("format").fail("expected '" + std::string(traceFormat) + "', not '" + beginning(format) + "'");
  ReportTrace trace;
  trace.spec = m.at("spec").text();
  trace.property = m.at("property").text();
  trace.init.choices = readChoices(m.at("init").at("choices"));
  for (const Member &step : m.at("steps").items()) trace.steps.push_back(readStep(step));
  try {
    for (const ReportStep &step : trace.steps) trace.operations = model::add(trace.operations, step.count);
  } catch (const std::overflow_error &) {
    m.at("steps").fail("more repetitions than 128 bits can count");
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

} // namespace

Recorded readRecorded(const std::filesystem::path &file) {
  const Json json = parseJsonFile(file, "a report or trace in JSON", expected);
  Member top(json, file.string(), expected);
  std::string format = top.at("format").text();
  if (format == reportFormat || format == oldReportFormat) return readReport(top);
  if (format == traceFormat) return {{readTrace(top)}, {}};
  if (format == certificateFormat)
    return {{}, {{top.at("spec").text(), top.at("property").at("name").text(), top.at("invariant").text()}}};
  top.at("format").fail("'" + beginning(format) + "' is none of '" + reportFormat + "' and '" + traceFormat +
                        "'");
}

} // namespace pinproof::cli
