// One change at a time, kept if the failure is still there, until none is (delta debugging with parts of one
// element; Zeller and Hildebrandt 2002). Systems are small, so that is fast enough.
//
// Variables stay: all indices would have to move.
#include "tests/shrink_system.h"

#include <algorithm>

namespace pinproof::test {
namespace {

using namespace model;
using Fails = std::function<bool(const TransitionSystem &)>;

class Shrinker {
public:
  Shrinker(TransitionSystem system, const Fails &fails) : system(std::move(system)), fails(fails) {}

  TransitionSystem smallest() {
    while (pass()) {}
    return system;
  }

private:
  TransitionSystem system;
  const Fails &fails;

  bool accept(const TransitionSystem &candidate) {
    try {
      validate(candidate);
    } catch (const std::exception &) {
      return false;
    }
    if (!fails(candidate)) return false;
    system = candidate;
    return true;
  }

  /// Whether one of the lists that `list` picks out of a system can do without some element. Elements are
  /// tried from the last on, so that those before keep their numbers.
  template <class List> bool drop(const List &list) {
    bool isSmaller = false;
    for (size_t i = list(system).size(); i-- > 0;) {
      TransitionSystem candidate = system;
      auto &elements = list(candidate);
      elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(i));
      isSmaller |= accept(candidate);
    }
    return isSmaller;
  }

  /// The last property, which no index lies behind.
  bool dropProperty() {
    if (system.properties.size() < 2) return false;
    TransitionSystem candidate = system;
    const auto last = static_cast<uint32_t>(candidate.properties.size() - 1);
    candidate.properties.pop_back();
    auto forget = [&](Path &path) { std::erase(path.reports, last), std::erase(path.reached, last); };
    for (Transition &t : candidate.transitions) std::for_each(t.paths.begin(), t.paths.end(), forget);
    std::for_each(candidate.init.begin(), candidate.init.end(), forget);
    return accept(candidate);
  }

  template <class Paths> bool shrinkPath(const Paths &pathOf) {
    bool isSmaller = drop([&](TransitionSystem & s) -> auto & { return pathOf(s).guard; });
    isSmaller |= drop([&](TransitionSystem & s) -> auto & { return pathOf(s).update; });
    for (size_t i = 0; i < pathOf(system).guard.size(); ++i)
      isSmaller |=
          lower([&](TransitionSystem & s) -> auto & { return pathOf(s).guard[i].expression.constant; });
    for (size_t i = 0; i < pathOf(system).update.size(); ++i)
      isSmaller |= lower([&](TransitionSystem & s) -> auto & { return pathOf(s).update[i].second.constant; });
    return isSmaller;
  }

  /// A number nearer to zero.
  template <class Number> bool lower(const Number &number) {
    const Integer now = number(system);
    for (Integer smaller : {Integer(0), now / 2, now - (now > 0 ? 1 : -1)}) {
      if (now == 0 || smaller == now) return false;
      TransitionSystem candidate = system;
      number(candidate) = smaller;
      if (accept(candidate)) return true;
    }
    return false;
  }

  bool pass() {
    bool isSmaller = dropProperty();
    isSmaller |= drop([](TransitionSystem & s) -> auto & { return s.transitions; });
    isSmaller |= drop([](TransitionSystem & s) -> auto & { return s.init; });
    for (size_t p = 0; p < system.properties.size(); ++p)
      isSmaller |= drop([&](TransitionSystem & s) -> auto & { return s.properties[p].bad; });
    for (size_t t = 0; t < system.transitions.size(); ++t) {
      isSmaller |= drop([&](TransitionSystem & s) -> auto & { return s.transitions[t].paths; });
      for (size_t p = 0; p < system.transitions[t].paths.size(); ++p)
        isSmaller |= shrinkPath([&](TransitionSystem & s) -> auto & { return s.transitions[t].paths[p]; });
    }
    return isSmaller;
  }
};

} // namespace

TransitionSystem shrunk(TransitionSystem system, const Fails &fails) {
  return Shrinker(std::move(system), fails).smallest();
}

} // namespace pinproof::test
