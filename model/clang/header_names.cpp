// One unit includes the headers one after the other, as any kernel file does, and then the tree of Clang, its
// preprocessor and the tokens that its parser got are asked.
//
// - A constant is what C computes, however it is spelled: for each wanted name that is a macro by then, the
//   unit ends with a variable of its type and with it as initial value. Where it is no constant expression
//   Clang says that this line does not parse, and the macro's tokens count.
// - A function is the tokens that the parser got for it, from its first to its closing brace, but of macros
//   the call as it is written: comments, white space, lines, and what #if leaves out, are not in there. It is
//   made of its macros, then, and of those in these; of what it calls, as far as that is in headers; of its
//   constants, and of the members that it touches. A function without a body is its type.
// - A macro is its parameters and its tokens, as they are written, and is made of every name in it. Where a
//   name has several definitions one after the other, all of them count.
// - Of structs members count one by one: new ones come with every version and mean nothing to who does not
//   look at them.
//
// Only what C makes of this one configuration counts. What does not parse is never what somebody has read: a
// function or member with an error in it is "unclear".
#include "model/clang/header_names.h"

#include "model/clang/definitions.h"
#include "model/clang/expansion_limit.h"
#include "model/clang/file_system.h"
#include "model/clang/places.h"
#include "model/clang/sha256.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/FileManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Tooling/Tooling.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

namespace pinproof::model {

namespace {

constexpr const char *unitPath = "include/generated/pinproof.c", *valuePrefix = "pinproof_value_";

/// What the parser got, in order, and what the preprocessor did for it.
class Tokens {
public:
  explicit Tokens(const clang::Preprocessor &preprocessor)
      : preprocessor(preprocessor), manager(preprocessor.getSourceManager()) {}

