// Every include is decided here, not by search rules that reach into the user's disk.
//
// Clang sees a few directories under /pinproof and nothing else. With stand-in headers the kernel tree
// shows its .c files only: a quoted include looks into the including file's own directory first, so
// mm/gup.c's "internal.h" would find the real mm/internal.h and with it half the kernel. Instead the
// stand-in of that name is served, or, last on the include path, a directory in which every header
// exists and is empty; what was read that way is remembered, for the answer's list of assumptions. A .c
// file is never empty: a kernel without mm/gup.c must not be proved right.
//
// A header comes from the tree where a specification, or a stand-in, includes it in quotes by its path in
// the tree, as it does .c files: "include/linux/uio.h". From then on it is the tree's for whoever includes
// that path, and never empty. Which headers those are is read off the text of each file of ours before
// Clang gets it. Stand-ins have a root of their own, so that "include/linux/uio.h" beside a specification
// is not the stand-in <linux/uio.h>.
//
// Where a header of the tree cannot be read whole, a specification may ask for one function of it:
// one_function.h. Names that no stand-in has are borrowed from the tree's headers in the same way: the first
// empty line behind the includes of the file that uses them reads what is lent to it, so that no line moves.
//
// In configured mode the tree shows all its files and the directories named by the user's flags are
// readable under their own paths; there are no empty headers. A tree that nobody configured has no
// <asm/...> made of its asm-generic headers: a root of its own shows them so (own_headers.h).
//
// The overlay (patched files) comes before the tree, so nothing is ever written into the tree. Without a tree
// all its directories seem to exist, so that each file that would be looked for in one is known to be missed.
//
// The disk itself is seen through a Snapshot that all readings of a run share.
#include "model/clang/file_system.h"

#include "model/clang/one_function.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace pinproof::model {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

/// The part of `whole` below directory `root`, "" for the root itself, nothing elsewhere.
std::optional<std::string> below(llvm::StringRef whole, llvm::StringRef root) {
  if (whole == root) return "";
  if (whole.size() > root.size() && whole.substr(0, root.size()) == root && whole[root.size()] == '/')
    return whole.substr(root.size() + 1).str();
  return std::nullopt;
}

bool isCSource(llvm::StringRef name) { return path::extension(name) == ".c"; }

/// What these lines include in quotes, as written.
std::vector<std::string> quotedIncludes(llvm::StringRef text) {
  std::vector<std::string> result;
  while (!text.empty()) {
    llvm::StringRef line;
    std::tie(line, text) = text.split('\n');
    line = line.ltrim();
    if (!line.consume_front("#")) continue;
    line = line.ltrim();
    if (!line.consume_front("include")) continue;
    line = line.ltrim();
    if (line.consume_front("\"")) result.push_back(line.split('"').first.str());
  }
  return result;
}

std::string onlyRoot() { return std::string(partsRoot) + "/only"; }
std::string ownRoot() { return std::string(partsRoot) + "/own"; }
std::string lentRoot() { return std::string(partsRoot) + "/lent"; }

/// Where the first empty line begins that no #if surrounds, behind all such #includes of C text; npos if
/// there is none.
size_t lineBehindIncludes(llvm::StringRef text) {
  size_t found = llvm::StringRef::npos, begin = 0;
  int depth = 0;
  bool isComment = false;
  for (llvm::StringRef rest = text; !rest.empty();) {
    auto [line, more] = rest.split('\n');
    rest = more;
    llvm::StringRef directive = line.ltrim();
    if (!isComment && depth == 0 && directive.empty() && found == llvm::StringRef::npos) found = begin;
    if (!isComment && directive.consume_front("#")) {
      directive = directive.ltrim();
      if (directive.take_front(2) == "if") ++depth;
      if (directive.take_front(5) == "endif") --depth;
      if (directive.take_front(7) == "include") found = llvm::StringRef::npos;
    }
    for (llvm::StringRef words = line; !words.empty();)
      if (const size_t at = words.find(isComment ? "*/" : "/*"); at == llvm::StringRef::npos)
        break;
      else
        words = words.drop_front(at + 2), isComment = !isComment;
    begin += line.size() + 1;
  }
  return found;
}

