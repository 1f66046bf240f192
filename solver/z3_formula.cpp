// From Z3's terms to formulas: linear integer arithmetic under any Boolean connective.
//
// Terms are shared in Z3 and trees here, so a small term can be a huge formula; beyond a number of nodes it
// is not read at all. Conditionals between integers are lifted to the atom in which they stand.
#include "solver/z3_formula.h"

#include <stdexcept>

namespace pinproof::solver {

using namespace model;

namespace {

constexpr unsigned mostNodes = 200000;

struct Unreadable {};

/// What an integer term is: `value` where `condition` holds. The conditions of one term exclude each other.
struct Case {
  Formula condition;
  Linear value;
};

class Reader {
public:
  explicit Reader(const VariableOf &variable) : variable(variable) {}

  Formula formula(const z3::expr &e) {
    count();
    if (!e.is_app()) throw Unreadable{};
    switch (e.decl().decl_kind()) {
    case Z3_OP_TRUE: return Formula::truth();
    case Z3_OP_FALSE: return Formula::any({});
    case Z3_OP_AND: return Formula::all(arguments(e));
    case Z3_OP_OR: return Formula::any(arguments(e));
    case Z3_OP_NOT: return Formula::negate(formula(e.arg(0)));
    case Z3_OP_IMPLIES: return Formula::any({Formula::negate(formula(e.arg(0))), formula(e.arg(1))});
    case Z3_OP_XOR: return Formula::negate(same(e.arg(0), e.arg(1)));
    case Z3_OP_ITE: return choice(formula(e.arg(0)), formula(e.arg(1)), formula(e.arg(2)));
    case Z3_OP_EQ:
    case Z3_OP_IFF: return same(e.arg(0), e.arg(1));
    case Z3_OP_DISTINCT: return distinct(e);
    case Z3_OP_GE: return compare(e.arg(0), e.arg(1), 0, Constraint::Relation::AtLeastZero);
    case Z3_OP_LE: return compare(e.arg(1), e.arg(0), 0, Constraint::Relation::AtLeastZero);
    case Z3_OP_GT: return compare(e.arg(0), e.arg(1), 1, Constraint::Relation::AtLeastZero);
    case Z3_OP_LT: return compare(e.arg(1), e.arg(0), 1, Constraint::Relation::AtLeastZero);
    default: throw Unreadable{};
    }
  }

private:
  void count() {
    if (++nodes > mostNodes) throw Unreadable{};
  }

  std::vector<Formula> arguments(const z3::expr &e) {
    std::vector<Formula> result;
    for (unsigned i = 0; i < e.num_args(); ++i) result.push_back(formula(e.arg(i)));
    return result;
  }

  static Formula choice(const Formula &condition, const Formula &then, const Formula &otherwise) {
    return Formula::any(
        {Formula::all({condition, then}), Formula::all({Formula::negate(condition), otherwise})});
  }

  Formula same(const z3::expr &a, const z3::expr &b) {
    if (!a.is_bool()) return compare(a, b, 0, Constraint::Relation::Zero);
    const Formula left = formula(a), right = formula(b);
    return choice(left, right, Formula::negate(right));
  }

  Formula distinct(const z3::expr &e) {
    std::vector<Formula> pairs;
    for (unsigned i = 0; i < e.num_args(); ++i)
      for (unsigned j = 0; j < i; ++j) pairs.push_back(Formula::negate(same(e.arg(j), e.arg(i))));
    return Formula::all(std::move(pairs));
  }

  /// a - b - margin in relation to zero.
  Formula compare(const z3::expr &a, const z3::expr &b, Integer margin, Constraint::Relation relation) {
    std::vector<Formula> ways;
    const std::vector<Case> right = cases(b);
    for (const Case &x : cases(a))
      for (const Case &y : right) {
        count();
        Formula atom = Formula::of({x.value - y.value - Linear(margin), relation});
        std::vector<Formula> parts;
        for (const Formula *condition : {&x.condition, &y.condition})
          if (!(*condition == Formula::truth())) parts.push_back(*condition);
        parts.push_back(std::move(atom));
        ways.push_back(parts.size() == 1 ? parts.front() : Formula::all(std::move(parts)));
      }
    return ways.size() == 1 ? ways.front() : Formula::any(std::move(ways));
  }

  std::vector<Case> cases(const z3::expr &e) {
    count();
    if (!e.is_int()) throw Unreadable{};
    if (e.is_numeral()) return {{Formula::truth(), parseInteger(Z3_get_numeral_string(e.ctx(), e))}};
    if (auto v = variable(e)) return {{Formula::truth(), Linear::variable(*v)}};
    if (!e.is_app()) throw Unreadable{};
    switch (e.decl().decl_kind()) {
    case Z3_OP_ADD: return sum(e, 1);
    case Z3_OP_SUB: return sum(e, -1);
    case Z3_OP_UMINUS: return combine({{Formula::truth(), Linear()}}, cases(e.arg(0)), -1);
    case Z3_OP_MUL: return product(e);
    case Z3_OP_ITE: {
      const Formula condition = formula(e.arg(0));
      std::vector<Case> result;
      for (const Case &c : cases(e.arg(1)))
        result.push_back({Formula::all({condition, c.condition}), c.value});
      for (const Case &c : cases(e.arg(2)))
        result.push_back({Formula::all({Formula::negate(condition), c.condition}), c.value});
      return result;
    }
    default: throw Unreadable{};
    }
  }

  /// a + factor * b.
  std::vector<Case> combine(const std::vector<Case> &a, const std::vector<Case> &b, Integer factor) {
    std::vector<Case> result;
    for (const Case &x : a)
      for (const Case &y : b) {
        count();
        Formula both = x.condition == Formula::truth()   ? y.condition
                       : y.condition == Formula::truth() ? x.condition
                                                         : Formula::all({x.condition, y.condition});
        result.push_back({std::move(both), x.value + y.value * factor});
      }
    return result;
  }

  std::vector<Case> sum(const z3::expr &e, Integer factor) {
    std::vector<Case> result = cases(e.arg(0));
    for (unsigned i = 1; i < e.num_args(); ++i) result = combine(result, cases(e.arg(i)), factor);
    return result;
  }

  std::vector<Case> product(const z3::expr &e) {
    Integer factor = 1;
    std::vector<Case> variablePart;
    for (unsigned i = 0; i < e.num_args(); ++i) {
      std::vector<Case> part = cases(e.arg(i));
      if (part.size() == 1 && part[0].value.isConstant())
        factor = multiply(factor, part[0].value.constant);
      else if (variablePart.empty())
        variablePart = std::move(part);
      else
        throw Unreadable{}; // not linear
    }
    if (variablePart.empty()) return {{Formula::truth(), factor}};
    return combine({{Formula::truth(), Linear()}}, variablePart, factor);
  }

  const VariableOf &variable;
  unsigned nodes = 0;
};

} // namespace

std::optional<Formula> toFormula(const z3::expr &e, const VariableOf &variable) {
  try {
    return Reader(variable).formula(e);
  } catch (const Unreadable &) {
    return std::nullopt;
  } catch (const std::overflow_error &) {
    return std::nullopt;
  } catch (const std::invalid_argument &) {
    return std::nullopt; // a numeral that is no integer
  }
}

} // namespace pinproof::solver