  void add(const clang::Token &token) {
    if (token.isAnnotation() || token.is(clang::tok::eof)) return;
    places.emplace_back(token.getLocation().getRawEncoding(), static_cast<unsigned>(all.size()));
    const clang::IdentifierInfo *name = token.isLiteral() ? nullptr : token.getIdentifierInfo();
    all.push_back({token.getLocation(), name, token.getKind(), 0});
    if (!token.isLiteral()) return;
    all.back().literal = static_cast<unsigned>(literals.size());
    literals.push_back(preprocessor.getSpelling(token));
  }
  void addExpansion(const clang::Token &name) {
    const clang::SourceLocation where = manager.getExpansionLoc(name.getLocation());
    expansions.emplace_back(where.getRawEncoding(), name.getIdentifierInfo());
  }
  void addDefinition(const clang::Token &name, const clang::MacroInfo *macro) {
    definitions[name.getIdentifierInfo()].push_back(macro);
  }
  void sort() {
    std::sort(places.begin(), places.end());
    std::stable_sort(expansions.begin(), expansions.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
  }

  /// The text of those from `range.begin` to `range.end`, one a line, macros as they are called; "" where
  /// these are not among them. Adds the names of the macros to `macros`.
  std::string text(clang::SourceRange range, std::set<std::string> &macros) const {
    const auto begin = at(range.getBegin()), end = at(range.getEnd());
    std::string result;
    clang::SourceLocation call;
    for (size_t i = begin.value_or(1); begin && end && i <= *end; ++i) {
      const bool isExpanded = all[i].where.isMacroID();
      const clang::CharSourceRange from = manager.getExpansionRange(all[i].where);
      if (!isExpanded) {
        result += spelled(all[i]) + "\n";
      } else if (from.getBegin() != call) {
        result += written(from.getAsRange());
        auto first = std::lower_bound(expansions.begin(), expansions.end(), from.getBegin().getRawEncoding(),
                                      [](const auto &one, unsigned raw) { return one.first < raw; });
        for (; first != expansions.end() && first->first == from.getBegin().getRawEncoding(); ++first)
          macros.insert(first->second->getName().str());
      }
      call = isExpanded ? from.getBegin() : clang::SourceLocation();
    }
    return result;
  }

  /// All definitions of a macro, in order.
  const std::vector<const clang::MacroInfo *> *definitionsOf(const std::string &name) const {
    auto at = definitions.find(preprocessor.getIdentifierInfo(name));
    return at == definitions.end() ? nullptr : &at->second;
  }

private:
  struct One {
    clang::SourceLocation where;
    const clang::IdentifierInfo *name; // also of keywords
    clang::tok::TokenKind kind;
    unsigned literal;
  };
  std::string spelled(const One &token) const {
    if (token.name != nullptr) return token.name->getName().str();
    if (clang::tok::isLiteral(token.kind)) return literals[token.literal];
    const char *mark = clang::tok::getPunctuatorSpelling(token.kind);
    return mark != nullptr ? mark : clang::tok::getTokenName(token.kind);
  }
  /// Each token has a place of its own, also those of one macro.
  std::optional<size_t> at(clang::SourceLocation where) const {
    const unsigned raw = where.getRawEncoding();
    auto found = std::lower_bound(places.begin(), places.end(), std::pair(raw, 0u));
    return found != places.end() && found->first == raw ? std::optional<size_t>(found->second) : std::nullopt;
  }
  /// The tokens that stand in a file from the first to the last, one a line.
  std::string written(clang::SourceRange range) const {
    const auto [file, begin] = manager.getDecomposedLoc(range.getBegin());
    const unsigned end = manager.getFileOffset(range.getEnd());
    const llvm::StringRef text = manager.getBufferData(file);
    clang::Lexer lexer(manager.getLocForStartOfFile(file), preprocessor.getLangOpts(), text.begin(),
                       text.begin() + begin, text.end());
    std::string result;
    for (clang::Token token;;) {
      lexer.LexFromRawLexer(token);
      if (token.is(clang::tok::eof) || manager.getFileOffset(token.getLocation()) > end) return result;
      result += clang::Lexer::getSpelling(token, manager, preprocessor.getLangOpts()) + "\n";
    }
  }

  const clang::Preprocessor &preprocessor;
  const clang::SourceManager &manager;
  std::vector<One> all;
  std::vector<std::string> literals;
  std::vector<std::pair<unsigned, unsigned>> places;                          // and which token begins there
  std::vector<std::pair<unsigned, const clang::IdentifierInfo *>> expansions; // by the outermost call's place
  std::map<const clang::IdentifierInfo *, std::vector<const clang::MacroInfo *>> definitions;
};

class MacroListener : public clang::PPCallbacks {
public:
  explicit MacroListener(Tokens &tokens) : tokens(tokens) {}
  void MacroExpands(const clang::Token &name, const clang::MacroDefinition &, clang::SourceRange,
                    const clang::MacroArgs *) override {
    tokens.addExpansion(name);
  }
  void MacroDefined(const clang::Token &name, const clang::MacroDirective *macro) override {
    tokens.addDefinition(name, macro->getMacroInfo());
  }

private:
  Tokens &tokens;
};

using Names = std::set<std::string>;

/// The tag of a struct or union, or of the nearest one around it that has one; of one without tag the name
/// that typedef gives it.
std::string tagOf(const clang::RecordDecl &record) {
  const clang::RecordDecl *named = &record;
  while (named->getName().empty() && !named->getTypedefNameForAnonDecl()) {
    const auto *outer = llvm::dyn_cast<clang::RecordDecl>(named->getDeclContext());
    if (!outer) outer = llvm::dyn_cast<clang::RecordDecl>(named->getLexicalDeclContext());
    if (!outer) return "";
    named = outer;
  }
  return named->getName().empty() ? named->getTypedefNameForAnonDecl()->getName().str()
                                  : named->getName().str();
}

std::string memberName(const clang::FieldDecl &field) {
  const std::string tag = tagOf(*field.getParent());
  return tag.empty() || field.getName().empty() ? "" : tag + "." + field.getName().str();
}

/// What a function is made of.
class Uses : public clang::RecursiveASTVisitor<Uses> {
public:
  explicit Uses(Names &names) : names(names) {}
  bool VisitDeclRefExpr(clang::DeclRefExpr *reference) {
    const clang::ValueDecl *declaration = reference->getDecl();
    if (!declaration->getDeclContext()->isFunctionOrMethod()) add(*declaration);
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr *access) {
    if (const auto *field = llvm::dyn_cast<clang::FieldDecl>(access->getMemberDecl()))
      names.insert(memberName(*field));
    return true;
  }
  bool VisitOffsetOfExpr(clang::OffsetOfExpr *offset) {
    for (unsigned i = 0; i < offset->getNumComponents(); ++i)
      if (offset->getComponent(i).getKind() == clang::OffsetOfNode::Field)
        names.insert(memberName(*offset->getComponent(i).getField()));
    return true;
  }
  bool VisitTypedefTypeLoc(clang::TypedefTypeLoc type) {
    add(*type.getTypedefNameDecl());
    return true;
  }

private:
  void add(const clang::NamedDecl &declaration) { names.insert(declaration.getName().str()); }
  Names &names;
};

/// Everything at file scope, by name.
struct FileScope {
  std::map<std::string, const clang::NamedDecl *> ordinary; // the definition, where there is one
  std::map<std::string, const clang::RecordDecl *> records; // definitions, by tag
  std::map<std::string, const clang::VarDecl *> values;     // at the end of the unit

