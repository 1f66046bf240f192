// What Clang sees of the file system: the answer to every #include.
#pragma once

#include "model/clang/reader.h"

#include "llvm/Support/VirtualFileSystem.h"

#include <optional>
#include <set>

namespace pinproof::model {

/// The virtual directories that Clang is given.
inline constexpr char treeRoot[] = "/pinproof/tree";          // the kernel tree
inline constexpr char specsRoot[] = "/pinproof/specs";        // the specs directory, without its include/
inline constexpr char standInsRoot[] = "/pinproof/stand-ins"; // its include/
inline constexpr char compatRoot[] = "/pinproof/stand-ins/compat"; // its compat/, for #include <compat/...>
inline constexpr char userRoot[] = "/pinproof/user";   // the specification's own directory, when elsewhere
inline constexpr char emptyRoot[] = "/pinproof/empty"; // every header, empty
/// <only/include/linux/mm.h/f>: f() of the tree's header. <own/include/linux/mm.h/f>: the same, or whatever
/// else f is there, as it was borrowed. <lent/tree/mm/gup.c>: all that is borrowed for mm/gup.c.
inline constexpr char partsRoot[] = "/pinproof/parts";
/// The tree's own asm-generic headers as the <asm/...> that the architecture lacks: in kernel/, and in user/.
inline constexpr char genericRoot[] = "/pinproof/generic";

class FileSystem : public llvm::vfs::ProxyFileSystem {
public:
  explicit FileSystem(const ReadOptions &options);

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override;
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine &, std::error_code &error) override;
  llvm::ErrorOr<std::string> getCurrentWorkingDirectory() const override { return std::string(treeRoot); }
  std::error_code setCurrentWorkingDirectory(const llvm::Twine &) override { return {}; }
#if LLVM_VERSION_MAJOR >= 19
  bool exists(const llvm::Twine &path) override { return bool(status(path)); }
#endif

  /// How a file is shown to people: "mm/gup.c", "specs/include/linux/mm.h".
  std::string shown(llvm::StringRef virtualPath) const;
  /// Does this file belong to the kernel (its tree, or real headers in configured mode)?
  bool isKernel(llvm::StringRef virtualPath) const;
  /// Is this a definition that was borrowed?
  bool isBorrowed(llvm::StringRef virtualPath) const;
  /// Does this file come with pinproof?
  bool isOwn(llvm::StringRef virtualPath) const;
  /// Does the specification take this header from the kernel tree, by its path there?
  bool isTreeHeader(llvm::StringRef name) const { return treeHeaders.count(name.str()) != 0; }
  /// The tree's Makefile, or "" where it has none: read, and so asked for, like what Clang reads.
  std::string makefile();
  /// The kernel tree's real path, or "".
  const std::string &tree() const { return options.kernelTree; }
  /// The path under which Clang finds the specification.
  std::string specPath() const { return specification; }

  /// What was read from the kernel tree, by path relative to it, with its contents.
  const std::map<std::string, std::shared_ptr<const std::string>> &kernelFiles() const { return kernelRead; }
  /// Everything that was read, by path below /pinproof.
  const std::map<std::string, std::shared_ptr<const std::string>> &allFiles() const { return allRead; }
  /// Headers that were included, exist nowhere and read as empty: "linux/foo.h".
  const std::set<std::string> &emptyHeaders() const { return emptyRead; }
  /// Functions that were taken alone out of a header: "include/linux/mm.h: is_cow_mapping()".
  const std::set<std::string> &cutOut() const { return cutOutRead; }
  /// The same of names that were borrowed: "include/linux/mm.h: memzero_page".
  const std::set<std::string> &borrowed() const { return borrowedRead; }
  /// How much longer a file has become by the line that reads what is borrowed for it.
  size_t lengthened(llvm::StringRef virtualPath) const;
  /// The headers of which that is a part, by path relative to the tree, whole.
  const std::map<std::string, std::shared_ptr<const std::string>> &cutUp() const { return headers; }
  /// What was asked so far, in order.
  const std::vector<Lookup> &lookups() const { return asked; }
  /// The first file that could not be read as C text, if any.
  const std::optional<InputError> &problem() const { return firstProblem; }
  /// The first file of the tree that was asked for where there is no tree, by path relative to it, or "".
  const std::string &missedInTree() const { return missed; }

private:
  struct Entry {
    llvm::vfs::Status status;
    std::shared_ptr<const std::string> contents; // null: a directory
  };
  std::optional<Entry> resolve(const llvm::Twine &path);
  std::optional<Entry> find(const std::string &path);
  std::optional<Entry> inTree(const std::string &path, const std::string &relative);
  std::optional<Entry> inSpecs(const std::string &path, const std::string &relative);
  std::optional<Entry> inParts(const std::string &path, const std::string &relative);
  std::optional<Entry> ofHeader(const std::string &path, const std::string &header);
  std::optional<Entry> borrowed(const std::string &path, const std::string &part);
  std::string lentTo(const std::string &user) const;
  std::optional<Entry> withBorrowed(const std::string &path, std::optional<Entry> entry);
  std::optional<Entry> inGeneric(const std::string &path, const std::string &relative);
  std::optional<Entry> inEmpty(const std::string &path, const std::string &relative);
  std::optional<Entry> onDisk(const std::string &path, const std::string &real);
  std::optional<Entry> onDiskOutside(const std::string &path);
  std::optional<Entry> onDiskOfTree(const std::string &path, const std::string &real);
  Entry text(const std::string &path, std::shared_ptr<const std::string> contents);
  Entry text(const std::string &path, std::string contents);
  Entry directory(const std::string &path);
  bool hasTree() const { return !options.kernelTree.empty(); }
  void miss(const std::string &relative);
  void complain(const std::string &path, const std::string &what, const std::string &remedy);
  bool isAllowed(const std::string &real) const;
  bool isFromTree(llvm::StringRef relative) const;
  void noteTreePaths(const std::string &path, const std::string &contents);

  ReadOptions options;
  std::string specification;
  std::string userDirectory;          // real path behind userRoot, "" when unused
  std::vector<std::string> flagPaths; // configured: what the flags make readable
  std::map<std::string, std::optional<Entry>> known;
  std::map<std::string, std::shared_ptr<const std::string>> kernelRead, allRead;
  std::map<std::string, std::shared_ptr<const std::string>> headers;   // that functions were taken from
  std::map<std::string, std::shared_ptr<const std::string>> originals; // by path, of those that borrow
  std::set<std::string> emptyRead, cutOutRead, borrowedRead;
  std::vector<Lookup> asked;
  std::set<std::string, std::less<>> treeHeaders; // headers that a specification includes by tree path
  std::optional<InputError> firstProblem;
  std::string missed;
};

} // namespace pinproof::model
