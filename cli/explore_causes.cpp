// A patch that calls a new helper can take hundreds of proofs away at once. The rows of such properties
// differ in nothing but a name.
#include "cli/explore_causes.h"

#include "cli/layout.h"

#include <algorithm>
#include <tuple>

namespace pinproof::cli {

ExploreCauses::ExploreCauses(const ExploreReport &report) : report(report) {
  for (const ExploreStage &stage : report.stages) stages.emplace_back(stage.report);
}

std::vector<size_t> ExploreCauses::of(const ExploreRow &row) const {
  const ExploreStage &stage = report.stages.at(row.stage);
  if (const PropertyResult *property = findProperty(stage, row.spec, row.property))
    return stages[row.stage].of(*property);
  for (const SpecResult &spec : stage.report.specs)
    if (spec.name == row.spec) return stages[row.stage].of(spec);
  return {};
}

std::vector<ExploreRow> foldedRows(const ExploreReport &report, const ExploreCauses &causes) {
  struct Fold {
    std::vector<size_t> numbers;
    size_t at, count; // in the result
  };
  std::vector<ExploreRow> rows;
  std::vector<Fold> folds;
  auto key = [](const ExploreRow &row) {
    return std::tie(row.spec, row.standings, row.turn, row.outcome, row.stage);
  };
  for (const ExploreRow &row : report.rows) {
    const bool isOne = !row.property.empty() && isInteresting(row);
    const std::vector<size_t> numbers = isOne ? causes.of(row) : std::vector<size_t>{};
    auto same = std::find_if(folds.begin(), folds.end(), [&](const Fold &fold) {
      return !numbers.empty() && fold.numbers == numbers && key(rows[fold.at]) == key(row);
    });
    if (same != folds.end()) {
      ++same->count;
      continue;
    }
    if (!numbers.empty()) folds.push_back({numbers, rows.size(), 1});
    rows.push_back(row);
    rows.back().first = &row;
  }
  for (const Fold &fold : folds)
    if (fold.count > 1) rows[fold.at].property = counted(std::to_string(fold.count), "property");
  return rows;
}

} // namespace pinproof::cli
