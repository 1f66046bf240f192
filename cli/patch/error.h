// A patch that cannot be applied: exit code 6.
#pragma once

#include <stdexcept>
#include <string>

namespace pinproof::cli::patch {

/// `message` in one line; `details` may have many: the hunk, its nearest place, what to do.
class PatchError : public std::runtime_error {
public:
  explicit PatchError(const std::string &message, std::string details = {})
      : std::runtime_error(message), details(std::move(details)) {}
  std::string details;
};

} // namespace pinproof::cli::patch