/// With every character blank outside of these lines, and in them `instead` unless that is empty.
std::string linesOf(const std::string &text, const Borrowed &lines) {
  std::string result;
  unsigned number = 0;
  for (llvm::StringRef rest = text; !rest.empty();) {
    auto [line, more] = rest.split('\n');
    rest = more;
    ++number;
    if (number == lines.first && !lines.instead.empty())
      result += lines.instead;
    else if (number >= lines.first && number <= lines.last && lines.instead.empty())
      result += line;
    else
      result.append(line.size(), ' '); // as long as it was: offsets are the header's
    result += '\n';
  }
  return result;
}

/// What Kbuild makes <asm/...> of where the architecture has none, by path in the tree.
std::optional<std::string> genericHeader(llvm::StringRef relative) {
  for (auto [shown, folder] :
       {std::pair("kernel/asm/", "include/asm-generic/"), std::pair("user/asm/", "include/uapi/asm-generic/"),
        std::pair("user/uapi/asm/", "include/uapi/asm-generic/")})
    if (llvm::StringRef name = relative; name.consume_front(shown)) return folder + name.str();
  return std::nullopt;
}

std::string joined(llvm::StringRef a, llvm::StringRef b) {
  return b.empty() ? a.str() : a.str() + "/" + b.str();
}

std::string cleaned(llvm::StringRef raw) {
  llvm::SmallString<256> result(raw);
  path::remove_dots(result, /*remove_dot_dot=*/true);
  return std::string(result.str());
}

/// The path as Clang asks for it, made plain. What is looked for above the empty directory ("../internal.h")
/// is as empty as what is looked for in it.
std::string inVirtualTree(llvm::StringRef raw) {
  llvm::StringRef rest = raw;
  if (!rest.consume_front(emptyRoot) || !rest.consume_front("/"))
    return cleaned(path::is_absolute(raw) ? raw.str() : joined(treeRoot, raw));
  while (rest.consume_front("../") || rest.consume_front("./")) {}
  return cleaned(joined(emptyRoot, rest));
}

std::string absolute(llvm::StringRef raw) {
  llvm::SmallString<256> result(raw);
  fs::make_absolute(result);
  path::remove_dots(result, /*remove_dot_dot=*/true);
  return std::string(result.str());
}

constexpr char makefileName[] = "Makefile";

/// A file whose bytes are in memory already.
class TextFile : public llvm::vfs::File {
public:
  TextFile(llvm::vfs::Status status, std::shared_ptr<const std::string> contents)
      : state(std::move(status)), contents(std::move(contents)) {}
  llvm::ErrorOr<llvm::vfs::Status> status() override { return state; }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine &name, int64_t, bool,
                                                               bool) override {
    return llvm::MemoryBuffer::getMemBufferCopy(*contents, name);
  }
  std::error_code close() override { return {}; }

private:
  llvm::vfs::Status state;
  std::shared_ptr<const std::string> contents;
};

/// The paths that flags like -I make readable; relative ones count from the kernel tree and are inside it.
std::vector<std::string> pathsInFlags(const std::vector<std::string> &flags) {
  std::vector<std::string> result;
  for (size_t i = 0; i < flags.size(); ++i)
    for (llvm::StringRef option : {"-isystem", "-include", "-iquote", "-idirafter", "-I"}) {
      llvm::StringRef flag = flags[i];
      if (!flag.consume_front(option)) continue;
      if (flag.empty() && i + 1 < flags.size()) flag = flags[++i];
      if (!path::is_absolute(flag)) break;
      std::string real = absolute(flag);
      result.push_back(option == "-include" ? path::parent_path(real).str() : real);
      break;
    }
  return result;
}

} // namespace

