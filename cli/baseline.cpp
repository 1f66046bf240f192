// A gate on a tree that is not clean yet fails on changes: on what is violated and not known, on what was
// proved and is not any more, and on what somebody promised to mend by a day that is over.
//
// Entries are looked up by the names of specification and property, which do not change when lines move.
// Names alone decide: a second way of breaking a property that is known to be broken is not news. A self-test
// is the specification's business and needs no entry; a finding does, with the specification's reason to
// begin with. An assertion of the kernel's own that is gone
// was taken out of the C, which no proof can outlive; a claim of a specification that is gone is a proof
// lost.
#include "cli/baseline.h"

#include "cli/diagnostic.h"
#include "cli/json_member.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;
using State = SpecResult::State;

constexpr const char *format = "pinproof.baseline/1";
constexpr const char *expected =
    "Expected a baseline as 'pinproof verify --write-baseline' writes it, with reason, "
    "owner and day filled in; see docs/formats.md.";

bool isDay(const std::string &text) {
  int year = 0;
  unsigned month = 0, day = 0;
  char rest = 0;
  if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) != 3)
    return false;
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month),
                                     std::chrono::day(day))
      .ok();
}

std::string nonEmpty(const Member &entry, const char *key, const char *why) {
  std::string text = entry.at(key).text();
  if (text.find_first_not_of(" \t\n") == std::string::npos) entry.at(key).fail(why);
  return text;
}

void readNames(const Member &entry, std::set<std::string> &seen, BaselineProof &into) {
  into.spec = entry.at("spec").text();
  into.property = entry.at("property").text();
  const std::string fingerprint = fingerprintOf(into.spec, into.property);
  if (entry.at("fingerprint").text() != fingerprint)
    entry.at("fingerprint")
        .fail("the fingerprint of " + into.spec + ": " + into.property + " is " + fingerprint);
  if (!seen.insert(fingerprint).second) entry.fail(into.spec + ": " + into.property + " is here twice");
}

std::string called(const BaselineProof &entry) { return entry.spec + ": " + entry.property; }

SpecResult *find(Report &report, const std::string &name) {
  auto at = std::find_if(report.specs.begin(), report.specs.end(),
                         [&](const SpecResult &s) { return s.name == name; });
  return at == report.specs.end() ? nullptr : &*at;
}

PropertyResult *find(SpecResult &spec, const std::string &name) {
  auto at = std::find_if(spec.properties.begin(), spec.properties.end(),
                         [&](const PropertyResult &p) { return p.name == name; });
  return at == spec.properties.end() ? nullptr : &*at;
}

bool isAssertion(const std::string &property) {
  return property.starts_with("warn:") || property.starts_with("bug:");
}

void applyViolation(const BaselineViolation &entry, const std::string &today, bool complete, Report &report) {
  auto canGo = [&](const std::string &why) {
    report.baselineNotes.push_back(called(entry) + ": " + why + "; its entry can go");
  };
  SpecResult *spec = find(report, entry.spec);
  if (spec == nullptr) {
    if (complete) canGo("there is no such specification");
    return;
  }
  if (spec->state != State::Answered) return;
  PropertyResult *property = find(*spec, entry.property);
  if (property == nullptr) return canGo("there is no such property");
  if (property->verdict == Verdict::Proved) return canGo("it is proved");
  if (property->outcome == Outcome::Noticed)
    return canGo("it is a self-test, which the specification expects to be violated");
  if (property->outcome != Outcome::Violated && property->outcome != Outcome::NotAccepted) return;
  bool expired = entry.expires < today;
  property->baseline =
      (expired ? "expired on " : "known until ") + entry.expires + ", " + entry.owner + ": " + entry.reason;
  if (!expired) property->outcome = Outcome::Known;
}

PropertyResult lost(const BaselineProof &entry, const std::string &why) {
  PropertyResult property;
  property.name = entry.property;
  property.kind = "invariant";
  property.outcome = Outcome::ProofLost;
  property.reason = why;
  property.baseline = "proof lost";
  return property;
}

void applyProof(const BaselineProof &entry, bool complete, Report &report) {
  SpecResult *spec = find(report, entry.spec);
  if (spec == nullptr) {
    if (!complete) return;
    report.specs.emplace_back().name = entry.spec;
    spec = &report.specs.back();
    spec->state = State::Answered;
    spec->title = "known to the baseline, not to this run";
  }
  if (spec->state != State::Answered && spec->state != State::Absent) return;
  if (PropertyResult *property = find(*spec, entry.property)) {
    if (property->verdict == Verdict::Proved || !property->baseline.empty()) return;
    const bool isOpen =
        property->outcome == Outcome::Inconclusive || property->outcome == Outcome::Unsupported;
    if (isOpen && report.interrupted) return; // nothing is lost that was not looked for
    property->baseline = "proof lost";
    if (isOpen) property->outcome = Outcome::ProofLost;
    return;
  }
  if (isAssertion(entry.property)) {
    report.baselineNotes.push_back(called(entry) + ": this kernel has no such assertion; its entry can go");
    return;
  }
  spec->properties.push_back(lost(entry, "the baseline knows it as proved, and it was not asked here"));
}

