// Certificates as text: a subset of SMT-LIB 2 that any solver reads and that parses back equal.
//
//   formula ::= true | false | (and formula+) | (or formula+) | (not formula) | (rel sum constant)
//   rel     ::= >= | <= | =          <= is written where the first coefficient is negative
//   sum     ::= term | (+ term term+) | constant
//   term    ::= |name| | (* constant |name|)
//   constant ::= digits | (- digits)
//
// The parser reads just this (with any white space): a certificate from elsewhere that says more would
// not be understood half. Positions in its errors are byte offsets from 1.
#include "model/formula.h"

#include <cctype>
#include <stdexcept>

namespace pinproof::model {

namespace {

// Deep enough for every certificate, shallow enough for the stack.
constexpr unsigned maximalDepth = 1000;

std::string constantText(Integer value) {
  return value < 0 ? "(- " + toString(subtract(0, value)) + ")" : toString(value);
}

std::string quoted(const std::string &name) {
  if (name.find_first_of("|\\") != std::string::npos)
    throw std::invalid_argument("SMT-LIB cannot quote the name " + name);
  return "|" + name + "|";
}

std::string sumText(const Linear &e, const Namer &name) {
  if (e.terms.empty()) return "0";
  std::string text;
  for (const auto &[v, coefficient] : e.terms) {
    std::string variable = quoted(name(v));
    if (!text.empty()) text += ' ';
    text += coefficient == 1 ? variable : "(* " + constantText(coefficient) + " " + variable + ")";
  }
  return e.terms.size() == 1 ? text : "(+ " + text + ")";
}

std::string atomText(const Constraint &c, const Namer &name) {
  bool isEquality = c.relation == Constraint::Relation::Zero;
  bool isUpper = !isEquality && !c.expression.terms.empty() && c.expression.terms.front().second < 0;
  Linear sum = isUpper ? c.expression * -1 : c.expression;
  return std::string(isEquality ? "(= "
                     : isUpper  ? "(<= "
                                : "(>= ") +
         sumText(sum, name) + " " + constantText(subtract(0, sum.constant)) + ")";
}

class Parser {
public:
  using Index = std::function<VariableIndex(const std::string &)>;
  Parser(const std::string &text, const Index &index) : text(text), index(index) {}

  Formula whole() {
    Formula result = formula(0);
    skipSpace();
    if (position != text.size()) fail("expected the end of the formula");
    return result;
  }

private:
  const std::string &text;
  const Index &index;
  size_t position = 0;

  [[noreturn]] void fail(const std::string &message, size_t at) const {
    throw std::invalid_argument("formula, character " + std::to_string(at + 1) + ": " + message);
  }
  [[noreturn]] void fail(const std::string &message) const { fail(message, position); }

  void skipSpace() {
    while (position < text.size() && std::isspace(static_cast<unsigned char>(text[position]))) ++position;
  }
  bool accept(char c) {
    skipSpace();
    if (position >= text.size() || text[position] != c) return false;
    ++position;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(std::string("expected '") + c + "'");
  }
  /// A bare word: up to white space or a parenthesis.
  std::string word() {
    skipSpace();
    size_t start = position;
    while (position < text.size() && !std::isspace(static_cast<unsigned char>(text[position])) &&
           text[position] != '(' && text[position] != ')' && text[position] != '|')
      ++position;
    return text.substr(start, position - start);
  }

  Formula formula(unsigned depth) {
    if (depth > maximalDepth) fail("nested too deeply");
    skipSpace();
    size_t start = position;
    if (!accept('(')) {
      std::string name = word();
      if (name == "true") return Formula::truth();
      if (name == "false") return Formula::any({});
      fail("expected a formula", start);
    }
    std::string head = word();
    Formula result = head == "and"   ? connective(Formula::Kind::And, depth)
                     : head == "or"  ? connective(Formula::Kind::Or, depth)
                     : head == "not" ? Formula::negate(formula(depth + 1))
                     : head == ">=" || head == "<=" || head == "="
                         ? Formula::of(relation(head))
                         : (fail("expected and, or, not, >=, <= or =", start + 1), Formula());
    expect(')');
    return result;
  }

  Formula connective(Formula::Kind kind, unsigned depth) {
    Formula result{kind, {}, {}};
    for (skipSpace(); position < text.size() && text[position] != ')'; skipSpace())
      result.children.push_back(formula(depth + 1));
    if (result.children.empty()) fail("expected a formula");
    return result;
  }

  Constraint relation(const std::string &head) {
    size_t start = position;
    try {
      Linear left = sum(), right = constant();
      Linear e = head == "<=" ? right - left : left - right;
      return {e, head == "=" ? Constraint::Relation::Zero : Constraint::Relation::AtLeastZero};
    } catch (const std::overflow_error &) {
      fail("a number is too large", start);
    }
  }

  Linear sum() {
    size_t start = position;
    if (accept('(') && word() == "+") {
      Linear result = term();
      do result = result + term();
      while (!accept(')'));
      return result;
    }
    position = start;
    return term();
  }

  Linear term() {
    skipSpace();
    size_t start = position;
    if (position < text.size() && text[position] == '|') return Linear::variable(variable());
    if (accept('(') && word() == "*") {
      Linear factor = constant();
      Linear result = Linear::variable(variable(), 1) * factor.constant;
      expect(')');
      return result;
    }
    position = start;
    return constant();
  }

  VariableIndex variable() {
    expect('|');
    size_t start = position, end = text.find_first_of("|\\", position);
    if (end == std::string::npos) fail("expected '|' after the name", text.size());
    if (text[end] == '\\') fail("a name has no '\\'", end);
    position = end + 1;
    std::string name = text.substr(start, end - start);
    try {
      return index(name);
    } catch (const std::exception &) {
      fail("there is no variable " + name, start);
    }
  }

  Linear constant() {
    skipSpace();
    size_t start = position;
    bool isNegative = accept('(');
    if (isNegative && word() != "-") fail("expected a number", start);
    skipSpace();
    size_t digits = position;
    std::string numeral = word();
    if (numeral.empty() || !std::isdigit(static_cast<unsigned char>(numeral[0])))
      fail("expected a number", digits);
    if (isNegative) expect(')');
    try {
      return parseInteger(isNegative ? "-" + numeral : numeral);
    } catch (const std::exception &) {
      fail("expected a number that fits 128 bits", digits);
    }
  }
};

} // namespace

std::string toSmtLib(const Formula &f, const Namer &name) {
  if (f.kind == Formula::Kind::Atom) return atomText(f.atom, name);
  if (f.kind == Formula::Kind::Not) return "(not " + toSmtLib(f.children.at(0), name) + ")";
  bool isAnd = f.kind == Formula::Kind::And;
  if (f.children.empty()) return isAnd ? "true" : "false";
  std::string text = isAnd ? "(and" : "(or";
  for (const Formula &child : f.children) text += " " + toSmtLib(child, name);
  return text + ")";
}

std::string toSmtLib(const Linear &e, const Namer &name) {
  if (e.terms.empty()) return constantText(e.constant);
  std::string sum = sumText(e, name);
  if (e.constant == 0) return sum;
  if (e.terms.size() > 1) sum = sum.substr(3, sum.size() - 4); // without "(+ " and ")"
  return "(+ " + sum + " " + constantText(e.constant) + ")";
}

Formula parseFormula(const std::string &text,
                     const std::function<VariableIndex(const std::string &)> &index) {
  return Parser(text, index).whole();
}

} // namespace pinproof::model