FileSystem::FileSystem(const ReadOptions &given)
    : ProxyFileSystem(llvm::vfs::getRealFileSystem()), options(given) {
  if (!options.disk) options.disk = std::make_shared<Snapshot>();
  if (hasTree()) options.kernelTree = absolute(given.kernelTree);
  options.specDirectory = absolute(given.specDirectory);
  std::string real = absolute(given.specFile);
  if (auto header = below(real, options.specDirectory + "/include")) {
    specification = joined(standInsRoot, *header);
  } else if (auto inside = below(real, options.specDirectory)) {
    specification = joined(specsRoot, *inside);
  } else {
    userDirectory = path::parent_path(real).str();
    specification = joined(userRoot, path::filename(real));
  }
  if (options.configured) flagPaths = pathsInFlags(given.extraFlags);
}

std::string FileSystem::makefile() {
  if (!hasTree()) return "";
  auto file = openFileForRead(joined(treeRoot, makefileName));
  if (!file) return "";
  auto text = (*file)->getBuffer(makefileName, -1, true, false);
  return text ? (*text)->getBuffer().str() : "";
}

std::string FileSystem::shown(llvm::StringRef virtualPath) const {
  std::string clean = cleaned(virtualPath);
  if (auto rest = below(clean, treeRoot)) {
    // A header beside a kernel file may be its stand-in.
    return isFromTree(*rest) ? *rest : "specs/include/" + *rest;
  }
  if (auto rest = below(clean, compatRoot)) return "specs/compat/" + *rest;
  if (auto rest = below(clean, standInsRoot)) return "specs/include/" + *rest;
  for (const std::string &root : {onlyRoot(), ownRoot()})
    if (auto rest = below(clean, root)) return path::parent_path(*rest).str();
  if (auto rest = below(clean, genericRoot)) return genericHeader(*rest).value_or(*rest);
  if (auto rest = below(clean, specsRoot)) return "specs/" + *rest;
  if (auto rest = below(clean, emptyRoot)) return *rest;
  if (auto rest = below(clean, userRoot)) {
    llvm::StringRef parent = path::parent_path(llvm::StringRef(options.specFile));
    return parent.empty() ? *rest : joined(parent, *rest);
  }
  // A real header: from include/ or arch/ on, as kernel people call it.
  for (const char *part : {"/arch/", "/include/"}) {
    size_t at = clean.find(part);
    if (at != std::string::npos) return clean.substr(at + 1);
  }
  return clean;
}

bool FileSystem::isKernel(llvm::StringRef virtualPath) const {
  std::string clean = cleaned(virtualPath);
  if (auto rest = below(clean, treeRoot)) return isFromTree(*rest);
  if (below(clean, onlyRoot()) || below(clean, ownRoot()) || below(clean, genericRoot)) return true;
  return !below(clean, "/pinproof");
}

bool FileSystem::isBorrowed(llvm::StringRef virtualPath) const {
  return below(cleaned(virtualPath), ownRoot()).has_value();
}

bool FileSystem::isOwn(llvm::StringRef virtualPath) const {
  std::string clean = cleaned(virtualPath);
  return below(clean, specsRoot) || below(clean, standInsRoot);
}

bool FileSystem::isFromTree(llvm::StringRef relative) const {
  return options.configured || relative == makefileName || isCSource(relative) || isTreeHeader(relative);
}

/// Of a file of ours, whose quoted includes are paths in the tree unless they name a neighbour or a stand-in.
void FileSystem::noteTreePaths(const std::string &path, const std::string &contents) {
  for (const std::string &name : quotedIncludes(contents)) {
    if (isCSource(name) || path::is_absolute(name) || name.rfind("..", 0) == 0) continue;
    bool isNeighbour = bool(find(joined(path::parent_path(path), name)));
    if (!isNeighbour && !find(joined(standInsRoot, name))) treeHeaders.insert(cleaned(name));
  }
}

FileSystem::Entry FileSystem::text(const std::string &path, std::shared_ptr<const std::string> contents) {
  llvm::vfs::Status status(path, llvm::vfs::getNextVirtualUniqueID(), llvm::sys::TimePoint<>(), 0, 0,
                           contents->size(), fs::file_type::regular_file, fs::all_read);
  return {status, std::move(contents)};
}

