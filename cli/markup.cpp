// Kernel sources are not UTF-8 by promise, and XML 1.0 has no way at all to write most control characters.
#include "cli/markup.h"

#include <nlohmann/json.hpp>

namespace pinproof::cli {

namespace {

constexpr const char *replacement = "\xEF\xBF\xBD";

bool isForbidden(char c) {
  return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t' && c != '\r';
}

} // namespace

// The JSON library decodes UTF-8 already, and replaces what is wrong.
std::string validUtf8(const std::string &text) {
  using Json = nlohmann::json;
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

std::string escapeMarkup(const std::string &text) {
  std::string result;
  for (char c : validUtf8(text)) switch (c) {
    case '&': result += "&amp;"; break;
    case '<': result += "&lt;"; break;
    case '>': result += "&gt;"; break;
    case '"': result += "&quot;"; break;
    case '\'': result += "&#39;"; break;
    default:
      if (isForbidden(c))
        result += replacement;
      else
        result += c;
    }
  return result;
}

std::string markdownCell(const std::string &text) {
  std::string result;
  for (char c : escapeMarkup(text)) {
    if (c == '|' || c == '`' || c == '*' || c == '_' || c == '\\' || c == '[') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

std::string markdownCode(const std::string &text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos) fence += '`';
  return fence + "text\n" + validUtf8(text) + (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

} // namespace pinproof::cli
