// The front end, step by step: check the files, let Clang parse, find the roles, lower what they reach.
//
// The parser is Clang's and so are its types and constants; none of C is known here twice. The model is
// read from one AST, made by one parse. Errors in code that nothing reaches are not errors: a kernel
// file read without its headers is full of them.
#include "model/clang/reader.h"

#include "model/clang/hidden.h"
#include "model/clang/mentions.h"
#include "model/clang/mutations.h"
#include "model/clang/own_words.h"
#include "model/clang/places.h"
#include "model/clang/roles.h"
#include "model/clang/swallowed.h"
#include "model/clang/tree_flags.h"
#include "model/clang/unit.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Tooling/Tooling.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <chrono>
#include <exception>
#include <functional>
#include <new>

namespace pinproof::model {

namespace {

using Work = std::function<void(const clang::ASTContext &)>;

/// Runs `work` on the AST, errors or not. Exceptions wait outside: Clang is built without them.
class Consumer : public clang::ASTConsumer {
public:
  Consumer(Work &work, std::exception_ptr &failure) : work(work), failure(failure) {}
  void HandleTranslationUnit(clang::ASTContext &context) override {
    try {
      work(context);
    } catch (...) {
      failure = std::current_exception();
    }
  }

private:
  Work &work;
  std::exception_ptr &failure;
};

/// The lines between directives that the preprocessor leaves out.
class Skipped : public clang::PPCallbacks {
public:
  explicit Skipped(std::vector<clang::SourceRange> &ranges) : ranges(ranges) {}
  void SourceRangeSkipped(clang::SourceRange range, clang::SourceLocation) override {
    ranges.push_back(range);
  }

private:
  std::vector<clang::SourceRange> &ranges;
};

class Action : public clang::ASTFrontendAction {
public:
  Action(BrokenNames &broken, std::vector<clang::SourceRange> &skipped, WordsMet &words, Hidden &hidden,
         Mentions &mentions, StandInsUsed &standIns, Work &work, std::exception_ptr &failure)
      : broken(broken), skipped(skipped), words(words), hidden(hidden), mentions(mentions),
        standIns(standIns), work(work), failure(failure) {}
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler,
                                                        llvm::StringRef) override {
    broken.watch(compiler.getPreprocessor());
    compiler.getPreprocessor().addPPCallbacks(std::make_unique<Skipped>(skipped));
    compiler.getPreprocessor().addPPCallbacks(listenForWords(compiler.getSourceManager(), words));
    compiler.getPreprocessor().addPPCallbacks(hidden.listen(compiler.getSourceManager()));
    compiler.getPreprocessor().addPPCallbacks(mentions.listen(compiler.getSourceManager()));
    compiler.getPreprocessor().addPPCallbacks(standIns.listen(compiler.getSourceManager()));
    return std::make_unique<Consumer>(work, failure);
  }

private:
  BrokenNames &broken;
  std::vector<clang::SourceRange> &skipped;
  WordsMet &words;
  Hidden &hidden;
  Mentions &mentions;
  StandInsUsed &standIns;
  Work &work;
  std::exception_ptr &failure;
};

std::vector<std::string> arguments(const ReadOptions &options, const std::vector<std::string> &treeFlags,
                                   const FileSystem &files) {
  std::vector<std::string> result{"clang",
                                  "-x",
                                  "c",
                                  "-std=gnu11",
                                  "-target",
                                  "x86_64-linux-gnu",
                                  "-fms-extensions",
                                  "-fwrapv",
                                  "-fsyntax-only",
                                  "-w",
                                  "-Wno-error=implicit-function-declaration",
                                  "-Wno-error=implicit-int",
                                  "-Wno-error=int-conversion",
                                  "-Wno-error=incompatible-function-pointer-types",
                                  "-Wno-error=incompatible-pointer-types",
                                  "-Wno-error=return-type",
                                  "-ferror-limit=0",
                                  "-fno-spell-checking",
                                  "-fno-caret-diagnostics",
                                  "-nostdinc",
                                  "-Xclang", // a tree may say "#pragma clang __debug crash"
                                  "-disable-pragma-debug-crash"};
  result.insert(result.end(), treeFlags.begin(), treeFlags.end());
  if (options.configured) result.push_back(std::string("-I") + standInsRoot + "/configured");
  result.insert(result.end(), options.extraFlags.begin(), options.extraFlags.end());
  if (options.configured) { // after the kernel's own: only pinproof.h is wanted from here
    result.insert(result.end(), {"-idirafter", standInsRoot});
    result.push_back(std::string("-I") + treeRoot);
  } else {
    for (const std::string &root : includePath()) result.push_back("-I/pinproof/" + root);
  }
  result.push_back(files.specPath());
  return result;
}

void checkDirectories(const ReadOptions &options) {
  llvm::sys::fs::file_status status;
  auto isDirectory = [&](const std::string &path) {
    return !llvm::sys::fs::status(path, status) && status.type() == llvm::sys::fs::file_type::directory_file;
  };
  if (!options.kernelTree.empty() && !isDirectory(options.kernelTree))
    throw InputError(llvm::sys::fs::exists(options.kernelTree)
                         ? options.kernelTree + " is not a directory"
                         : "there is no kernel tree at " + options.kernelTree,
                     {}, "name the root of a Linux source tree, the directory that has mm/ in it");
  if (!isDirectory(options.specDirectory))
    throw InputError("there is no specs directory at " + options.specDirectory, {},
                     "name the directory that has include/pinproof.h in it");
  if (!llvm::sys::fs::exists(options.specFile))
    throw InputError("there is no specification at " + options.specFile, {}, "check the name");
}

const char *const howToNameATree =
    "run pinproof in a kernel tree, name one with --kernel DIR, or take the one that comes with pinproof: "
    "--kernel embedded";

/// Without a tree, whatever is looked for in one is an error, even where a specification only asks whether it
/// is there.
void checkTreeNotMissed(const Complaints &complaints, const Places &places, const FileSystem &files) {
  const std::string &missed = files.missedInTree();
  if (missed.empty()) return;
  for (const Complaints::Complaint &complaint : complaints.all)
    if (complaint.message.find("' file not found") != std::string::npos)
      throw places.error("there is no kernel tree to take " + missed + " from", complaint.where,
                         howToNameATree);
  throw InputError("asks for " + missed + ", and there is no kernel tree",
                   Source{files.shown(files.specPath())}, howToNameATree);
}

/// Functions that are not as the specification knows them. What Clang has to say of their uses follows from
/// that; any other error in its C comes first, because the drift may follow from it.
std::set<std::string> drifted(const Program &program) {
  std::set<std::string> functions;
  for (const Drift &drift : program.drifts) functions.insert(drift.function);
  return functions;
}

/// What no answer comes without, before what the headers and the specification add.
void addAssumptionsOfReading(const FileSystem &files, Program &program) {
  std::vector<Assumption> all{operationsAreSteps(), machineIsX86()};
  if (!files.emptyHeaders().empty())
    add(all, headersReadAsEmpty({files.emptyHeaders().begin(), files.emptyHeaders().end()}));
  for (const std::string &function : files.cutOut()) add(all, functionsCutOut(function));
  if (!files.borrowed().empty()) add(all, namesBorrowed({files.borrowed().begin(), files.borrowed().end()}));
  for (const Assumption &one : program.assumptions) add(all, one);
  program.assumptions = std::move(all);
}

/// What headers and the specification say is of no consequence, each by an assumption that the answers name.
void addMeaningless(const Roles &roles, const Program &program, std::map<std::string, Silence> &silent) {
  for (const auto &entry : roles.meaningless) {
    const std::string &name = entry.first, &label = entry.second;
    if (std::none_of(program.assumptions.begin(), program.assumptions.end(),
                     [&](const Assumption &one) { return one.label == label; }))
      throw InputError("MEANINGLESS(" + name + ", " + label + ") names an assumption that nobody makes",
                       Source{program.name + ".c"}, "say with ASSUMPTION what is taken for granted");
    silent[name] = {true, label, {}, ~0u};
  }
}

/// An error in a kernel file may have taken the roles away as well.
std::vector<InvariantEntry> invariantsOf(const Roles &roles, const Places &places,
                                         const clang::SourceManager &manager, const Program &program) {
  try {
    return checkRoles(roles, places, program);
  } catch (const InputError &error) {
    if (error.where.line != 0) throw;
    if (auto other = swallowedRest(places, manager)) throw *other;
    throw;
  }
}

/// From the line after the `#if` to the one before the `#else` or `#endif`.
void addSkipped(const std::vector<clang::SourceRange> &skipped, const Places &places,
                std::vector<KernelFunction> &functions) {
  for (clang::SourceRange range : skipped) {
    const Source begin = places.source(range.getBegin()), end = places.source(range.getEnd());
    for (KernelFunction &function : functions)
      for (unsigned line = std::max(begin.line + 1, function.first);
           function.where.file == begin.file && line < end.line && line <= function.last; ++line)
        function.skipped.insert(line);
  }
}

/// The steps after parsing.
void lowerUnit(const clang::ASTContext &context, const ReadOptions &options, const FileSystem &files,
               const Complaints &complaints, BrokenNames &broken,
               const std::vector<clang::SourceRange> &skipped, const WordsMet &words, Hidden &hidden,
               Mentions &mentions, const StandInsUsed &standIns, ReadResult &result,
               std::vector<Undeclared> &undeclared) {
  if (files.problem()) throw *files.problem();
  Places places(context.getSourceManager(), files, complaints);
  if (*broken.exceeded() != '\0')
    throw InputError(std::string("expands to too many ") + broken.exceeded(),
                     Source{files.shown(files.specPath())},
                     "no kernel file needs as many: does a macro or a header in it use itself?");
  checkTreeNotMissed(complaints, places, files);
  if (places.hasFatal()) throw *places.errors();
  if (!broken.lost().empty())
    throw places.error(
        "Clang drops what stands in an __if_exists that is the statement of a case, a label, an if or "
        "a loop",
        broken.lost().front(), "write braces around the __if_exists");
  checkWords(context, places, words, !options.configured);
  Program &program = result.program;
  Roles roles = readRoles(context, places, program);
  result.kernelText = files.kernelFiles();
  result.allText = files.allFiles();
  result.mainFile = files.specPath().substr(std::string("/pinproof/").size());
  const std::optional<InputError> errors = places.errors(drifted(program));
  if (auto error = swallowed(program, errors.has_value(), places, context.getSourceManager(), skipped))
    throw *error;
  if (!program.absent.empty() || roles.isUnported) return;
  if (errors) throw *errors;
  if (!program.drifts.empty()) return;
  broken.settle(context, places);
  program.invariants = invariantsOf(roles, places, context.getSourceManager(), program);
  hidden.settle(context.getSourceManager(), places, files, skipped);
  for (const std::string &macro : hidden.macros()) add(program.assumptions, functionsModelled(macro));
  Unit unit(context, places, broken, hidden, roles, program, undeclared);
  for (const Complaints::Complaint &complaint : places.all()) // whatever is borrowed is needed
    if (!complaint.undeclared.empty() && files.isBorrowed(places.path(complaint.where)))
      unit.noteUndeclared(complaint.undeclared, complaint.where);
  unit.lowerAll();
  result.functions = unit.kernelFunctions();
  if (!options.configured)
    result.standIns = standIns.in(unit.reached(), context.getSourceManager(), places, hidden);
  addSkipped(skipped, places, result.functions);
  addAssumptionsOfReading(files, program);
  std::vector<const clang::FunctionDecl *> bodies;
  for (const KernelFunction &function : result.functions) bodies.push_back(&unit.bodyOf(function));
  mentions.settle(context.getSourceManager(), places, bodies, result);
  addMeaningless(roles, program, result.silent);
  for (size_t i = 0; options.mutations && i < result.functions.size(); ++i)
    for (Mutation &mutation : mutationsOf(context, places, unit.bodyOf(result.functions[i]),
                                          result.functions[i], roles.exchanges)) {
      mutation.offset -= files.lengthened(places.path(unit.bodyOf(result.functions[i]).getLocation()));
      result.mutations.push_back(std::move(mutation));
    }
}

/// LLVM ends the program where it has no memory left, unless somebody throws in its place.
void failAsOthersDo() {
  [[maybe_unused]] static const bool isInstalled = [] {
    llvm::install_bad_alloc_error_handler([](void *, const char *, bool) { throw std::bad_alloc(); });
    return true;
  }();
}

} // namespace

