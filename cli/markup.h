// Text for XML, HTML and Markdown.
#pragma once

#include <string>

namespace pinproof::cli {

/// `text` for use between tags and inside quoted attributes: markup characters escaped, and what XML cannot
/// hold (control characters, bytes that are not UTF-8) replaced by U+FFFD.
std::string escapeMarkup(const std::string &text);

/// `text` with bytes that are not UTF-8 replaced by U+FFFD.
std::string validUtf8(const std::string &text);

/// `text` for the cell of a table in Markdown.
std::string markdownCell(const std::string &text);

/// Code between enough backquotes that `text` cannot end it.
std::string markdownCode(const std::string &text);

} // namespace pinproof::cli
