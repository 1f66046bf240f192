// Certificates as text: what is written parses back equal, and errors say where.
#include "model/formula.h"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

using namespace pinproof::model;

namespace {

std::string name(VariableIndex v) { return "v[" + std::to_string(v) + "].x"; }

VariableIndex index(const std::string &text) {
  for (VariableIndex v = 0; v < 5; ++v)
    if (name(v) == text) return v;
  throw std::out_of_range(text);
}

Formula parse(const std::string &text) { return parseFormula(text, index); }
std::string write(const Formula &f) { return toSmtLib(f, name); }

Formula randomFormula(std::mt19937 &random, unsigned depth) {
  auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int kind = depth == 0 ? 3 : pick(4);
  if (kind == 3) {
    Linear e(pick(3) ? Integer(pick(2000) - 1000) : multiply(Integer(1) << 90, pick(2) ? 1 : -1));
    for (int i = pick(4); i > 0; --i) e = e + Linear::variable(pick(5), pick(9) - 4);
    return Formula::of({e, pick(2) ? Constraint::Relation::Zero : Constraint::Relation::AtLeastZero});
  }
  if (kind == 2) return Formula::negate(randomFormula(random, depth - 1));
  std::vector<Formula> children;
  for (int i = pick(4); i > 0; --i) children.push_back(randomFormula(random, depth - 1));
  return kind ? Formula::all(children) : Formula::any(children);
}

std::string errorOf(const std::string &text) {
  try {
    parse(text);
  } catch (const std::invalid_argument &e) {
    return e.what();
  }
  return "accepted";
}

} // namespace

TEST(Formula, ReadsAsAPersonWouldWriteIt) {
  Linear x = Linear::variable(0), y = Linear::variable(1);
  EXPECT_EQ(write(Formula::of(atLeast(x, 1))), "(>= |v[0].x| 1)");
  EXPECT_EQ(write(Formula::of(atLeast(1023, x))), "(<= |v[0].x| 1023)");
  EXPECT_EQ(write(Formula::of(equals(x, y * 1024 + Linear(-1)))),
            "(= (+ |v[0].x| (* (- 1024) |v[1].x|)) (- 1))");
  EXPECT_EQ(write(Formula::of(atLeast(0, 1))), "(>= 0 1)");
  EXPECT_EQ(write(Formula::truth()), "true");
  EXPECT_EQ(write(Formula::negate(Formula::any({}))), "(not false)");
}

TEST(Formula, ParsesBackEqual) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    Formula f = randomFormula(random, 4);
    ASSERT_EQ(parse(write(f)), f) << write(f);
  }
}

TEST(Formula, WhiteSpaceDoesNotMatter) {
  EXPECT_EQ(parse(" ( and\n(>=\t|v[0].x|  ( - 1 ) )\n true ) "), parse("(and (>= |v[0].x| (- 1)) true)"));
}

TEST(Formula, ErrorsSayWhere) {
  EXPECT_EQ(errorOf(""), "formula, character 1: expected a formula");
  EXPECT_EQ(errorOf("(and)"), "formula, character 5: expected a formula");
  EXPECT_EQ(errorOf("true false"), "formula, character 6: expected the end of the formula");
  EXPECT_EQ(errorOf("(> |v[0].x| 1)"), "formula, character 2: expected and, or, not, >=, <= or =");
  EXPECT_EQ(errorOf("(>= |v[9].x| 1)"), "formula, character 6: there is no variable v[9].x");
  EXPECT_EQ(errorOf("(>= |v[0].x| 1"), "formula, character 15: expected ')'");
  EXPECT_EQ(errorOf("(>= |v[0].x 1)"), "formula, character 15: expected '|' after the name");
  EXPECT_EQ(errorOf("(>= |v[0].x| one)"), "formula, character 14: expected a number");
  EXPECT_EQ(errorOf("(>= |v[0].x| 9" + std::string(60, '9') + ")"),
            "formula, character 14: expected a number that fits 128 bits");
  EXPECT_EQ(errorOf("(>= |v[0].x| |v[1].x|)"), "formula, character 14: expected a number");
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "(not ";
  EXPECT_NE(errorOf(deep).find("nested too deeply"), std::string::npos);
}

TEST(Formula, RefusesNamesThatCannotBeQuoted) {
  EXPECT_THROW(toSmtLib(Formula::of(atLeast(Linear::variable(0), 0)), [](VariableIndex) { return "a|b"; }),
               std::invalid_argument);
}
