// What a name means in the kernel is what its definition says and what the names in there mean: a stand-in's
// name leads to all others that it is made of, and each has to be one that somebody has read. Nothing is
// guessed of what is not on record, nor of what the headers lack: kernel C that uses a name which they do
// not define is not what the stand-in was written for, or was not read in full. Names that only ours use are
// ours alone.
#include "model/stand_ins.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

namespace pinproof::model {

namespace {

namespace fs = std::filesystem;

constexpr const char *suffix = ".known", *helpers = "specs/headers/helpers";

/// "specs/include/linux/mm.h" -> SPECS/include/linux/mm.h.known
fs::path listFor(const std::string &specDirectory, const std::string &file) {
  return fs::path(specDirectory) / (file.substr(std::string("specs/").size()) + suffix);
}

struct Line {
  std::string name, kind, says, kernels;
};

std::optional<Line> parse(std::string text) {
  Line line;
  if (size_t comment = text.find('#'); comment != text.npos) {
    line.kernels = text.substr(comment + 1);
    text.resize(comment);
  }
  std::istringstream words(text);
  if (!(words >> line.name)) return std::nullopt;
  words >> line.kind;
  for (std::string word; words >> word;) line.says += (line.says.empty() ? "" : " ") + word;
  return line;
}

std::vector<Line> readList(const fs::path &path) {
  std::vector<Line> lines;
  std::ifstream file(path);
  unsigned number = 0;
  for (std::string text; std::getline(file, text);) {
    ++number;
    std::optional<Line> line = parse(text);
    if (line && line->says.empty())
      throw InputError("not a name, its kind and what is said of it", Source{path.string(), number},
                       "write the list anew: pinproof stand-ins --record");
    if (line) lines.push_back(std::move(*line));
  }
  return lines;
}

/// What `names` are made of, themselves included, as far as `kernel` has them; with the first of `names` that
/// led there.
std::map<std::string, const StandIn *> reached(const std::vector<StandIn> &names, const HeaderNames &kernel) {
  std::map<std::string, const StandIn *> result;
  std::vector<std::pair<std::string, const StandIn *>> open;
  for (auto at = names.rbegin(); at != names.rend(); ++at) open.emplace_back(at->name, &*at);
  while (!open.empty()) {
    const auto [name, by] = open.back();
    open.pop_back();
    auto said = kernel.all.find(name);
    if (said == kernel.all.end() || !result.emplace(name, by).second) continue;
    for (const std::string &used : said->second.uses) open.emplace_back(used, by);
  }
  return result;
}

/// "specs/include/linux/mm.h", with the name that led here.
std::string origin(const std::string &name, const StandIn &by) {
  return by.file + (name == by.name ? "" : " (for " + by.name + ", which is made of it)");
}

/// A digest tells a person nothing.
bool isDigest(const std::string &kind) {
  return kind == "function" || kind == "variable" || kind == "macro" || kind == "both";
}

Drift drift(const std::string &name, const HeaderName &said, const StandIn &by,
            const std::vector<std::string> &known) {
  Drift result{name, {}, said.says, said.where};
  if (said.kind == "unclear") result.actual = "does not parse: " + said.says;
  if (isDigest(said.kind))
    result.actual = "a " + (said.kind == "both" ? "macro" : said.kind) + " that says something else";
  std::string values;
  for (const std::string &one : isDigest(said.kind) ? std::vector<std::string>() : known)
    values += (values.empty() ? "" : ", ") + one;
  const std::string file = origin(name, by);
  result.known = {known.empty()    ? "nothing of it: nobody has compared it with " + file
                  : values.empty() ? "what " + file + " was written for"
                                   : values + ", for which " + file + " was written"};
  result.known.front() += "; read it, then: pinproof stand-ins --record";
  return result;
}

Drift absent(const StandIn &by) {
  return {by.name,
          {"what " + by.file + " stands in for, since kernel code uses it"},
          "not in its headers",
          Source{by.file}};
}

/// One cause, however many names it keeps from being compared.
Drift unread(const std::vector<StandIn> &missing, const HeaderNames &kernel) {
  std::string names = missing.front().name;
  if (missing.size() > 1) names += " and " + std::to_string(missing.size() - 1) + " more";
  return {"the kernel's own headers",
          {"headers that say what stand-ins replace and kernel code uses: " + names},
          "cannot be compared, " + kernel.trouble,
          Source{missing.front().file}};
}

} // namespace

KnownNames::KnownNames(const std::string &specDirectory) {
  std::error_code error;
  for (const char *folder : {"include", "compat", "headers"})
    for (const fs::directory_entry &entry :
         fs::recursive_directory_iterator(fs::path(specDirectory) / folder, error))
      if (entry.path().extension() == suffix) read(entry.path().string());
  for (const fs::directory_entry &entry : fs::directory_iterator(specDirectory, error))
    if (entry.path().extension() == suffix) read(entry.path().string());
}

void KnownNames::read(const std::string &path) {
  for (const Line &line : readList(path)) {
    std::istringstream kernels(line.kernels);
    for (std::string kernel; kernels >> kernel;) all[line.name][line.kind + " " + line.says].insert(kernel);
    lists.try_emplace(line.name, path);
  }
}

std::string KnownNames::listOf(const std::string &name) const {
  auto at = lists.find(name);
  return at == lists.end() ? "" : at->second;
}

std::string KnownNames::nearest(const HeaderNames &tree) const {
  struct Score {
    unsigned agreed = 0, contradicted = 0;
  };
  std::map<std::string, Score> scores;
  for (const auto &[name, said] : tree.all) {
    auto known = all.find(name);
    if (known == all.end()) continue;
    std::map<std::string, bool> agrees; // by kernel that says anything of it
    for (const auto &[says, kernels] : known->second)
      for (const std::string &kernel : kernels) agrees[kernel] |= says == said.kind + " " + said.says;
    for (const auto &[kernel, isSame] : agrees)
      ++(isSame ? scores[kernel].agreed : scores[kernel].contradicted);
  }
  unsigned most = 0;
  for (const auto &[kernel, score] : scores) most = std::max(most, score.agreed);
  std::string result;
  for (const auto &[kernel, score] : scores) {
    if (score.agreed == 0 || score.agreed < most / 2) continue; // of which little is known
    const Score best = result.empty() ? Score{0, ~0u} : scores[result];
    if (score.contradicted < best.contradicted ||
        (score.contradicted == best.contradicted && score.agreed > best.agreed))
      result = kernel;
  }
  return result;
}

bool KnownNames::has(const std::string &name, const HeaderName &said, const std::string &kernel) const {
  auto known = all.find(name);
  if (said.kind == "unclear" || known == all.end()) return false;
  auto at = known->second.find(said.kind + " " + said.says);
  return at != known->second.end() && at->second.contains(kernel);
}

std::vector<std::string> KnownNames::says(const std::string &name, const std::string &kernel) const {
  std::vector<std::string> result;
  if (auto known = all.find(name); known != all.end())
    for (const auto &[said, kernels] : known->second)
      if (kernels.contains(kernel)) result.push_back(said.substr(said.find(' ') + 1));
  return result;
}

Assumption onlyTypesCompared(const std::vector<StandIn> &declared) {
  std::vector<std::string> about;
  for (const StandIn &one : declared) about.push_back(one.name + "() of " + one.file);
  return {"A14",
          "of functions that stand-ins replace and that the kernel's headers only declare, the types are "
          "compared, and not what they do",
          std::move(about)};
}

Comparer::Comparer(const HeaderNames &kernel, const KnownNames &known)
    : kernel(kernel), known(known), nearest(known.nearest(kernel)) {
  std::map<std::string, std::vector<std::string>> users;
  std::vector<std::string> open;
  for (const auto &[name, said] : kernel.all) {
    for (const std::string &used : said.uses) users[used].push_back(name);
    if (!known.has(name, said, nearest)) open.push_back(name);
  }
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    if (!tainted.insert(name).second) continue;
    const std::vector<std::string> &more = users[name];
    open.insert(open.end(), more.begin(), more.end());
  }
}

