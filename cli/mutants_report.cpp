// How mutants are called and shown. A survivor comes first, with its line: it is what there is to do.
#include "cli/mutants.h"

#include "cli/json.h"
#include "cli/layout.h"
#include "cli/status.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace pinproof::cli {

namespace {

using Fate = Mutant::Fate;
using Json = nlohmann::ordered_json;

constexpr size_t longestText = 60;

std::string shortened(const std::string &text) {
  const size_t begin = std::min(text.find_first_not_of(' '), text.size());
  const std::string trimmed = text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
  return trimmed.size() <= longestText ? trimmed : trimmed.substr(0, longestText - 3) + "...";
}

std::string nameOf(const model::Mutation &m) {
  const std::string what = shortened(m.was);
  if (m.kind == "delete statement") return m.function + ": delete " + what;
  if (m.kind == "drop guard") return m.function + ": drop guard " + what;
  if (m.kind == "negate condition") return m.function + ": negate " + what;
  return m.function + ": " + what + " => " + shortened(m.becomes);
}

std::string row(const Mutant &mutant, const std::string &answer) {
  std::string text = paragraph(fit(answer, 10) + " ", toString(mutant.mutation.where) + "  " + mutant.name);
  return text;
}

std::string survivor(const Mutant &mutant) {
  std::string text = row(mutant, mutant.reason.empty() ? "SURVIVED" : "explained");
  const size_t begin = mutant.line.find_first_not_of(" \t");
  if (begin != std::string::npos) text += "             " + mutant.line.substr(begin) + "\n";
  std::string specs;
  for (const std::string &spec : mutant.specs) specs += (specs.empty() ? "" : ", ") + spec;
  if (mutant.reason.empty())
    text += paragraph("             ", mutant.specs.empty() ? "no specification runs through this line"
                                       : mutant.isSeen      ? "asked: " + specs
                                                            : "no change that any of these sees: " + specs);
  else
    text += paragraph("             because ", mutant.reason);
  return text;
}

std::string noticed(const Mutant &mutant) {
  const char *answer = mutant.fate == Fate::Trace   ? "trace"
                       : mutant.fate == Fate::Proof ? "proof"
                                                    : "no answer";
  std::string text = row(mutant, answer);
  text += paragraph("             ", mutant.spec + (mutant.property.empty() ? "" : ": " + mutant.property) +
                                         (mutant.words.empty() ? "" : ": " + mutant.words));
  return text;
}

std::string percent(const MutantReport &report) {
  char text[16];
  const double share = 100.0 * static_cast<double>(report.noticed()) / static_cast<double>(report.outOf());
  std::snprintf(text, sizeof text, "%.1f", share);
  return text;
}

std::string survivors(const MutantReport &report) {
  const size_t survived = report.count(Fate::Survived) - report.explained();
  if (survived == 0) return "";
  std::string kinds;
  auto kind = [&](size_t count, const char *words) {
    if (count > 0) kinds += (kinds.empty() ? "" : ", ") + std::to_string(count) + " " + words;
  };
  kind(report.survivedSeen(), "seen");
  kind(survived - report.survivedSeen() - report.notRunThrough(), "not seen by any");
  kind(report.notRunThrough(), "on lines that nothing runs through");
  return ", " + std::to_string(survived) + " survived (" + kinds + ")";
}

std::string summary(const MutantReport &report, bool times) {
  auto part = [&](size_t count, const std::string &words) {
    return count == 0 ? std::string() : ", " + std::to_string(count) + " " + words;
  };
  std::string text = counted(std::to_string(report.mutants.size()), "mutant") + ": " +
                     std::to_string(report.noticed()) + " noticed (" +
                     std::to_string(report.count(Fate::Trace)) + " by a trace" +
                     part(report.count(Fate::Proof), "by a proof") +
                     part(report.count(Fate::NoAnswer), "by the want of an answer") + ")";
  text += survivors(report);
  text += part(report.explained(), "explained") + part(report.count(Fate::NotCompiled), "not compiled") +
          part(report.count(Fate::NotRun), "not run") + part(report.count(Fate::Failed), "FAILED");
  if (times) text += "; " + duration(report.seconds);
  text = paragraph("", text);
  if (report.outOf() > 0)
    text += "score: " + percent(report) + " % (" + std::to_string(report.noticed()) + " of " +
            std::to_string(report.outOf()) + ")\n";
  return text;
}

Json mutantJson(const Mutant &mutant, bool times) {
  const model::Mutation &m = mutant.mutation;
  Json object{{"name", mutant.name},        {"function", m.function}, {"kind", m.kind},
              {"where", toJson(m.where)},   {"was", m.was},           {"becomes", m.becomes},
              {"result", name(mutant.fate)}};
  if (!mutant.spec.empty()) object["spec"] = mutant.spec;
  if (!mutant.property.empty()) object["property"] = mutant.property;
  if (!mutant.words.empty()) object["reason"] = mutant.words;
  if (mutant.fate == Fate::Survived) object["seen"] = mutant.isSeen;
  if (!mutant.reason.empty()) object["explained"] = mutant.reason;
  object["specs"] = mutant.specs;
  if (times) object["seconds"] = mutant.seconds;
  return object;
}

} // namespace

