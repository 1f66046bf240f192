// A name for content that nobody can give to other content (FIPS 180-4).
#pragma once

#include <string>

namespace pinproof::model {

/// 64 hexadecimal digits.
std::string sha256(const std::string &text);

} // namespace pinproof::model
