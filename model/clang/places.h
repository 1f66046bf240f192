// From Clang's locations to ours, and the errors that Clang found there.
#pragma once

#include "model/clang/file_system.h"

#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"

namespace pinproof::model {

/// Collects errors instead of printing them: most concern functions that no specification reaches.
class Complaints : public clang::DiagnosticConsumer {
public:
  struct Complaint {
    std::string message;
    clang::SourceLocation where; // invalid for errors about the command line
    bool isFatal;                // nothing is reported after it
    bool isAboutBraces;          // they do not match; nothing after that is certain
    std::string undeclared;      // a name that nothing declares, if that is what it is about
  };
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &info) override;
  std::vector<Complaint> all;
};

class Places {
public:
  Places(const clang::SourceManager &manager, const FileSystem &files, const Complaints &complaints)
      : manager(manager), files(files), complaints(complaints) {}

  /// Where a person would point: the use of a macro, not its definition.
  Source source(clang::SourceLocation where) const;
  bool isKernel(clang::SourceLocation where) const;
  /// Does it stand in a specification or header that comes with pinproof?
  bool isOwn(clang::SourceLocation where) const;
  /// Does it stand in the specification's own file?
  bool isSpecification(clang::SourceLocation where) const;
  /// Throws InputError if the kernel's own text, and no macro of the stand-in headers, says `word` there.
  void checkSpeaker(clang::SourceLocation where, const std::string &word) const;
  /// The line with a caret below it.
  /// The file of a place under the path by which Clang knows it.
  std::string path(clang::SourceLocation where) const;
  std::string excerpt(clang::SourceLocation where) const;

  /// The first error that Clang found inside these lines, as an InputError.
  std::optional<InputError> errorIn(clang::SourceRange range) const;
  /// The names in these lines of which Clang says that nothing declares them, each with its place.
  std::vector<std::pair<std::string, clang::SourceLocation>> undeclaredIn(clang::SourceRange range) const;
  /// Whether Clang stopped looking after an error.
  bool hasFatal() const;
  /// The errors that are never to be ignored, as one InputError in the order in which Clang read them:
  /// outside the kernel, and that after which it stopped looking. Not those in statements that use one of
  /// `known`, functions that are not as the specification knows them: what follows from that is no error of
  /// its own.
  std::optional<InputError> errors(const std::set<std::string> &known = {}) const;
  /// The same of all errors, the kernel's too.
  std::optional<InputError> allErrors() const;
  const std::vector<Complaints::Complaint> &all() const { return complaints.all; }
  /// A place in a file; of a macro's expansion, the outermost use. Ordered within a file.
  using Position = std::pair<clang::FileID, unsigned>;
  struct Lines {
    clang::FileID file;
    unsigned begin = 1, end = 0; // offsets; empty
    bool contains(Position p) const { return p.first == file && begin <= p.second && p.second <= end; }
  };
  Position position(clang::SourceLocation where) const { return manager.getDecomposedExpansionLoc(where); }
  Lines lines(clang::SourceRange range) const;
  /// Does a declaration go on from `from` to `to`, both in one file, with no semicolon between?
  bool isOneDeclaration(clang::SourceLocation from, clang::SourceLocation to) const;
  /// The identifier that stands there, or "".
  std::string identifierAt(clang::SourceLocation where) const;
  InputError error(const std::string &message, clang::SourceLocation where, const std::string &remedy) const;

private:
  /// Whether the statement or declaration that stands there says one of `names`.
  bool isAbout(clang::SourceLocation where, const std::set<std::string> &names) const;
  InputError inWords(const Complaints::Complaint &complaint) const;
  std::optional<InputError> inOne(std::vector<const Complaints::Complaint *> wanted) const;

  const clang::SourceManager &manager;
  const FileSystem &files;
  const Complaints &complaints;
  mutable std::map<clang::FileID, std::string> paths, shownPaths;
  void findPositions() const;
  mutable std::vector<Position> positions; // of the complaints so far
};

} // namespace pinproof::model
