// Two ways to an answer without finding it again, both by content, like a compiler's cache:
//
// - A reading: what Clang read is a function of its arguments and of the file system's answers to what it
//   asked (model/clang/lookups.h). The lists of what was asked are kept by arguments; the record itself by
//   arguments, list and answers. Found, it saves Clang too.
// - A program: what Clang made of it all, in a text without places. A patch elsewhere, or one that moves
//   lines, leaves it as it was.
//
// What is found was decided, and its evidence checked, by the same build of pinproof with the same libraries
// (build.h), and each step from the C to the answer is a function of what the key holds. So nothing is
// checked again, and the answer says so. explore works so, and verify where it is asked to (--take-over).
//
// A record holds what the JSON of a report holds of a specification, with its coverage beside: what a result
// has and neither of them has would be lost.
#include "cli/records.h"

#include "cli/build.h"
#include "cli/coverage.h"
#include "cli/json.h"
#include "cli/json_member.h"
#include "cli/make_report.h"
#include "cli/report_reading.h"
#include "model/clang/sha256.h"

#include <algorithm>
#include <cstdlib>

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Lookups = std::vector<model::Lookup>;

constexpr const char *recordFormat = "pinproof.record/3", *lookupsFormat = "pinproof.lookups/1";
/// Of FunctionCoverage::Line, in its order.
constexpr std::string_view letters = ".scnr";
constexpr size_t mostLists = 8; // kernels of different versions ask differently

std::string keyOf(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts) text += std::to_string(part.size()) + ":" + part + "\n";
  return model::sha256(text);
}

