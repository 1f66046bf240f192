// One small pure function per kind of object, each returning its JSON: the text of docs/formats.md in code.
//
// Keys whose value would be empty are left out where the format calls them optional, so that what stands in
// a report means something. Keep in step with docs/report.schema.json and docs/trace.schema.json, which the
// tests hold real output against.
#include "cli/json.h"

#include "cli/causes.h"
#include "cli/replaced.h"
#include "cli/status.h"
#include "cli/touched_json.h"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;

template <class T, class F> Json list(const std::vector<T> &items, F convert) {
  Json array = Json::array();
  for (const T &item : items) array.push_back(convert(item));
  return array;
}

Json sources(const std::vector<model::Source> &lines) {
  return list(lines, [](const model::Source &line) { return toJson(line); });
}

void addUnlessEmpty(Json &object, const char *key, const std::string &text) {
  if (!text.empty()) object[key] = text;
}

void addUnlessEmpty(Json &object, const char *key, const std::vector<std::string> &texts) {
  if (!texts.empty()) object[key] = texts;
}

Json functionRun(const FunctionsRun::One &function) {
  return {{"file", function.file}, {"name", function.name}};
}

/// Pointers and other named values by name, everything else as a number.
Json value(const Cell &cell) {
  return cell.shown == model::toString(cell.value) ? toJson(cell.value) : Json(cell.shown);
}

Json choice(const Choice &c) {
  return Json{{"label", c.label}, {"value", toJson(c.value)}, {"shown", c.shown}};
}

Json step(const ReportStep &s) {
  Json object;
  if (!s.transition.empty()) object["transition"] = s.transition;
  object["choices"] = list(s.choices, choice);
  if (!s.transition.empty()) object["count"] = toJson(s.count);
  object["lines"] = sources(s.lines);
  if (!s.transition.empty())
    object["changes"] = list(s.changes, [](const Change &c) {
      return Json{{"name", c.name}, {"before", value(c.before)}, {"after", value(c.after)}};
    });
  return object;
}

Json lane(const Lane &l) {
  if (l.kind == Lane::Kind::Holder) return Json{{"name", l.name}, {"kind", "holder"}};
  return Json{{"name", l.name}, {"kind", "counter"}, {"bound", toJson(l.bound)}, {"wraps", l.wraps}};
}

Json excerpts(const std::map<std::string, std::map<unsigned, std::string>> &files) {
  Json object = Json::object();
  for (const auto &[file, lines] : files)
    for (const auto &[number, text] : lines) object[file][std::to_string(number)] = text;
  return object;
}

Json property(const PropertyResult &p, bool times) {
  Json object{{"name", p.name}, {"kind", p.kind}, {"text", p.text}, {"where", toJson(p.where)}};
  object["expect"] = name(p.expect);
  addUnlessEmpty(object, "expectReason", p.expectReason);
  object["answer"] = name(p.verdict);
  object["outcome"] = name(p.outcome);
  object["engine"] = p.engine;
  if (times) object["seconds"] = p.seconds;
  addUnlessEmpty(object, "vacuous", p.vacuous);
  if (p.verdict == Verdict::Unknown) object["reason"] = p.reason;
  addUnlessEmpty(object, "established", p.established);
  addUnlessEmpty(object, "evidence", p.evidence);
  addUnlessEmpty(object, "certificate", p.certificate);
  addUnlessEmpty(object, "baseline", p.baseline);
  if (p.trace) object["trace"] = toJson(*p.trace);
  return object;
}

/// Runs of lines of one kind: [[first, last], ...].
Json lines(const FunctionCoverage &f, FunctionCoverage::Line kind) {
  Json array = Json::array();
  for (size_t i = 0; i < f.lines.size(); ++i) {
    if (f.lines[i] != kind) continue;
    if (i == 0 || f.lines[i - 1] != kind) array.push_back({f.first + i, f.first + i});
    array.back()[1] = f.first + i;
  }
  return array;
}

Json coverage(const FunctionCoverage &f) {
  using Line = FunctionCoverage::Line;
  Json object{{"file", f.file}, {"function", f.name}, {"line", f.first}, {"specs", f.specs}};
  for (auto [key, kind] : {std::pair("run", Line::Run), std::pair("notRun", Line::NotRun),
                           std::pair("constant", Line::Constant), std::pair("skipped", Line::Skipped)})
    object[key] = lines(f, kind);
  object["text"] = f.text;
  return object;
}

