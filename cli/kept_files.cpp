// A file carries a digest of itself in its first line, so that damage is found, and the key that it was kept
// under, so that a file under another's name is. Whoever can write here can forge both: these are the
// user's own files, like those that a compiler's cache keeps.
#include "cli/kept_files.h"

#include "cli/output.h"
#include "model/clang/sha256.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr size_t mostFiles = 8000; // about a hundred megabytes

std::optional<std::string> contents(const fs::path &file) try {
  std::ifstream in(file, std::ios::binary);
  if (!in) return {};
  return std::string(std::istreambuf_iterator<char>(in), {});
} catch (const std::ios_base::failure &) { // a directory, say, or a disk that fails
  return {};
}

/// The text below the digest, or nothing if it is not what was written.
std::optional<std::string> unsealed(const std::string &text) {
  size_t end = text.find('\n');
  if (end == std::string::npos) return {};
  std::string body = text.substr(end + 1);
  return model::sha256(body) == text.substr(0, end) ? std::optional(std::move(body)) : std::nullopt;
}

/// Renaming is atomic: whoever reads sees all of a file or none.
void writeAtomically(const fs::path &file, const std::string &text) {
  const fs::path temporary = file.string() + "." + std::to_string(getpid()) + ".new";
  std::ofstream out(temporary, std::ios::binary);
  out << text;
  out.close();
  std::error_code error;
  if (out) fs::rename(temporary, file, error);
  if (!out || error) fs::remove(temporary, error);
}

} // namespace

std::optional<Json> KeptFiles::find(const std::string &key, const std::string &format) const {
  if (!directory) return {};
  std::optional<std::string> text = contents(fileFor(key));
  if (!text) return {};
  std::optional<std::string> body = unsealed(*text);
  if (!body) {
    remove(key, "it is damaged");
    return {};
  }
  try {
    Json object = Json::parse(*body);
    if (object.is_object() && object.value("format", "") == format && object.value("key", "") == key)
      return object;
    remove(key, "it was not written for this");
  } catch (const Json::exception &error) {
    remove(key, error.what());
  }
  return {};
}

void KeptFiles::keep(const std::string &key, const std::string &format, const Json &object) const {
  if (!directory) return;
  Json all{{"format", format}, {"key", key}};
  all.update(object);
  std::error_code error;
  fs::create_directories(*directory, error);
  if (error) return;
  try {
    const std::string body = all.dump() + "\n";
    writeAtomically(fileFor(key), model::sha256(body) + "\n" + body);
  } catch (const Json::exception &) { // not UTF-8
  }
}

void KeptFiles::remove(const std::string &key, const std::string &why) const {
  std::error_code ignored;
  fs::remove(fileFor(key), ignored);
  writeTalk("pinproof: note: the cache entry " + fileFor(key).string() + " is removed: " + why + "\n");
}

void KeptFiles::prune() const {
  if (!directory) return;
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  std::error_code error;
  for (const fs::directory_entry &entry : fs::directory_iterator(*directory, error))
    if (const fs::path ending = entry.path().extension(); ending == ".json" || ending == ".new")
      files.emplace_back(entry.last_write_time(error), entry.path());
  if (files.size() <= mostFiles) return;
  std::sort(files.begin(), files.end());
  for (size_t i = 0; i < files.size() - mostFiles * 3 / 4; ++i) fs::remove(files[i].second, error);
}

std::optional<fs::path> cacheDirectory() {
  auto absolute = [](const char *name) -> std::optional<fs::path> {
    const char *value = std::getenv(name);
    if (value == nullptr || !fs::path(value).is_absolute()) return {};
    return fs::path(value);
  };
  if (auto cache = absolute("XDG_CACHE_HOME")) return *cache / "pinproof";
  if (auto home = absolute("HOME")) return *home / ".cache" / "pinproof";
  return {};
}

} // namespace pinproof::cli
