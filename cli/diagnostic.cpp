// A violated invariant stands in the specification, but whoever has to act looks at the kernel: the place of
// a diagnostic is the last kernel line that the trace runs through anew, unless the property is an assertion
// of the kernel's own, which has a place there already.
//
// A fingerprint is of names alone. Properties are named by the specification, or by the function and the
// condition of an assertion, so that a fingerprint changes with the claim and not with the lines around it.
// The price: two ways of breaking one property have one fingerprint.
#include "cli/diagnostic.h"

#include "cli/digest.h"
#include "cli/layout.h"
#include "cli/status.h"
#include "cli/strict.h"
#include "cli/text.h"

#include <algorithm>
#include <set>

namespace pinproof::cli {

namespace {

using Level = Diagnostic::Level;
using State = SpecResult::State;

Level levelOf(Severity severity) {
  switch (severity) {
  case Severity::Good:
  case Severity::Note: return Level::Note;
  case Severity::Doubt: return Level::Warning;
  case Severity::Bad: break;
  }
  return Level::Error;
}

model::Source placeOf(const PropertyResult &p) {
  if (isKernels(p.where) || !p.trace) return p.where;
  model::Source last = p.where;
  for (const ReportStep &step : p.trace->steps)
    for (const model::Source &line : step.lines)
      if (isKernels(line)) last = line;
  return last;
}

std::string sentence(const SpecResult &spec, const PropertyResult &p) {
  std::string text = spec.name + ": " + p.name + ": " + answerText(p);
  if (p.trace) text += " after " + traceInWords(*p.trace);
  if (p.outcome == Outcome::Unnoticed) text += ": update the specification";
  if (p.outcome == Outcome::EvidenceFailed) text += ": " + p.evidence;
  if (p.verdict == Verdict::Unknown && !p.reason.empty()) text += ": " + p.reason;
  if (!p.expectReason.empty()) text += " (" + std::string(expectationText(p)) + ": " + p.expectReason + ")";
  if (!p.baseline.empty()) text += " (baseline: " + p.baseline + ")";
  return text;
}

Diagnostic whole(const SpecResult &spec, const std::string &rule, const std::string &text,
                 const model::Source &where) {
  return {levelOf(statusOf(spec).severity),
          &spec,
          nullptr,
          "pinproof/" + rule,
          spec.name + ": " + text,
          where,
          fingerprintOf(spec.name, "pinproof/" + rule)};
}

void addWhole(const SpecResult &spec, std::vector<Diagnostic> &all) {
  switch (spec.state) {
  case State::Answered:
  case State::Absent:
  case State::Untouched: return;
  case State::Drifted:
    for (const model::Drift &drift : spec.drifts)
      all.push_back(whole(spec, "drift",
                          "DRIFT: " + drift.function + " is " +
                              (drift.actual.empty() ? "not there" : drift.actual) +
                              ", which the specification does not know",
                          drift.where));
    return;
  case State::Unsupported:
    all.push_back(whole(spec, spec.mistake ? "unreadable" : "unsupported",
                        std::string(statusOf(spec).word) + ": " + spec.message, spec.where));
    return;
  case State::Interrupted:
    all.push_back(whole(spec, "interrupted", spec.message.empty() ? "not begun" : spec.message, {}));
    return;
  case State::Failed:
    all.push_back(whole(spec, spec.mistake ? "unreadable" : "failed",
                        std::string(statusOf(spec).word) + ": " + spec.message, spec.where));
    return;
  }
}

} // namespace

std::vector<Diagnostic> diagnostics(const Report &report) {
  std::vector<Diagnostic> all;
  for (const SpecResult &spec : report.specs) {
    addWhole(spec, all);
    for (const PropertyResult &p : spec.properties)
      if (statusOf(p).severity != Severity::Good)
        all.push_back({levelOf(statusOf(p).severity), &spec, &p, ruleOf(spec, p), sentence(spec, p),
                       placeOf(p), fingerprintOf(spec.name, p.name)});
  }
  for (const model::Assumption &open : report.unaccepted)
    all.push_back({Level::Warning,
                   nullptr,
                   nullptr,
                   unacceptedRule(open),
                   unacceptedText(open),
                   {},
                   fingerprintOf("pinproof", open.label)});
  return all;
}

namespace {

const char *ruleOf(Cause::Kind kind) {
  switch (kind) {
  case Cause::Kind::Drift: return "pinproof/drift";
  case Cause::Kind::NotModelled: return "pinproof/unsupported";
  case Cause::Kind::Unreadable: return "pinproof/unreadable";
  case Cause::Kind::Budget: return "pinproof/interrupted";
  case Cause::Kind::Failed: break;
  }
  return "pinproof/failed";
}

/// As serious as the worst of what it stops.
Diagnostic shared(const Cause &cause) {
  Severity worst = Severity::Good;
  for (const Cause::Stopped &one : cause.stopped) {
    if (one.properties.empty()) worst = std::max(worst, statusOf(*one.spec).severity);
    for (const PropertyResult *property : one.properties)
      worst = std::max(worst, statusOf(*property).severity);
  }
  const std::string rule = ruleOf(cause.kind);
  return {levelOf(worst),
          cause.stopped.front().spec,
          nullptr,
          rule,
          cause.text + ": " + extentInWords(cause),
          cause.where,
          fingerprintOf("pinproof", rule + "\n" + cause.text),
          cause};
}

} // namespace

std::vector<Diagnostic> joined(const Report &report) {
  const SharedCauses causes(report);
  std::set<size_t> said;
  std::vector<Diagnostic> result;
  for (const Diagnostic &diagnostic : diagnostics(report)) {
    std::vector<size_t> numbers;
    if (diagnostic.property != nullptr)
      numbers = causes.of(*diagnostic.property);
    else if (diagnostic.spec != nullptr)
      numbers = causes.of(*diagnostic.spec);
    for (size_t number : numbers)
      if (said.insert(number).second) result.push_back(shared(causes.all()[number - 1]));
    if (numbers.empty()) result.push_back(diagnostic);
  }
  return result;
}

std::vector<Diagnostic> unchecked(const Report &report) {
  std::vector<Diagnostic> all;
  const std::string rule = "pinproof/not-checked";
  for (const UncheckedPlace &place : uncheckedPlaces(report.touched))
    all.push_back({report.acceptsUnchecked ? Level::Note : Level::Warning,
                   nullptr,
                   nullptr,
                   rule,
                   place.file + ": " + toText(place),
                   {place.file, place.line, 0},
                   fingerprintOf("pinproof", rule + "\n" + place.file + "\n" + place.words)});
  return all;
}

std::string detailsOf(const Diagnostic &diagnostic) {
  if (diagnostic.cause) return diagnostic.cause->details;
  if (diagnostic.property != nullptr)
    return diagnostic.property->trace ? renderTrace(*diagnostic.property->trace, {}) : "";
  return diagnostic.spec != nullptr && diagnostic.spec->mistake ? toText(*diagnostic.spec->mistake) : "";
}

std::string fingerprintOf(const std::string &spec, const std::string &property) {
  return digest("pinproof.violation/1\n" + spec + "\n" + property);
}

std::string ruleOf(const SpecResult &spec, const PropertyResult &property) {
  return spec.name + "/" + property.name;
}

std::string traceInWords(const ReportTrace &trace) {
  std::string text;
  if (std::string start = stepName(trace.init); start != "start") text = start;
  for (const ReportStep &step : trace.steps) text += (text.empty() ? "" : ", ") + stepName(step);
  return text.empty() ? "no operation at all" : text;
}

bool isKernels(const model::Source &where) {
  return !where.file.empty() && where.file.rfind("specs/", 0) != 0;
}

} // namespace pinproof::cli
