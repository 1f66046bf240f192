// A value that copies share until one of them writes.
//
// Paths that part have almost everything in common, and most of what they copy is never written again.
#pragma once

#include <memory>
#include <utility>

namespace pinproof::model {

template <class T> class Shared {
public:
  Shared() : value_(std::make_shared<T>()) {}
  Shared(T value) : value_(std::make_shared<T>(std::move(value))) {}

  const T &operator*() const { return *value_; }
  const T *operator->() const { return value_.get(); }
  /// For writing: this copy's own. References from `*` may refer to another copy's afterwards.
  T &own() {
    if (value_.use_count() > 1) value_ = std::make_shared<T>(*value_);
    return *value_;
  }

private:
  std::shared_ptr<T> value_;
};

} // namespace pinproof::model
