// One trace as a picture for a mail or a commit message: the same columns as in the HTML report, with the
// words set beside them in lines of fixed length, since SVG breaks none. It brings its own colours and needs
// no fonts but the reader's monospaced one.
//
// The report's first violation that should not be is drawn, or, where all are as expected, the first of
// those.
#include "cli/diagnostic.h"
#include "cli/formats.h"
#include "cli/layout.h"
#include "cli/markup.h"
#include "cli/timeline.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace pinproof::cli {

namespace {

constexpr double line = 17, character = 7.3, counterWidth = 110, holderWidth = 26, margin = 16,
                 textColumns = 92;

std::string n(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

/// Lines of at most textColumns characters.
std::vector<std::string> broken(const std::string &text, const std::string &indent = "") {
  std::vector<std::string> lines;
  std::istringstream words(text);
  std::string current = indent, word;
  while (words >> word) {
    bool begins = current.find_first_not_of(' ') == std::string::npos;
    if (!begins && columns(current) + 1 + columns(word) > textColumns) {
      lines.push_back(current);
      current = indent + "  ";
      begins = true;
    }
    current += (begins ? "" : " ") + word;
  }
  lines.push_back(current);
  return lines;
}

struct Row {
  std::vector<std::string> lines; // the first is a heading
  bool folded = false;
  double height() const { return line * (static_cast<double>(lines.size()) + 1); }
};

Row startRow(const ReportTrace &trace) {
  Row row{{stepName(trace.init)}};
  std::string cells;
  for (const Cell &cell : trace.start)
    cells += (cells.empty() ? "" : ", ") + cell.name + " = " + grouped(cell.shown);
  for (const std::string &text : broken(cells, "  ")) row.lines.push_back(text);
  return row;
}

Row stepRow(const ReportStep &step, size_t number) {
  Row row{broken(std::to_string(number) + ". " + stepName(step)), step.count != 1};
  for (const Change &change : step.changes)
    row.lines.push_back("  " + change.name + " " + grouped(change.before.shown) + " → " +
                        grouped(change.after.shown));
  std::vector<model::Source> kernels = step.lines;
  std::erase_if(kernels, [](const model::Source &at) { return !isKernels(at); });
  if (!kernels.empty())
    for (const std::string &text : broken("through " + foldLines(kernels), "  ")) row.lines.push_back(text);
  return row;
}

std::string text(double x, double y, const std::string &style, const std::string &words) {
  return "<text x=\"" + n(x) + "\" y=\"" + n(y) + "\" class=\"" + style + "\" xml:space=\"preserve\">" +
         escapeMarkup(words) + "</text>\n";
}

std::string path(const std::string &style, const std::string &course) {
  return "<path class=\"" + style + "\" d=\"" + course + "\"/>\n";
}

class Picture {
public:
  Picture(const SpecResult &spec, const PropertyResult &property)
      : spec(spec), property(property), trace(*property.trace) {
    timeline = makeTimeline(trace);
    rows.push_back(startRow(trace));
    for (size_t i = 0; i < trace.steps.size(); ++i) rows.push_back(stepRow(trace.steps[i], i + 1));
  }

  std::string draw() {
    std::string body = heading();
    for (size_t lane = 0; lane < timeline.counters.size(); ++lane) body += counter(lane);
    for (size_t lane = 0; lane < timeline.holders.size(); ++lane) body += holder(lane);
    body += words();
    const double width = textLeft() + textColumns * character + margin, height = bottom() + margin;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + n(width) + "\" height=\"" + n(height) +
           "\" viewBox=\"0 0 " + n(width) + " " + n(height) + "\" role=\"img\">\n<title>" +
           escapeMarkup(spec.name + ": " + property.name + ": " + traceInWords(trace)) + "</title>\n<style>" +
           style + "</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n" + body + "</svg>\n";
  }

private:
  static constexpr const char *style =
      ".paper{fill:#fff}text{font:12px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#1c2126}"
      ".title{font-weight:700;font-size:14px}.what{font-weight:700}.name{fill:#626b75;font-size:11px}"
      ".panel{fill:#f5f7f9}.past{fill:#c62828;fill-opacity:.13}.bound{stroke:#c62828;stroke-width:1.5;stroke-"
      "dasharray:2 3}"
      ".zero{stroke:#98a2ad}.course{fill:none;stroke:#0b63c5;stroke-width:2.5}.folded{stroke-dasharray:6 "
      "4}.bar{fill:#7c4dbe;shape-rendering:crispEdges}"
      "@media(prefers-color-scheme:dark){.paper{fill:#14181c}text{fill:#e3e7eb}.name{fill:#98a2ad}.panel{"
      "fill:#1c2228}"
      ".course{stroke:#6cb2ff}.bar{fill:#b99cf0}.bound{stroke:#ff7b72}.past{fill:#ff7b72}}";

  double top() const { return margin + 4 * line + nameHeight(); }
  double bottom() const {
    double y = top();
    for (const Row &row : rows) y += row.height();
    return y;
  }
  double counterLeft(size_t lane) const { return margin + static_cast<double>(lane) * (counterWidth + 8); }
  double holderLeft(size_t lane) const {
    return counterLeft(timeline.counters.size()) + static_cast<double>(lane) * holderWidth;
  }
  double textLeft() const { return holderLeft(timeline.holders.size()) + 14; }

  /// Names stand upright above their columns.
  double nameHeight() const {
    size_t longest = 0;
    for (const auto &lane : timeline.counters) longest = std::max(longest, columns(lane.name));
    for (const auto &lane : timeline.holders) longest = std::max(longest, columns(lane.name));
    return static_cast<double>(longest) * 6.7 + 10;
  }

  std::string heading() const {
    std::string after = "after " + counted(grouped(model::toString(trace.operations)), "operation") +
                        (trace.isShortest ? "; no shorter trace exists" : "");
    return text(margin, margin + line, "title",
                spec.name + ": " + property.name + ": " + answerText(property)) +
           text(margin, margin + 2 * line, "name", after);
  }

  std::string name(double x, const std::string &words) const {
    return "<g transform=\"translate(" + n(x) + " " + n(top() - 6) + ") rotate(-90)\">" +
           text(0, 0, "name", words) + "</g>\n";
  }

  std::string counter(size_t lane) const {
    const Timeline::Counter &counter = timeline.counters[lane];
    auto x = [&](double value) {
      return n(counterLeft(lane) + 4 + (counterWidth - 8) * position(counter, value));
    };
    std::string result = "<rect class=\"panel\" x=\"" + n(counterLeft(lane)) + "\" y=\"" + n(top()) +
                         "\" width=\"" + n(counterWidth) + "\" height=\"" + n(bottom() - top()) + "\"/>\n" +
                         name(counterLeft(lane) + 12, counter.name);
    if (counter.showsBound()) {
      double at = counterLeft(lane) + 4 + (counterWidth - 8) * position(counter, counter.bound);
      result += "<rect class=\"past\" x=\"" + n(at) + "\" y=\"" + n(top()) + "\" width=\"" +
                n(counterLeft(lane) + counterWidth - at) + "\" height=\"" + n(bottom() - top()) + "\"/>\n" +
                path("bound", "M" + n(at) + " " + n(top()) + "V" + n(bottom())) +
                name(at + 4, grouped(model::toString(static_cast<model::Integer>(counter.bound))));
    }
    if (counter.low < 0) result += path("zero", "M" + x(0) + " " + n(top()) + "V" + n(bottom()));
    double y = top();
    for (size_t moment = 0; moment < rows.size(); ++moment) {
      double end = y + rows[moment].height();
      const std::string after = x(counter.unwrapped[moment]),
                        before = x(counter.unwrapped[moment == 0 ? 0 : moment - 1]);
      if (moment == 0)
        result += path("course", "M" + after + " " + n(y + line) + "V" + n(end));
      else if (rows[moment].folded && before != after)
        result += path("course folded", "M" + before + " " + n(y) + "L" + after + " " + n(end - 6)) +
                  path("course", "M" + after + " " + n(end - 6) + "V" + n(end));
      else
        result +=
            path("course", "M" + before + " " + n(y) + "V" + n((y + end) / 2) + "H" + after + "V" + n(end));
      y = end;
    }
    return result;
  }

  std::string holder(size_t lane) const {
    const Timeline::Holder &holder = timeline.holders[lane];
    std::string result = name(holderLeft(lane) + holderWidth / 2 + 4, holder.name);
    double y = top();
    for (size_t moment = 0; moment < rows.size(); ++moment) {
      double end = y + rows[moment].height(), middle = (y + end) / 2;
      bool before = moment != 0 && holder.holds[moment - 1], after = holder.holds[moment];
      double from = before ? y : middle, to = after ? end : middle;
      if (before || after)
        result += "<rect class=\"bar\" x=\"" + n(holderLeft(lane) + 8) + "\" y=\"" + n(from) +
                  "\" width=\"10\" height=\"" + n(to - from) + "\"/>\n";
      y = end;
    }
    return result;
  }

  std::string words() const {
    std::string result;
    double y = top();
    for (const Row &row : rows) {
      for (size_t i = 0; i < row.lines.size(); ++i)
        result +=
            text(textLeft(), y + line * (static_cast<double>(i) + 1), i == 0 ? "what" : "more", row.lines[i]);
      y += row.height();
    }
    return result;
  }

  const SpecResult &spec;
  const PropertyResult &property;
  const ReportTrace &trace;
  Timeline timeline;
  std::vector<Row> rows;
};

} // namespace

std::string renderSvg(const Report &report) {
  const SpecResult *spec = nullptr;
  const PropertyResult *property = worstTrace(report, spec);
  if (property != nullptr) return Picture(*spec, *property).draw();
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"40\"><text x=\"10\" y=\"25\" "
         "font-family=\"monospace\">" +
         escapeMarkup("pinproof: no violation to draw: " + renderSummary(report, {.times = false})) +
         "</text></svg>\n";
}

} // namespace pinproof::cli
