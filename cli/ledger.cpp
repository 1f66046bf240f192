// The timeline for those who read in a terminal or a mail: who holds what, moment by moment.
//
// What is still held is a bar, nothing is a dot, and '!' marks a counter past its bound. Holders
// that do not fit are left out from the right: the steps beside it say everything.
#include "cli/ledger.h"

#include "cli/layout.h"
#include "cli/text.h"
#include "cli/timeline.h"

#include <algorithm>

namespace pinproof::cli {

namespace {

struct Column {
  std::vector<std::string> cells; // the name first
  size_t width() const {
    size_t widest = 0;
    for (const std::string &cell : cells) widest = std::max(widest, columns(cell));
    return widest;
  }
};

std::string shortName(const std::string &name) {
  size_t dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

Column heldColumn(const std::string &name, const std::vector<std::string> &values) {
  Column result{{shortName(name)}};
  for (size_t i = 0; i < values.size(); ++i)
    result.cells.push_back(i > 0 && values[i] == values[i - 1] ? (values[i] == "0" ? "." : "|")
                           : values[i] == "0"                  ? "."
                                                               : values[i]);
  return result;
}

std::vector<Column> columnsOf(const Timeline &timeline) {
  std::vector<Column> all;
  for (const Timeline::Counter &counter : timeline.counters) {
    Column column{{shortName(counter.name)}};
    for (size_t i = 0; i < counter.shown.size(); ++i)
      column.cells.push_back(counter.shown[i] + (counter.passes(i) ? " !" : ""));
    all.push_back(column);
  }
  for (const Timeline::Holder &holder : timeline.holders)
    all.push_back(heldColumn(holder.name, holder.shown));
  return all;
}

} // namespace

std::string renderLedger(const ReportTrace &trace, const std::string &indent) {
  const Timeline timeline = makeTimeline(trace);
  std::vector<Column> all = columnsOf(timeline);
  if (all.empty()) return "";
  const size_t labelWidth = 40;
  std::vector<std::string> labels{"ledger", stepName(trace.init)};
  for (size_t i = 0; i < trace.steps.size(); ++i)
    labels.push_back(std::to_string(i + 1) + ". " + stepName(trace.steps[i]));
  std::string text;
  for (size_t row = 0; row < labels.size(); ++row) {
    std::string line = indent + fit(labels[row], labelWidth);
    for (const Column &column : all) {
      const size_t width = column.width() + 2;
      if (columns(line) + width > pageWidth) break;
      line += std::string(width - columns(column.cells[row]), ' ') + column.cells[row];
    }
    text += line + "\n";
  }
  return text;
}

} // namespace pinproof::cli