namespace {

ReadResult readOnce(const ReadOptions &options, std::vector<Undeclared> &undeclared) {
  ReadResult result;
  result.program.name = llvm::sys::path::stem(options.specFile).str();

  using Clock = std::chrono::steady_clock;
  auto begin = Clock::now();
  llvm::IntrusiveRefCntPtr<FileSystem> files(new FileSystem(options));
  llvm::IntrusiveRefCntPtr<clang::FileManager> manager(new clang::FileManager({}, files));
  if (!options.configured) result.treeFlags = treeFlags(files->makefile()); // else all flags are given
  Complaints complaints;
  BrokenNames broken(options.configured);
  std::vector<clang::SourceRange> skipped;
  WordsMet words;
  Hidden hidden;
  Mentions mentions;
  StandInsUsed standIns;
  std::exception_ptr failure;
  bool isParsed = false;
  Work work = [&](const clang::ASTContext &context) {
    isParsed = true;
    result.clangSeconds = std::chrono::duration<double>(Clock::now() - begin).count();
    lowerUnit(context, options, *files, complaints, broken, skipped, words, hidden, mentions, standIns,
              result, undeclared);
  };
  clang::tooling::ToolInvocation invocation(
      arguments(options, result.treeFlags, *files),
      std::make_unique<Action>(broken, skipped, words, hidden, mentions, standIns, work, failure),
      manager.get());
  invocation.setDiagnosticConsumer(&complaints);
  invocation.run();

  if (failure) std::rethrow_exception(failure);
  if (files->problem()) throw *files->problem();
  result.lookups = files->lookups();
  result.answers = answersOf(*files, result.lookups);
  if (!isParsed) {
    std::string reason = complaints.all.empty() ? "unknown reason" : complaints.all.front().message;
    throw InputError("clang cannot start: " + reason, {}, "check the flags");
  }
  return result;
}

using Loans = std::map<std::string, std::vector<Borrowed>>;

constexpr llvm::StringRef ownParts = "parts/own/";

/// More than any function of a kernel needs; where two definitions need each other, there is no end.
constexpr int mostRounds = 50;

/// Who borrows what `file` uses: a definition that is borrowed itself stands where its borrower reads it.
std::string borrowerOf(const std::string &file, const Loans &loans) {
  llvm::StringRef part = file;
  if (!part.consume_front(ownParts)) return file;
  for (const auto &[borrower, all] : loans)
    for (const Borrowed &one : all)
      if (part == one.header + "/" + one.name) return borrower;
  return file;
}

/// The definitions that one specification borrows, more with each attempt to read it. A definition that
/// cannot be read without the rest of its header does more harm than good, and is given back: its name is
/// then undeclared, as before.
class Borrowing {
public:
  explicit Borrowing(ReadOptions &options) : options(options) {}