Comparison Comparer::compare(const std::vector<StandIn> &standIns) const {
  Comparison result;
  std::vector<StandIn> suspects, missing;
  for (const StandIn &one : standIns) {
    auto at = kernel.all.find(one.name);
    if (at == kernel.all.end()) {
      if (one.isKernels) missing.push_back(one);
      continue;
    }
    result.replaced.push_back(one);
    if (at->second.kind == "declared" && at->second.says.ends_with(")")) result.declared.push_back(one);
    if (tainted.contains(one.name)) suspects.push_back(one);
  }
  if (!missing.empty() && !kernel.trouble.empty())
    result.drifts.push_back(unread(missing, kernel));
  else
    for (const StandIn &one : missing) result.drifts.push_back(absent(one));
  for (const auto &[name, by] : reached(suspects, kernel))
    if (const HeaderName &said = kernel.all.at(name); !known.has(name, said, nearest))
      result.drifts.push_back(drift(name, said, *by, known.says(name, nearest)));
  return result;
}

std::map<std::string, std::set<unsigned>> Comparer::linesOf(const std::vector<StandIn> &standIns) const {
  std::map<std::string, std::set<unsigned>> result;
  const std::map<std::string, const StandIn *> ours = reached(standIns, kernel);
  // Of types, members and declarations less is compared than their lines say: order, attributes.
  auto isAllCompared = [](const HeaderName &said) { return isDigest(said.kind) || said.kind == "constant"; };
  for (const auto &[name, said] : kernel.all)
    if (ours.contains(name) && isAllCompared(said))
      for (unsigned line = said.where.line; line <= said.last; ++line) result[said.where.file].insert(line);
  for (const auto &[name, said] : kernel.all) {
    auto at = result.find(said.where.file);
    if (at == result.end() || said.kind == "type" || (ours.contains(name) && isAllCompared(said))) continue;
    at->second.erase(at->second.lower_bound(said.where.line), at->second.upper_bound(said.last));
  }
  return result;
}

