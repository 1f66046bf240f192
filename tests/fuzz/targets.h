// The readers of what anybody may have written, each as a function of bytes: libFuzzer calls them with bytes
// of its own making (libfuzzer.cpp), the tests with those that are kept (tests/corpus_test.cpp).
//
// A target returns, whatever it is given. What a reader says of bad input is caught here, by the one type
// that its header names; anything else leaves, and is a finding. So is a broken promise about what was read,
// which throws std::logic_error.
#pragma once

#include <string>
#include <vector>

namespace pinproof::fuzz {

struct Target {
  const char *name; // its corpus is tests/fuzz/corpus/NAME
  void (*run)(const std::string &input);
};

/// All of them.
const std::vector<Target> &targets();

void evidence(const std::string &input);    // what replay and certify read
void report(const std::string &input);      // what merge reads, and everything that it is printed as
void baseline(const std::string &input);    // --baseline
void certificate(const std::string &input); // what pinproof-check reads, up to the scripts for solvers
void formula(const std::string &input);     // an invariant, by both programs
void diff(const std::string &input);        // patches as git and people write them
void mail(const std::string &input);        // mails, mailboxes, pages of web archives
void whatIf(const std::string &input);      // an edit in the first line, below it the C that it is about
void flags(const std::string &input);       // a compiler's command line
void explained(const std::string &input);   // mutants --explained

/// Throws std::logic_error saying `promise` unless it `holds`.
void demand(bool holds, const char *promise);

} // namespace pinproof::fuzz