  void addAll(const clang::DeclContext &scope) {
    for (const clang::Decl *declaration : scope.decls()) add(*declaration);
  }

private:
  void add(const clang::Decl &declaration) {
    if (const auto *record = llvm::dyn_cast<clang::RecordDecl>(&declaration)) {
      if (!record->isCompleteDefinition()) return;
      if (const std::string tag = tagOf(*record); !tag.empty()) records.try_emplace(tag, record);
      addAll(*record);
    } else if (const auto *list = llvm::dyn_cast<clang::EnumDecl>(&declaration)) {
      for (const clang::EnumConstantDecl *value : list->enumerators()) addOrdinary(*value);
    } else if (llvm::isa<clang::FunctionDecl, clang::VarDecl, clang::TypedefNameDecl>(declaration)) {
      addOrdinary(llvm::cast<clang::NamedDecl>(declaration));
    }
  }
  void addOrdinary(const clang::NamedDecl &declaration) {
    if (!declaration.getDeclName().isIdentifier() || declaration.isImplicit()) return;
    llvm::StringRef name = declaration.getName();
    if (name.consume_front(valuePrefix)) {
      values[name.str()] = llvm::dyn_cast<clang::VarDecl>(&declaration);
      return;
    }
    auto [at, isNew] = ordinary.try_emplace(name.str(), &declaration);
    const auto *function = llvm::dyn_cast<clang::FunctionDecl>(&declaration);
    if (!isNew && function && function->doesThisDeclarationHaveABody()) at->second = &declaration;
  }
};

class Describer {
public:
  Describer(const clang::ASTContext &context, clang::Preprocessor &preprocessor, const FileSystem &files,
            const Tokens &tokens, const Complaints &complaints)
      : context(context), preprocessor(preprocessor), tokens(tokens),
        places(context.getSourceManager(), files, complaints), policy(context.getPrintingPolicy()) {
    policy.AnonymousTagLocations = false;
    declared.addAll(*context.getTranslationUnitDecl());
  }

