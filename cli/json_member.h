// Reading JSON that somebody may have edited.
#pragma once

#include "model/integer.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace pinproof::cli {

/// The JSON in `file`, called `what` where it is missing. Throws model::InputError with the position of what
/// is not JSON, and `expected` as what to do.
nlohmann::ordered_json parseJsonFile(const std::filesystem::path &file, const std::string &what,
                                     const std::string &expected);

/// As much of what a file says as a message should repeat.
inline std::string beginning(const std::string &text) {
  constexpr size_t most = 60;
  return text.size() <= most ? text : text.substr(0, most) + "...";
}

/// A JSON value that knows where it stands, so that it can complain: all members throw model::InputError
/// naming the path ("specs[0].properties[2].trace") and saying `expected` as what to do. Refers to the value.
class Member {
public:
  Member(const nlohmann::ordered_json &value, std::string file, std::string expected, std::string path = {})
      : value(value), file(std::move(file)), expected(std::move(expected)), path(std::move(path)) {}

  [[noreturn]] void fail(const std::string &message) const;
  bool has(const char *key) const { return value.is_object() && value.contains(key); }
  Member at(const char *key) const;
  std::vector<Member> items() const;
  /// The keys and values of an object.
  std::vector<std::pair<std::string, Member>> members() const;
  std::string text() const;
  bool isText() const { return value.is_string(); }
  bool boolean() const;
  double number() const;
  model::Integer integer() const;
  /// An integer in [low, high].
  int64_t integer(int64_t low, int64_t high) const;

  /// Optional members.
  std::string textOr(const char *key, const std::string &other) const {
    return has(key) ? at(key).text() : other;
  }
  std::vector<std::string> texts(const char *key) const;

private:
  const nlohmann::ordered_json &value;
  std::string file, expected, path;
};

} // namespace pinproof::cli
