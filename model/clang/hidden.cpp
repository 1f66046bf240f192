// A specification that says `#define f(x) ...` stands in for the f() that a file of the kernel defines, as
// MODELS(f) would: calls are ours. Where the macro comes before that file, its definition becomes something
// that does not parse, which nobody reaches. C has no word for all this, so the preprocessor tells.
//
// The tree has a function or macro of that name if a file that was read defines it (definitions.h), or would
// if there were no macro: `#ifndef f`, and f() behind it. What an #if of the configuration leaves out it has
// not. Of headers out of which functions are cut the rest counts too, whatever #if it stands behind; but that
// stand-in headers say what such headers say is an assumption of its own, which is said once.
//
// Functions count where something that is reached calls them; a macro can stand where no function can, in #if
// or in an initial value, so it counts wherever the tree uses it. A macro that says something about a
// function, as __must_hold(lock) does, stands beside its name: it is empty or an __attribute__.
#include "model/clang/hidden.h"

#include "model/clang/definitions.h"

#include "clang/Lex/Token.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace pinproof::model {

class Hidden::Listener : public clang::PPCallbacks {
public:
  Listener(const clang::SourceManager &manager, Hidden &hidden) : manager(manager), hidden(hidden) {}

  void FileChanged(clang::SourceLocation where, FileChangeReason reason, clang::SrcMgr::CharacteristicKind,
                   clang::FileID) override {
    if (reason == EnterFile) hidden.entered.push_back(manager.getFileID(where));
  }
  void MacroExpands(const clang::Token &name, const clang::MacroDefinition &macro, clang::SourceRange,
                    const clang::MacroArgs *) override {
    note(name, macro.getMacroInfo(), hidden.expansions);
  }
  void MacroDefined(const clang::Token &name, const clang::MacroDirective *macro) override {
    note(name, macro->getMacroInfo(), hidden.macroDefinitions);
  }
  void Defined(const clang::Token &name, const clang::MacroDefinition &macro, clang::SourceRange) override {
    note(name, macro.getMacroInfo(), hidden.questions);
  }
  void Ifdef(clang::SourceLocation, const clang::Token &name, const clang::MacroDefinition &macro) override {
    note(name, macro.getMacroInfo(), hidden.questions);
  }
  void Ifndef(clang::SourceLocation, const clang::Token &name, const clang::MacroDefinition &macro) override {
    note(name, macro.getMacroInfo(), hidden.questions);
  }

private:
  static void note(const clang::Token &name, const clang::MacroInfo *macro, std::vector<Mention> &mentions) {
    if (macro != nullptr && macro->isFunctionLike() && !macro->isBuiltinMacro())
      mentions.push_back({name.getIdentifierInfo()->getName().str(), name.getLocation(), macro});
  }

  const clang::SourceManager &manager;
  Hidden &hidden;
};

namespace {

/// What the tree defines.
struct Names {
  std::map<std::string, bool> functions; // with whether the name is the only one of some definition
  std::set<std::string> macros;
};

void addFunctions(const std::vector<Definition> &definitions, Names &names) {
  for (const Definition &definition : definitions)
    for (const Definition::Name &name : definition.names)
      names.functions[name.text] |= definition.names.size() == 1;
}

/// By how it is shown; what specifications share is in specs/include/pinproof.
bool isStandInHeader(const std::string &file) {
  return file.starts_with("specs/include/") && !file.starts_with("specs/include/pinproof/");
}

bool isAttribute(const clang::MacroInfo &macro, bool isOnlyName) {
  if (macro.tokens_empty()) return !isOnlyName;
  return macro.tokens_begin()->is(clang::tok::kw___attribute);
}

/// Adds each name of which `text` has a line `#define name(`.
void addMacros(llvm::StringRef text, std::set<std::string> &names) {
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    text = rest;
    line = line.ltrim();
    if (!line.consume_front("#")) continue;
    line = line.ltrim();
    if (!line.consume_front("define")) continue;
    line = line.ltrim();
    const llvm::StringRef name = line.take_while([](char c) { return c == '_' || llvm::isAlnum(c); });
    if (line.drop_front(name.size()).take_front(1) == "(") names.insert(name.str());
  }
}

} // namespace

std::unique_ptr<clang::PPCallbacks> Hidden::listen(const clang::SourceManager &manager) {
  return std::make_unique<Listener>(manager, *this);
}

void Hidden::settle(const clang::SourceManager &manager, const Places &places, const FileSystem &files,
                    const std::vector<clang::SourceRange> &skipped) {
  auto isOurs = [&](const clang::MacroInfo &macro) {
    const clang::SourceLocation where = macro.getDefinitionLoc();
    return manager.isWrittenInCommandLineFile(where) || !places.isKernel(where);
  };
  Names read, cutUp;
  for (const auto &[path, text] : files.cutUp()) {
    addFunctions(definitionsIn(*text), cutUp);
    addMacros(*text, cutUp.macros);
  }
  for (clang::FileID file : entered)
    if (places.isKernel(manager.getLocForStartOfFile(file)))
      addFunctions(definitionsIn(manager.getBufferData(file), leftOut(file, manager, skipped)), read);
  for (const Mention &macro : macroDefinitions)
    if (!isOurs(*macro.macro)) read.macros.insert(macro.name);
  for (const Mention &question : questions) {
    if (!isOurs(*question.macro) || !places.isKernel(question.where)) continue;
    const clang::FileID file = manager.getFileID(question.where);
    for (auto [begin, end] : leftOut(file, manager, skipped)) {
      const std::string text = manager.getBufferData(file).slice(begin, end).str();
      Names leftOut;
      addFunctions(definitionsIn(text), leftOut);
      addMacros(text, leftOut.macros);
      if (auto at = leftOut.functions.find(question.name); at != leftOut.functions.end())
        read.functions.insert(*at);
      if (leftOut.macros.contains(question.name)) read.macros.insert(question.name);
    }
  }
  ofTree = read.macros;
  for (const auto &[name, isOnly] : read.functions) ofTree.insert(name);
  for (const Mention &use : expansions) {
    if (!isOurs(*use.macro)) continue;
    const std::string file = places.source(use.macro->getDefinitionLoc()).file;
    const std::string text =
        use.name + "() by a macro of " + (file.empty() ? std::string("the command line") : file);
    for (const Names *names : {&read, &cutUp}) {
      if (names == &cutUp && isStandInHeader(file)) continue;
      if (auto at = names->functions.find(use.name);
          at != names->functions.end() && !isAttribute(*use.macro, at->second))
        uses[places.position(use.where)].insert(text);
      if (names->macros.contains(use.name) && places.isKernel(use.where)) hiddenMacros.insert(text);
    }
  }
}

std::set<std::string> Hidden::functionsIn(const Places::Lines &lines) const {
  std::set<std::string> result;
  for (auto at = uses.lower_bound({lines.file, lines.begin}); at != uses.end() && lines.contains(at->first);
       ++at)
    result.insert(at->second.begin(), at->second.end());
  return result;
}

} // namespace pinproof::model
