// A build of the kernel makes a few headers before it compiles anything: include/generated/autoconf.h out of
// the configuration, <asm/...> out of asm-generic for what the architecture lacks, tables, and
// include/generated/bounds.h out of what kernel/bounds.c says of the other headers. With these, any file of
// the tree parses, and so nothing has to be configured or built, or run: specs/headers/include has one
// configuration for all versions and what else does not depend on the tree; asm-generic is a root of the
// file system's own (file_system.h); and the one that depends on the tree is computed here.
//
// kernel/bounds.c hands its numbers to the build in assembly, DEFINE(NR_PAGEFLAGS, __NR_PAGEFLAGS), whose
// operands Clang evaluates; NR_PAGEFLAGS decides how a page's flag word is divided, so headers do not parse
// with a wrong one.
//
// In one configuration (specs/headers/include/generated/autoconf.h), unless the user names another.
#include "model/clang/own_headers.h"

#include "model/clang/expansion_limit.h"
#include "model/clang/file_system.h"
#include "model/clang/places.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/FileManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/Tooling.h"

#include "llvm/Support/MemoryBuffer.h"

namespace pinproof::model {

namespace {

constexpr const char *boundsSource = "kernel/bounds.c", *boundsHeader = "include/generated/bounds.h";

std::string inTree(const std::string &path) { return std::string(treeRoot) + "/" + path; }

/// The options of the tree's own build that change what C means, and where it looks for headers.
std::vector<std::string> flagsFor(const ReadOptions &options) {
  std::vector<std::string> flags{"-x",
                                 "c",
                                 "-std=gnu11",
                                 "-target",
                                 "x86_64-linux-gnu",
                                 "-O2", // headers ask whether there is an optimiser
                                 "-fms-extensions",
                                 "-fwrapv",
                                 "-fshort-wchar",
                                 "-mcmodel=kernel",
                                 "-mno-sse",
                                 "-mno-red-zone",
                                 "-fsyntax-only",
                                 "-w",
                                 "-ferror-limit=0",
                                 "-fno-spell-checking",
                                 "-fno-caret-diagnostics",
                                 "-nostdinc",
                                 "-Xclang", // a tree may say "#pragma clang __debug crash"
                                 "-disable-pragma-debug-crash",
                                 "-D__KERNEL__",
                                 "-DCC_USING_FENTRY",
                                 "-DKBUILD_MODNAME=\"kernel\"",
                                 "-DKBUILD_BASENAME=\"kernel\"",
                                 "-DKBUILD_MODFILE=\"kernel\"",
                                 "-D__KBUILD_MODNAME=kmod_kernel"};
  for (const std::string &root :
       {std::string(specsRoot) + "/headers/include", inTree("arch/x86/include"), inTree("include"),
        inTree("arch/x86/include/uapi"), inTree("include/uapi"), std::string(genericRoot) + "/kernel",
        std::string(genericRoot) + "/user", std::string(treeRoot)})
    flags.push_back("-I" + root);
  FileSystem files(options);
  for (const char *first :
       {"include/linux/compiler-version.h", "include/linux/kconfig.h", "include/linux/compiler_types.h"})
    if (files.status(inTree(first))) flags.insert(flags.end(), {"-include", inTree(first)});
  return flags;
}

/// Collects what DEFINE() says: "\n.ascii \"->NR_PAGEFLAGS %0 ..." with a constant.
class Numbers : public clang::RecursiveASTVisitor<Numbers> {
public:
  Numbers(const clang::ASTContext &context, std::string &header) : context(context), header(header) {}

  bool VisitGCCAsmStmt(clang::GCCAsmStmt *statement) {
    llvm::StringRef text = statement->getAsmString()->getString();
    clang::Expr::EvalResult value;
    if (statement->getNumInputs() != 1 || !statement->getInputExpr(0)->EvaluateAsInt(value, context))
      return true;
    const llvm::StringRef name = text.split("->").second.split(' ').first;
    if (!name.empty())
      header += "#define " + name.str() + " " + llvm::toString(value.Val.getInt(), 10) + "\n";
    return true;
  }

private:
  const clang::ASTContext &context;
  std::string &header;
};

class NumbersAction : public clang::ASTFrontendAction {
public:
  explicit NumbersAction(std::string &header) : header(header), limit(true) {}
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler,
                                                        llvm::StringRef) override {
    limit.watch(compiler.getPreprocessor());
    compiler.getPreprocessor().setTokenWatcher([this](const clang::Token &token) { limit.count(token); });
    return std::make_unique<Consumer>(header);
  }

private:
  class Consumer : public clang::ASTConsumer {
  public:
    explicit Consumer(std::string &header) : header(header) {}
    void HandleTranslationUnit(clang::ASTContext &context) override {
      Numbers(context, header).TraverseDecl(context.getTranslationUnitDecl());
    }

