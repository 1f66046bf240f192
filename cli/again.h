// What `replay` and `certify` say: old evidence held against a kernel tree.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

/// One trace or certificate of the file.
struct AgainResult {
  enum class State {
    Happens, // the trace still breaks its property
    Gone,    // it does not any more
    Holds,   // the certificate proves its property here too
    Fails,   // it does not
    Drifted, // the kernel is not the one the specification knows, or lacks what it is about
    Unsupported,
    Undecided, // interrupted, out of time, out of memory
  };
  std::string spec, property;
  State state = State::Gone;
  std::string words;                // where a replay stopped, which obligation failed
  std::vector<model::Drift> drifts; // Drifted
  std::vector<std::string> steps;   // replay: "dio_write(64 pages) x 32768"
};

struct AgainReport {
  Versions versions;
  std::string command; // "replay" or "certify"
  std::string file, kernel, mode;
  std::vector<AgainResult> results;
};

std::string renderAgainText(const AgainReport &report, bool quiet);
std::string renderAgainJson(const AgainReport &report);

} // namespace pinproof::cli
