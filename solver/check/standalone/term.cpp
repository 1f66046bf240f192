// S-expressions first, then what they mean: anything beyond the few forms below is refused, so that nothing
// in a certificate reaches a solver that was not understood here.
#include "solver/check/standalone/term.h"

#include <algorithm>
#include <stdexcept>

namespace pinproof::standalone {

Number plus(Number a, Number b) {
  Number result;
  if (__builtin_add_overflow(a, b, &result)) throw std::overflow_error("a number exceeds 128 bits");
  return result;
}

Number times(Number a, Number b) {
  Number result;
  if (__builtin_mul_overflow(a, b, &result)) throw std::overflow_error("a number exceeds 128 bits");
  return result;
}

std::string text(Number n) {
  std::string digits;
  bool isNegative = n < 0;
  do {
    int digit = static_cast<int>(n % 10);
    digits += static_cast<char>('0' + (isNegative ? -digit : digit));
    n /= 10;
  } while (n != 0);
  if (isNegative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

Number parseNumber(const std::string &text) {
  bool isNegative = text.starts_with('-');
  std::string digits = text.substr(isNegative ? 1 : 0);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos)
    throw std::invalid_argument("expected an integer, not '" + text + "'");
  Number value = 0;
  for (char c : digits) value = plus(times(value, 10), isNegative ? '0' - c : c - '0');
  return value;
}

namespace {

void add(Sum &sum, Number coefficient, const std::string &name) {
  auto at =
      std::find_if(sum.terms.begin(), sum.terms.end(), [&](const auto &term) { return term.second == name; });
  if (at == sum.terms.end())
    sum.terms.emplace_back(coefficient, name);
  else
    at->first = plus(at->first, coefficient);
  std::erase_if(sum.terms, [](const auto &term) { return term.first == 0; });
}

} // namespace

Sum operator-(const Sum &a, const Sum &b) {
  Sum result = a;
  result.constant = plus(result.constant, times(-1, b.constant));
  for (const auto &[coefficient, name] : b.terms) add(result, times(-1, coefficient), name);
  return result;
}

Formula all(std::vector<Formula> parts) { return {Formula::Kind::And, {}, std::move(parts)}; }
Formula any(std::vector<Formula> parts) { return {Formula::Kind::Or, {}, std::move(parts)}; }
Formula negation(Formula f) {
  Formula result{Formula::Kind::Not, {}, {}};
  result.parts.push_back(std::move(f)); // an initializer list would copy it
  return result;
}
Formula constraint(Formula::Kind kind, Sum sum) { return {kind, std::move(sum), {}}; }
Formula equal(const Sum &a, const Sum &b) { return constraint(Formula::Kind::IsZero, a - b); }
Sum variable(const std::string &name) { return {0, {{1, name}}}; }
Sum constant(Number n) { return {n, {}}; }

namespace {

/// An atom ("and", "12", "|x|") or a list.
struct Expression {
  size_t position = 0; // from 1
  std::string atom;    // empty: a list
  std::vector<Expression> items;
};

[[noreturn]] void fail(size_t position, const std::string &message) {
  throw std::invalid_argument("character " + std::to_string(position) + ": " + message);
}

class Reader {
public:
  explicit Reader(const std::string &text) : text(text) {}

  Expression whole() {
    Expression result = next(0);
    skipSpace();
    if (at != text.size()) fail(at + 1, "expected the end");
    return result;
  }

private:
  static constexpr unsigned maximalDepth = 1000; // for the stack's sake
  const std::string &text;
  size_t at = 0;

  void skipSpace() { at = std::min(text.find_first_not_of(" \t\r\n", at), text.size()); }

  Expression next(unsigned depth) {
    if (depth > maximalDepth) fail(at + 1, "nested too deeply");
    skipSpace();
    if (at == text.size()) fail(at + 1, "expected a term");
    Expression result;
    result.position = at + 1;
    if (text[at] == ')') fail(at + 1, "expected a term");
    if (text[at] != '(') {
      size_t end = text[at] == '|' ? text.find('|', at + 1) : text.find_first_of(" \t\r\n()|", at) - 1;
      if (text[at] == '|' && end == std::string::npos) fail(at + 1, "the name has no end");
      result.atom = text.substr(at, std::min(end, text.size() - 1) + 1 - at);
      at += result.atom.size();
      return result;
    }
    ++at;
    for (skipSpace(); at < text.size() && text[at] != ')'; skipSpace())
      result.items.push_back(next(depth + 1));
    if (at == text.size()) fail(at + 1, "expected ')'");
    ++at;
    return result;
  }
};

bool isHeaded(const Expression &e, const char *head) { return !e.items.empty() && e.items[0].atom == head; }

Number number(const Expression &e) {
  bool isNegative = isHeaded(e, "-") && e.items.size() == 2;
  const std::string &digits = isNegative ? e.items[1].atom : e.atom;
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos)
    fail(e.position, "expected a number");
  try {
    return parseNumber((isNegative ? "-" : "") + digits);
  } catch (const std::overflow_error &) {
    fail(e.position, "a number exceeds 128 bits");
  }
}

bool isName(const Expression &e) { return e.atom.size() > 2 && e.atom.front() == '|'; }
std::string nameOf(const Expression &e) {
  if (!isName(e)) fail(e.position, "expected a |name|");
  return e.atom.substr(1, e.atom.size() - 2);
}

void addTerm(Sum &sum, const Expression &e) {
  if (isName(e)) return add(sum, 1, nameOf(e));
  if (isHeaded(e, "*") && e.items.size() == 3) return add(sum, number(e.items[1]), nameOf(e.items[2]));
  sum.constant = plus(sum.constant, number(e));
}

Sum sumOf(const Expression &e) try {
  Sum sum;
  if (isHeaded(e, "+") && e.items.size() > 2)
    for (size_t i = 1; i < e.items.size(); ++i) addTerm(sum, e.items[i]);
  else
    addTerm(sum, e);
  return sum;
} catch (const std::overflow_error &) {
  fail(e.position, "a number exceeds 128 bits");
}

Formula constraintOf(const Expression &e) try {
  using Kind = Formula::Kind;
  const std::string &head = e.items[0].atom;
  const Kind kind = head == ">=" ? Kind::AtLeastZero : head == "<=" ? Kind::AtMostZero : Kind::IsZero;
  return constraint(kind, sumOf(e.items[1]) - constant(number(e.items[2])));
} catch (const std::overflow_error &) {
  fail(e.position, "a number exceeds 128 bits");
}

Formula formulaOf(const Expression &e) {
  if (e.atom == "true") return all({});
  if (e.atom == "false") return any({});
  if (e.items.empty()) fail(e.position, "expected a formula");
  const std::string &head = e.items[0].atom;
  std::vector<Formula> parts;
  if (head == "and" || head == "or" || (head == "not" && e.items.size() == 2)) {
    if (e.items.size() < 2) fail(e.position, "expected a formula");
    for (size_t i = 1; i < e.items.size(); ++i) parts.push_back(formulaOf(e.items[i]));
    return head == "and" ? all(parts) : head == "or" ? any(parts) : negation(parts[0]);
  }
  if ((head == ">=" || head == "<=" || head == "=") && e.items.size() == 3) return constraintOf(e);
  fail(e.position, "expected and, or, not, >=, <= or =");
}

} // namespace

Formula parseFormula(const std::string &text) { return formulaOf(Reader(text).whole()); }
Sum parseSum(const std::string &text) { return sumOf(Reader(text).whole()); }

} // namespace pinproof::standalone