const char *name(Fate fate) {
  switch (fate) {
  case Fate::NotRun: return "notRun";
  case Fate::NotCompiled: return "notCompiled";
  case Fate::Trace: return "trace";
  case Fate::Proof: return "proof";
  case Fate::NoAnswer: return "noAnswer";
  case Fate::Survived: return "survived";
  case Fate::Failed: return "failed";
  }
  return "";
}

size_t MutantReport::count(Fate fate) const {
  return static_cast<size_t>(std::count_if(mutants.begin(), mutants.end(),
                                           [&](const Mutant &mutant) { return mutant.fate == fate; }));
}

size_t MutantReport::noticed() const {
  return count(Fate::Trace) + count(Fate::Proof) + count(Fate::NoAnswer);
}

size_t MutantReport::explained() const {
  return static_cast<size_t>(std::count_if(mutants.begin(), mutants.end(), [](const Mutant &mutant) {
    return mutant.fate == Fate::Survived && !mutant.reason.empty();
  }));
}

size_t MutantReport::survivedSeen() const {
  return static_cast<size_t>(std::count_if(mutants.begin(), mutants.end(), [](const Mutant &mutant) {
    return mutant.fate == Fate::Survived && mutant.reason.empty() && mutant.isSeen;
  }));
}

size_t MutantReport::notRunThrough() const {
  return static_cast<size_t>(std::count_if(mutants.begin(), mutants.end(), [](const Mutant &mutant) {
    return mutant.fate == Fate::Survived && mutant.reason.empty() && mutant.specs.empty();
  }));
}

size_t MutantReport::outOf() const { return noticed() + count(Fate::Survived) - explained(); }

void nameMutants(std::vector<Mutant> &mutants) {
  std::map<std::string, unsigned> seen;
  for (Mutant &mutant : mutants) {
    mutant.name = nameOf(mutant.mutation);
    if (unsigned number = ++seen[mutant.name]; number > 1) mutant.name += " (" + std::to_string(number) + ")";
  }
}

std::string renderMutantsText(const MutantReport &report, const TextOptions &options) {
  std::string text, details;
  if (!options.quiet) text += "kernel " + report.kernel + ", " + report.mode + "\n\n";
  for (const Mutant &mutant : report.mutants) {
    if (mutant.fate == Fate::Survived && mutant.reason.empty()) text += survivor(mutant);
    if (mutant.fate == Fate::Failed) text += row(mutant, "FAILED") + paragraph("             ", mutant.words);
    if (mutant.fate == Fate::Survived && !mutant.reason.empty()) details += survivor(mutant);
    if (mutant.isNoticed()) details += noticed(mutant);
    if (mutant.fate == Fate::NotCompiled) details += row(mutant, "no C");
  }
  if (options.verbose) text += details;
  if (options.quiet) return text;
  for (const std::string &note : report.notes) text += paragraph("note: ", note);
  return text + "\n" + summary(report, options.times);
}

std::string renderMutantsJson(const MutantReport &report, bool times) {
  Json object{{"format", "pinproof.mutants/1"}, {"pinproof", report.versions.pinproof},
              {"clang", report.versions.clang}, {"z3", report.versions.z3},
              {"kernel", report.kernel},        {"mode", report.mode},
              {"exitCode", exitCode(report)},   {"interrupted", report.interrupted}};
  if (times) object["seconds"] = report.seconds;
  object["score"] = {{"noticed", report.noticed()}, {"of", report.outOf()}};
  object["specs"] = report.specs;
  object["notes"] = report.notes;
  object["mutants"] = Json::array();
  for (const Mutant &mutant : report.mutants) object["mutants"].push_back(mutantJson(mutant, times));
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace pinproof::cli
