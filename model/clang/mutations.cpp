// Mutation operators (DeMillo, Lipton and Sayward 1978), those whose mistakes reference counting knows: a
// statement that is missing, a guard that is missing or the wrong way round, a count that is one off, `<=`
// for
// `<`, and one of two like things in place of the other, which the specification names (EXCHANGE).
//
// Where a mutation stands is Clang's word, from the tree; what it does is to the text. So it is what a person
// could have typed, and it is read like any other kernel. What comes out of a macro's own text is left alone:
// an edit there would be in another place.
//
// Limits: no new statements, no exchange of variables; one mutation at a time.
#include "model/clang/mutations.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace pinproof::model {

namespace {

using clang::CharSourceRange;
using clang::SourceRange;

/// One blank for any white space, so that a name of a mutation survives reformatting.
std::string normalised(llvm::StringRef text) {
  std::string result;
  for (char c : text)
    if (!clang::isWhitespace(c))
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  return result;
}

bool isWord(llvm::StringRef text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return clang::isAsciiIdentifierContinue(c); });
}

const char *offByOneOperator(clang::BinaryOperatorKind kind) {
  switch (kind) {
  case clang::BO_LE: return "<";
  case clang::BO_LT: return "<=";
  case clang::BO_GE: return ">";
  case clang::BO_GT: return ">=";
  case clang::BO_LAnd: return "||";
  case clang::BO_LOr: return "&&";
  default: return nullptr;
  }
}

class Mutator {
public:
  Mutator(const clang::ASTContext &context, const Places &places, const clang::FunctionDecl &definition,
          const KernelFunction &lines)
      : manager(context.getSourceManager()), language(context.getLangOpts()), context(context),
        places(places), definition(definition), lines(lines) {}

  std::vector<Mutation> run(const std::vector<std::pair<std::string, std::string>> &exchanges) {
    const auto *body = llvm::cast<clang::CompoundStmt>(definition.getBody());
    for (const clang::Stmt *child : body->body()) statement(child, child == body->body_back());
    exchangeWords(exchanges);
    std::sort(found.begin(), found.end(),
              [](const Mutation &a, const Mutation &b) { return key(a) < key(b); });
    return std::move(found);
  }

private:
  static std::tuple<size_t, size_t, const std::string &> key(const Mutation &m) {
    return {m.offset, m.length, m.replacement};
  }

  /// People are shown `more`, where that is given.
  void add(const char *kind, SourceRange part, const std::string &replacement, SourceRange more = {}) {
    CharSourceRange given = CharSourceRange::getTokenRange(part);
    CharSourceRange range = clang::Lexer::makeFileCharRange(given, manager, language);
    if (range.isInvalid()) return;
    auto [file, begin] = manager.getDecomposedLoc(range.getBegin());
    const unsigned end = manager.getFileOffset(range.getEnd());
    if (file != manager.getFileID(manager.getExpansionLoc(definition.getLocation())) || end < begin) return;
    Mutation m{lines.name, kind, places.source(range.getBegin()), begin, end - begin, replacement, {}, {}};
    if (m.where.line < lines.first || m.where.line > lines.last) return;
    if (lines.constant.count(m.where.line) || lines.skipped.count(m.where.line)) return;
    auto [shownFrom, shownTo] = shownRange(more, begin, end);
    llvm::StringRef text = manager.getBufferData(file);
    m.was = normalised(text.slice(shownFrom, shownTo));
    m.becomes = normalised(text.slice(shownFrom, begin).str() + replacement + text.slice(end, shownTo).str());
    if (known.insert({m.offset, m.length, m.replacement}).second) found.push_back(std::move(m));
  }

  std::pair<unsigned, unsigned> shownRange(SourceRange more, unsigned begin, unsigned end) const {
    if (more.isInvalid()) return {begin, end};
    CharSourceRange range =
        clang::Lexer::makeFileCharRange(CharSourceRange::getTokenRange(more), manager, language);
    if (range.isInvalid()) return {begin, end};
    return {std::min(begin, manager.getFileOffset(range.getBegin())),
            std::max(end, manager.getFileOffset(range.getEnd()))};
  }

