// Every member is looked at before it is used, and what is wrong is named by its path: the library's own
// exceptions say neither file nor place.
#include "cli/json_member.h"

#include "cli/json.h"
#include "cli/places.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

using Json = nlohmann::ordered_json;

/// Line and column of byte `offset` (from 1, as nlohmann counts), and that line with a caret.
model::InputError brokenJson(const std::string &file, const std::string &text, size_t offset,
                             const std::string &expected) {
  size_t at = std::min(offset == 0 ? 0 : offset - 1, text.size());
  size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1; // npos + 1 == 0
  size_t end = std::min(text.find('\n', at), text.size());
  model::Source where{file, static_cast<unsigned>(1 + std::count(text.begin(), text.begin() + at, '\n')),
                      static_cast<unsigned>(1 + at - begin)};
  // Compact JSON is one endless line: show what is near.
  size_t from = at - begin > 60 ? at - 60 : begin;
  std::string excerpt = text.substr(from, std::min<size_t>(end - from, 100));
  for (char &c : excerpt)
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) > '~') c = ' ';
  return model::InputError("is not JSON", where, expected,
                           excerpt + "\n" + std::string(at - from, ' ') + "^");
}

} // namespace

Json parseJsonFile(const std::filesystem::path &file, const std::string &what, const std::string &expected) {
  const std::string text = readTextFile(file, what);
  try {
    return Json::parse(text);
  } catch (const Json::parse_error &error) {
    throw brokenJson(file.string(), text, error.byte, expected);
  } catch (const Json::out_of_range &) { // of a number; the library does not say where
    throw model::InputError("has a number that is too large", {file.string(), 0, 0}, expected);
  }
}

void Member::fail(const std::string &message) const {
  throw model::InputError((path.empty() ? "" : path + ": ") + message, {file, 0, 0}, expected);
}

Member Member::at(const char *key) const {
  if (!value.is_object()) fail("expected an object");
  if (!value.contains(key)) fail("has no '" + std::string(key) + "'");
  return {value.at(key), file, expected, path.empty() ? key : path + "." + key};
}

std::vector<Member> Member::items() const {
  if (!value.is_array()) fail("expected an array");
  std::vector<Member> members;
  for (size_t i = 0; i < value.size(); ++i)
    members.emplace_back(value[i], file, expected, path + "[" + std::to_string(i) + "]");
  return members;
}

std::vector<std::pair<std::string, Member>> Member::members() const {
  if (!value.is_object()) fail("expected an object");
  std::vector<std::pair<std::string, Member>> all;
  for (const auto &[key, member] : value.items())
    all.emplace_back(key, Member(member, file, expected, path.empty() ? key : path + "." + key));
  return all;
}

std::string Member::text() const {
  if (!value.is_string()) fail("expected a string");
  return value.get<std::string>();
}

bool Member::boolean() const {
  if (!value.is_boolean()) fail("expected true or false");
  return value.get<bool>();
}

double Member::number() const {
  if (!value.is_number()) fail("expected a number");
  return value.get<double>();
}

model::Integer Member::integer() const {
  try {
    return integerFrom(value);
  } catch (const std::exception &) {
    fail("expected an integer, or its digits as a string");
  }
}

int64_t Member::integer(int64_t low, int64_t high) const {
  model::Integer number = integer();
  if (number < low || number > high)
    fail("expected an integer from " + std::to_string(low) + " to " + std::to_string(high));
  return static_cast<int64_t>(number);
}

std::vector<std::string> Member::texts(const char *key) const {
  std::vector<std::string> result;
  if (has(key))
    for (const Member &item : at(key).items()) result.push_back(item.text());
  return result;
}

} // namespace pinproof::cli
