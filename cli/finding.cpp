// A violated invariant stands in the specification, but whoever has to act looks at the kernel: the place of
// a finding is the last kernel line that the trace runs through anew, unless the property is an assertion of
// the kernel's own, which has a place there already.
//
// A fingerprint is of names alone. Properties are named by the specification, or by the function and the
// condition of an assertion, so that a fingerprint changes with the claim and not with the lines around it.
// The price: two ways of breaking one property have one fingerprint.
#include "cli/finding.h"

#include "cli/digest.h"
#include "cli/layout.h"
#include "cli/text.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

using Level = Finding::Level;
using State = SpecResult::State;

Level levelOf(const PropertyResult &p) {
  switch (p.outcome) {
  case Outcome::AsExpected:
  case Outcome::Known: return Level::Note;
  case Outcome::Inconclusive:
  case Outcome::Unsupported: return Level::Warning;
  case Outcome::Violated:
  case Outcome::HoldsAfterAll:
  case Outcome::ProofLost:
  case Outcome::EvidenceFailed: break;
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
  if (p.outcome == Outcome::HoldsAfterAll) text += ": update the specification";
  if (p.outcome == Outcome::EvidenceFailed) text += ": " + p.evidence;
  if (p.verdict == Verdict::Unknown && !p.reason.empty()) text += ": " + p.reason;
  if (p.expect == model::Expectation::Violated && !p.expectReason.empty())
    text += " (expected: " + p.expectReason + ")";
  if (!p.baseline.empty()) text += " (baseline: " + p.baseline + ")";
  return text;
}

Finding whole(const SpecResult &spec, Level level, const std::string &rule, const std::string &text,
              const model::Source &where) {
  return {level,
          &spec,
          nullptr,
          "pinproof/" + rule,
          spec.name + ": " + text,
          where,
          fingerprintOf(spec.name, "pinproof/" + rule)};
}

void addWhole(const SpecResult &spec, std::vector<Finding> &all) {
  switch (spec.state) {
  case State::Answered:
  case State::Absent:
  case State::Untouched: return;
  case State::Drifted:
    for (const model::Drift &drift : spec.drifts)
      all.push_back(whole(spec, Level::Error, "drift",
                          "DRIFT: " + drift.function + " is " +
                              (drift.actual.empty() ? "not there" : drift.actual) +
                              ", which the specification does not know",
                          drift.where));
    return;
  case State::Unsupported:
    all.push_back(whole(spec, spec.mistake ? Level::Error : Level::Warning,
                        spec.mistake ? "unreadable" : "unsupported",
                        std::string(obstacle(spec)) + ": " + spec.message, spec.where));
    return;
  case State::Interrupted:
    all.push_back(
        whole(spec, Level::Warning, "interrupted", spec.message.empty() ? "not begun" : spec.message, {}));
    return;
  case State::Failed:
    all.push_back(whole(spec, Level::Error, spec.mistake ? "unreadable" : "failed",
                        std::string(obstacle(spec)) + ": " + spec.message, spec.where));
    return;
  }
}

} // namespace

std::vector<Finding> findings(const Report &report) {
  std::vector<Finding> all;
  for (const SpecResult &spec : report.specs) {
    addWhole(spec, all);
    for (const PropertyResult &p : spec.properties)
      if (p.outcome != Outcome::AsExpected || p.verdict == Verdict::Violated)
        all.push_back({levelOf(p), &spec, &p, ruleOf(spec, p), sentence(spec, p), placeOf(p),
                       fingerprintOf(spec.name, p.name)});
  }
  return all;
}

std::vector<Finding> joined(const std::vector<Finding> &all) {
  std::vector<Finding> result;
  std::vector<size_t> count; // of specifications, for each
  auto said = [](const Finding &finding) { return finding.text.substr(finding.spec->name.size()); };
  for (const Finding &finding : all) {
    auto same = std::find_if(result.begin(), result.end(), [&](const Finding &other) {
      return finding.property == nullptr && other.property == nullptr && other.rule == finding.rule &&
             other.where == finding.where && said(other) == said(finding);
    });
    if (same != result.end()) {
      ++count[static_cast<size_t>(same - result.begin())];
      continue;
    }
    result.push_back(finding);
    count.push_back(1);
  }
  for (size_t i = 0; i < result.size(); ++i)
    if (count[i] > 1)
      result[i].text = result[i].spec->name + " and " +
                       counted(std::to_string(count[i] - 1), "other specification") + said(result[i]);
  return result;
}

std::string detailsOf(const Finding &finding) {
  if (finding.property != nullptr)
    return finding.property->trace ? renderTrace(*finding.property->trace, {}) : "";
  return finding.spec->mistake ? toText(*finding.spec->mistake) : "";
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