namespace {

std::string titleOf(const fs::path &list) {
  const std::string file = list.stem().string();
  if (file == fs::path(helpers).filename())
    return "# What the kernel's headers say of names that no stand-in has, but that those of stand-ins are "
           "made "
           "of.\n";
  return "# What the kernel's headers say of the names that " + file + " stands in for.\n";
}

void writeList(const fs::path &path, const std::vector<Line> &lines) {
  std::error_code ignored; // writing will fail
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream file(path);
  file << titleOf(path) << "# Written by pinproof stand-ins --record; docs/model.md says when.\n\n";
  for (const Line &line : lines) {
    std::string text = line.name + " " + line.kind + " " + line.says;
    if (!line.kernels.empty()) text += " #" + line.kernels;
    file << text << "\n";
  }
  if (!file.flush())
    throw InputError(path.string() + " cannot be written", {}, "record into a copy of specs, with --specs");
}

/// Adds a line, or says in one that is there that `version` says so too. Whether it is new.
bool add(std::vector<Line> &lines, const std::string &name, const HeaderName &said,
         const std::string &version) {
  for (Line &line : lines) {
    if (line.name != name || line.kind != said.kind || line.says != said.says) continue;
    std::istringstream kernels(line.kernels);
    for (std::string one; kernels >> one;)
      if (one == version) return false;
    line.kernels += " " + version;
    return false;
  }
  lines.push_back({name, said.kind, said.says, " " + version});
  return true;
}

} // namespace

unsigned record(const std::string &specDirectory, const std::vector<StandIn> &standIns,
                const HeaderNames &kernel, const std::string &version) {
  const KnownNames known(specDirectory);
  std::map<std::string, std::string> owners; // of names of stand-ins: the file
  for (const StandIn &one : standIns) owners.try_emplace(one.name, one.file);
  std::map<fs::path, std::vector<std::string>> lists;
  for (const auto &[name, by] : reached(standIns, kernel)) {
    if (known.has(name, kernel.all.at(name), version)) continue; // in whichever list
    auto owner = owners.find(name);
    const std::string list = known.listOf(name);
    const fs::path own = listFor(specDirectory, owner == owners.end() ? helpers : owner->second);
    // What was a helper may have got a stand-in since.
    const bool isInPlace =
        !list.empty() && (owner == owners.end() || list != listFor(specDirectory, helpers));
    lists[isInPlace ? fs::path(list) : own].push_back(name);
  }
  unsigned added = 0;
  for (const auto &[path, names] : lists) {
    std::vector<Line> lines = readList(path);
    for (const std::string &name : names) {
      const HeaderName &said = kernel.all.at(name);
      if (said.kind != "unclear") added += add(lines, name, said, version);
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const Line &a, const Line &b) { return a.name < b.name; });
    writeList(path, lines);
  }
  return added;
}

} // namespace pinproof::model
