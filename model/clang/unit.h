// The Program under construction: what functions share while they are lowered one by one.
#pragma once

#include "model/clang/broken_names.h"
#include "model/clang/hidden.h"
#include "model/clang/reader.h"
#include "model/clang/roles.h"
#include "model/clang/stand_ins_used.h"

#include "clang/AST/Expr.h"

namespace pinproof::model {

class Unit {
public:
  Unit(const clang::ASTContext &context, const Places &places, const BrokenNames &broken,
       const Hidden &hidden, const Roles &roles, Program &program, std::vector<Undeclared> &undeclared)
      : context(context), places(places), program(program), undeclared(undeclared), broken(broken),
        hidden(hidden), roles(roles), layouts(context) {}

  /// Lowers what the roles reach.
  void lowerAll();
  /// Of the kernel's, those that are left in the Program; after lowerAll().
  std::vector<KernelFunction> kernelFunctions() const;
  const clang::FunctionDecl &bodyOf(const KernelFunction &function) const;
  /// What was lowered, and who stands in for whom; after lowerAll().
  StandInsUsed::Reached reached() const;

  /// Numbers in the Program, made on first use.
  uint32_t function(const clang::FunctionDecl &definition);
  uint32_t global(const clang::VarDecl &variable);
  uint32_t literal(const clang::StringLiteral &text);
  uint32_t functionObject(const clang::FunctionDecl &function);
  /// A function that calls through a pointer to a function of this type, for a call in this place.
  uint32_t dispatcher(const clang::FunctionProtoType &type, clang::SourceLocation where);
  uint32_t refusal(const std::string &text);
  uint32_t report(ReportPoint point);
  uint32_t input(InputChoice choice);

  /// The body that a call runs: a model's, the function's own, or null.
  const clang::FunctionDecl *body(const clang::FunctionDecl &callee);
  /// Throws InputError when the type's own declaration does not parse.
  std::shared_ptr<Layout> layout(clang::QualType type, clang::SourceLocation user);

  /// Throws InputError when something in these lines did not parse, or uses what did not.
  void checkUses(clang::SourceRange range) const;

  const clang::ASTContext &context;
  const Places &places;
  Program &program;

  /// Notes that the C on our way names something here that nothing declares.
  void noteUndeclared(const std::string &name, clang::SourceLocation where);

private:
  std::vector<Undeclared> &undeclared;
  void lower(uint32_t index);
  void noteLines(const clang::FunctionDecl &definition, const Function &function,
                 const std::vector<const clang::Stmt *> &leftOut);
  void drain();
  Function lowerInitialisers();
  void lowerDispatchers();
  void enqueueCallees(const Function &function);
  uint32_t addObject(const std::string &name, std::shared_ptr<Layout> layout, clang::SourceLocation where);

  const BrokenNames &broken;
  const Hidden &hidden;
  const Roles &roles;
  Layouts layouts;
  std::map<const clang::FunctionDecl *, uint32_t> functionNumbers;
  std::vector<const clang::FunctionDecl *> definitions; // parallel to program.functions; null: initialisers
  std::vector<bool> isQueued;
  std::vector<uint32_t> queue;
  size_t lowered = 0;                                         // of the queue
  std::vector<KernelFunction> kernels;                        // `constant` holds all lines that have any code
  std::vector<const clang::FunctionDecl *> kernelDefinitions; // parallel to `kernels`
  std::map<const clang::FunctionDecl *, const clang::FunctionDecl *> modelled; // a function, by a model
  std::map<const clang::VarDecl *, uint32_t> globalNumbers;
  std::map<const clang::FunctionDecl *, uint32_t> functionObjects;
  std::vector<const clang::FunctionDecl *> addressTaken; // the keys of functionObjects, in order of first use
  struct Dispatcher {
    const clang::FunctionProtoType *type;
    clang::SourceLocation where;
    uint32_t number; // of the function
  };
  std::vector<Dispatcher> dispatchers;
  std::map<const clang::StringLiteral *, uint32_t> literals;
  std::vector<const clang::VarDecl *> variables; // parallel to program.globals; null: not a variable
};

} // namespace pinproof::model
