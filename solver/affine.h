// Which affine equalities hold: spaces of points closed under affine combination.
#pragma once

#include "model/linear.h"

namespace pinproof::solver {

/// The smallest flat (point, line, plane, ...) known to contain certain points of Q^n, or no point at all.
/// Coordinates are numbered 0..n-1. Where a number would leave 128 bits, operations return a larger space
/// than the exact one (in the end all of Q^n), never a smaller one; none of them throws.
class AffineSpace {
public:
  /// No point of Q^n.
  static AffineSpace none(size_t n) { return AffineSpace(n); }
  /// All of Q^n.
  static AffineSpace all(size_t n);
  static AffineSpace point(const std::vector<model::Integer> &coordinates);

  size_t coordinates() const { return width - 1; }
  bool isEmpty() const { return count == 0; }
  /// 0 for a point, 1 for a line...; -1 for no point.
  int dimension() const { return static_cast<int>(count) - 1; }

  /// Becomes the affine hull of both; true if that is larger.
  bool join(const AffineSpace &other);
  /// Keeps the points where `e` (over coordinates) is zero.
  void meet(const model::Linear &e);
  /// This space times Q^more: coordinates n..n+more-1 are free.
  AffineSpace extended(size_t more) const;
  /// The points (updates[0](x), updates[1](x), ...) for all x in this space.
  AffineSpace image(const std::vector<model::Linear> &updates) const;

  bool contains(const AffineSpace &other) const;
  /// `e` is zero everywhere in this space.
  bool satisfies(const model::Linear &e) const;
  /// Linear expressions that are zero exactly in this space: one per missing dimension, in integers without
  /// a common factor, each the only one with its last coordinate.
  std::vector<model::Linear> equations() const;

  bool operator==(const AffineSpace &) const = default;

private:
  explicit AffineSpace(size_t n) : width(n + 1) {}
  using Vector = std::vector<model::Integer>;
  model::Integer *row(size_t r) { return rows.data() + r * width; }
  const model::Integer *row(size_t r) const { return rows.data() + r * width; }
  bool reduce(Vector &v) const;
  bool insert(Vector v);
  model::Integer evaluate(const model::Linear &e, const model::Integer *v) const;

  size_t width;               // n + 1
  size_t count = 0;           // rows
  std::vector<size_t> pivots; // first non-zero column of each row, ascending
  Vector rows;                // count * width, reduced row echelon form
};

} // namespace pinproof::solver
