// A machine counter that wraps is drawn as the sum that it stands for, c + 2^32 * wraps: passing the bound is
// then a line that crosses a line, and not a jump to the other end of the picture.
#include "cli/timeline.h"

#include "cli/status.h"

#include <algorithm>
#include <cmath>

namespace pinproof::cli {

namespace {

/// The cells called `name` at every moment; where there is none, nothing.
std::vector<Cell> course(const ReportTrace &trace, const std::string &name) {
  auto at =
      std::find_if(trace.start.begin(), trace.start.end(), [&](const Cell &c) { return c.name == name; });
  if (at == trace.start.end()) return {};
  std::vector<Cell> cells{*at};
  for (const ReportStep &step : trace.steps) {
    cells.push_back(cells.back());
    for (const Change &change : step.changes)
      if (change.name == name) cells.back() = change.after;
  }
  return cells;
}

Timeline::Counter makeCounter(const Lane &lane, const std::vector<Cell> &cells,
                              const std::vector<Cell> &wraps) {
  Timeline::Counter counter;
  counter.name = lane.name;
  counter.bound = static_cast<double>(lane.bound);
  for (size_t i = 0; i < cells.size(); ++i) {
    counter.shown.push_back(cells[i].shown);
    double turns = wraps.empty() ? 0 : static_cast<double>(wraps[i].value);
    counter.unwrapped.push_back(static_cast<double>(cells[i].value) + 2 * (counter.bound + 1) * turns);
  }
  auto [least, most] = std::minmax_element(counter.unwrapped.begin(), counter.unwrapped.end());
  counter.low = std::min(0.0, *least);
  counter.high = std::max(*most, 1.0);
  if (counter.high > counter.bound / 16) counter.high = std::max(counter.high, counter.bound) * 1.08;
  return counter;
}

bool isDigits(const std::string &text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Timeline makeTimeline(const ReportTrace &trace) {
  Timeline timeline;
  timeline.steps = trace.steps.size();
  for (const Lane &lane : trace.lanes) {
    std::vector<Cell> cells = course(trace, lane.name);
    if (cells.empty()) continue;
    if (lane.kind == Lane::Kind::Counter) {
      timeline.counters.push_back(makeCounter(lane, cells, course(trace, lane.wraps)));
      continue;
    }
    Timeline::Holder holder;
    holder.name = lane.name;
    for (const Cell &cell : cells) {
      holder.shown.push_back(cell.shown);
      holder.holds.push_back(cell.value > 0);
    }
    if (std::find(holder.holds.begin(), holder.holds.end(), true) != holder.holds.end())
      timeline.holders.push_back(std::move(holder));
  }
  return timeline;
}

double position(const Timeline::Counter &counter, double value) {
  return (value - counter.low) / (counter.high - counter.low);
}

std::string grouped(const std::string &number) {
  bool negative = number.starts_with('-');
  std::string digits = negative ? number.substr(1) : number, result;
  if (!isDigits(digits)) return number;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) result += ',';
    result += digits[i];
  }
  return (negative ? "-" : "") + result;
}

const PropertyResult *worstTrace(const Report &report, const SpecResult *&spec) {
  const PropertyResult *found = nullptr;
  for (const SpecResult &s : report.specs)
    for (const PropertyResult &p : s.properties)
      if (p.trace && (found == nullptr || (isGreen(found->outcome) && !isGreen(p.outcome)))) {
        found = &p;
        spec = &s;
      }
  return found;
}

} // namespace pinproof::cli
