// Lowers one C function to instructions.
#pragma once

#include "model/clang/bit_fields.h"
#include "model/clang/blocks.h"
#include "model/clang/unit.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

#include <set>

namespace pinproof::model {

class Lowering {
public:
  Lowering(Unit &unit, Function &function) : unit(unit), context(unit.context), function(function) {}

  void lowerBody(const clang::FunctionDecl &definition);
  /// Statements behind constant conditions, which were not lowered.
  const std::vector<const clang::Stmt *> &leftOut() const { return constants; }
  /// Stores the initial value of a global and goes on.
  void lowerGlobal(const clang::VarDecl &variable, uint32_t number);
  void callAndReturn(uint32_t callee);
  /// The body of a function that calls whichever of `targets` its first parameter points to, with the others.
  struct Target {
    uint32_t object;                // its address
    std::optional<uint32_t> number; // none: it has no definition
    std::string name;
  };
  void lowerDispatch(const clang::FunctionProtoType &type, clang::SourceLocation where,
                     const std::vector<Target> &targets);
  /// Puts jump targets in place; nothing may be lowered afterwards.
  void finish();

private:
  using Label = uint32_t;
  /// A C lvalue: a register variable or an address.
  struct Place {
    clang::QualType type;
    Register variable = noRegister;
    Register address = noRegister; // of a bit-field: of its unit
    std::optional<BitField> bits = std::nullopt;
  };
  /// Sets the source position of what is emitted while it lives.
  class At {
  public:
    At(Lowering &lowering, clang::SourceLocation where) : lowering(lowering), saved(lowering.here) {
      if (where.isValid()) lowering.here = where;
    }
    ~At() { lowering.here = saved; }

  private:
    Lowering &lowering;
    clang::SourceLocation saved;
  };

  // lowering.cpp: instructions, variables, the function as a whole
  Label newLabel();
  void place(Label label);
  Instruction &add(Op op, Scalar type = {});
  Register newRegister(const std::string &name = {});
  Register emit(Op op, Scalar type, Register a = noRegister, Register b = noRegister);
  Register constant(Integer value, Scalar type);
  void jump(Label target);
  void writtenJumpTo(Label target);
  void branch(Register condition, Scalar type, Label target, Label otherwise);
  void move(Register to, Register from, Scalar type);
  void store(Register address, Register value, Scalar type);
  void copy(Register to, Register from, clang::QualType type);
  void zero(Register address, clang::QualType type);
  Register offset(Register base, Integer bytes);
  Register element(Register base, Register index, Scalar indexType, clang::QualType elementType);
  Register refuse(const std::string &construct);
  Register local(const std::string &name, clang::QualType type, clang::SourceLocation where);
  Register localAddress(uint32_t number);
  Instruction &addWithoutLine(Op op, Scalar type = {});
  void forget(Register variable, Scalar type);
  void forgetLocal(uint32_t number);
  Source source();
  void findAddressTaken(const clang::Stmt *statement);
  void addParameter(const clang::ParmVarDecl &parameter);
  std::optional<Scalar> scalar(clang::QualType type) { return scalarOf(type, context); }
  [[noreturn]] void failAt(clang::SourceRange range, const std::string &message);

  // cleanups.cpp
  using Cleanups = std::vector<const clang::VarDecl *>;
  void findLabels(const clang::Stmt *s, Cleanups &active);
  static bool isCleanedUp(const clang::VarDecl &v);
  void cleanUp(const clang::VarDecl &v);
  void cleanUpTo(size_t kept);
  void cleanUpFor(const clang::LabelDecl *label);

  // statements.cpp
  void statement(const clang::Stmt *s);
  /// A statement that is a block, whether it has braces or not.
  void block(const clang::Stmt *s);
  void open(const clang::Stmt *block);
  void close();
  /// Ends the blocks from number `depth` on, on a way out of them.
  void end(size_t depth);
  struct Exit;
  void leave(const std::vector<Exit> &targets);
  void jumpTo(const clang::LabelDecl *label);
  void declaration(const clang::DeclStmt &s);
  void variable(const clang::VarDecl &v);
  void ifStatement(const clang::IfStmt &s);
  void whileStatement(const clang::WhileStmt &s);
  void doStatement(const clang::DoStmt &s);
  void forStatement(const clang::ForStmt &s);
  void loopBody(const clang::Stmt *body, Label next, Label end);
  /// What a loop or switch tests or computes, where C does not say what a break inside belongs to.
  template <class Lower> void outsideOfBody(const Lower &lower);
  void switchStatement(const clang::SwitchStmt &s);
  void caseTest(const clang::CaseStmt &s, Register value, Scalar type, Label hit);
  void returnStatement(const clang::ReturnStmt &s);
  void assembly(const clang::GCCAsmStmt &s);
  void bugTable(const clang::GCCAsmStmt &s);
  std::optional<Integer> immediate(const clang::Expr *e);
  Label labelOf(const void *key);

