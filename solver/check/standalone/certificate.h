// A certificate as a file has it: a transition system, one property of it, and why it holds.
#pragma once

#include "solver/check/standalone/term.h"

#include <stdexcept>

namespace pinproof::standalone {

struct Variable {
  std::string name;
  std::optional<Number> low, high;
  std::vector<Number> domain; // all values that it can have; empty: as low and high say
};

struct Path {
  std::vector<Variable> inputs;                    // chosen by whoever takes the path
  std::vector<Formula> guard;                      // over variables and inputs
  std::vector<std::pair<std::string, Sum>> update; // the other variables keep their values
  bool breaks = false;                             // the property
  bool stops = false;                              // nothing follows
};

struct Transition {
  std::string name;
  std::vector<Path> paths;
};

/// Something that the system leaves out, and the paths that end where they meet it.
struct Refusal {
  std::string construct;
  bool isInitial = false; // the ways are from before the initial states
  std::vector<Path> ways; // all of them; none: they are not known
};

struct Certificate {
  std::string spec, property;
  std::vector<Variable> variables;
  std::vector<Path> init;
  std::vector<Transition> transitions;
  std::vector<std::vector<Formula>> bad; // states that break the property: a disjunction of conjunctions
  std::vector<Refusal> refusals;         // what the system leaves out
  Formula invariant;
};

/// What is wrong with a file, and where in it: "invariant: character 12: expected a number".
class CertificateError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Reads "pinproof.certificate/1". Throws CertificateError for whatever is not as docs/formats.md says: keys
/// missing or twice, unknown or doubled names, an initial path that leaves a variable without a value.
Certificate readCertificate(const std::string &json);

} // namespace pinproof::standalone
