// Layout of graphs is Graphviz's work: its program is run on our text, without a shell, and its SVG passed
// on.
//
// Operations that stay within a group are written inside it, so that arrows show what changes.
#include "cli/dot.h"

#include "cli/interrupt.h"
#include "cli/message.h"

#include <cerrno>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace pinproof::cli {

namespace {

std::string escaped(const std::string &text) {
  std::string result;
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string lines(const std::vector<std::string> &texts) {
  std::string result;
  for (const std::string &text : texts) result += escaped(text) + "\\l"; // left-aligned
  return result;
}

std::string list(const std::set<std::string> &operations) {
  std::string result;
  for (const std::string &operation : operations) result += (result.empty() ? "" : ", ") + operation;
  return result;
}

/// Both ends of a pipe, closed when they go.
struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() {
    if (pipe(ends) != 0) throw UsageError(std::string("cannot make a pipe: ") + std::strerror(errno), "");
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  void close(int end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
};

std::string readAll(int from) {
  std::string result;
  char buffer[65536];
  for (ssize_t n; (n = read(from, buffer, sizeof buffer)) != 0;) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break;
    result.append(buffer, static_cast<size_t>(n));
  }
  return result;
}

void writeAll(int to, const std::string &text) {
  for (size_t done = 0; done < text.size();) {
    ssize_t n = write(to, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return; // it does not want to read: its exit code says why
    done += static_cast<size_t>(n);
  }
}

} // namespace

std::string renderDot(const StateMachine &machine) {
  std::vector<std::string> inside(machine.states.size());
  std::string edges;
  bool ends = false;
  for (const StateMachine::Edge &edge : machine.edges) {
    if (edge.from == edge.to) {
      inside[edge.from] = list(edge.operations);
      continue;
    }
    const bool isEnd = edge.to == machine.states.size();
    ends |= isEnd;
    std::string label;
    for (const std::string &operation : edge.operations) label += escaped(operation) + "\\n";
    edges += "  s" + std::to_string(edge.from) + " -> " + (isEnd ? "end" : "s" + std::to_string(edge.to)) +
             " [label=\"" + label + "\"];\n";
  }
  std::string text = "digraph \"" + escaped(machine.name) + "\" {\n  label=\"" +
                     escaped(machine.name + ": " + machine.title) +
                     "\";\n  labelloc=t;\n  fontname=\"sans-serif\";\n"
                     "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#eef3fa\", color=\"#4a6fa5\", "
                     "fontname=\"sans-serif\", fontsize=11];\n"
                     "  edge [fontname=\"sans-serif\", fontsize=9, color=\"#666666\"];\n"
                     "  start [shape=point, fillcolor=black];\n";
  if (ends) text += "  end [shape=doublecircle, fillcolor=\"#f6d5d5\", label=\"BUG\"];\n";
  for (size_t s = 0; s < machine.states.size(); ++s) {
    std::vector<std::string> features = machine.states[s].features;
    if (features.empty()) features.push_back(machine.states.size() == 1 ? "every state" : "none of these");
    if (!inside[s].empty()) features.push_back("(" + inside[s] + ")");
    text += "  s" + std::to_string(s) + " [label=\"" + lines(features) + "\"];\n";
    if (machine.states[s].isInitial) text += "  start -> s" + std::to_string(s) + ";\n";
  }
  return text + edges + "}\n";
}

std::string drawSvg(const std::string &dot) {
  Pipe in, out;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  for (int end : {in.ends[0], in.ends[1], out.ends[0], out.ends[1]})
    posix_spawn_file_actions_addclose(&actions, end);
  const char *arguments[] = {"dot", "-Tsvg", nullptr};
  pid_t child = 0;
  const InterruptibleChild how;
  const int failure =
      posix_spawnp(&child, "dot", &actions, &how.attributes, const_cast<char *const *>(arguments), environ);
  posix_spawn_file_actions_destroy(&actions);
  const char *remedy = "install Graphviz (Debian's package graphviz), or take --format dot";
  if (failure != 0) throw UsageError(std::string("cannot run \"dot\": ") + std::strerror(failure), remedy);
  in.close(0);
  out.close(1);
  std::string svg;
  {
    std::jthread writer([&] {
      writeAll(in.ends[1], dot);
      in.close(1);
    });
    svg = readAll(out.ends[0]);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw UsageError("\"dot\" failed", remedy);
  return svg;
}

} // namespace pinproof::cli
