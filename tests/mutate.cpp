// Changes are small on purpose: what is far off is refused for many reasons at once, and tells little.
#include "tests/mutate.h"

namespace pinproof::test {
namespace {

using namespace model;
using Relation = Constraint::Relation;

int in(int low, int high, std::mt19937 &random) {
  return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

/// One of `list`, or none where it is empty.
template <class List> auto *pick(List &list, std::mt19937 &random) {
  return list.empty() ? nullptr : &list[random() % list.size()];
}

void turn(Constraint &constraint) {
  constraint.relation = constraint.relation == Relation::Zero ? Relation::AtLeastZero : Relation::Zero;
}

void mutateGuard(Path &path, std::mt19937 &random) {
  Constraint *guard = pick(path.guard, random);
  if (guard == nullptr) return;
  switch (in(0, 2, random)) {
  case 0: path.guard.erase(path.guard.begin() + (guard - path.guard.data())); return;
  case 1: guard->expression.constant += in(-2, 2, random); return;
  default: turn(*guard);
  }
}

void mutateUpdate(Path &path, bool isInitial, std::mt19937 &random) {
  if (auto *update = pick(path.update, random); update != nullptr && (isInitial || in(0, 2, random) > 0))
    update->second.constant += in(-2, 2, random);
  else if (!isInitial && path.update.size() > 1)
    path.update.pop_back(); // an initial path says what every variable is
}

void mutateInput(Path &path, std::mt19937 &random) {
  if (PathInput *input = pick(path.inputs, random); input != nullptr && input->high)
    *input->high += in(1, 2, random);
}

} // namespace

void mutate(TransitionSystem &system, uint32_t property, std::mt19937 &random) {
  Transition *transition = pick(system.transitions, random);
  const bool isInitial = transition == nullptr || in(0, 9, random) == 0;
  Path *path = pick(isInitial ? system.init : transition->paths, random);
  if (path == nullptr) return;
  switch (in(0, 6, random)) {
  case 0:
  case 1:
  case 2: return mutateGuard(*path, random);
  case 3:
  case 4: return mutateUpdate(*path, isInitial, random);
  case 5: return mutateInput(*path, random);
  default:
    if (auto *bad = pick(system.properties.at(property).bad, random))
      for (Constraint &c : *bad) c.expression.constant += in(-9, 9, random);
  }
}

void mutate(Formula &f, std::mt19937 &random) {
  if (f.kind == Formula::Kind::Atom) {
    f.atom.expression.constant += in(-2, 2, random);
    if (in(0, 4, random) == 0) turn(f.atom);
    return;
  }
  Formula *child = pick(f.children, random);
  if (child == nullptr) return;
  if (f.kind == Formula::Kind::And && in(0, 3, random) == 0)
    f.children.erase(f.children.begin() + (child - f.children.data()));
  else
    mutate(*child, random);
}

} // namespace pinproof::test