  /// The text of an expression as it stands in the file; none if it does not.
  std::optional<std::string> text(const clang::Stmt *s) const {
    CharSourceRange range = clang::Lexer::makeFileCharRange(
        CharSourceRange::getTokenRange(s->getSourceRange()), manager, language);
    if (range.isInvalid()) return std::nullopt;
    return clang::Lexer::getSourceText(range, manager, language).str();
  }

  void statement(const clang::Stmt *s, bool isLast = false) {
    if (!s) return;
    if (const auto *block = llvm::dyn_cast<clang::CompoundStmt>(s)) {
      for (const clang::Stmt *child : block->body()) statement(child);
    } else if (const auto *branch = llvm::dyn_cast<clang::IfStmt>(s)) {
      guarded(*branch);
    } else if (const auto *loop = llvm::dyn_cast<clang::WhileStmt>(s)) {
      repeated(*s, loop->getCond(), loop->getBody());
    } else if (const auto *loop = llvm::dyn_cast<clang::DoStmt>(s)) {
      repeated(*s, loop->getCond(), loop->getBody());
    } else if (const auto *loop = llvm::dyn_cast<clang::ForStmt>(s)) {
      if (loop->getInit()) expression(loop->getInit());
      if (loop->getInc()) expression(loop->getInc());
      repeated(*s, loop->getCond(), loop->getBody());
    } else if (const auto *choice = llvm::dyn_cast<clang::SwitchStmt>(s)) {
      expression(choice->getCond());
      statement(choice->getBody());
    } else if (const auto *label = llvm::dyn_cast<clang::SwitchCase>(s)) {
      statement(label->getSubStmt());
    } else if (const auto *label = llvm::dyn_cast<clang::LabelStmt>(s)) {
      statement(label->getSubStmt(), isLast);
    } else if (const auto *declared = llvm::dyn_cast<clang::DeclStmt>(s)) {
      for (const clang::Decl *d : declared->decls())
        if (const auto *v = llvm::dyn_cast<clang::VarDecl>(d); v && v->getInit()) {
          offByOne(v->getInit(), v->getName());
          expression(v->getInit());
        }
    } else if (!llvm::isa<clang::NullStmt>(s)) {
      simple(*s, isLast);
    }
  }

  /// The semicolon stays. Nobody forgets the last return: what would come back then is undefined.
  void simple(const clang::Stmt &s, bool isLast) {
    const auto *result = llvm::dyn_cast<clang::ReturnStmt>(&s);
    if (!result || !isLast) add("delete statement", s.getSourceRange(), "");
    if (result && result->getRetValue()) {
      const clang::Expr *value = result->getRetValue();
      if (!value->isEvaluatable(context)) offByOne(value, "");
      expression(value);
    } else if (const auto *e = llvm::dyn_cast<clang::Expr>(&s)) {
      expression(e);
    }
  }

  void guarded(const clang::IfStmt &s) {
    condition(s.getCond());
    add("drop guard", s.getCond()->getSourceRange(), "1");
    const auto *block = llvm::dyn_cast<clang::CompoundStmt>(s.getThen());
    if (!s.getElse() && block && block->size() > 1) add("delete statement", s.getSourceRange(), ";");
    statement(s.getThen());
    statement(s.getElse());
  }

  void repeated(const clang::Stmt &s, const clang::Expr *until, const clang::Stmt *body) {
    if (until) condition(until);
    add("delete statement", s.getSourceRange(), llvm::isa<clang::DoStmt>(s) ? "" : ";");
    statement(body);
  }

  void condition(const clang::Expr *e) {
    const clang::Expr *inner = e->IgnoreParenImpCasts();
    const auto *both = llvm::dyn_cast<clang::BinaryOperator>(inner);
    if (both && both->isLogicalOp()) {
      condition(both->getLHS());
      condition(both->getRHS());
      add("exchange", SourceRange(both->getOperatorLoc()), offByOneOperator(both->getOpcode()),
          both->getSourceRange());
      return;
    }
    negate(inner);
    expression(inner);
  }

