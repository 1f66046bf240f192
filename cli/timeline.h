// A trace as something to draw: for every variable that is worth it, its value before and after each step.
#pragma once

#include "cli/report.h"

namespace pinproof::cli {

/// Moment 0 is the start, moment i the end of step i.
struct Timeline {
  struct Counter {
    std::string name;
    std::vector<std::string> shown; // as the machine sees it
    std::vector<double> unwrapped;  // as if it had no end; exact enough to draw
    double bound = 0;               // the largest value before it wraps
    double low = 0, high = 0;       // what to draw; beyond the bound only if the values come near it
    bool showsBound() const { return high >= bound; }
    bool passes(size_t moment) const { return unwrapped.at(moment) > bound; }
  };
  struct Holder {
    std::string name;
    std::vector<std::string> shown;
    std::vector<bool> holds; // is it more than nothing
  };
  std::vector<Counter> counters;
  std::vector<Holder> holders; // only those that ever hold something
  size_t steps = 0;
};

Timeline makeTimeline(const ReportTrace &trace);

/// The part of `counter`'s drawing at `value`, from 0 to 1.
double position(const Timeline::Counter &counter, double value);

/// 2097152 as "2,097,152"; what is not an integer stays.
std::string grouped(const std::string &number);

/// The trace that a picture of one shows: of a violation that should not be, else of any; null if there is
/// none.
const PropertyResult *worstTrace(const Report &report, const SpecResult *&spec);

} // namespace pinproof::cli
