// What takes many answers away in a state of the tree, for what is said of each.
#pragma once

#include "cli/causes.h"
#include "cli/explore_report.h"

namespace pinproof::cli {

class ExploreCauses {
public:
  /// Refers to `report`.
  explicit ExploreCauses(const ExploreReport &report);
  /// The numbers of the shared causes, in the state where `row` first shows what it says, because of which it
  /// has no answer there; empty: it has one, or a reason of its own.
  std::vector<size_t> of(const ExploreRow &row) const;
  const Cause &at(size_t stage, size_t number) const { return stages.at(stage).all().at(number - 1); }

private:
  const ExploreReport &report;
  std::vector<SharedCauses> stages;
};

/// The report's rows, but that all of a specification that have no answer for the same shared cause, and
/// became so alike, are one, whose `property` says how many they are.
std::vector<ExploreRow> foldedRows(const ExploreReport &report, const ExploreCauses &causes);

} // namespace pinproof::cli
