// What the front end takes for granted by itself stands here; what stand-in headers and specifications add is
// written in them with ASSUMPTION. docs/model.md has a statement for each label, and a number is never given
// to another one, so that somebody who has accepted a label has accepted what it says.
#include "model/assumption.h"

#include <algorithm>
#include <stdexcept>

namespace pinproof::model {

std::string toString(const Assumption &assumption) {
  std::string text = assumption.text;
  for (size_t i = 0; i < assumption.about.size(); ++i) text += (i == 0 ? ": " : ", ") + assumption.about[i];
  return text;
}

void add(std::vector<Assumption> &all, const Assumption &more) {
  auto at = std::find_if(all.begin(), all.end(), [&](const auto &a) { return a.label == more.label; });
  if (at == all.end()) {
    all.push_back(more);
    return;
  }
  if (at->text != more.text) throw std::invalid_argument("two assumptions are called " + more.label);
  for (const std::string &what : more.about)
    if (std::find(at->about.begin(), at->about.end(), what) == at->about.end()) at->about.push_back(what);
}

Assumption operationsAreSteps() {
  return {
      "A1", "each operation is one indivisible step: races between the parts of two are not looked for", {}};
}

Assumption machineIsX86() {
  return {"A2",
          "the C is compiled for x86-64, signed arithmetic wraps, as the kernel is built, char has the sign "
          "that the "
          "tree's Makefile gives it, and where C leaves the order open it is Clang's",
          {}};
}

Assumption headersReadAsEmpty(std::vector<std::string> headers) {
  return {"A3", "headers read as empty", std::move(headers)};
}

Assumption functionsModelled(std::string function) {
  return {"A4", "functions of the kernel that ours stand in for", {std::move(function)}};
}

Assumption functionsCutOut(std::string function) {
  return {"A5",
          "functions taken alone out of a header, as if compiled, whatever #if they stand behind",
          {std::move(function)}};
}

Assumption hunksLeftOut(std::string hunk) {
  return {"A6", "parts of patches that do not fit are left out", {std::move(hunk)}};
}

Assumption answersRemembered(std::string day) {
  return {"A13",
          "answers are from the cache: their evidence was checked for the same C by this same build of "
          "pinproof, not "
          "in this run (--recheck does it again)",
          {std::move(day)}};
}

Assumption namesBorrowed(std::vector<std::string> names) {
  return {"A16", "names that no stand-in has are taken out of the tree's own headers, read without a build",
          std::move(names)};
}

Assumption standInsAreTheHeaders() {
  return {"A15", "the tree says that stand-ins are all its headers: they are compared with nothing", {}};
}

} // namespace pinproof::model
