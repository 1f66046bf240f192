// SARIF 2.1.0 (OASIS, 2020, with errata 1 of 2023): small pure functions, one per kind of object.
//
// A property is a rule, what somebody has to look at is a result, a trace is a code flow: one location per
// line of C that a group of operations runs through, the first of each group saying what is done and, in
// `state`, what the counters are before it; `executionOrder` counts groups. A finding is a note, what the
// baseline knows a result that is suppressed externally. Proofs and self-tests are no results: viewers would
// show them as alerts.
//
// Viewers know levels better than kinds, so an UNKNOWN is a warning and not merely "open": it is not green.
// partialFingerprints are of names alone and survive line moves.
#include "cli/diagnostic.h"
#include "cli/formats.h"
#include "cli/identity.h"
#include "cli/status.h"
#include "cli/strict.h"

#include <nlohmann/json.hpp>

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;
using Level = Diagnostic::Level;

constexpr const char *kernelBase = "%SRCROOT%", *ownBase = "PINPROOF";

Json message(const std::string &text) { return {{"text", text}}; }

/// RFC 3986: what a path segment may not hold as it is.
std::string uri(const std::string &path) {
  static const char digits[] = "0123456789ABCDEF";
  std::string result;
  for (char c : path) {
    auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || std::string("-._~/+@").find(c) != std::string::npos)
      result += c;
    else
      result += std::string("%") + digits[byte >> 4] + digits[byte & 15];
  }
  return result;
}

Json artifact(const model::Source &where) {
  return {{"uri", uri(where.file)}, {"uriBaseId", isKernels(where) ? kernelBase : ownBase}};
}

/// `spec`, if there is one, may know the text of the line.
Json region(const SpecResult *spec, const model::Source &where) {
  Json object{{"startLine", where.line}};
  if (where.column != 0) object["startColumn"] = where.column;
  if (spec == nullptr) return object;
  if (auto file = spec->excerpts.find(where.file); file != spec->excerpts.end())
    if (auto line = file->second.find(where.line); line != file->second.end())
      object["snippet"] = message(line->second);
  return object;
}

Json location(const SpecResult *spec, const model::Source &where) {
  Json physical{{"artifactLocation", artifact(where)}};
  if (where.line != 0) physical["region"] = region(spec, where);
  return {{"physicalLocation", physical}};
}

Json state(const std::vector<Cell> &cells) {
  Json object = Json::object();
  for (const Cell &cell : cells) object[cell.name] = message(cell.shown);
  return object;
}

/// The state as it was before `step`'s changes, or the changed part after it.
void apply(const ReportStep &step, std::vector<Cell> &cells) {
  for (const Change &change : step.changes)
    for (Cell &cell : cells)
      if (cell.name == change.name) cell = change.after;
}

void addStep(const SpecResult &spec, const ReportStep &step, const std::vector<Cell> &before, size_t order,
             Json &locations) {
  for (size_t i = 0; i < step.lines.size(); ++i) {
    Json at = location(&spec, step.lines[i]);
    if (i == 0) at["message"] = message(stepName(step));
    Json object{{"location", at}, {"executionOrder", order}};
    object["nestingLevel"] = i == 0 ? 0 : 1;
    object["importance"] = i == 0 ? "essential" : isKernels(step.lines[i]) ? "important" : "unimportant";
    if (i == 0 && !before.empty()) object["state"] = state(before);
    locations.push_back(object);
  }
}

Json codeFlow(const SpecResult &spec, const ReportTrace &trace) {
  Json locations = Json::array();
  std::vector<Cell> cells;
  addStep(spec, trace.init, cells, 0, locations);
  cells = trace.start;
  size_t order = 1;
  for (const ReportStep &step : trace.steps) {
    addStep(spec, step, cells, order++, locations);
    apply(step, cells);
  }
  if (locations.empty()) return {};
  Json thread{{"locations", locations}};
  if (!trace.start.empty()) thread["initialState"] = state(trace.start);
  std::string words = "after " + model::toString(trace.operations) + " operations" +
                      (trace.isShortest ? "; no shorter trace exists" : "");
  return {{"message", message(words)}, {"threadFlows", Json::array({thread})}};
}

const char *levelName(Level level) {
  switch (level) {
  case Level::Error: return "error";
  case Level::Warning: return "warning";
  case Level::Note: break;
  }
  return "note";
}

Json suppression(const char *kind, const std::string &why) {
  return Json::array({{{"kind", kind}, {"justification", why}}});
}

