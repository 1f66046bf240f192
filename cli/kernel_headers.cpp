// Reading a thousand headers takes a second and more, so what came of it is kept like a reading
// (records.cpp): under what was asked of the file system and what it answered. Two lists are kept, because
// one header is computed (own_headers.h): what that was computed from, and what was read then.
//
// Within a process the same holds for the states of a tree: most patches touch no header.
#include "cli/kernel_headers.h"

#include "cli/build.h"
#include "model/clang/header_names.h"
#include "model/clang/sha256.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using model::HeaderName;
using model::Lookup;

constexpr const char *namesFormat = "pinproof.headers/2", *lookupsFormat = "pinproof.header-lookups/1";
constexpr size_t mostLists = 8;

/// What was asked, in the order in which it was.
struct Asked {
  std::vector<Lookup> forBounds, forNames;
  std::string bounds;
  bool operator==(const Asked &) const = default;
};

std::string keyOf(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts) text += std::to_string(part.size()) + ":" + part + "\n";
  return model::sha256(text);
}

Json toJson(const std::vector<Lookup> &lookups) {
  Json list = Json::array();
  for (const Lookup &lookup : lookups) list.push_back((lookup.opens ? "<" : "?") + lookup.path);
  return list;
}

std::vector<Lookup> readLookups(const Json &list) {
  std::vector<Lookup> lookups;
  for (const Json &item : list) {
    const auto &text = item.get_ref<const std::string &>();
    lookups.push_back({text.substr(1), text.at(0) == '<'});
  }
  return lookups;
}

Json toJson(const Asked &asked) {
  return {
      {"forBounds", toJson(asked.forBounds)}, {"forNames", toJson(asked.forNames)}, {"bounds", asked.bounds}};
}

Asked readAsked(const Json &object) {
  return {readLookups(object.at("forBounds")), readLookups(object.at("forNames")),
          object.at("bounds").get<std::string>()};
}

Json toJson(const model::HeaderNames &names) {
  Json all = Json::array();
  for (const auto &[name, one] : names.all)
    all.push_back({name, one.kind, one.says, one.where.file, one.where.line, one.where.column, one.last,
                   one.first, one.uses});
  return {{"trouble", names.trouble}, {"names", all}};
}

model::HeaderNames readNames(const Json &object) {
  model::HeaderNames names;
  names.trouble = object.at("trouble").get<std::string>();
  for (const Json &one : object.at("names"))
    names.all[one.at(0).get<std::string>()] =
        HeaderName{one.at(1).get<std::string>(),
                   one.at(2).get<std::string>(),
                   {one.at(3).get<std::string>(), one.at(4).get<unsigned>(), one.at(5).get<unsigned>()},
                   one.at(6).get<unsigned>(),
                   one.at(7).get<unsigned>(),
                   one.at(8).get<std::vector<std::string>>()};
  return names;
}

/// What is asked of a tree, and a key of it.
struct Question {
  model::HeaderQuestion what;
  std::string key;
};

Question questionFor(const model::ReadOptions &tree, const std::set<std::string> &wanted) {
  static std::mutex mutex;
  static std::map<std::pair<std::string, std::set<std::string>>, Question> all;
  std::lock_guard lock(mutex);
  auto [at, isNew] = all.try_emplace({tree.specDirectory, wanted});
  if (!isNew) return at->second;
  model::HeaderQuestion &what = at->second.what;
  what = {model::headersReplaced(tree.specDirectory),
          wanted.empty() ? model::identifiersOfOurs(tree.specDirectory) : wanted};
  std::vector<std::string> parts{lookupsFormat, buildIdentity(), tree.specDirectory};
  parts.insert(parts.end(), what.headers.begin(), what.headers.end());
  parts.insert(parts.end(), what.wanted.begin(), what.wanted.end());
  at->second.key = keyOf(parts);
  return at->second;
}

/// A key of the answers, "" where something cannot be answered as it was.
std::string answersKey(const model::ReadOptions &tree, const Question &question, const Asked &asked) {
  const model::OwnHeaders own = model::ownHeaders(tree, asked.bounds);
  const std::string forBounds = answersTo(own.options, asked.forBounds).digest;
  if (forBounds.empty()) return "";
  const std::string forNames = answersTo(optionsToRead(own, question.what), asked.forNames).digest;
  if (forNames.empty()) return "";
  return keyOf({namesFormat, question.key, toJson(asked).dump(), forBounds, forNames});
}

} // namespace

struct KernelHeaders::Read {
  model::HeaderNames names;
  Asked asked;
  std::string key; // answersKey()
};

namespace {

std::vector<Asked> listsIn(const KeptFiles &files, const std::string &key) {
  std::vector<Asked> lists;
  const std::optional<Json> object = files.find(key, lookupsFormat);
  if (!object) return lists;
  try {
    for (const Json &list : object->at("lists")) lists.push_back(readAsked(list));
  } catch (const std::exception &error) {
    files.remove(key, error.what());
    lists.clear();
  }
  return lists;
}

void keepList(const KeptFiles &files, const std::string &key, const Asked &asked) {
  std::vector<Asked> lists = listsIn(files, key);
  std::erase(lists, asked);
  lists.insert(lists.begin(), asked);
  if (lists.size() > mostLists) lists.resize(mostLists);
  Json all = Json::array();
  for (const Asked &list : lists) all.push_back(toJson(list));
  files.keep(key, lookupsFormat, {{"lists", all}});
}

} // namespace

