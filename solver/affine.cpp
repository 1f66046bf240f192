// Karr's domain (M. Karr, Affine relationships among variables of a program, Acta Informatica 6, 1976).
//
// A flat of Q^n is kept as a linear subspace of Q^(n+1): the flat is where the extra coordinate, column 0,
// is one. So every operation is plain linear algebra: an affine update is a linear map, an affine hull
// the span of both bases, an equation the kernel of a functional. The basis is in reduced row echelon
// form, in integers without common factors, which makes it canonical; the only row with a non-zero
// column 0 is then row 0, a point (times its denominator), and all others are directions.
//
// Generators rather than equations, as Müller-Olm and Seidl do (A note on Karr's algorithm, ICALP 2004):
// reachable spaces of counters have few dimensions, a handful of rows for two dozen variables.
//
// Limits: numbers are of 128 bits; what does not fit makes the space larger (an unmet equation, or all of
// Q^n). Not seen with the counters of a kernel, whose coefficients are powers of two up to 2^32.
#include "solver/affine.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace pinproof::solver {

using namespace model;

namespace {

bool isSmall(Integer a) { return a >= INT64_MIN && a <= INT64_MAX; }

Integer greatestCommonDivisor(Integer a, Integer b) {
  while (b != 0) {
    // Division of 128-bit numbers is a library call; nearly all numbers here are small.
    if (isSmall(a) && isSmall(b)) return std::gcd(static_cast<int64_t>(a), static_cast<int64_t>(b));
    Integer rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

/// Divides out the common factor and makes the first non-zero number positive.
void normalise(Integer *v, size_t width) {
  Integer divisor = 0;
  size_t first = width;
  for (size_t i = 0; i < width; ++i) {
    if (v[i] == 0) continue;
    if (first == width) first = i;
    divisor = greatestCommonDivisor(divisor, v[i]);
    if (divisor == 1) break;
  }
  if (first == width) return;
  if (v[first] < 0) divisor = -divisor;
  if (divisor == 1) return;
  for (size_t i = first; i < width; ++i)
    if (v[i] != 0) v[i] = divisor == -1 ? subtract(0, v[i]) : v[i] / divisor;
}

/// v := v with column `pivot` cancelled by a multiple of `r`.
void eliminate(Integer *v, const Integer *r, size_t pivot, size_t width) {
  const Integer mine = v[pivot], theirs = r[pivot];
  if (mine == 0) return;
  for (size_t i = 0; i < width; ++i) {
    Integer scaled = theirs == 1 ? v[i] : multiply(v[i], theirs);
    v[i] = r[i] == 0 ? scaled : subtract(scaled, multiply(r[i], mine));
  }
  if (theirs != 1) normalise(v, width);
}

} // namespace

AffineSpace AffineSpace::all(size_t n) {
  AffineSpace space(n);
  for (size_t i = 0; i <= n; ++i) {
    Vector v(n + 1, 0);
    v[i] = 1;
    space.rows.insert(space.rows.end(), v.begin(), v.end());
    space.pivots.push_back(i);
  }
  space.count = n + 1;
  return space;
}

AffineSpace AffineSpace::point(const std::vector<Integer> &coordinates) {
  AffineSpace space(coordinates.size());
  space.rows.push_back(1);
  space.rows.insert(space.rows.end(), coordinates.begin(), coordinates.end());
  space.pivots = {0};
  space.count = 1;
  return space;
}

/// Subtracts the span from `v`; false if nothing is left.
bool AffineSpace::reduce(Vector &v) const {
  for (size_t r = 0; r < count; ++r) eliminate(v.data(), row(r), pivots[r], width);
  return std::any_of(v.begin(), v.end(), [](Integer x) { return x != 0; });
}

/// Adds `v` to the span; true if it was not in it.
bool AffineSpace::insert(Vector v) {
  if (!reduce(v)) return false;
  normalise(v.data(), width);
  const size_t pivot = std::find_if(v.begin(), v.end(), [](Integer x) { return x != 0; }) - v.begin();
  for (size_t r = 0; r < count; ++r) {
    eliminate(row(r), v.data(), pivot, width);
    normalise(row(r), width);
  }
  const size_t at = std::lower_bound(pivots.begin(), pivots.end(), pivot) - pivots.begin();
  pivots.insert(pivots.begin() + at, pivot);
  rows.insert(rows.begin() + at * width, v.begin(), v.end());
  ++count;
  return true;
}

bool AffineSpace::join(const AffineSpace &other) try {
  AffineSpace joined = *this;
  bool grew = false;
  for (size_t r = 0; r < other.count; ++r) grew |= joined.insert(Vector(other.row(r), other.row(r) + width));
  if (grew) *this = std::move(joined);
  return grew;
} catch (const std::overflow_error &) {
  const bool grew = count < width;
  *this = all(coordinates());
  return grew;
}

Integer AffineSpace::evaluate(const Linear &e, const Integer *v) const {
  Integer sum = multiply(e.constant, v[0]);
  for (const auto &[i, coefficient] : e.terms)
    if (v[i + 1] != 0) sum = add(sum, multiply(coefficient, v[i + 1]));
  return sum;
}

void AffineSpace::meet(const Linear &e) try {
  Vector values(count);
  for (size_t r = 0; r < count; ++r) values[r] = evaluate(e, row(r));
  // A direction leaves rather than the point, as long as there is one across the hyperplane.
  size_t leaving = count;
  while (leaving > 0 && values[leaving - 1] == 0) --leaving;
  if (leaving == 0) return;
  --leaving;
  AffineSpace kept(coordinates());
  for (size_t r = 0; r < count; ++r) {
    if (r == leaving) continue;
    Vector v(row(r), row(r) + width);
    if (values[r] != 0) {
      Integer divisor = greatestCommonDivisor(values[r], values[leaving]);
      Integer mine = values[leaving] / divisor, theirs = values[r] / divisor;
      for (size_t i = 0; i < width; ++i)
        v[i] = subtract(multiply(v[i], mine), multiply(row(leaving)[i], theirs));
    }
    kept.insert(std::move(v));
  }
  if (kept.count > 0 && kept.pivots[0] != 0) kept = none(coordinates()); // directions without a point
  *this = std::move(kept);
} catch (const std::overflow_error &) {}

AffineSpace AffineSpace::extended(size_t more) const {
  AffineSpace space(coordinates() + more);
  if (isEmpty()) return space;
  for (size_t r = 0; r < count; ++r) {
    space.rows.insert(space.rows.end(), row(r), row(r) + width);
    space.rows.insert(space.rows.end(), more, 0);
  }
  space.pivots = pivots;
  for (size_t i = 0; i < more; ++i) {
    Vector v(space.width, 0);
    v[width + i] = 1;
    space.rows.insert(space.rows.end(), v.begin(), v.end());
    space.pivots.push_back(width + i);
  }
  space.count = count + more;
  return space;
}

AffineSpace AffineSpace::image(const std::vector<Linear> &updates) const try {
  AffineSpace space(updates.size());
  for (size_t r = 0; r < count; ++r) {
    Vector v(updates.size() + 1);
    v[0] = row(r)[0];
    for (size_t i = 0; i < updates.size(); ++i) v[i + 1] = evaluate(updates[i], row(r));
    space.insert(std::move(v));
  }
  return space;
} catch (const std::overflow_error &) {
  return all(updates.size());
}

bool AffineSpace::contains(const AffineSpace &other) const try {
  for (size_t r = 0; r < other.count; ++r) {
    Vector v(other.row(r), other.row(r) + width);
    if (reduce(v)) return false;
  }
  return true;
} catch (const std::overflow_error &) {
  return count == width;
}

bool AffineSpace::satisfies(const Linear &e) const try {
  for (size_t r = 0; r < count; ++r)
    if (evaluate(e, row(r)) != 0) return false;
  return true;
} catch (const std::overflow_error &) {
  return false;
}

// The functionals that vanish on the span: for each column j without pivot, x_j minus what the pivot columns
// before it contribute.
std::vector<Linear> AffineSpace::equations() const {
  std::vector<Linear> result;
  if (isEmpty()) return {Linear(1)};
  for (size_t j = 1; j < width; ++j) {
    if (std::binary_search(pivots.begin(), pivots.end(), j)) continue;
    try {
      Integer scale = 1;
      for (size_t r = 0; r < count; ++r) {
        if (row(r)[j] == 0) continue;
        Integer pivot = row(r)[pivots[r]];
        scale = multiply(scale, pivot / greatestCommonDivisor(scale, pivot));
      }
      Vector functional(width, 0);
      functional[j] = scale;
      for (size_t r = 0; r < count; ++r)
        if (row(r)[j] != 0)
          functional[pivots[r]] = subtract(0, multiply(row(r)[j], scale / row(r)[pivots[r]]));
      normalise(functional.data(), width);
      if (functional[j] < 0)
        for (Integer &x : functional) x = -x;
      Linear e(functional[0]);
      for (size_t i = 1; i < width; ++i)
        if (functional[i] != 0) e.terms.emplace_back(static_cast<VariableIndex>(i - 1), functional[i]);
      result.push_back(std::move(e));
    } catch (const std::overflow_error &) {
      continue; // one equality fewer is sound
    }
  }
  return result;
}

} // namespace pinproof::solver