FileSystem::Entry FileSystem::text(const std::string &path, std::string contents) {
  return text(path, std::make_shared<const std::string>(std::move(contents)));
}

FileSystem::Entry FileSystem::directory(const std::string &path) {
  return {llvm::vfs::Status(path, llvm::vfs::getNextVirtualUniqueID(), llvm::sys::TimePoint<>(), 0, 0, 0,
                            fs::file_type::directory_file, fs::all_read),
          nullptr};
}

void FileSystem::complain(const std::string &path, const std::string &what, const std::string &remedy) {
  if (!firstProblem) firstProblem = InputError(what, Source{shown(path)}, remedy);
}

void FileSystem::miss(const std::string &relative) {
  if (missed.empty()) missed = relative;
}

std::optional<FileSystem::Entry> FileSystem::onDisk(const std::string &path, const std::string &real) {
  const OnDisk &found = options.disk->at(real);
  switch (found.kind) {
  case OnDisk::Kind::Nothing: return std::nullopt;
  case OnDisk::Kind::Directory:
    if (path == specification || isCSource(path))
      complain(path, real + " is a directory; a C file is expected", "name the file itself");
    return directory(path);
  case OnDisk::Kind::Special:
    complain(path, real + " is not a regular file", "copy its contents to a file");
    return std::nullopt;
  case OnDisk::Kind::TooLarge:
    complain(path, real + " is larger than 64 MiB", "C sources are smaller; is it the right file?");
    return std::nullopt;
  case OnDisk::Kind::Unreadable:
    complain(path, real + " cannot be read: " + found.why,
             "check the permissions of the file and its directories");
    return std::nullopt;
  case OnDisk::Kind::File: break;
  }
  if (found.contents->find('\0') != std::string::npos) {
    complain(path, real + " is a binary file; C text is expected", "is it the right file?");
    return std::nullopt;
  }
  return text(path, found.contents);
}

/// A link may not lead out of the tree: the tree may be somebody else's, and what it names here is ours.
std::optional<FileSystem::Entry> FileSystem::onDiskOfTree(const std::string &path, const std::string &real) {
  llvm::SmallString<256> target, tree;
  if (!fs::real_path(real, target) && !fs::real_path(options.kernelTree, tree) &&
      !below(target.str(), tree.str()) && !isAllowed(std::string(target.str()))) {
    complain(path, real + " is a link that leads out of the kernel tree, to " + target.str().str(),
             "name a tree that holds its own files, or copy the file into it");
    return std::nullopt;
  }
  return onDisk(path, real);
}

std::optional<FileSystem::Entry> FileSystem::inTree(const std::string &path, const std::string &relative) {
  std::string real = joined(options.kernelTree, relative);
  bool mayBeDirectory = !path::has_extension(relative) && relative != makefileName;
  if (isFromTree(relative) || mayBeDirectory) {
    auto patched = options.overlay.find(relative);
    if (patched != options.overlay.end())
      return patched->second ? std::optional(text(path, *patched->second)) : std::nullopt;
    if (!hasTree() && mayBeDirectory) return directory(path);
    if (!hasTree()) {
      miss(relative);
      return std::nullopt;
    }
    if (!mayBeDirectory) return onDiskOfTree(path, real);
    // A new directory may exist in the overlay alone.
    auto inside = options.overlay.lower_bound(relative + "/");
    bool overlaid = inside != options.overlay.end() && below(inside->first, relative);
    const bool isThere = options.disk->at(real).kind == OnDisk::Kind::Directory;
    if (relative.empty() || overlaid || isThere) return directory(path);
    return options.configured ? onDiskOfTree(path, real) : std::nullopt;
  }
  return onDisk(path, joined(options.specDirectory + "/include", relative));
}

std::optional<FileSystem::Entry> FileSystem::inSpecs(const std::string &path, const std::string &relative) {
  if (below(relative, "include")) return std::nullopt;
  if (options.configuration && relative == "headers/include/generated/autoconf.h")
    return text(path, *options.configuration);
  return onDisk(path, joined(options.specDirectory, relative));
}

