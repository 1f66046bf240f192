// Which pinproof is this?
#pragma once

#include <string>

namespace pinproof::cli {

/// Text that differs between any two builds of pinproof, and between any two builds of the libraries that
/// it runs with: version numbers stay what they are while somebody works on either.
const std::string &buildIdentity();

} // namespace pinproof::cli
