// A helper that nobody has seen before takes the answers of ninety-five properties away, and the message
// about it is that helper, not ninety-five lines about properties. So all that has no answer is put together
// by what is in the way: a construct at a place, a function that drifted, an error in a file at a place, a
// budget.
//
// A property with several causes counts for each: mending one of them is not enough, and nobody can know that
// from a list that names only the first.
#include "cli/causes.h"

#include "cli/layout.h"
#include "cli/text.h"

#include <algorithm>
#include <set>

namespace pinproof::cli {

namespace {

using Kind = Cause::Kind;
using State = SpecResult::State;

class Collector {
public:
  std::vector<Cause> all() && { return std::move(causes); }

  void add(Kind kind, const std::string &text, const model::Source &where, const SpecResult &spec,
           const PropertyResult *property = nullptr, const std::string &details = {}) {
    auto at = std::find_if(causes.begin(), causes.end(), [&](const Cause &known) {
      return known.kind == kind && known.text == text && isSamePlace(known.where, where);
    });
    if (at == causes.end()) at = causes.insert(at, {kind, text, details, where, {}});
    if (at->stopped.empty() || at->stopped.back().spec != &spec) at->stopped.push_back({&spec, {}});
    std::vector<const PropertyResult *> &properties = at->stopped.back().properties;
    if (property != nullptr && std::find(properties.begin(), properties.end(), property) == properties.end())
      properties.push_back(property);
  }

private:
  static bool isSamePlace(const model::Source &a, const model::Source &b) {
    return a.file == b.file && a.line == b.line;
  }
  std::vector<Cause> causes;
};

std::string driftWords(const model::Drift &drift) {
  return "DRIFT: " + drift.function + " is " + (drift.actual.empty() ? "not there" : drift.actual) +
         ", which the specification does not know";
}

/// Where a function is missing, each specification names its own line; the cause is one.
model::Source placeOf(const model::Drift &drift) {
  return drift.actual.empty() ? model::Source{} : drift.where;
}

void addWhole(const SpecResult &spec, Collector &causes) {
  switch (spec.state) {
  case State::Answered:
  case State::Absent:
  case State::Untouched: return;
  case State::Drifted:
    for (const model::Drift &drift : spec.drifts)
      causes.add(Kind::Drift, driftWords(drift), placeOf(drift), spec, nullptr, driftText(drift));
    return;
  case State::Unsupported:
    if (spec.mistake)
      causes.add(Kind::Unreadable, "cannot be read: " + spec.message, spec.where, spec, nullptr,
                 toText(*spec.mistake));
    else
      causes.add(Kind::NotModelled, "not modelled: " + spec.message, spec.where, spec);
    return;
  case State::Interrupted:
    causes.add(Kind::Budget, spec.message.empty() ? "not begun: interrupted" : spec.message, {}, spec);
    return;
  case State::Failed:
    if (spec.mistake)
      causes.add(Kind::Unreadable, "cannot be read: " + spec.message, spec.where, spec, nullptr,
                 toText(*spec.mistake));
    else
      causes.add(Kind::Failed, "internal error: " + spec.message, spec.where, spec);
    return;
  }
}

/// The engines' own words differ from property to property; the budget is the same.
std::string budgetWords(const std::string &reason) {
  for (const std::string words : {"out of time", "interrupted"})
    if (reason.starts_with(words)) return words;
  return reason;
}

void addProperty(const SpecResult &spec, const PropertyResult &p, Collector &causes) {
  if (p.verdict != Verdict::Unknown || p.outcome == Outcome::EvidenceFailed) return;
  const bool isRefused = p.reason.starts_with("not modelled");
  for (const RefusedConstruct &refusal : spec.refusals)
    if (isRefused || p.outcome == Outcome::Unsupported)
      causes.add(Kind::NotModelled, "not modelled: " + refusal.construct, refusal.where, spec, &p);
  if (spec.refusals.empty() || !(isRefused || p.outcome == Outcome::Unsupported))
    causes.add(Kind::Budget, budgetWords(p.reason), {}, spec, &p);
}

/// The properties, and the specifications that are stopped as a whole.
std::vector<const void *> everythingIn(const Cause &cause) {
  std::vector<const void *> all;
  for (const Cause::Stopped &one : cause.stopped) {
    if (one.properties.empty()) all.push_back(one.spec);
    all.insert(all.end(), one.properties.begin(), one.properties.end());
  }
  return all;
}

} // namespace

size_t Cause::properties() const {
  size_t count = 0;
  for (const Stopped &one : stopped) count += one.properties.size();
  return count;
}

std::vector<Cause> causesIn(const Report &report) {
  Collector causes;
  for (const SpecResult &spec : report.specs) {
    addWhole(spec, causes);
    for (const PropertyResult &p : spec.properties) addProperty(spec, p, causes);
  }
  return std::move(causes).all();
}

// What refers to a shared cause refers to its own as well, or would seem to have none.
SharedCauses::SharedCauses(const Report &report) : causes(causesIn(report)) {
  std::set<const void *> referring;
  for (const Cause &cause : causes)
    if (cause.isShared())
      for (const void *one : everythingIn(cause)) referring.insert(one);
  std::erase_if(causes, [&](const Cause &cause) {
    const std::vector<const void *> all = everythingIn(cause);
    return std::none_of(all.begin(), all.end(), [&](const void *one) { return referring.contains(one); });
  });
}

std::vector<size_t> SharedCauses::of(const SpecResult &spec) const {
  std::vector<size_t> numbers;
  for (size_t i = 0; i < causes.size(); ++i)
    for (const Cause::Stopped &one : causes[i].stopped)
      if (one.spec == &spec && one.properties.empty()) numbers.push_back(i + 1);
  return numbers;
}

std::vector<size_t> SharedCauses::of(const PropertyResult &property) const {
  std::vector<size_t> numbers;
  for (size_t i = 0; i < causes.size(); ++i)
    for (const Cause::Stopped &one : causes[i].stopped)
      if (std::find(one.properties.begin(), one.properties.end(), &property) != one.properties.end())
        numbers.push_back(i + 1);
  return numbers;
}

std::string referenceTo(const std::vector<size_t> &numbers) {
  std::string text;
  for (size_t i = 0; i < numbers.size(); ++i)
    text += (i == 0 ? "" : i + 1 == numbers.size() ? " and " : ", ") + std::to_string(numbers[i]);
  return text.empty() ? "" : (numbers.size() == 1 ? "cause " : "causes ") + text;
}

std::string toText(const Cause &cause) {
  const std::string where = toString(cause.where);
  if (where.empty()) return cause.text;
  const size_t colon = cause.text.find(": ");
  return cause.text.substr(0, colon) + ": " + where +
         (colon == std::string::npos ? "" : cause.text.substr(colon));
}

std::string extentOf(const Cause &cause) {
  const std::string specs = counted(std::to_string(cause.stopped.size()), "specification");
  const size_t properties = cause.properties();
  return properties == 0 ? specs : counted(std::to_string(properties), "property") + " of " + specs;
}

std::string extentInWords(const Cause &cause) {
  const bool isOne = cause.properties() == 1 || (cause.properties() == 0 && cause.stopped.size() == 1);
  return extentOf(cause) + (isOne ? " has no answer: " : " have no answer: ") + namesOf(cause);
}

std::string namesOf(const Cause &cause) {
  std::string names;
  for (const Cause::Stopped &one : cause.stopped) names += (names.empty() ? "" : ", ") + one.spec->name;
  return names;
}

const char *nameOf(Cause::Kind kind) {
  switch (kind) {
  case Kind::Drift: return "drift";
  case Kind::NotModelled: return "notModelled";
  case Kind::Unreadable: return "unreadable";
  case Kind::Budget: return "budget";
  case Kind::Failed: return "failed";
  }
  return "";
}

} // namespace pinproof::cli
