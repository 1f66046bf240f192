#include "tests/fuzz/targets.h"

#include <stdexcept>

namespace pinproof::fuzz {

const std::vector<Target> &targets() {
  static const std::vector<Target> all = {
      {"evidence", evidence}, {"report", report},       {"baseline", baseline}, {"certificate", certificate},
      {"formula", formula},   {"diff", diff},           {"mail", mail},         {"what_if", whatIf},
      {"flags", flags},       {"explained", explained},
  };
  return all;
}

void demand(bool holds, const char *promise) {
  if (!holds) throw std::logic_error(promise);
}

} // namespace pinproof::fuzz