Json toJson(const BaselineProof &entry) {
  return {{"fingerprint", fingerprintOf(entry.spec, entry.property)},
          {"spec", entry.spec},
          {"property", entry.property}};
}

Json toJson(const BaselineViolation &entry) {
  Json object = toJson(static_cast<const BaselineProof &>(entry));
  object["reason"] = entry.reason;
  object["owner"] = entry.owner;
  object["expires"] = entry.expires;
  return object;
}

Json toJson(const BaselineAssumption &entry) {
  Json object{{"label", entry.label}};
  if (!entry.about.empty()) object["about"] = entry.about;
  object["reason"] = entry.reason;
  object["owner"] = entry.owner;
  return object;
}

/// What `old` accepts, and, for somebody to fill in, what a strict run has found open.
Json assumptionsFor(const Report &report, const Baseline &old) {
  Json all = Json::array();
  for (const BaselineAssumption &entry : old.assumptions) all.push_back(toJson(entry));
  for (const model::Assumption &open : report.unaccepted)
    all.push_back(toJson(BaselineAssumption{{open.label, open.about}, "", ""}));
  return all;
}

} // namespace

Baseline readBaseline(const std::filesystem::path &file) {
  const Json json = parseJsonFile(file, "a baseline in JSON", expected);
  const Member top(json, file.string(), expected);
  if (top.at("format").text() != format) top.at("format").fail(std::string("expected '") + format + "'");
  Baseline baseline;
  std::set<std::string> seen;
  for (const Member &entry : top.at("violations").items()) {
    BaselineViolation violation;
    readNames(entry, seen, violation);
    violation.reason = nonEmpty(entry, "reason", "say why this is accepted");
    violation.owner = nonEmpty(entry, "owner", "say who answers for it");
    violation.expires = entry.at("expires").text();
    if (!isDay(violation.expires))
      entry.at("expires").fail("expected the last day it is accepted, as in 2027-03-31");
    baseline.violations.push_back(violation);
  }
  if (top.has("proofs"))
    for (const Member &entry : top.at("proofs").items())
      readNames(entry, seen, baseline.proofs.emplace_back());
  if (top.has("assumptions"))
    for (const Member &entry : top.at("assumptions").items()) {
      if (entry.has("about") && entry.texts("about").empty())
        entry.at("about").fail("accepts nothing: name a part, or leave it out to accept all");
      baseline.assumptions.push_back({{entry.at("label").text(), entry.texts("about")},
                                      nonEmpty(entry, "reason", "say why this is accepted"),
                                      nonEmpty(entry, "owner", "say who answers for it")});
    }
  return baseline;
}

void applyBaseline(const Baseline &baseline, const std::string &today, bool complete, Report &report) {
  for (SpecResult &spec : report.specs) // until an entry says who answers for it
    for (PropertyResult &property : spec.properties)
      if (property.outcome == Outcome::Finding) property.outcome = Outcome::NotAccepted;
  for (const BaselineViolation &entry : baseline.violations) applyViolation(entry, today, complete, report);
  for (const BaselineProof &entry : baseline.proofs) applyProof(entry, complete, report);
}

std::string renderBaseline(const Report &report, const Baseline &old, bool complete) {
  Json violations = Json::array(), proofs = Json::array();
  auto stays = [&](const BaselineProof &entry) { // nothing is known to be gone that was not asked
    for (const SpecResult &spec : report.specs) {
      if (spec.name != entry.spec) continue;
      auto isAnswer = [&](const PropertyResult &p) {
        return p.name == entry.property && p.verdict != Verdict::Unknown;
      };
      const bool isAsked =
          !report.interrupted || std::any_of(spec.properties.begin(), spec.properties.end(), isAnswer);
      return spec.state == State::Failed || !isAsked;
    }
    return !complete;
  };
  for (const BaselineViolation &entry : old.violations)
    if (stays(entry)) violations.push_back(toJson(entry));
  for (const BaselineProof &entry : old.proofs)
    if (stays(entry)) proofs.push_back(toJson(entry));
  for (const SpecResult &spec : report.specs)
    for (const PropertyResult &p : spec.properties) {
      if (p.verdict == Verdict::Proved) proofs.push_back(toJson(BaselineProof{spec.name, p.name}));
      if (p.verdict != Verdict::Violated || p.expect == model::Expectation::Violated) continue;
      auto known =
          std::find_if(old.violations.begin(), old.violations.end(), [&](const BaselineViolation &v) {
            return v.spec == spec.name && v.property == p.name;
          });
      violations.push_back(toJson(known != old.violations.end()
                                      ? *known
                                      : BaselineViolation{{spec.name, p.name}, p.expectReason, "", ""}));
    }
  Json object{{"format", format}, {"violations", violations}, {"proofs", proofs}};
  if (Json assumptions = assumptionsFor(report, old); !assumptions.empty())
    object["assumptions"] = assumptions;
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string today() {
  std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

} // namespace pinproof::cli
