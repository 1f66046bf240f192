// Text for XML and HTML.
#pragma once

#include <string>

namespace pinproof::cli {

/// `text` for use between tags and inside quoted attributes: markup characters escaped, and what XML cannot
/// hold (control characters, bytes that are not UTF-8) replaced by U+FFFD.
std::string escapeMarkup(const std::string &text);

/// `text` with bytes that are not UTF-8 replaced by U+FFFD.
std::string validUtf8(const std::string &text);

} // namespace pinproof::cli