  /// `wanted`, and what that is made of.
  HeaderNames describe(const Names &wanted) {
    HeaderNames result;
    std::vector<std::string> open(wanted.begin(), wanted.end());
    for (const auto &[tag, record] : declared.records)
      if (wanted.contains(tag)) addMembers(*record, wanted, open);
    while (!open.empty()) {
      const std::string name = std::move(open.back());
      open.pop_back();
      if (name.empty() || result.all.contains(name)) continue;
      std::optional<HeaderName> one = describe(name);
      if (!one) continue;
      std::erase_if(one->uses, [&](const std::string &used) { return used == name || !isThere(used); });
      std::sort(one->uses.begin(), one->uses.end());
      one->uses.erase(std::unique(one->uses.begin(), one->uses.end()), one->uses.end());
      open.insert(open.end(), one->uses.begin(), one->uses.end());
      result.all.emplace(name, std::move(*one));
    }
    const auto &complaints = places.all();
    auto fatal = std::find_if(complaints.begin(), complaints.end(),
                              [](const Complaints::Complaint &complaint) { return complaint.isFatal; });
    if (fatal != complaints.end()) {
      const std::string where = toString(places.source(fatal->where));
      result.trouble = (where.empty() ? "" : where + ": ") + fatal->message;
    }
    return result;
  }

private:
  static void addMembers(const clang::RecordDecl &record, const Names &wanted,
                         std::vector<std::string> &names) {
    for (const clang::FieldDecl *field : record.fields()) {
      if (wanted.contains(field->getName().str())) names.push_back(memberName(*field));
      if (const clang::RecordDecl *inner = withoutTag(*field)) addMembers(*inner, wanted, names);
    }
  }
  /// The struct that a member is, where it has no tag of its own.
  static const clang::RecordDecl *withoutTag(const clang::FieldDecl &field) {
    const clang::RecordDecl *record = field.getType()->getBaseElementTypeUnsafe()->getAsRecordDecl();
    const bool isOpen = record && record->getName().empty() && !record->getTypedefNameForAnonDecl();
    return isOpen ? record : nullptr;
  }
  static const clang::FieldDecl *member(const clang::RecordDecl &record, llvm::StringRef name) {
    for (const clang::FieldDecl *field : record.fields()) {
      if (field->getName() == name) return field;
      if (const clang::RecordDecl *inner = withoutTag(*field))
        if (const clang::FieldDecl *found = member(*inner, name)) return found;
    }
    return nullptr;
  }
  const clang::FieldDecl *member(const std::string &name) const {
    const auto [tag, rest] = llvm::StringRef(name).split('.');
    auto record = declared.records.find(tag.str());
    return rest.empty() || record == declared.records.end() ? nullptr : member(*record->second, rest);
  }

  /// The macros of the tree with this name; not one that only says that there is something of its name.
  std::vector<const clang::MacroInfo *> macros(const std::string &name) const {
    std::vector<const clang::MacroInfo *> result;
    const clang::SourceManager &manager = context.getSourceManager();
    const auto *all = tokens.definitionsOf(name);
    for (size_t i = 0; all != nullptr && i < all->size(); ++i) {
      const clang::MacroInfo *macro = (*all)[i];
      const clang::SourceLocation where = macro->getDefinitionLoc();
      const bool isName = macro->isObjectLike() && macro->getNumTokens() == 1 &&
                          macro->tokens_begin()->getIdentifierInfo() == preprocessor.getIdentifierInfo(name);
      if (!isName && !manager.isWrittenInBuiltinFile(where) && !manager.isWrittenInCommandLineFile(where) &&
          places.isKernel(where))
        result.push_back(macro);
    }
    return result;
  }

  /// None where something of Clang's or ours, or of a build's, has that name.
  const clang::NamedDecl *ordinary(const std::string &name) const {
    auto at = declared.ordinary.find(name);
    return at != declared.ordinary.end() && places.isKernel(at->second->getLocation()) ? at->second : nullptr;
  }

  bool isThere(const std::string &name) const {
    return ordinary(name) || !macros(name).empty() || member(name);
  }

  std::optional<HeaderName> describe(const std::string &name) const {
    if (name.find('.') != name.npos) {
      const clang::FieldDecl *field = member(name);
      return field ? std::optional(ofMember(*field)) : std::nullopt;
    }
    const std::vector<const clang::MacroInfo *> macros = this->macros(name);
    const clang::NamedDecl *declaration = ordinary(name);
    if (!declaration) return macros.empty() ? std::nullopt : std::optional(ofMacros(name, macros));
    HeaderName one = ofDeclaration(*declaration);
    if (macros.empty()) return one;
    HeaderName other = ofMacros(name, macros);
    if (other.kind == "constant") return other;
    other.says = digest(other.says + "\n" + one.kind + " " + one.says);
    other.kind = "both";
    other.uses.insert(other.uses.end(), one.uses.begin(), one.uses.end());
    return other;
  }

