// Kconfig writes what somebody chose twice: as .config, for make, and as autoconf.h, for C: y becomes 1, m
// becomes 1 under the name with _MODULE behind it, numbers and texts stand as they are, and what is not set
// has no line (Documentation/kbuild/kconfig.rst, scripts/kconfig/confdata.c).
#include "cli/kconfig.h"

#include "cli/places.h"
#include "model/source.h"

#include <sstream>

namespace pinproof::cli {

namespace {

bool isSymbol(const std::string &name) {
  return name.starts_with("CONFIG_") &&
         name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
             name.npos;
}

/// A number or a text in quotes, and nothing that could be more C than that.
bool isValue(const std::string &value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"')
    return !value.empty() && value.find_first_not_of("0123456789abcdefABCDEFxX-") == value.npos;
  for (size_t i = 1; i + 1 < value.size(); ++i)
    if (value[i] == '"' || (value[i] == '\\' && ++i + 1 >= value.size())) return false;
  return true;
}

} // namespace

std::string autoconfOf(const std::filesystem::path &file) {
  const std::string given = readTextFile(file, "a configuration");
  if (given.starts_with("#define CONFIG_") || given.find("\n#define CONFIG_") != given.npos) return given;
  std::istringstream lines(given);
  std::string result;
  unsigned number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    const size_t at = line.find('=');
    const std::string name = line.substr(0, at), value = at == line.npos ? "" : line.substr(at + 1);
    const bool isChoice = value == "y" || value == "m" || value == "n";
    if (!isSymbol(name) || !(isChoice || isValue(value)))
      throw model::InputError("not a line of a .config: " + line, {file.string(), number, 1},
                              "name a .config, or the include/generated/autoconf.h that a build makes of it");
    if (value != "n")
      result += "#define " + name + (value == "m" ? "_MODULE 1" : value == "y" ? " 1" : " " + value) + "\n";
  }
  return result;
}

} // namespace pinproof::cli