  private:
    std::string &header;
  };
  std::string &header;
  ExpansionLimit limit;
};

class ParseAction : public clang::ASTFrontendAction {
public:
  using Work = std::function<void(const clang::ASTContext &)>;
  explicit ParseAction(Work work) : work(std::move(work)), limit(true) {}
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler,
                                                        llvm::StringRef) override {
    limit.watch(compiler.getPreprocessor());
    compiler.getPreprocessor().setTokenWatcher([this](const clang::Token &token) { limit.count(token); });
    return std::make_unique<Consumer>(work);
  }

private:
  class Consumer : public clang::ASTConsumer {
  public:
    explicit Consumer(const Work &work) : work(work) {}
    void HandleTranslationUnit(clang::ASTContext &context) override { work(context); }

  private:
    const Work &work;
  };
  Work work;
  ExpansionLimit limit;
};

ReadOptions wholeTree(const ReadOptions &given) {
  ReadOptions options = given;
  options.configured = true;
  options.mutations = false;
  options.extraFlags.clear();
  options.specFile = given.specDirectory + "/headers/replaced.txt"; // nobody's: a FileSystem wants one
  return options;
}

} // namespace

OwnHeaders ownHeaders(const ReadOptions &given, const std::string &bounds) {
  OwnHeaders result;
  result.options = wholeTree(given);
  result.flags = flagsFor(result.options);
  result.bounds = bounds;
  result.options.overlay[boundsHeader] = bounds;
  return result;
}

OwnHeaders ownHeaders(const ReadOptions &given) {
  const ReadOptions options = wholeTree(given);
  std::vector<std::string> arguments{"clang"};
  for (std::string &flag : flagsFor(options)) arguments.push_back(std::move(flag));
  arguments.push_back(inTree(boundsSource));
  llvm::IntrusiveRefCntPtr<FileSystem> files(new FileSystem(options));
  llvm::IntrusiveRefCntPtr<clang::FileManager> manager(new clang::FileManager({}, files));
  std::string bounds = "/* Computed from kernel/bounds.c. */\n";
  Complaints complaints;
  clang::tooling::ToolInvocation invocation(arguments, std::make_unique<NumbersAction>(bounds),
                                            manager.get());
  invocation.setDiagnosticConsumer(&complaints);
  invocation.run();
  OwnHeaders result = ownHeaders(given, bounds);
  result.lookups = files->lookups();
  result.answers = answersOf(*files, result.lookups);
  return result;
}

std::optional<InputError> parse(const OwnHeaders &own, const std::string &file) {
  llvm::IntrusiveRefCntPtr<FileSystem> files(new FileSystem(own.options));
  llvm::IntrusiveRefCntPtr<clang::FileManager> manager(new clang::FileManager({}, files));
  std::vector<std::string> arguments{"clang"};
  arguments.insert(arguments.end(), own.flags.begin(), own.flags.end());
  arguments.push_back(inTree(file));
  Complaints complaints;
  std::optional<InputError> errors;
  bool isParsed = false;
  clang::tooling::ToolInvocation invocation(
      arguments, std::make_unique<ParseAction>([&](const clang::ASTContext &context) {
        isParsed = true;
        errors = Places(context.getSourceManager(), *files, complaints).allErrors();
      }),
      manager.get());
  invocation.setDiagnosticConsumer(&complaints);
  invocation.run();
  if (files->problem()) return files->problem();
  if (!isParsed && complaints.all.empty()) return InputError("cannot be read", Source{file});
  return errors || isParsed ? errors : InputError(complaints.all.front().message, Source{file});
}

} // namespace pinproof::model