  HeaderName at(const std::string &kind, const std::string &says, clang::SourceLocation name,
                clang::SourceLocation end) const {
    HeaderName result{kind, says, places.source(name), places.source(end).line, 0, {}};
    result.last = std::max(result.last, result.where.line);
    return result;
  }

  /// Where a function or a typedef begins that stands by itself.
  unsigned beginOf(const clang::NamedDecl &declaration) const {
    const clang::SourceRange range = declaration.getSourceRange();
    const bool isPlain = !declaration.getLocation().isMacroID() && !range.getEnd().isMacroID();
    const Source begin = places.source(range.getBegin());
    return isPlain && begin.file == places.source(declaration.getLocation()).file ? begin.line : 0;
  }

  static std::string digest(const std::string &text) { return sha256(text).substr(0, 16); }
  std::string shown(clang::QualType type) const { return type.getCanonicalType().getAsString(policy); }

  /// Of a struct without a tag, which has no type to name, a digest of its tokens.
  std::string shown(const clang::TypedefNameDecl &type) const {
    const auto *record = type.getUnderlyingType()->getAsRecordDecl();
    if (!record || !record->getName().empty()) return shown(type.getUnderlyingType());
    Names macros; // in bounds of arrays, which the canonical types of members have
    return record->getKindName().str() + " " + digest(tokens.text(record->getSourceRange(), macros));
  }

  std::optional<std::string> constant(const std::string &name) const {
    auto value = declared.values.find(name);
    if (value == declared.values.end() || !value->second || !value->second->getInit()) return std::nullopt;
    const clang::Expr *init = value->second->getInit();
    clang::Expr::EvalResult result;
    if (init->containsErrors() || !init->EvaluateAsInt(result, context)) return std::nullopt;
    return llvm::toString(result.Val.getInt(), 10) + " " + shown(value->second->getType());
  }

  HeaderName ofMacros(const std::string &name, const std::vector<const clang::MacroInfo *> &all) const {
    const clang::MacroInfo &last = *all.back();
    const bool isLasting =
        all.size() == 1 && preprocessor.getMacroInfo(preprocessor.getIdentifierInfo(name)) == &last;
    if (auto value = isLasting && last.isObjectLike() ? constant(name) : std::nullopt) {
      HeaderName result = at("constant", *value, last.getDefinitionLoc(), last.getDefinitionEndLoc());
      result.first = result.where.line;
      return result;
    }
    std::string text;
    std::vector<std::string> uses;
    for (const clang::MacroInfo *macro : all) text += textOf(*macro, uses);
    HeaderName result = at("macro", digest(text), last.getDefinitionLoc(), last.getDefinitionEndLoc());
    if (isLasting) result.first = result.where.line;
    result.uses = std::move(uses);
    return result;
  }

  std::string textOf(const clang::MacroInfo &macro, std::vector<std::string> &uses) const {
    std::string text = macro.isFunctionLike() ? "(" : "";
    for (const clang::IdentifierInfo *parameter : macro.params()) text += parameter->getName().str() + "\n";
    text += macro.isVariadic() ? "...)" : ")";
    for (const clang::Token &token : macro.tokens()) {
      text += "\n" + preprocessor.getSpelling(token);
      const clang::IdentifierInfo *used = token.isLiteral() ? nullptr : token.getIdentifierInfo();
      if (used && macro.getParameterNum(used) < 0) uses.push_back(used->getName().str());
    }
    return text + "\n";
  }

