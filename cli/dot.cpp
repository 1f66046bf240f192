// Any transition may follow any other, so edges between transitions would say nothing: the graph has one
// state node, and each path is a box on its way from that node back to itself (or to its end, for a BUG).
#include "cli/dot.h"

#include "cli/layout.h"

namespace pinproof::cli {

namespace {

using model::Path;
using model::TransitionSystem;

std::string quoted(const std::string &text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

/// Lines of a box, each left-aligned: DOT's \l must not be escaped.
std::string label(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines) {
    std::string inner = quoted(line);
    text += inner.substr(1, inner.size() - 2) + "\\l";
  }
  return "\"" + text + "\"";
}

std::vector<std::string> describe(const TransitionSystem &system, const Path &path) {
  auto name = [&](model::VariableIndex v) { return variableName(system, path, v); };
  std::vector<std::string> lines;
  for (const model::Constraint &guard : path.guard) lines.push_back("[" + toString(guard, name) + "]");
  for (const auto &[variable, value] : path.update)
    lines.push_back(name(variable) + " := " + toString(value, name));
  for (uint32_t report : path.reports) lines.push_back("reports " + system.properties.at(report).name);
  if (!path.lines.empty()) lines.push_back(foldLines(path.lines));
  if (lines.empty()) lines.push_back("(changes nothing)");
  return lines;
}

std::string cluster(const TransitionSystem &system, const std::string &id, const std::string &title,
                    const std::vector<Path> &paths, const std::string &from) {
  std::string text = "  subgraph " + quoted("cluster_" + id) + " {\n    label=" + quoted(title) + ";\n";
  std::string edges;
  for (size_t i = 0; i < paths.size(); ++i) {
    std::string node = quoted(id + "_" + std::to_string(i));
    text += "    " + node + " [label=" + label(describe(system, paths[i])) + "];\n";
    edges +=
        "  " + from + " -> " + node + ";\n  " + node + " -> " + (paths[i].stops ? "stop" : "state") + ";\n";
  }
  return text + "  }\n" + edges;
}

} // namespace

std::string renderDot(const TransitionSystem &system) {
  std::string text = "digraph " + quoted(system.name) +
                     " {\n  rankdir=LR;\n  node [shape=box, fontname=monospace];\n" +
                     "  start [shape=point];\n  state [shape=ellipse];\n";
  bool stops = false;
  for (const model::Transition &transition : system.transitions)
    for (const Path &path : transition.paths) stops = stops || path.stops;
  if (stops) text += "  stop [shape=doublecircle];\n";
  text += cluster(system, "init", "init", system.init, "start");
  for (const model::Transition &transition : system.transitions) {
    std::string where = toString(transition.where);
    text += cluster(system, "t_" + transition.name, transition.name + (where.empty() ? "" : "  " + where),
                    transition.paths, "state");
  }
  return text + "}\n";
}

} // namespace pinproof::cli