  void negate(const clang::Expr *e) {
    auto words = text(e);
    if (!words) return;
    const auto *already = llvm::dyn_cast<clang::UnaryOperator>(e);
    const bool isNegated = already && already->getOpcode() == clang::UO_LNot && words->front() == '!';
    add("negate condition", e->getSourceRange(),
        isNegated        ? words->substr(1)
        : isWord(*words) ? "!" + *words
                         : "!(" + *words + ")");
  }

  /// Flags are no counts, whatever their type says.
  void offByOne(const clang::Expr *e, llvm::StringRef name) {
    const clang::Expr *inner = e->IgnoreParenImpCasts();
    clang::QualType type = inner->getType();
    const bool isLiteral = llvm::isa<clang::IntegerLiteral>(inner);
    if (!type->isIntegerType() || type->isBooleanType() || type->isEnumeralType()) return;
    if (inner->isKnownToHaveBooleanValue() || (inner->isEvaluatable(context) && !isLiteral)) return;
    if (isLiteral && inner->getBeginLoc().isMacroID()) return;
    auto words = text(e);
    if (!words || name.contains("flag") || llvm::StringRef(*words).contains("flag")) return;
    const std::string more = isLiteral && *words == "0"   ? "1"
                             : isLiteral && *words == "1" ? "2"
                             : isWord(*words)             ? *words + " + 1"
                                                          : "(" + *words + ") + 1";
    add("off by one", e->getSourceRange(), more);
  }

  void expression(const clang::Stmt *e) {
    if (!e) return;
    if (llvm::isa<clang::UnaryExprOrTypeTraitExpr>(e)) return; // sizeof
    if (const auto *operation = llvm::dyn_cast<clang::BinaryOperator>(e)) binary(*operation);
    if (const auto *choice = llvm::dyn_cast<clang::ConditionalOperator>(e)) condition(choice->getCond());
    if (const auto *call = llvm::dyn_cast<clang::CallExpr>(e)) arguments(*call);
    for (const clang::Stmt *child : e->children()) expression(child);
  }

  void binary(const clang::BinaryOperator &e) {
    if (const char *other = offByOneOperator(e.getOpcode()))
      add(e.isLogicalOp() ? "exchange" : "off by one", SourceRange(e.getOperatorLoc()), other,
          e.getSourceRange());
    if (!e.isAssignmentOp()) return;
    const bool isCount = e.getOpcode() == clang::BO_Assign || e.getOpcode() == clang::BO_AddAssign ||
                         e.getOpcode() == clang::BO_SubAssign;
    if (isCount) offByOne(e.getRHS(), text(e.getLHS()).value_or(""));
  }

  void arguments(const clang::CallExpr &call) {
    const clang::FunctionDecl *callee = call.getDirectCallee();
    if (callee && callee->getBuiltinID() != 0) return;
    for (unsigned i = 0; i < call.getNumArgs(); ++i) {
      const bool isNamed = callee && i < callee->getNumParams();
      offByOne(call.getArg(i), isNamed ? callee->getParamDecl(i)->getName() : "");
    }
  }

  void exchangeWords(const std::vector<std::pair<std::string, std::string>> &exchanges) {
    clang::SourceLocation at = manager.getExpansionLoc(definition.getBody()->getBeginLoc());
    const clang::SourceLocation end = manager.getExpansionRange(definition.getEndLoc()).getEnd();
    while (at < end) {
      auto token = clang::Lexer::findNextToken(at, manager, language);
      if (!token) return;
      at = token->getLocation();
      if (token->isNot(clang::tok::raw_identifier)) continue;
      for (const auto &[one, other] : exchanges)
        if (token->getRawIdentifier() == one) add("exchange", SourceRange(at), other);
    }
  }

  const clang::SourceManager &manager;
  const clang::LangOptions &language;
  const clang::ASTContext &context;
  const Places &places;
  const clang::FunctionDecl &definition;
  const KernelFunction &lines;
  std::set<std::tuple<size_t, size_t, std::string>> known;
  std::vector<Mutation> found;
};

} // namespace

std::vector<Mutation> mutationsOf(const clang::ASTContext &context, const Places &places,
                                  const clang::FunctionDecl &definition, const KernelFunction &lines,
                                  const std::vector<std::pair<std::string, std::string>> &exchanges) {
  return Mutator(context, places, definition, lines).run(exchanges);
}

} // namespace pinproof::model