  HeaderName ofDeclaration(const clang::NamedDecl &declaration) const {
    const clang::SourceLocation where = declaration.getLocation(), end = declaration.getEndLoc();
    if (declaration.isInvalidDecl()) return unclear(declaration);
    if (const auto *value = llvm::dyn_cast<clang::EnumConstantDecl>(&declaration))
      return at("constant", llvm::toString(value->getInitVal(), 10) + " " + shown(value->getType()), where,
                end);
    if (const auto *type = llvm::dyn_cast<clang::TypedefNameDecl>(&declaration)) {
      HeaderName result = at("type", shown(*type), where, end);
      result.first = beginOf(*type);
      return result;
    }
    const auto *function = llvm::dyn_cast<clang::FunctionDecl>(&declaration);
    const auto *variable = llvm::dyn_cast<clang::VarDecl>(&declaration);
    if (!(function && function->doesThisDeclarationHaveABody()) && !(variable && variable->hasInit()))
      return at("declared", shown(llvm::cast<clang::ValueDecl>(declaration).getType()), where, end);
    if (places.errorIn(declaration.getSourceRange())) return unclear(declaration);
    Names names;
    const std::string text = tokens.text(declaration.getSourceRange(), names);
    if (text.empty()) return unclear(declaration);
    // One macro may make several functions.
    HeaderName result =
        at(function ? "function" : "variable", digest(declaration.getName().str() + "\n" + text), where, end);
    if (function) result.first = beginOf(declaration);
    Uses(names).TraverseDecl(const_cast<clang::NamedDecl *>(&declaration));
    result.uses.assign(names.begin(), names.end());
    return result;
  }

  HeaderName ofMember(const clang::FieldDecl &field) const {
    if (field.isInvalidDecl() || places.errorIn(field.getSourceRange())) return unclear(field);
    std::string type = shown(field.getType());
    if (field.isBitField()) type += " : " + std::to_string(field.getBitWidthValue(context));
    return at("member", type, field.getLocation(), field.getEndLoc());
  }

  HeaderName unclear(const clang::NamedDecl &declaration) const {
    auto error = places.errorIn(declaration.getSourceRange());
    return at("unclear", error ? error->what() : "its declaration does not parse", declaration.getLocation(),
              declaration.getEndLoc());
  }

  const clang::ASTContext &context;
  clang::Preprocessor &preprocessor;
  const Tokens &tokens;
  Places places;
  clang::PrintingPolicy policy;
  FileScope declared;
};

using Work = std::function<void(const clang::ASTContext &, clang::Preprocessor &, const Tokens &)>;

class Action : public clang::ASTFrontendAction {
public:
  Action(ExpansionLimit &limit, Work work) : limit(limit), work(std::move(work)) {}
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler,
                                                        llvm::StringRef) override {
    clang::Preprocessor &preprocessor = compiler.getPreprocessor();
    tokens = std::make_unique<Tokens>(preprocessor);
    limit.watch(preprocessor);
    preprocessor.addPPCallbacks(std::make_unique<MacroListener>(*tokens));
    preprocessor.setTokenWatcher([this](const clang::Token &token) {
      limit.count(token);
      tokens->add(token);
    });
    return std::make_unique<Consumer>(*this, preprocessor);
  }

private:
  class Consumer : public clang::ASTConsumer {
  public:
    Consumer(Action &action, clang::Preprocessor &preprocessor)
        : action(action), preprocessor(preprocessor) {}
    void HandleTranslationUnit(clang::ASTContext &context) override {
      action.tokens->sort();
      action.work(context, preprocessor, *action.tokens);
    }

