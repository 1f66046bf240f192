// Affine spaces: exact linear algebra, checked against points.
#include "solver/affine.h"
#include "solver/bounds.h"

#include <gtest/gtest.h>

#include <random>

using namespace pinproof;
using model::Integer;
using model::Linear;
using solver::AffineSpace;
using solver::Box;
using solver::Interval;

namespace {

Linear x(model::VariableIndex i, Integer coefficient = 1) { return Linear::variable(i, coefficient); }

TEST(Affine, PointsSpanLinesAndPlanes) {
  AffineSpace space = AffineSpace::none(3);
  EXPECT_TRUE(space.isEmpty());
  EXPECT_TRUE(space.join(AffineSpace::point({0, 1, 1})));
  EXPECT_EQ(space.dimension(), 0);
  EXPECT_TRUE(space.join(AffineSpace::point({1, 1025, 1})));
  EXPECT_EQ(space.dimension(), 1);
  EXPECT_FALSE(space.join(AffineSpace::point({7, 7169, 1}))) << "on the line";
  EXPECT_TRUE(space.satisfies(x(1) - x(0, 1024) - Linear(1)));
  EXPECT_TRUE(space.satisfies(x(2) - Linear(1)));
  EXPECT_FALSE(space.satisfies(x(0)));
  EXPECT_EQ(space.equations(), (std::vector{x(1) - x(0, 1024) - Linear(1), x(2) - Linear(1)}));
  EXPECT_TRUE(space.join(AffineSpace::point({0, 1, 2})));
  EXPECT_EQ(space.equations(), (std::vector{x(1) - x(0, 1024) - Linear(1)}));
}

TEST(Affine, EmptyAndWhole) {
  EXPECT_TRUE(AffineSpace::all(2).equations().empty());
  EXPECT_EQ(AffineSpace::none(2).equations(), std::vector{Linear(1)});
  EXPECT_TRUE(AffineSpace::all(2).contains(AffineSpace::none(2)));
  EXPECT_FALSE(AffineSpace::none(2).contains(AffineSpace::point({0, 0})));
  AffineSpace plane = AffineSpace::all(2);
  EXPECT_FALSE(plane.join(AffineSpace::point({3, 4})));
}

TEST(Affine, MeetsHyperplanes) {
  AffineSpace space = AffineSpace::all(2);
  space.meet(x(0, 2) - x(1, 3) - Linear(1));
  EXPECT_EQ(space.dimension(), 1);
  space.meet(x(0) - Linear(2));
  EXPECT_EQ(space, AffineSpace::point({2, 1}));
  space.meet(x(0) - Linear(3));
  EXPECT_TRUE(space.isEmpty());
  AffineSpace parallel = AffineSpace::all(2);
  parallel.meet(x(0) - x(1));
  parallel.meet(x(0) - x(1) - Linear(1));
  EXPECT_TRUE(parallel.isEmpty()) << "directions alone are no point";
}

TEST(Affine, UpdatesWithFreeInputs) {
  // c := c + 1024 n, pins := pins + n, with n free
  AffineSpace before = AffineSpace::point({1, 0});
  AffineSpace after = before.extended(1).image({x(0) + x(2, 1024), x(1) + x(2)});
  EXPECT_EQ(after.dimension(), 1);
  EXPECT_TRUE(after.satisfies(x(0) - x(1, 1024) - Linear(1)));
}

TEST(Affine, GrowsRatherThanOverflows) {
  const Integer huge = Integer(1) << 100;
  AffineSpace space = AffineSpace::point({huge, 1, 3});
  AffineSpace image = space.image({x(0, huge), x(1), x(2)});
  EXPECT_TRUE(image == AffineSpace::all(3));
  space.join(AffineSpace::point({1, huge + 1, 5}));
  space.join(AffineSpace::point({5, 7, huge - 1}));
  EXPECT_TRUE(space.contains(AffineSpace::point({huge, 1, 3})));
  EXPECT_TRUE(space.contains(AffineSpace::point({5, 7, huge - 1})));
}

TEST(Affine, HullsContainTheirPointsAndNothingLarger) {
  std::mt19937 random{1};
  auto number = [&](int most) { return static_cast<Integer>(random() % (2 * most + 1)) - most; };
  for (int round = 0; round < 300; ++round) {
    const size_t n = 1 + random() % 6;
    std::vector<std::vector<Integer>> points;
    AffineSpace space = AffineSpace::none(n);
    int grown = -1;
    for (size_t i = 0; i < 1 + random() % 5; ++i) {
      std::vector<Integer> p;
      for (size_t j = 0; j < n; ++j) p.push_back(number(20));
      grown += space.join(AffineSpace::point(p));
      points.push_back(std::move(p));
    }
    ASSERT_EQ(space.dimension(), grown);
    auto equations = space.equations();
    ASSERT_EQ(equations.size() + space.dimension(), n);
    for (const auto &p : points) EXPECT_TRUE(space.contains(AffineSpace::point(p)));
    AffineSpace again = AffineSpace::all(n);
    for (const Linear &e : equations) again.meet(e);
    EXPECT_TRUE(again == space) << "the equations say exactly this space";
    std::vector<Linear> update;
    for (size_t j = 0; j < 3; ++j) update.push_back(x(random() % n, number(3)) + Linear(number(9)));
    AffineSpace image = space.image(update);
    for (const auto &p : points) {
      std::vector<Integer> q;
      for (const Linear &e : update)
        q.push_back(model::substitute(e, [&](auto v) { return Linear(p[v]); }).constant);
      EXPECT_TRUE(image.contains(AffineSpace::point(q)));
    }
  }
}

TEST(Bounds, Propagate) {
  Box box(3);
  box[0] = {0, 64}, box[1] = {1, 10};
  // 2c <= a - b, c >= 27
  std::vector<model::Constraint> constraints = {model::atLeast(x(0) - x(1), x(2, 2)),
                                                model::atLeast(x(2), 27)};
  EXPECT_TRUE(propagate(box, constraints, 5));
  EXPECT_EQ(box[0], (Interval{55, 64}));
  EXPECT_EQ(box[2], (Interval{27, 31}));
  constraints.push_back(model::atLeast(x(2), 32));
  EXPECT_FALSE(propagate(box, constraints, 5));
}

TEST(Bounds, EqualitiesAndDivisibility) {
  Box box(2);
  box[1] = {0, 100};
  EXPECT_TRUE(propagate(box, {model::equals(x(0, 7), x(1))}, 3));
  EXPECT_EQ(box[0], (Interval{0, 14}));
  EXPECT_EQ(box[1], (Interval{0, 98}));
  Box odd(1);
  EXPECT_FALSE(propagate(odd, {model::equals(x(0, 2), 1)}, 3));
}

TEST(Bounds, NeverLoseAPoint) {
  std::mt19937 random{2};
  auto number = [&](int most) { return static_cast<Integer>(random() % (2 * most + 1)) - most; };
  for (int round = 0; round < 2000; ++round) {
    std::vector<Integer> p = {number(50), number(50), number(50)};
    Box box;
    for (Integer v : p) {
      Interval i = {v - Integer(random() % 9), v + Integer(random() % 9)};
      if (random() % 4 == 0) i.low = -Interval::infinity;
      if (random() % 4 == 0) i.high = Interval::infinity;
      box.push_back(i);
    }
    std::vector<model::Constraint> constraints;
    for (int i = 0; i < 3; ++i) {
      Linear e = x(0, number(4)) + x(1, number(4)) + x(2, number(4));
      Integer here = model::substitute(e, [&](auto v) { return Linear(p[v]); }).constant;
      if (random() % 2)
        constraints.push_back(model::equals(e, here));
      else
        constraints.push_back(model::atLeast(e, here - Integer(random() % 5)));
    }
    ASSERT_TRUE(propagate(box, constraints, 4));
    for (size_t i = 0; i < 3; ++i) ASSERT_TRUE(box[i].contains(p[i]));
    Linear e = x(0, number(9)) - x(2, number(9)) + Linear(number(9));
    ASSERT_TRUE(range(e, box).contains(model::substitute(e, [&](auto v) { return Linear(p[v]); }).constant));
  }
}

} // namespace