Json refusal(const RefusedConstruct &r) {
  Json object{{"construct", r.construct}, {"where", toJson(r.where)}};
  addUnlessEmpty(object, "transition", r.transition);
  return object;
}

} // namespace

const char *name(Verdict verdict) {
  switch (verdict) {
  case Verdict::Proved: return "proved";
  case Verdict::Violated: return "violated";
  case Verdict::Unknown: return "unknown";
  }
  return "";
}

const char *name(Outcome outcome) {
  switch (outcome) {
  case Outcome::Proved: return "proved";
  case Outcome::Noticed: return "noticed";
  case Outcome::Finding: return "finding";
  case Outcome::NotHere: return "notHere";
  case Outcome::Known: return "known";
  case Outcome::Violated: return "violated";
  case Outcome::NotAccepted: return "notAccepted";
  case Outcome::Unnoticed: return "unnoticed";
  case Outcome::Inconclusive: return "inconclusive";
  case Outcome::Unsupported: return "unsupported";
  case Outcome::ProofLost: return "proofLost";
  case Outcome::EvidenceFailed: return "evidenceFailed";
  }
  return "";
}

const char *name(model::Expectation expectation) {
  switch (expectation) {
  case model::Expectation::Holds: return "holds";
  case model::Expectation::Violated: return "violated";
  case model::Expectation::Finding: return "finding";
  }
  return "";
}

const char *name(SpecResult::State state) {
  switch (state) {
  case SpecResult::State::Answered: return "answered";
  case SpecResult::State::Absent: return "absent";
  case SpecResult::State::Drifted: return "drifted";
  case SpecResult::State::Unsupported: return "unsupported";
  case SpecResult::State::Interrupted: return "interrupted";
  case SpecResult::State::Failed: return "failed";
  case SpecResult::State::Untouched: return "untouched";
  }
  return "";
}

Json toJson(const model::Source &where) {
  Json object{{"file", where.file}};
  if (where.line != 0) object["line"] = where.line;
  if (where.column != 0) object["column"] = where.column;
  return object;
}

Json toJson(const model::Assumption &a) {
  Json object{{"label", a.label}, {"text", a.text}};
  addUnlessEmpty(object, "about", a.about);
  return object;
}

Json toJson(const SpecResult::Mistake &m) {
  Json object = Json::object();
  addUnlessEmpty(object, "excerpt", m.excerpt);
  addUnlessEmpty(object, "remedy", m.remedy);
  for (const model::FurtherError &one : m.further) {
    Json further{{"message", one.message}, {"where", toJson(one.where)}};
    addUnlessEmpty(further, "excerpt", one.excerpt);
    object["further"].push_back(std::move(further));
  }
  if (m.unsaid != 0) object["unsaid"] = m.unsaid;
  return object;
}

Json toJson(const TreeIdentity &t) {
  Json object = Json::object();
  addUnlessEmpty(object, "version", t.version);
  addUnlessEmpty(object, "commit", t.commit);
  if (!t.commit.empty()) object["modified"] = t.modified;
  addUnlessEmpty(object, "remark", t.remark);
  return object;
}

Json toJson(const model::Drift &d) {
  Json object{{"function", d.function}, {"known", d.known}};
  addUnlessEmpty(object, "actual", d.actual);
  object["where"] = toJson(d.where);
  return object;
}

/// By file.
Json toJson(const std::vector<model::StandIn> &standIns) {
  std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> files;
  for (const model::StandIn &one : standIns)
    (one.isKernels ? files[one.file].first : files[one.file].second).push_back(one.name);
  Json array = Json::array();
  for (const auto &[file, names] : files)
    array.push_back({{"file", file}, {"kernel", names.first}, {"own", names.second}});
  return array;
}

Json toJson(model::Integer value) {
  const model::Integer exact = (static_cast<model::Integer>(1) << 53) - 1;
  if (value < -exact || value > exact) return model::toString(value);
  return static_cast<int64_t>(value);
}

model::Integer integerFrom(const Json &value) {
  if (value.is_string()) return model::parseInteger(value.get<std::string>());
  if (value.is_number_unsigned()) return value.get<uint64_t>();
  if (value.is_number_integer()) return value.get<int64_t>();
  throw std::invalid_argument("not an integer: " + value.dump());
}

