// Text that stands for a value: equal values have equal text, and no two others do.
#pragma once

#include "model/integer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pinproof::model {

/// Strings stand with their length and lists with their size, so that nothing can be taken for anything
/// else. `Writer` derives from this, takes over `add` and has one for each of its own types.
template <class Writer> class CanonicalText {
public:
  void add(const std::string &text) { written += std::to_string(text.size()) + ":" + text + "\n"; }
  void add(Integer number) { written += toString(number) + "\n"; }
  void add(uint32_t number) { add(static_cast<Integer>(number)); }
  void add(uint64_t number) { add(static_cast<Integer>(number)); }
  void add(bool flag) { written += flag ? "yes\n" : "no\n"; }
  template <class T> void add(const std::optional<T> &value) {
    written += value ? "some " : "none\n";
    if (value) self().add(static_cast<Integer>(*value));
  }
  template <class T> void add(const std::vector<T> &items) {
    add(static_cast<Integer>(items.size()));
    for (const T &item : items) self().add(item);
  }
  template <class A, class B> void add(const std::pair<A, B> &pair) {
    self().add(pair.first);
    self().add(pair.second);
  }

  std::string written;

private:
  Writer &self() { return static_cast<Writer &>(*this); }
};

} // namespace pinproof::model
