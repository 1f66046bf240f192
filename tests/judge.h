// A certificate judged by the code of pinproof-check, in this process and with Z3.
#pragma once

#include <string>

namespace pinproof::test {

struct Verdict {
  std::string failed;   // obligation and place of the first that has a solution; empty: accepted
  std::string conflict; // a script whose two spellings, integers and bit-vectors, disagree; or ""
  unsigned vectors = 0; // obligations that have both
};

/// Throws what readCertificate() throws.
Verdict judge(const std::string &json);

} // namespace pinproof::test
