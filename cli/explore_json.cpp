// pinproof.explore/4: docs/formats.md describes it, docs/explore.schema.json checks it.
#include "cli/explore_report.h"
#include "cli/json.h"
#include "cli/status.h"
#include "cli/touched_json.h"

#include <nlohmann/json.hpp>

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;

Json chunk(const PatchChunk &given) {
  Json lines = Json::array();
  for (const PatchChunk::Line &line : given.lines) {
    Json object{{"text", line.kind + line.text}};
    if (line.number != 0) object["line"] = line.number;
    lines.push_back(object);
  }
  return Json{{"file", given.file}, {"line", given.line}, {"lines", lines}};
}

Json row(const ExploreRow &given, const std::vector<ExploreStage> &stages) {
  Json object{{"spec", given.spec}};
  if (!given.property.empty()) object["property"] = given.property;
  object["change"] = name(given.turn);
  Json standings = Json::array();
  for (Standing standing : given.standings) standings.push_back(name(standing));
  object["answers"] = standings;
  object["stage"] = given.stage;
  const ExploreStage &stage = stages.at(given.stage);
  const PropertyResult *property = findProperty(stage, given.spec, given.property);
  if (given.turn == Turn::Same || property == nullptr || !property->trace) return object;
  Json chunks = Json::array();
  for (const PatchChunk &one : chunksOf(*property->trace, stage.chunks)) chunks.push_back(chunk(one));
  object["throughPatch"] = chunks;
  return object;
}

Json stage(const ExploreStage &given, bool times) {
  Json object{{"title", given.title}};
  object["touched"] = Json::array();
  for (const TouchedFile &file : given.touched) object["touched"].push_back(toJson(file));
  object["leftOut"] = given.leftOut;
  object["notes"] = given.notes;
  object["report"] = toJson(given.report, times);
  return object;
}

} // namespace

std::string renderExploreJson(const ExploreReport &report, bool times) {
  const Report &before = report.stages.front().report;
  Json object{{"format", "pinproof.explore/4"}, {"pinproof", before.versions.pinproof},
              {"clang", before.versions.clang}, {"z3", before.versions.z3},
              {"kernel", before.kernel},        {"mode", before.mode},
              {"exitCode", exitCode(report)},   {"interrupted", report.interrupted},
              {"notes", report.notes}};
  object["acceptsUnchecked"] = report.acceptsUnchecked;
  if (times) object["seconds"] = report.seconds;
  object["properties"] = Json::array();
  for (const ExploreRow &one : report.rows) object["properties"].push_back(row(one, report.stages));
  object["stages"] = Json::array();
  for (const ExploreStage &one : report.stages) object["stages"].push_back(stage(one, times));
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace pinproof::cli
