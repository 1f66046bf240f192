// Two spellings of the same formula.
//
// Integers are written as they are. For bit-vectors, each name gets the range that the formula implies
// (bounds.h), which is asserted besides; with these ranges, every product and every sum on the way has
// a largest and a smallest value, and the width holds all of them in two's
// complement. So no operation wraps, signed comparison is comparison, and a solution of one script is one
// of the other. A name without bounds has no width that is wide enough, and the script is not written.
#include "solver/check/standalone/smt.h"

#include "solver/check/standalone/bounds.h"

#include <set>

namespace pinproof::standalone {

namespace {

std::string quoted(const std::string &name) { return "|" + name + "|"; }

/// How sums are spelt in a logic.
struct Integers {
  std::string sort() const { return "Int"; }
  std::string number(Number n) const { return n < 0 ? "(- " + text(n).substr(1) + ")" : text(n); }
  const char *add = "+", *multiply = "*", *atLeast = ">=", *atMost = "<=";
};

struct Vectors {
  unsigned width;
  std::string sort() const { return "(_ BitVec " + std::to_string(width) + ")"; }
  std::string number(Number n) const {
    std::string magnitude = text(n).substr(n < 0);
    std::string word = "(_ bv" + magnitude + " " + std::to_string(width) + ")";
    return n < 0 ? "(bvneg " + word + ")" : word;
  }
  const char *add = "bvadd", *multiply = "bvmul", *atLeast = "bvsge", *atMost = "bvsle";
};

template <class Logic> class Writer {
public:
  explicit Writer(Logic logic) : logic(logic) {}

  std::string formula(const Formula &f) const {
    switch (f.kind) {
    case Formula::Kind::And: return f.parts.empty() ? "true" : list("and", f.parts);
    case Formula::Kind::Or: return f.parts.empty() ? "false" : list("or", f.parts);
    case Formula::Kind::Not: return list("not", f.parts);
    case Formula::Kind::AtLeastZero: return compared(logic.atLeast, f.sum);
    case Formula::Kind::AtMostZero: return compared(logic.atMost, f.sum);
    case Formula::Kind::IsZero: return compared("=", f.sum);
    }
    return "false";
  }

private:
  Logic logic;

  std::string list(const std::string &head, const std::vector<Formula> &parts) const {
    std::string result = "(" + head;
    for (const Formula &part : parts) result += " " + formula(part);
    return result + ")";
  }
  /// The names on one side and the number on the other: a comparison of one name with its bound then
  /// computes nothing, and says the same of every value that the name can have.
  std::string compared(const std::string &relation, const Sum &sum) const {
    return "(" + relation + " " + names(sum) + " " + logic.number(times(-1, sum.constant)) + ")";
  }
  std::string names(const Sum &sum) const {
    if (sum.terms.empty()) return logic.number(0);
    std::string result = term(sum.terms[0]);
    for (size_t i = 1; i < sum.terms.size(); ++i)
      result = "(" + std::string(logic.add) + " " + result + " " + term(sum.terms[i]) + ")";
    return result;
  }
  std::string term(const std::pair<Number, std::string> &t) const {
    if (t.first == 1) return quoted(t.second);
    return "(" + std::string(logic.multiply) + " " + logic.number(t.first) + " " + quoted(t.second) + ")";
  }
};

std::set<std::string> namesOf(const Formula &f) {
  std::set<std::string> names;
  forEachName(f, [&](const std::string &name) { names.insert(name); });
  return names;
}

/// The conjuncts as assertions of their own, which is easier to read and to take apart.
template <class Logic>
std::string script(const std::string &name, Logic logic, const Obligation &o, const Formula &ranges,
                   bool values) {
  std::set<std::string> names = namesOf(o.refuted);
  std::string result = "; " + oneLine(o.name + ", " + o.where) + "; expected: unsat\n" +
                       (values ? "(set-option :produce-models true)\n" : "") + "(set-logic " + name + ")\n";
  for (const std::string &n : names) result += "(declare-fun " + quoted(n) + " () " + logic.sort() + ")\n";
  Writer writer(logic);
  for (const Formula &f : {ranges, o.refuted})
    if (f.kind == Formula::Kind::And)
      for (const Formula &part : f.parts) result += "(assert " + writer.formula(part) + ")\n";
    else
      result += "(assert " + writer.formula(f) + ")\n";
  result += "(check-sat)\n";
  if (values && !names.empty()) {
    result += "(get-value (";
    for (const std::string &n : names) result += " " + quoted(n);
    result += "))\n";
  }
  return result;
}

unsigned bitsFor(Number n) {
  unsigned bits = 2; // the sign's, and one so that the magnitude of a negative number is a number too
  for (Number magnitude = n < 0 ? -(n + 1) : n; magnitude > 0; magnitude /= 2) ++bits;
  return bits;
}

/// A width that holds every number on the way to the value of a sum in `f`.
unsigned widthOf(const Formula &f, const Ranges &ranges) {
  unsigned width = 1;
  for (const Formula &part : f.parts) width = std::max(width, widthOf(part, ranges));
  Number low = 0, high = 0;
  auto note = [&](Number n) { width = std::max(width, bitsFor(n)); };
  for (const auto &[coefficient, name] : f.sum.terms) {
    const Range &range = ranges.at(name);
    Number one = times(coefficient, *range.low), other = times(coefficient, *range.high);
    for (Number n : {coefficient, *range.low, *range.high, one, other}) note(n);
    low = plus(low, std::min(one, other));
    high = plus(high, std::max(one, other));
    note(low), note(high);
  }
  note(f.sum.constant);
  return width;
}

Formula within(const Ranges &ranges) {
  std::vector<Formula> parts;
  for (const auto &[name, range] : ranges) {
    parts.push_back(constraint(Formula::Kind::AtLeastZero, variable(name) - constant(*range.low)));
    parts.push_back(constraint(Formula::Kind::AtMostZero, variable(name) - constant(*range.high)));
  }
  return all(parts);
}

} // namespace

std::string oneLine(std::string text) {
  for (char &c : text)
    if (c < ' ' || c > '~') c = ' ';
  return text;
}

std::string inIntegers(const Obligation &o, bool values) {
  return script("QF_LIA", Integers{}, o, all({}), values);
}

BitVectors inBitVectors(const Obligation &o, bool values) try {
  Ranges ranges = rangesOf(o.refuted);
  for (const auto &[name, range] : ranges)
    if (!range.isBounded()) return {"", 0, name + " has no bound"};
  Formula bounds = within(ranges);
  unsigned width = std::max(widthOf(o.refuted, ranges), widthOf(bounds, ranges));
  return {script("QF_BV", Vectors{width}, o, bounds, values), width, ""};
} catch (const std::overflow_error &error) {
  return {"", 0, error.what()};
}

} // namespace pinproof::standalone