/// Whom a shared cause stops, for programs.
Json extent(const Cause &cause) {
  Json specs = Json::object();
  for (const Cause::Stopped &one : cause.stopped) {
    Json properties = Json::array();
    for (const PropertyResult *property : one.properties) properties.push_back(property->name);
    specs[one.spec->name] = std::move(properties);
  }
  return {{"count", cause.properties()}, {"stopped", std::move(specs)}};
}

Json result(const Diagnostic &diagnostic, size_t ruleIndex) {
  Json object{{"ruleId", diagnostic.rule}, {"ruleIndex", ruleIndex}, {"level", levelName(diagnostic.level)}};
  // Of C that cannot be read, all that is wrong with it.
  const std::string details = diagnostic.property == nullptr ? detailsOf(diagnostic) : "";
  object["message"] = message(diagnostic.text + (details.empty() ? "" : "\n") + details);
  object["locations"] = Json::array();
  if (!diagnostic.where.file.empty())
    object["locations"].push_back(location(diagnostic.spec, diagnostic.where));
  object["partialFingerprints"] = {{"pinproofViolation/v1", diagnostic.fingerprint}};
  if (diagnostic.cause) object["properties"] = extent(*diagnostic.cause);
  const PropertyResult *property = diagnostic.property;
  if (property == nullptr) return object; // and `spec` may be null
  if (property->where != diagnostic.where && !property->where.file.empty()) {
    Json related = location(diagnostic.spec, property->where);
    related["message"] = message("what must hold");
    object["relatedLocations"] = Json::array({related});
  }
  if (property->trace)
    if (Json flow = codeFlow(*diagnostic.spec, *property->trace); !flow.empty())
      object["codeFlows"] = Json::array({flow});
  if (property->outcome == Outcome::Known)
    object["suppressions"] = suppression("external", property->baseline);
  return object;
}

Json rule(const SpecResult &spec, const PropertyResult &p) {
  Json object{{"id", ruleOf(spec, p)}, {"name", p.name}};
  object["shortDescription"] = message(spec.name + ": " + p.name);
  object["fullDescription"] =
      message((spec.title.empty() ? spec.name : spec.title) + (p.text.empty() ? "" : ": " + p.text));
  return object;
}

/// All rules, and those of diagnostics about whole specifications; the index of each by name.
Json rules(const Report &report, const std::vector<Diagnostic> &all, std::map<std::string, size_t> &index) {
  Json array = Json::array();
  auto add = [&](const std::string &id, const Json &object) {
    if (index.emplace(id, array.size()).second) array.push_back(object);
  };
  for (const SpecResult &spec : report.specs)
    for (const PropertyResult &p : spec.properties) add(ruleOf(spec, p), rule(spec, p));
  for (const Diagnostic &diagnostic : all)
    add(diagnostic.rule, {{"id", diagnostic.rule}, {"shortDescription", message(diagnostic.rule)}});
  return array;
}

Json invocation(const Report &report) {
  Json notes = Json::array();
  for (const AssumptionMade &made : assumptionsOf(report))
    notes.push_back({{"level", "note"},
                     {"descriptor", {{"id", made.assumption.label}}},
                     {"message", message("assumption: " + toString(made.assumption))}});
  for (const std::string &note : report.baselineNotes)
    notes.push_back({{"level", "note"}, {"message", message("baseline: " + note)}});
  int code = exitCode(report);
  return {{"executionSuccessful", code != exitInternal && code != exitUsage && !report.interrupted},
          {"exitCode", code},
          {"toolExecutionNotifications", notes}};
}

} // namespace

std::string renderSarif(const Report &report) {
  std::vector<Diagnostic> all = joined(report);
  for (Diagnostic &one : unchecked(report)) all.push_back(std::move(one));
  std::map<std::string, size_t> index;
  Json driver{{"name", "pinproof"}, {"version", report.versions.pinproof}};
  driver["rules"] = rules(report, all, index);
  Json results = Json::array();
  for (const Diagnostic &diagnostic : all) results.push_back(result(diagnostic, index.at(diagnostic.rule)));
  Json bases;
  bases[kernelBase]["description"] = message("the kernel tree: " + report.kernel);
  bases[ownBase]["description"] = message("what comes with pinproof");
  Json about{{"clang", report.versions.clang}, {"z3", report.versions.z3}};
  if (report.tree) about["tree"] = toText(*report.tree);
  Json run{{"tool", {{"driver", driver}}},      {"invocations", Json::array({invocation(report)})},
           {"originalUriBaseIds", bases},       {"properties", about},
           {"columnKind", "unicodeCodePoints"}, {"results", results}};
  Json log{{"$schema",
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
           {"version", "2.1.0"},
           {"runs", Json::array({run})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace pinproof::cli