/// A header of the tree, whole, for some part of it at `path`.
std::optional<FileSystem::Entry> FileSystem::ofHeader(const std::string &path, const std::string &header) {
  std::optional<Entry> whole;
  if (auto patched = options.overlay.find(header); patched == options.overlay.end() && !hasTree())
    miss(header);
  else if (patched == options.overlay.end())
    whole = onDiskOfTree(path, joined(options.kernelTree, header));
  else if (patched->second)
    whole = text(path, *patched->second);
  if (!whole || !whole->contents) return std::nullopt;
  headers[header] = whole->contents;
  return whole;
}

/// Directories "", "only", "only/include", ..., of which a header is the last; in it, functions.
std::optional<FileSystem::Entry> FileSystem::inParts(const std::string &path, const std::string &relative) {
  if (options.configured) return std::nullopt; // whole headers are there
  if (auto user = below(path, lentRoot()); user && options.borrowed.contains(*user))
    return text(path, lentTo(*user));
  const auto own = below(path, ownRoot());
  const std::string part = own ? *own : below(path, onlyRoot()).value_or("");
  const std::string header = path::parent_path(part).str();
  if (path::extension(header) != ".h") return directory(path);
  const std::optional<Entry> whole = ofHeader(path, header);
  if (!whole) return std::nullopt;
  if (own) return borrowed(path, part);
  try {
    std::string function = onlyFunction(*whole->contents, path::filename(relative).str());
    if (function.empty()) return std::nullopt;
    return withBorrowed(path, text(path, std::move(function)));
  } catch (const std::runtime_error &error) {
    complain(path, header + " " + error.what(), "write in the specification which of them is meant");
    return std::nullopt;
  }
}

std::optional<FileSystem::Entry> FileSystem::borrowed(const std::string &path, const std::string &part) {
  for (const auto &[user, all] : options.borrowed)
    for (const Borrowed &one : all)
      if (part == joined(one.header, one.name)) return text(path, linesOf(*headers.at(one.header), one));
  return std::nullopt;
}

std::string FileSystem::lentTo(const std::string &user) const {
  std::string result;
  for (const Borrowed &one : options.borrowed.at(user))
    result += "#include <own/" + joined(one.header, one.name) + ">\n";
  return result;
}

std::optional<FileSystem::Entry> FileSystem::withBorrowed(const std::string &path,
                                                          std::optional<Entry> entry) {
  const auto user = below(path, "/pinproof");
  if (!entry || !entry->contents || !user || !options.borrowed.contains(*user)) return entry;
  const size_t at = lineBehindIncludes(*entry->contents);
  if (at == std::string::npos) return entry; // they stay undeclared
  std::string contents = *entry->contents;
  contents.insert(at, "#include <lent/" + *user + ">");
  originals[path] = entry->contents;
  return text(path, std::move(contents));
}

size_t FileSystem::lengthened(llvm::StringRef virtualPath) const {
  const std::string path = cleaned(virtualPath);
  auto original = originals.find(path);
  auto now = known.find(path);
  if (original == originals.end() || now == known.end() || !now->second) return 0;
  return now->second->contents->size() - original->second->size();
}

std::optional<FileSystem::Entry> FileSystem::inGeneric(const std::string &path, const std::string &relative) {
  if (!options.configured) return std::nullopt;
  if (std::optional<std::string> header = genericHeader(relative)) return inTree(path, *header);
  return path::has_extension(relative) ? std::nullopt : std::optional(directory(path));
}

std::optional<FileSystem::Entry> FileSystem::inEmpty(const std::string &path, const std::string &relative) {
  if (isFromTree(relative)) return std::nullopt;
  if (!path::has_extension(relative)) return directory(path);
  return text(path, "");
}

/// Flags may come from a file of the tree's (compile_commands.json): what they make readable outside of the
/// tree is headers, so that no message quotes anything else.
bool FileSystem::isAllowed(const std::string &real) const {
  const bool mayBeRead = path::extension(real) == ".h" || fs::is_directory(real);
  for (const std::string &allowed : flagPaths)
    if (mayBeRead && (below(real, allowed) || below(allowed, real))) return true; // or on the way there
  return false;
}