  // expressions.cpp
  Register value(const clang::Expr *e);
  void effects(const clang::Expr *e);
  void condition(const clang::Expr *e, Label whenTrue, Label whenFalse);
  std::optional<Integer> fold(const clang::Expr *e);
  Place lvalue(const clang::Expr *e);
  Register address(const Place &place);
  Register load(const Place &place);
  void assign(const Place &place, Register value);
  Register unary(const clang::UnaryOperator &e);
  Register increment(const clang::UnaryOperator &e);
  Register binary(const clang::BinaryOperator &e);
  std::vector<Register> alternatives(const clang::BinaryOperator &e);
  Register arithmetic(clang::BinaryOperatorKind op, Register a, Register b, Scalar type);
  Register pointerArithmetic(const clang::BinaryOperator &e);
  Register moved(Register base, Register index, clang::QualType indexType, clang::QualType pointee,
                 bool isBackwards);
  Register assignment(const clang::BinaryOperator &e);
  Register compoundAssignment(const clang::CompoundAssignOperator &e);
  Register cast(const clang::CastExpr &e);
  Register convert(Register value, Scalar from, Scalar to);
  Register truth(const clang::Expr &e);
  Register choice(const clang::Expr *test, const clang::Expr *a, const clang::Expr *b, clang::QualType type);
  Register elvis(const clang::BinaryConditionalOperator &e);
  Register statementExpression(const clang::StmtExpr &e);
  Register functionAddress(const clang::FunctionDecl &f);
  /// `value`, safe from what `later` does to the variable that it may be.
  Register kept(Register value, Scalar type, const clang::Expr *later);
  Place compoundLiteral(const clang::CompoundLiteralExpr &e);
  Place variablePlace(const clang::VarDecl &v, clang::QualType type);
  Place memberPlace(const clang::MemberExpr &e);
  Place fieldPlace(Register base, const clang::FieldDecl &field, clang::QualType type);
  Register loadBits(const Place &place, Scalar type);
  void storeBits(const Place &place, Register from);

  // calls.cpp
  Register call(const clang::CallExpr &e);
  std::optional<Register> builtin(const clang::CallExpr &e, const std::string &name);
  std::optional<Register> vocabulary(const clang::CallExpr &e, const std::string &name);
  Register callBody(const clang::CallExpr &e, const clang::FunctionDecl &body);
  Register callThroughPointer(const clang::CallExpr &e);
  Register callWith(const clang::CallExpr &e, uint32_t number, const std::string &name,
                    clang::QualType returned, const std::vector<clang::QualType> &parameters,
                    std::vector<Register> arguments);
  Register overflowArithmetic(const clang::CallExpr &e, Op op);
  enum class BitCount { LeadingZeros, TrailingZeros, FirstSet, Ones };
  Register countBits(const clang::CallExpr &e, BitCount what);
  void firstBit(Register x, Scalar type, BitCount what, Register result);
  Register setOrCopy(const clang::CallExpr &e, bool isCopy);
  void setBytes(Register to, const Layout &layout, uint64_t at, Integer byte);
  std::string text(const clang::Expr *e);
  Register anyInteger(const clang::CallExpr &e);
  Register anyOf(const clang::CallExpr &e);
  void reportCall(const clang::CallExpr &e);

  // initialisers.cpp
  void initialise(Register address, clang::QualType type, const clang::Expr *init, bool isZeroed);
  void initialiseList(Register address, clang::QualType type, const clang::InitListExpr &list, bool isZeroed);
  void initialiseString(Register address, clang::QualType type, const clang::StringLiteral &text);

  Unit &unit;
  const clang::ASTContext &context;
  Function &function;
  const clang::FunctionDecl *definition = nullptr;
  clang::SourceLocation here;
  clang::SourceLocation lastPlace;
  Source lastSource;
  std::vector<uint32_t> labels; // position of each label
  std::map<const void *, Label> named;
  /// Where a break or continue leads, and how many blocks are still open there, and variables to be cleaned
  /// up.
  struct Exit {
    std::optional<Label> target; // none: C does not say where
    size_t depth = 0, cleanups = 0;
  };
  std::vector<Exit> breaks, continues;
  /// A block that is open, with its first local; what ends it on its ways out, for when its last is known.
  struct Scope {
    const clang::Stmt *block;
    uint32_t firstLocal;
    size_t cleanups;          // of the blocks around it
    std::vector<size_t> ends; // instructions
  };
  std::vector<Scope> scopes; // the function's own first
  std::optional<Blocks> blocks;
  Cleanups cleanups;                           // of the blocks that are open, in the order of declaration
  std::map<const void *, Cleanups> cleanupsAt; // by label
  bool mayComeAgain = false;                   // a label has been passed, to which a later goto may lead back
  std::vector<const clang::Stmt *> constants;  // behind constant conditions
  std::set<const clang::VarDecl *> addressTaken;
  std::map<const clang::VarDecl *, Register> registers;
  std::map<const clang::VarDecl *, uint32_t> memory; // number in function.locals
  std::map<const clang::OpaqueValueExpr *, Register> opaque;
  Register resultAddress = noRegister; // where a returned struct goes
};

} // namespace pinproof::model