std::string environment(const char *name) {
  const char *value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// --- lookups ---

Json toJson(const Lookups &lookups) {
  Json list = Json::array();
  for (const model::Lookup &lookup : lookups) list.push_back((lookup.opens ? "<" : "?") + lookup.path);
  return list;
}

Lookups readLookups(const Json &list) {
  Lookups lookups;
  for (const Json &item : list) {
    const auto &text = item.get_ref<const std::string &>();
    lookups.push_back({text.substr(1), text.at(0) == '<'});
  }
  return lookups;
}

// --- records ---

/// All properties of one specification tend to have one certificate; it stands once, and its number instead.
Json withSharedCertificates(Json &spec) {
  Json certificates = Json::array();
  for (Json &property : spec.at("properties")) {
    if (!property.contains("certificate")) continue;
    Json &certificate = property.at("certificate");
    auto at = std::find(certificates.begin(), certificates.end(), certificate);
    const auto number = at - certificates.begin();
    if (at == certificates.end()) certificates.push_back(certificate);
    certificate = number;
  }
  return certificates;
}

void putCertificatesBack(Json &spec, const Json &certificates) {
  for (Json &property : spec.at("properties"))
    if (property.contains("certificate"))
      property["certificate"] = certificates.at(property.at("certificate").get<size_t>());
}

/// Names of files once, then four numbers for each place.
Json toJson(const std::vector<model::Source> &places) {
  Json names = Json::array(), numbers = Json::array();
  std::map<std::string, size_t> known;
  for (const model::Source &place : places) {
    auto [at, isNew] = known.try_emplace(place.file, known.size());
    if (isNew) names.push_back(place.file);
    numbers.insert(numbers.end(), {at->second, place.line, place.column});
  }
  return {{"files", names}, {"numbers", numbers}};
}

std::vector<model::Source> readPlaces(const Json &object) {
  const Json &names = object.at("files"), &numbers = object.at("numbers");
  std::vector<model::Source> places;
  for (size_t i = 0; i + 2 < numbers.size(); i += 3)
    places.push_back({names.at(numbers[i].get<size_t>()).get<std::string>(), numbers[i + 1].get<unsigned>(),
                      numbers[i + 2].get<unsigned>()});
  return places;
}

/// A letter for each line.
Json kindsOfLines(const std::vector<FunctionCoverage> &coverage) {
  Json array = Json::array();
  for (const FunctionCoverage &function : coverage) {
    std::string kinds;
    for (FunctionCoverage::Line kind : function.lines) kinds += letters[static_cast<size_t>(kind)];
    array.push_back({function.file, function.name, function.first, kinds});
  }
  return array;
}

std::vector<FunctionCoverage> readCoverage(const Json &array, const std::string &spec) {
  std::vector<FunctionCoverage> coverage;
  for (const Json &item : array) {
    FunctionCoverage function{item.at(0).get<std::string>(),
                              item.at(1).get<std::string>(),
                              item.at(2).get<unsigned>(),
                              {},
                              {},
                              {spec}};
    for (char letter : item.at(3).get_ref<const std::string &>()) {
      const size_t kind = letters.find(letter);
      if (kind == letters.npos) throw std::invalid_argument("a line is of no kind");
      function.lines.push_back(static_cast<FunctionCoverage::Line>(kind));
    }
    coverage.push_back(std::move(function));
  }
  return coverage;
}

Json toJson(const std::vector<model::Declared> &declared) {
  Json array = Json::array();
  for (const model::Declared &one : declared) array.push_back({one.file, one.first, one.last, one.uses});
  return array;
}

std::vector<model::Declared> readDeclared(const Json &array) {
  std::vector<model::Declared> declared;
  for (const Json &item : array)
    declared.push_back({item.at(0).get<std::string>(), item.at(1).get<unsigned>(), item.at(2).get<unsigned>(),
                        item.at(3).get<std::set<std::pair<std::string, unsigned>>>()});
  return declared;
}

Json toJson(const std::map<std::string, model::Silence> &silent) {
  Json array = Json::array();
  for (const auto &[name, silence] : silent)
    array.push_back({name, silence.isWhole, silence.label, silence.arguments, silence.argumentsFrom});
  return array;
}

std::map<std::string, model::Silence> readSilent(const Json &array) {
  std::map<std::string, model::Silence> silent;
  for (const Json &item : array)
    silent[item.at(0).get<std::string>()] = {item.at(1).get<bool>(), item.at(2).get<std::string>(),
                                             item.at(3).get<std::set<unsigned>>(),
                                             item.at(4).get<unsigned>()};
  return silent;
}

Json toJson(const Record &record) {
  Json spec = cli::toJson(record.result, false);
  spec.erase("excerpts");
  Json certificates = withSharedCertificates(spec);
  return {{"day", record.day},
          {"spec", spec},
          {"certificates", certificates},
          {"coverage", kindsOfLines(record.result.coverage)},
          {"declared", toJson(record.declared)},
          {"silent", toJson(record.silent)},
          {"program", record.program},
          {"system", record.system},
          {"decided", record.isDecided},
          {"places", toJson(record.places)},
          {"run", record.run}};
}

Record readRecord(Json &object, const std::string &file) {
  putCertificatesBack(object.at("spec"), object.at("certificates"));
  Record record;
  record.result = readSpec(Member(object.at("spec"), file, ""));
  record.result.coverage = readCoverage(object.at("coverage"), record.result.name);
  record.declared = readDeclared(object.at("declared"));
  record.silent = readSilent(object.at("silent"));
  record.program = object.at("program").get<std::string>();
  record.system = object.at("system").get<std::string>();
  record.isDecided = object.at("decided").get<bool>();
  record.places = readPlaces(object.at("places"));
  record.run = object.at("run").get<model::LinesRun>();
  record.day = object.at("day").get<std::string>();
  return record;
}

} // namespace

bool isWorthKeeping(const SpecResult &result) {
  using State = SpecResult::State;
  if (result.state == State::Absent || result.state == State::Drifted) return true;
  return result.state == State::Answered &&
         std::none_of(result.properties.begin(), result.properties.end(),
                      [](const PropertyResult &p) { return p.verdict == Verdict::Unknown; });
}