  /// Borrows what of these names the tree's headers have: those that are wanted or that something borrowed
  /// uses, or `all`. Whether anything changes. The first file that needs a name borrows it, and whatever is
  /// needed by what is borrowed comes before that.
  bool borrow(const std::vector<Undeclared> &undeclared, bool all) {
    std::map<std::string, const Undeclared *> users; // by name: the first
    std::set<std::string> names;
    for (const Undeclared &one : undeclared)
      if (!givenBack.contains(one.name) &&
          (all || options.wanted.contains(one.name) || one.file.starts_with(ownParts.str()))) {
        users.try_emplace(one.name, &one);
        names.insert(one.name);
      }
    if (!options.lend || options.configured || names.empty() || ++rounds > mostRounds) return false;
    Step step{options.borrowed, {}};
    for (const Borrowed &one : options.lend(names)) {
      const std::string &user = users.at(one.name)->file;
      std::vector<Borrowed> &loans = options.borrowed[borrowerOf(user, options.borrowed)];
      auto isIt = [&](const Borrowed &other) { return other.name == one.name; };
      // There, and not seen: there is no line that could read it.
      if (!user.starts_with(ownParts.str()) && std::any_of(loans.begin(), loans.end(), isIt)) continue;
      for (auto &[borrower, others] : options.borrowed) std::erase_if(others, isIt);
      loans.insert(loans.begin(), one);
      step.names.insert(one.name);
    }
    if (step.names.empty()) return false;
    steps.push_back(std::move(step));
    return true;
  }