Json toJson(const ReportTrace &trace) {
  Json object{{"format", traceFormat}, {"spec", trace.spec}, {"property", trace.property}};
  object["operations"] = toJson(trace.operations);
  object["shortest"] = trace.isShortest;
  object["init"] = step(trace.init);
  object["start"] = list(trace.start, [](const Cell &c) {
    return Json{{"name", c.name}, {"value", value(c)}};
  });
  object["steps"] = list(trace.steps, step);
  if (!trace.lanes.empty()) object["lanes"] = list(trace.lanes, lane);
  return object;
}

Json toJson(const std::vector<FunctionCoverage> &functions) { return list(functions, coverage); }

Json toJson(const SpecResult &s, bool times) {
  Json object{{"name", s.name}, {"title", s.title}, {"file", s.file}, {"state", name(s.state)}};
  addUnlessEmpty(object, "message", s.message);
  if (!s.where.file.empty()) object["where"] = toJson(s.where);
  if (s.mistake) object["mistake"] = toJson(*s.mistake);
  if (!s.drifts.empty()) object["drifts"] = list(s.drifts, [](const model::Drift &d) { return toJson(d); });
  addUnlessEmpty(object, "absent", s.absent);
  if (!s.standIns.empty()) object["standIns"] = toJson(s.standIns);
  object["properties"] = list(s.properties, [&](const PropertyResult &p) { return property(p, times); });
  object["assumptions"] = list(s.assumptions, [](const model::Assumption &a) { return toJson(a); });
  if (!s.refusals.empty()) object["refusals"] = list(s.refusals, refusal);
  addUnlessEmpty(object, "neverFires", s.neverFires);
  object["filesRead"] = s.filesRead;
  if (!s.excerpts.empty()) object["excerpts"] = excerpts(s.excerpts);
  if (!s.digests.empty()) object["digests"] = s.digests;
  if (!s.functionsRun.kernel.empty() || !s.functionsRun.ours.empty())
    object["functionsRun"] = {{"kernel", list(s.functionsRun.kernel, functionRun)},
                              {"ours", list(s.functionsRun.ours, functionRun)}};
  if (times) object["clangSeconds"] = s.clangSeconds;
  if (times) object["seconds"] = s.seconds;
  return object;
}

namespace {

/// Derived from the rest of the report, for whoever counts.
Json cause(const Cause &c) {
  Json object{{"kind", nameOf(c.kind)}, {"text", c.text}};
  if (!c.where.file.empty()) object["where"] = toJson(c.where);
  object["properties"] = c.properties();
  object["specs"] = list(c.stopped, [](const Cause::Stopped &one) {
    Json spec{{"name", one.spec->name}};
    for (const PropertyResult *property : one.properties) spec["properties"].push_back(property->name);
    return spec;
  });
  return object;
}

} // namespace

Json toJson(const Report &report, bool times) {
  Json object{{"format", reportFormat},           {"pinproof", report.versions.pinproof},
              {"clang", report.versions.clang},   {"z3", report.versions.z3},
              {"kernel", report.kernel},          {"mode", report.mode},
              {"defines", report.defines},        {"exitCode", exitCode(report)},
              {"interrupted", report.interrupted}};
  if (report.tree) object["tree"] = toJson(*report.tree);
  if (report.shard) {
    object["shard"] = {{"index", report.shard->index}, {"of", report.shard->of}};
    object["planned"] = report.planned;
  }
  if (const size_t count = namesReplaced(report).size(); count != 0) object["namesReplaced"] = count;
  addUnlessEmpty(object, "baselineNotes", report.baselineNotes);
  if (!report.unaccepted.empty())
    object["unaccepted"] = list(report.unaccepted, [](const model::Assumption &a) { return toJson(a); });
  if (!report.touched.empty()) {
    object["touched"] = list(report.touched, [](const TouchedFile &file) { return toJson(file); });
    object["acceptsUnchecked"] = report.acceptsUnchecked;
  }
  if (times) object["seconds"] = report.seconds;
  object["specs"] = list(report.specs, [&](const SpecResult &s) { return toJson(s, times); });
  if (const std::vector<Cause> causes = causesIn(report); !causes.empty())
    object["causes"] = list(causes, cause);
  if (!report.coverage.empty()) object["coverage"] = toJson(report.coverage);
  return object;
}

std::string renderJson(const Report &report, bool times) {
  // Kernel sources are not UTF-8 by promise: replace what is not, rather than fail at the very end.
  return toJson(report, times).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace pinproof::cli