std::optional<FileSystem::Entry> FileSystem::onDiskOutside(const std::string &path) {
  llvm::SmallString<256> target;
  if (fs::real_path(path, target)) return std::nullopt;
  const bool isHeader = path::extension(target) == ".h" || fs::is_directory(target);
  return isHeader ? onDisk(path, path) : std::nullopt;
}

std::optional<FileSystem::Entry> FileSystem::find(const std::string &path) {
  if (path == "/" || path == "/pinproof") return directory(path);
  if (auto rest = below(path, treeRoot)) return withBorrowed(path, inTree(path, *rest));
  if (auto rest = below(path, partsRoot)) return inParts(path, *rest);
  if (auto rest = below(path, genericRoot)) return inGeneric(path, *rest);
  if (auto rest = below(path, emptyRoot)) return inEmpty(path, *rest);
  if (auto rest = below(path, specsRoot)) return inSpecs(path, *rest);
  if (auto rest = below(path, compatRoot))
    return onDisk(path, joined(options.specDirectory + "/compat", *rest));
  if (auto rest = below(path, standInsRoot))
    return onDisk(path, joined(options.specDirectory + "/include", *rest));
  if (auto rest = below(path, userRoot); rest && !userDirectory.empty())
    return onDisk(path, joined(userDirectory, *rest));
  if (isAllowed(path)) return onDiskOutside(path);
  return std::nullopt;
}

std::optional<FileSystem::Entry> FileSystem::resolve(const llvm::Twine &given) {
  std::string raw = given.str();
  std::string clean = inVirtualTree(raw);
  auto [at, isNew] = known.try_emplace(clean);
  if (isNew) {
    asked.push_back({clean, false});
    at->second = find(clean);
  }
  if (!at->second) return std::nullopt;
  Entry entry = *at->second;
  entry.status = llvm::vfs::Status::copyWithNewName(entry.status, raw);
  return entry;
}

llvm::ErrorOr<llvm::vfs::Status> FileSystem::status(const llvm::Twine &path) {
  auto entry = resolve(path);
  if (!entry) return llvm::make_error_code(llvm::errc::no_such_file_or_directory);
  return entry->status;
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> FileSystem::openFileForRead(const llvm::Twine &given) {
  auto entry = resolve(given);
  if (!entry) return llvm::make_error_code(llvm::errc::no_such_file_or_directory);
  if (!entry->contents) return llvm::make_error_code(llvm::errc::is_a_directory);
  std::string raw = given.str();
  std::string clean = inVirtualTree(raw);
  asked.push_back({clean, true});
  if (auto rest = below(clean, treeRoot); rest && isKernel(clean) && *rest != makefileName)
    kernelRead[*rest] = originals.contains(clean) ? originals.at(clean) : entry->contents;
  if (auto part = below(clean, ownRoot())) {
    kernelRead[shown(clean)] = headers.at(shown(clean));
    borrowedRead.insert(shown(clean) + ": " + path::filename(clean).str());
  }
  if (below(clean, onlyRoot())) {
    kernelRead[shown(clean)] = headers.at(shown(clean));
    cutOutRead.insert(shown(clean) + ": " + path::filename(clean).str() + "()");
  }
  if (auto rest = below(clean, emptyRoot)) emptyRead.insert(*rest);
  if (auto rest = below(clean, "/pinproof")) allRead[*rest] = entry->contents;
  if (!options.configured && below(clean, "/pinproof") && !isKernel(clean))
    noteTreePaths(clean, *entry->contents);
  return std::unique_ptr<llvm::vfs::File>(
      std::make_unique<TextFile>(entry->status, std::move(entry->contents)));
}

llvm::vfs::directory_iterator FileSystem::dir_begin(const llvm::Twine &, std::error_code &error) {
  error = llvm::make_error_code(llvm::errc::no_such_file_or_directory);
  return {};
}

} // namespace pinproof::model
