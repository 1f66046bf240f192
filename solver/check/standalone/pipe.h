// Asking a solver that is a program: its standard input and output, no shell, no files.
#pragma once

#include <string>
#include <vector>

namespace pinproof::standalone {

struct Reply {
  enum class Kind { Unsat, Sat, Other };
  Kind kind = Kind::Other;
  std::string words; // Sat: what followed; Other: what it said instead, or how it ended
};

/// Starts `command` (found in PATH), gives it `script` and waits for it to end, at most `seconds`; then it is
/// killed. "unsat" must be all that it says, and it must end well.
Reply ask(const std::vector<std::string> &command, const std::string &script, double seconds);

} // namespace pinproof::standalone