  /// Gives back what `error` is in, or else what was borrowed last; whether there was anything.
  bool giveBack(const InputError &error) {
    for (auto &[borrower, all] : options.borrowed)
      for (const Borrowed &one : all)
        if (one.header == error.where.file && one.first <= error.where.line && error.where.line <= one.last) {
          givenBack.insert(one.name);
          std::erase_if(all, [name = one.name](const Borrowed &other) { return other.name == name; });
          return true;
        }
    if (steps.empty()) return false;
    givenBack.insert(steps.back().names.begin(), steps.back().names.end());
    options.borrowed = std::move(steps.back().before);
    for (auto &[borrower, all] : options.borrowed)
      std::erase_if(all, [&](const Borrowed &one) { return givenBack.contains(one.name); });
    steps.pop_back();
    return true;
  }

private:
  struct Step {
    Loans before;
    std::set<std::string> names;
  };
  ReadOptions &options;
  std::vector<Step> steps;
  std::set<std::string> givenBack;
  int rounds = 0;
};

} // namespace

ReadResult readSpecification(const ReadOptions &given) {
  checkDirectories(given);
  failAsOthersDo();
  ReadOptions options = given;
  Borrowing borrowing(options);
  for (;;) {
    std::vector<Undeclared> undeclared;
    try {
      ReadResult result = readOnce(options, undeclared);
      if (borrowing.borrow(undeclared, false)) continue;
      result.undeclared = std::move(undeclared);
      // What headers define is asked anew in each run.
      if (!options.borrowed.empty()) result.answers.clear();
      return result;
    } catch (const InputError &error) {
      if (!borrowing.borrow(undeclared, true) && !borrowing.giveBack(error)) throw;
    }
  }
}

const std::vector<std::string> &includePath() {
  static const std::vector<std::string> path = {"stand-ins", "tree", "parts", "empty"};
  return path;
}

std::string clangVersion() { return CLANG_VERSION_STRING; }

} // namespace pinproof::model