  private:
    Action &action;
    clang::Preprocessor &preprocessor;
  };
  ExpansionLimit &limit;
  Work work;
  std::unique_ptr<Tokens> tokens;
};

std::string unitText(const HeaderQuestion &question) {
  std::string text;
  for (const std::string &header : question.headers)
    text += "#if __has_include(\"" + header + "\")\n#include \"" + header + "\"\n#endif\n";
  for (const std::string &name : question.wanted)
    text += "#ifdef " + name + "\nstatic __typeof__((" + name + ") + 0) " + valuePrefix + name + " = (" +
            name + ");\n#endif\n";
  return text;
}

std::string readText(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void addIdentifiers(llvm::StringRef text, Names &names) {
  while (!text.empty()) {
    const llvm::StringRef word = text.take_while([](char c) { return c == '_' || llvm::isAlnum(c); });
    if (!word.empty() && !llvm::isDigit(word.front())) names.insert(word.str());
    text = text.drop_front(std::max<size_t>(word.size(), 1));
  }
}

} // namespace

ReadOptions optionsToRead(const OwnHeaders &own, const HeaderQuestion &question) {
  ReadOptions options = own.options;
  options.overlay[unitPath] = unitText(question);
  return options;
}

HeaderNamesRead readHeaderNames(const OwnHeaders &own, const HeaderQuestion &question) {
  llvm::IntrusiveRefCntPtr<FileSystem> files(new FileSystem(optionsToRead(own, question)));
  llvm::IntrusiveRefCntPtr<clang::FileManager> manager(new clang::FileManager({}, files));
  std::vector<std::string> arguments{"clang"};
  arguments.insert(arguments.end(), own.flags.begin(), own.flags.end());
  // So that what a header says does not depend on what was read before it.
  arguments.insert(arguments.end(), {"-D__LINE__=0", "-D__COUNTER__=0"});
  arguments.push_back(std::string(treeRoot) + "/" + unitPath);
  HeaderNamesRead result;
  Complaints complaints;
  ExpansionLimit limit(true);
  clang::tooling::ToolInvocation invocation(
      arguments,
      std::make_unique<Action>(
          limit,
          [&](const clang::ASTContext &context, clang::Preprocessor &preprocessor, const Tokens &tokens) {
            result.names =
                Describer(context, preprocessor, *files, tokens, complaints).describe(question.wanted);
          }),
      manager.get());
  invocation.setDiagnosticConsumer(&complaints);
  invocation.run();
  if (files->problem()) result.names.trouble = files->problem()->what();
  if (*limit.exceeded() != '\0')
    result.names.trouble = std::string("they expand to too many ") + limit.exceeded();
  result.lookups = files->lookups();
  result.answers = answersOf(*files, result.lookups);
  return result;
}

std::vector<std::string> headersReplaced(const std::string &specDirectory) {
  const std::filesystem::path path = std::filesystem::path(specDirectory) / "headers/replaced.txt";
  std::vector<std::string> headers;
  std::stringstream text(readText(path));
  for (std::string line; std::getline(text, line);)
    if (!line.empty() && line.front() != '#') headers.push_back(line);
  if (headers.empty())
    throw InputError("no list of the headers that stand-ins replace in " + path.string(), {},
                     "name the specs directory that comes with pinproof");
  return headers;
}

std::vector<StandIn> definedByStandIns(const std::string &specDirectory) {
  namespace fs = std::filesystem;
  std::map<std::string, StandIn> all;
  const fs::path home = fs::path(specDirectory) / "include";
  std::error_code error;
  for (const fs::directory_entry &entry : fs::recursive_directory_iterator(home, error)) {
    const std::string file = entry.path().lexically_relative(home).string();
    if (entry.path().extension() != ".h" || file.starts_with("pinproof") || file.starts_with("configured"))
      continue;
    const std::string text = readText(entry.path());
    auto add = [&](const std::string &name) {
      all.try_emplace(name, StandIn{name, "specs/include/" + file, false});
    };
    for (const Definition &definition : definitionsIn(text))
      if (definition.names.size() == 1) add(definition.names.front().text);
    for (llvm::StringRef rest = text; !rest.empty();) {
      auto [line, more] = rest.split('\n');
      rest = more;
      line = line.ltrim();
      if (!line.consume_front("#") || !(line = line.ltrim()).consume_front("define ")) continue;
      line = line.ltrim();
      add(line.take_while([](char c) { return c == '_' || llvm::isAlnum(c); }).str());
    }
  }
  std::vector<StandIn> result;
  for (auto &[name, one] : all) result.push_back(std::move(one));
  return result;
}

std::set<std::string> identifiersOfOurs(const std::string &specDirectory) {
  namespace fs = std::filesystem;
  Names names;
  std::error_code error;
  auto isC = [](const fs::path &path) { return path.extension() == ".c" || path.extension() == ".h"; };
  for (const fs::directory_entry &entry : fs::directory_iterator(specDirectory, error))
    if (isC(entry.path())) addIdentifiers(readText(entry.path()), names);
  for (const char *folder : {"include", "compat"})
    for (const fs::directory_entry &entry :
         fs::recursive_directory_iterator(fs::path(specDirectory) / folder, error))
      if (isC(entry.path())) addIdentifiers(readText(entry.path()), names);
  return names;
}

} // namespace pinproof::model