std::shared_ptr<const KernelHeaders::Read> KernelHeaders::find() const {
  const Question question = questionFor(tree, wanted);
  if (files.areOff()) return nullptr;
  const std::vector<Asked> lists = listsIn(files, question.key);
  for (const Asked &asked : lists) {
    const std::string key = answersKey(tree, question, asked);
    const std::optional<Json> object = key.empty() ? std::nullopt : files.find(key, namesFormat);
    if (!object) continue;
    if (asked != lists.front()) keepList(files, question.key, asked); // likely to be asked next
    try {
      return std::make_shared<Read>(Read{readNames(*object), asked, key});
    } catch (const std::exception &error) {
      files.remove(key, error.what());
    }
  }
  return nullptr;
}

std::shared_ptr<const KernelHeaders::Read> KernelHeaders::readAnew() const {
  const Question question = questionFor(tree, wanted);
  const model::OwnHeaders own = model::ownHeaders(tree);
  model::HeaderNamesRead now = readHeaderNames(own, question.what);
  Read read{std::move(now.names), {own.lookups, now.lookups, own.bounds}, ""};
  if (!own.answers.empty() && !now.answers.empty()) read.key = answersKey(tree, question, read.asked);
  if (!files.areOff() && !read.key.empty()) {
    keepList(files, question.key, read.asked);
    files.keep(read.key, namesFormat, toJson(read.names));
  }
  return std::make_shared<Read>(std::move(read));
}

const KernelHeaders::Read &KernelHeaders::read() const {
  static std::mutex turn; // one at a time: the next finds what it leaves
  static std::vector<std::shared_ptr<const Read>> earlier;
  std::lock_guard lock(mutex);
  if (known) return *known;
  std::lock_guard mine(turn);
  for (const auto &one : earlier)
    if (!one->key.empty() && answersKey(tree, questionFor(tree, wanted), one->asked) == one->key) {
      known = one;
      return *known;
    }
  known = find();
  if (!known) known = readAnew();
  earlier.push_back(known);
  return *known;
}

const model::HeaderNames &KernelHeaders::names() const { return read().names; }

namespace {

/// Lists of one directory, read once.
const model::KnownNames &knownNames(const std::string &specDirectory) {
  static std::mutex mutex;
  static std::map<std::string, model::KnownNames> all;
  std::lock_guard lock(mutex);
  auto at = all.find(specDirectory);
  if (at == all.end()) at = all.emplace(specDirectory, model::KnownNames(specDirectory)).first;
  return at->second;
}

} // namespace

const model::Comparer &KernelHeaders::comparer() const {
  const Read &headers = read();
  std::lock_guard lock(mutex);
  if (!ofKnown) ofKnown = std::make_unique<model::Comparer>(headers.names, knownNames(tree.specDirectory));
  return *ofKnown;
}

model::Comparison KernelHeaders::compare(const std::vector<model::StandIn> &standIns) const {
  if (standIns.empty()) return {};
  return comparer().compare(standIns);
}

namespace {

/// "1024 unsigned int", as C says it; "" where it has no word for that.
std::string inC(const std::string &value) {
  static const std::map<std::string, const char *> suffixes{
      {"int", ""},         {"unsigned int", "U"},        {"long", "L"}, {"unsigned long", "UL"},
      {"long long", "LL"}, {"unsigned long long", "ULL"}};
  const size_t space = value.find(' ');
  const auto suffix = suffixes.find(value.substr(space + 1));
  const std::string number = value.substr(0, space);
  if (suffix == suffixes.end() || number == std::to_string(INT64_MIN)) return "";
  return "(" + number + suffix->second + ")";
}

std::optional<model::Borrowed> loanOf(const std::string &name, const HeaderName &said) {
  if (!said.where.file.ends_with(".h")) return std::nullopt;
  model::Borrowed one{name, said.where.file, said.first, said.last, ""};
  if (said.kind == "constant") {
    const std::string value = inC(said.says);
    if (value.empty()) return std::nullopt;
    one.instead =
        said.first != 0 ? "#define " + name + " " + value : "enum { " + name + " = " + value + " };";
    one.first = one.last = said.where.line;
    return one;
  }
  const bool isWhole = said.kind == "function" || said.kind == "macro" || said.kind == "type";
  return isWhole && said.first != 0 ? std::optional(one) : std::nullopt;
}

} // namespace

std::vector<model::Borrowed> KernelHeaders::lend(const std::set<std::string> &names) const {
  std::vector<model::Borrowed> result;
  if (names.empty()) return result;
  const KernelHeaders asked(tree, files, names);
  for (const std::string &name : names)
    if (auto said = asked.names().all.find(name); said != asked.names().all.end())
      if (auto one = loanOf(name, said->second)) result.push_back(std::move(*one));
  return result;
}

bool KernelHeaders::looksAt(const std::string &path) const {
  const std::string wanted = "/tree/" + path;
  const Asked &asked = read().asked;
  auto isIt = [&](const Lookup &lookup) { return lookup.path.ends_with(wanted); };
  return std::any_of(asked.forBounds.begin(), asked.forBounds.end(), isIt) ||
         std::any_of(asked.forNames.begin(), asked.forNames.end(), isIt);
}

model::LinesRun KernelHeaders::linesOf(const std::vector<model::StandIn> &standIns) const {
  if (standIns.empty()) return {};
  return comparer().linesOf(standIns);
}

bool hasStandInsOnly(const fs::path &tree) {
  std::error_code ignored;
  return fs::exists(tree / "HEADERS", ignored) && !fs::exists(tree / "include/linux/mm_types.h", ignored);
}

} // namespace pinproof::cli
