// What an answer takes for granted.
#pragma once

#include <string>
#include <vector>

namespace pinproof::model {

/// What is approximated or taken for granted. The label is the number of a statement in docs/model.md ("A9"),
/// or, of a specification that does not come with pinproof, "spec.label"; a label has one text, whatever the
/// kernel.
struct Assumption {
  std::string label, text;
  std::vector<std::string> about; // what exactly, where that depends on the kernel: headers, functions
  bool operator==(const Assumption &) const = default;
};

/// "text: about, about"
std::string toString(const Assumption &assumption);

/// Adds `more` to `all`; if its label is there, what it is about goes there. Throws std::invalid_argument for
/// a label that is there with another text.
void add(std::vector<Assumption> &all, const Assumption &more);

/// The assumptions of the front end itself.
Assumption operationsAreSteps();
Assumption machineIsX86();
Assumption headersReadAsEmpty(std::vector<std::string> headers);
Assumption functionsModelled(std::string function);
Assumption functionsCutOut(std::string function);
Assumption hunksLeftOut(std::string hunk);
Assumption answersRemembered(std::string day);
Assumption standInsAreTheHeaders();
Assumption namesBorrowed(std::vector<std::string> names);

} // namespace pinproof::model
