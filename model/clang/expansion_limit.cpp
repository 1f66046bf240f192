// Thirty lines of C can expand to a billion tokens (each macro twice the one before), ten files to a billion
// included ones (each includes the next ten times), and one long line (1 + 1 + 1 ..., or a hundred thousand
// stars) nests deeper than the stack on which Clang and we follow it. Nothing of Clang's ends that, and no
// time-out reaches into it: so it is counted here. A whole kernel file with all its real headers has about a
// million tokens and a few thousand files.
//
// Past a limit the parser gets the end of the file, and no file is included a second time, so that what is on
// the stack unwinds quickly; the reader then refuses the file, whatever came of it. Nested brackets are
// Clang's to limit (-fbracket-depth).
#include "model/clang/expansion_limit.h"

#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/PPCallbacks.h"

namespace pinproof::model {

namespace {

constexpr size_t mostTokens = 5'000'000, mostFiles = 50'000;
constexpr size_t longest = 2'000, longestOfRealHeaders = 50'000, mostBranches = 2'000;

} // namespace

class CountIncludes : public clang::PPCallbacks {
public:
  CountIncludes(ExpansionLimit &limit, clang::Preprocessor &preprocessor)
      : limit(limit), preprocessor(preprocessor) {}
  void FileChanged(clang::SourceLocation where, FileChangeReason reason, clang::SrcMgr::CharacteristicKind,
                   clang::FileID) override {
    if (reason != EnterFile || ++limit.files <= mostFiles) return;
    limit.what = "included files";
    const clang::SourceManager &manager = preprocessor.getSourceManager();
    if (auto entered = manager.getFileEntryRefForID(manager.getFileID(where)))
      preprocessor.getHeaderSearchInfo().MarkFileIncludeOnce(*entered);
  }

private:
  ExpansionLimit &limit;
  clang::Preprocessor &preprocessor;
};

ExpansionLimit::ExpansionLimit(bool hasRealHeaders)
    : mostUnbroken(hasRealHeaders ? longestOfRealHeaders : longest) {}

void ExpansionLimit::count(const clang::Token &token) {
  ++tokens;
  ++unbroken;
  if (token.isOneOf(clang::tok::semi, clang::tok::comma, clang::tok::l_brace, clang::tok::r_brace))
    unbroken = 0;
  if (token.isOneOf(clang::tok::kw_else, clang::tok::kw_for)) ++branches;
  if (token.is(clang::tok::r_brace)) branches = 0;
  if (tokens > mostTokens) what = "tokens";
  if (unbroken > mostUnbroken || branches > mostBranches) what = "parts of one expression or statement";
  // The preprocessor shows its own token, which is not const, before the parser gets it.
  if (*what != '\0') const_cast<clang::Token &>(token).setKind(clang::tok::eof);
}

void ExpansionLimit::watch(clang::Preprocessor &preprocessor) {
  preprocessor.addPPCallbacks(std::make_unique<CountIncludes>(*this, preprocessor));
}

} // namespace pinproof::model
