// What a tree's own headers say of the names that stand-ins replace.
#pragma once

#include "cli/kept_files.h"
#include "model/clang/reader.h"
#include "model/header_names.h"
#include "model/paths.h"
#include "model/stand_ins.h"

#include <mutex>

namespace pinproof::cli {

/// Of one state of a tree; read when first asked for, by whichever thread. Headers are read once for all
/// states in which they are the same, and once for all runs where `files` keep things.
class KernelHeaders {
public:
  /// The tree and the specifications that `tree` names, with its overlay.
  KernelHeaders(model::ReadOptions tree, KeptFiles files) : tree(std::move(tree)), files(std::move(files)) {}
  /// The same, of these names instead of those that stand-ins have.
  KernelHeaders(model::ReadOptions tree, KeptFiles files, std::set<std::string> wanted)
      : tree(std::move(tree)), files(std::move(files)), wanted(std::move(wanted)) {}

  /// Holds what these were written for against the tree. Throws model::InputError where a list of what is
  /// known is damaged, or one of what to read is missing.
  model::Comparison compare(const std::vector<model::StandIn> &standIns) const;

  const model::HeaderNames &names() const;
  /// What of these names they define in a way that can be read without the rest of the header.
  std::vector<model::Borrowed> lend(const std::set<std::string> &names) const;
  /// Whether `path`, relative to the tree, is a file that was read, or asked for and not there.
  bool looksAt(const std::string &path) const;
  /// Lines of the tree that say what `standIns` were written for, where compare() finds no difference.
  model::LinesRun linesOf(const std::vector<model::StandIn> &standIns) const;

private:
  struct Read;
  const Read &read() const;
  const model::Comparer &comparer() const;
  std::shared_ptr<const Read> find() const;
  std::shared_ptr<const Read> readAnew() const;

  model::ReadOptions tree;
  KeptFiles files;
  std::set<std::string> wanted; // empty: those that stand-ins have
  mutable std::mutex mutex;
  mutable std::shared_ptr<const Read> known;
  mutable std::unique_ptr<const model::Comparer> ofKnown; // of `known`
};

/// Whether stand-ins are all the headers that this tree has: specs/kernel says so of itself (HEADERS). Nobody
/// is believed who has headers.
bool hasStandInsOnly(const std::filesystem::path &tree);

} // namespace pinproof::cli
