// Data on stdout, all of it or a failure; talk on stderr.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace pinproof::cli {

/// Writes `text` to stdout and makes sure that it arrived; throws OutputError if it did not (full disk,
/// closed pipe). Nothing is written to stdout by anything else, and nothing before all of it is known.
void writeOutput(const std::string &text);

/// Writes `text` to a file, replacing what was there; throws OutputError naming it.
void writeFile(const std::filesystem::path &file, const std::string &text);

/// Everything on stdin; throws model::InputError if it cannot be read.
std::string readInput();

/// Writes to stderr; a failure there is nobody's to hear.
void writeTalk(const std::string &text);

class OutputError : public std::runtime_error {
public:
  OutputError(const std::string &where, const std::string &what)
      : std::runtime_error("cannot write to " + where + ": " + what) {}
};

bool outputIsTerminal();
bool talkIsTerminal();

/// NO_COLOR (no-color.org) is set to something, or TERM is "dumb".
bool colourUnwanted();

} // namespace pinproof::cli
