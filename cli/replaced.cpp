#include "cli/replaced.h"

namespace pinproof::cli {

std::set<std::string> namesReplaced(const Report &report) {
  std::set<std::string> names;
  for (const SpecResult &spec : report.specs)
    for (const model::StandIn &one : spec.standIns) names.insert(one.name);
  return names;
}

} // namespace pinproof::cli
