// Talk: what goes to stderr, in one shape for every failure.
#pragma once

#include "model/source.h"

#include <exception>
#include <string>

namespace pinproof::cli {

/// The command line is wrong in a way that only the command can see (an unknown specification's name).
class UsageError : public std::runtime_error {
public:
  explicit UsageError(const std::string &message, std::string remedy = {})
      : std::runtime_error(message), remedy(std::move(remedy)) {}
  std::string remedy;
};

/// "mm/gup.c:12:3"
std::string placeOf(const model::Source &where);

/// "pinproof: mm/gup.c:12:3: error: what\n  excerpt\n  what to do\n", and so for each further error before
/// what to do.
std::string describe(const model::InputError &error);
std::string describe(const UsageError &error);
std::string describeInternal(const std::string &what);

/// Of `candidates`, the one that `word` most likely meant (edit distance at most a third of its length), or
/// "".
std::string closest(const std::string &word, const std::vector<std::string> &candidates);

} // namespace pinproof::cli