std::optional<Record> Records::read(const std::string &key) const {
  std::optional<Json> object = files.find(key, recordFormat);
  if (!object) return {};
  try {
    return readRecord(*object, files.fileFor(key).string());
  } catch (const std::exception &error) {
    files.remove(key, error.what());
    return {};
  }
}

/// Names matter beside content: places of a specification are shown as it was given. CPATH is Clang's.
std::string Records::lookupsKey(const model::ReadOptions &options) const {
  std::vector<std::string> parts{lookupsFormat,
                                 buildIdentity(),
                                 context,
                                 options.specFile,
                                 fs::absolute(options.specFile).lexically_normal().string(),
                                 options.specDirectory,
                                 fs::absolute(options.specDirectory).lexically_normal().string(),
                                 options.configured ? "configured" : "stand-ins",
                                 environment("CPATH"),
                                 environment("C_INCLUDE_PATH")};
  parts.insert(parts.end(), options.extraFlags.begin(), options.extraFlags.end());
  return keyOf(parts);
}

std::vector<Lookups> Records::lookupsFor(const model::ReadOptions &options) const {
  std::vector<Lookups> lists;
  const std::string key = lookupsKey(options);
  const std::optional<Json> object = files.find(key, lookupsFormat);
  if (!object) return lists;
  try {
    for (const Json &list : object->at("lists")) lists.push_back(readLookups(list));
  } catch (const std::exception &error) {
    files.remove(key, error.what());
    lists.clear();
  }
  return lists;
}

void Records::keepLookups(const model::ReadOptions &options, const Lookups &lookups) const {
  std::vector<Lookups> lists = lookupsFor(options);
  if (std::find(lists.begin(), lists.end(), lookups) != lists.end()) return;
  lists.insert(lists.begin(), lookups);
  if (lists.size() > mostLists) lists.resize(mostLists);
  Json all = Json::array();
  for (const Lookups &list : lists) all.push_back(toJson(list));
  files.keep(lookupsKey(options), lookupsFormat, {{"lists", all}});
}

namespace {

std::string readingKey(const std::string &lookupsKey, const Lookups &lookups, const std::string &answers) {
  return keyOf({recordFormat, lookupsKey, toJson(lookups).dump(), answers});
}

} // namespace

std::optional<Record> Records::findReading(const model::ReadOptions &options) const {
  if (files.areOff()) return {};
  for (const Lookups &lookups : lookupsFor(options)) {
    const model::Answers answers = answersTo(options, lookups);
    if (answers.digest.empty()) continue; // as they cannot have been answered then
    auto record = read(readingKey(lookupsKey(options), lookups, answers.digest));
    if (!record) continue;
    addText(record->result.coverage, answers.kernelText);
    addExcerpts(record->result, answers.kernelText);
    return record;
  }
  return {};
}

void Records::keepReading(const model::ReadOptions &options, const Reading &reading,
                          const Record &record) const {
  if (files.areOff() || reading.answers.empty()) return;
  keepLookups(options, reading.lookups);
  Record kept = record;
  kept.places.clear();
  kept.run.clear();
  files.keep(readingKey(lookupsKey(options), reading.lookups, reading.answers), recordFormat, toJson(kept));
}

namespace {

std::string programKey(const std::string &context, const std::string &text) {
  return keyOf({recordFormat, buildIdentity(), context, text});
}

} // namespace

std::optional<Record> Records::findProgram(const std::string &text) const {
  return files.areOff() ? std::nullopt : read(programKey(context, text));
}

void Records::keepProgram(const std::string &text, const Record &record) const {
  if (files.areOff()) return;
  Record kept = record;
  kept.result.coverage.clear();
  kept.declared.clear();
  kept.silent.clear();
  files.keep(programKey(context, text), recordFormat, toJson(kept));
}

} // namespace pinproof::cli
