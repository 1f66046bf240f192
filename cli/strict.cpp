// An answer is as good as what it takes for granted. With --strict a gate says which of that it has looked
// at, and fails on the rest: nothing is refuted then, but what was found is not what was asked for either, so
// it is inconclusive. A finding is refuted: it fails as a violation does until somebody accepts it.
#include "cli/strict.h"

#include "cli/diagnostic.h"

#include <algorithm>
#include <map>

namespace pinproof::cli {

namespace {

/// "A10" comes after "A9".
bool comesBefore(const AssumptionMade &a, const AssumptionMade &b) {
  auto key = [](const std::string &label) {
    const size_t digits = std::min(label.find_first_of("0123456789"), label.size());
    return std::make_tuple(label.substr(0, digits), label.size() - digits, label);
  };
  return key(a.assumption.label) < key(b.assumption.label);
}

/// What `accepted` leaves open of `made`, or nothing.
std::optional<model::Assumption> open(const model::Assumption &made,
                                      const std::vector<Acceptance> &accepted) {
  model::Assumption rest = made;
  for (const Acceptance &one : accepted) {
    if (one.label != made.label) continue;
    if (one.about.empty()) return std::nullopt;
    std::erase_if(rest.about, [&](const std::string &what) {
      return std::find(one.about.begin(), one.about.end(), what) != one.about.end();
    });
    if (rest.about.empty() && !made.about.empty()) return std::nullopt;
  }
  return rest;
}

bool accepts(const std::vector<Acceptance> &accepted, const std::string &rule) {
  return std::any_of(accepted.begin(), accepted.end(),
                     [&](const Acceptance &one) { return one.label == rule && one.about.empty(); });
}

/// Of all findings, accepted or not.
bool isFinding(const PropertyResult &p) {
  return p.outcome == Outcome::Finding || p.outcome == Outcome::NotAccepted;
}

} // namespace

std::vector<AssumptionMade> assumptionsOf(const Report &report) {
  std::map<std::pair<std::string, std::string>, AssumptionMade> all;
  for (const SpecResult &spec : report.specs) {
    const bool isClaim =
        spec.state == SpecResult::State::Answered || spec.state == SpecResult::State::Untouched;
    if (!isClaim) continue;
    for (const model::Assumption &assumption : spec.assumptions) {
      AssumptionMade &made = all[{assumption.label, assumption.text}];
      made.assumption.label = assumption.label;
      made.assumption.text = assumption.text;
      made.assumption.about.insert(made.assumption.about.end(), assumption.about.begin(),
                                   assumption.about.end());
      made.by.push_back(spec.name);
    }
  }
  std::vector<AssumptionMade> result;
  for (auto &[key, made] : all) {
    std::vector<std::string> &about = made.assumption.about;
    std::sort(about.begin(), about.end());
    about.erase(std::unique(about.begin(), about.end()), about.end());
    result.push_back(std::move(made));
  }
  std::stable_sort(result.begin(), result.end(), comesBefore);
  return result;
}

Acceptance acceptanceFrom(const std::string &text) {
  const size_t colon = text.find(':');
  if (colon == std::string::npos) return {text, {}};
  return {text.substr(0, colon), {text.substr(colon + 1)}};
}

std::vector<Acceptance> acceptancesFrom(const std::vector<std::string> &texts) {
  std::vector<Acceptance> all;
  for (const std::string &text : texts) all.push_back(acceptanceFrom(text));
  return all;
}

std::string toString(const Acceptance &acceptance) {
  return acceptance.label + (acceptance.about.empty() ? "" : ":" + acceptance.about.front());
}

void applyStrict(const std::vector<Acceptance> &accepted, Report &report) {
  report.unaccepted.clear();
  for (const AssumptionMade &made : assumptionsOf(report))
    if (auto rest = open(made.assumption, accepted)) report.unaccepted.push_back(std::move(*rest));
  for (SpecResult &spec : report.specs)
    for (PropertyResult &p : spec.properties)
      if (isFinding(p))
        p.outcome = accepts(accepted, ruleOf(spec, p)) ? Outcome::Finding : Outcome::NotAccepted;
}

std::string unacceptedRule(const model::Assumption &open) { return "pinproof/assumption/" + open.label; }

std::string unacceptedText(const model::Assumption &open) {
  return "nobody has accepted assumption " + open.label + " (--accept " + open.label + "): " + toString(open);
}

std::vector<Acceptance> idle(const std::vector<Acceptance> &accepted, const Report &report) {
  const std::vector<AssumptionMade> all = assumptionsOf(report);
  std::vector<Acceptance> result;
  for (const Acceptance &one : accepted) {
    auto accepts = [&](const AssumptionMade &made) {
      const auto &about = made.assumption.about;
      return made.assumption.label == one.label &&
             (one.about.empty() || std::any_of(one.about.begin(), one.about.end(), [&](const auto &what) {
                return std::find(about.begin(), about.end(), what) != about.end();
              }));
    };
    auto names = [&](const SpecResult &spec) {
      return std::any_of(spec.properties.begin(), spec.properties.end(), [&](const PropertyResult &p) {
        return isFinding(p) && ruleOf(spec, p) == one.label;
      });
    };
    if (std::none_of(all.begin(), all.end(), accepts) &&
        std::none_of(report.specs.begin(), report.specs.end(), names))
      result.push_back(one);
  }
  return result;
}

} // namespace pinproof::cli
