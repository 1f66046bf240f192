// The same input gives the same bytes, whoever runs it, where, and side by side with what; and a report says
// what the input was.
#include "cli/identity.h"
#include "tests/patches.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <map>

namespace pinproof::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

const std::vector<std::string> formats = {"text",   "json",     "sarif", "junit", "ktap",
                                          "github", "markdown", "html",  "svg"};

/// Everything that a run writes, by name; from `directory`, with temporary files in it.
std::map<std::string, std::string> everything(const fs::path &directory,
                                              const std::vector<std::string> &more) {
  fs::create_directories(directory / "tmp");
  std::vector<std::string> words{"verify", "--no-times", "--certificates", (directory / "proofs").string()};
  for (const std::string &format : formats)
    words.insert(words.end(), {"-o", format + ":" + (directory / (format + ".out")).string()});
  words.insert(words.end(), more.begin(), more.end());
  const std::string where = quoteForShell(directory.string());
  Result r =
      pinproof(words, {}, "; cd " + where + "; export XDG_CACHE_HOME=/dev/null TMPDIR=" + where + "/tmp;");
  EXPECT_EQ(r.exit, 1) << r.err;
  std::map<std::string, std::string> files{{"stdout", r.out}, {"stderr", r.err}};
  for (const auto &entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(directory).string()] = readFile(entry.path());
  return files;
}

class Reproducible : public testing::Test {
protected:
  TemporaryDirectory directory;
};

TEST_F(Reproducible, EveryFormatAndCertificate) {
  std::vector<std::string> words{
      "-s",        "zero_page",
      "-s",        "misuse_put_page",
      "-s",        "missing_pages",
      "--what-if", "gup_put_folio: drop if (is_zero_folio(folio))",
      "--patch",   std::string(PINPROOF_SOURCE_DIR) + "/specs/kernel/patches/drop-overflow-refusal.patch"};
  words.push_back("-j1");
  const auto one = everything(directory.path / "here", words);
  words.back() = "-j3";
  const auto other = everything(directory.path / "there/below", words);
  ASSERT_EQ(one.size(), other.size());
  EXPECT_GT(one.size(), formats.size() + 10);
  for (const auto &[name, text] : one) {
    EXPECT_EQ(text, other.at(name)) << name;
    EXPECT_THAT(text, Not(HasSubstr(directory.path.string()))) << name;
    EXPECT_THAT(text, Not(HasSubstr("pinproof-"))) << name << ": a temporary directory's name";
  }
}

/// A tree that is a repository.
class Identity : public Reproducible {
protected:
  SmallTree small;
  fs::path tree() const { return small.tree; }
  void git(const std::string &command) const {
    const std::string line = "cd " + quoteForShell(tree().string()) +
                             " && GIT_CONFIG_GLOBAL=/dev/null git -c user.name=a "
                             "-c user.email=a@b " +
                             command + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(line.c_str()), 0) << command;
  }
  void commit() const {
    git("init -q");
    git("add -A");
    git("commit -qm first");
  }
  Json identity(const std::vector<std::string> &more = {}) const {
    std::vector<std::string> words{"verify", "-k", tree().string(), "-s", small.spec, "--format", "json"};
    words.insert(words.end(), more.begin(), more.end());
    return Json::parse(pinproof(words).out).value("tree", Json());
  }
};

TEST_F(Identity, VersionAndCommit) {
  std::ofstream(tree() / "Makefile")
      << "# SPDX\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\nEXTRAVERSION = -rc1\nNAME = x\n";
  EXPECT_EQ(identity(), Json({{"version", "6.12.3-rc1"}, {"remark", "not the top of a git repository"}}));
  commit();
  Json now = identity();
  EXPECT_EQ(now.at("version"), "6.12.3-rc1");
  EXPECT_EQ(now.at("commit").get<std::string>().size(), 40u);
  EXPECT_EQ(now.at("modified"), Json::array());
  std::ofstream(tree() / "mm/gup.c", std::ios::app) << "int more;\n";
  EXPECT_EQ(identity().at("modified"), Json::array({"mm/gup.c"}));
}

TEST_F(Identity, WithoutAnswersItIsUnknown) {
  std::ofstream(tree() / "Makefile") << "all:\n";
  git("init -q");
  EXPECT_EQ(identity(), Json({{"remark", "the repository has no commit"}}));
  std::ofstream(tree() / ".git/HEAD") << "nonsense\n";
  EXPECT_EQ(identity().at("remark").get<std::string>().rfind("git: ", 0), 0u) << identity();
}

/// The tree's own .git/config names a command for everything that git can be made to run.
class HostileRepository : public Identity {
protected:
  fs::path ran = directory.path / "ran";
  void configure(const std::string &key, const std::string &value) const {
    git("config " + quoteForShell(key) + " " + quoteForShell(value));
  }
  void SetUp() override {
    std::ofstream(tree() / ".gitattributes") << "*.c filter=evil diff=evil\n*.h filter=e=v\n";
    commit();
    git("commit -q --allow-empty -m second");
    const std::string command = "touch " + ran.string();
    for (const char *key : {"core.fsmonitor",
                            "core.sshCommand",
                            "core.editor",
                            "core.pager",
                            "core.askPass",
                            "pager.log",
                            "pager.diff",
                            "diff.external",
                            "diff.evil.textconv",
                            "diff.evil.command",
                            "filter.evil.clean",
                            "filter.evil.smudge",
                            "filter.evil.process",
                            "filter.e=v.clean",
                            "gpg.program",
                            "credential.helper",
                            "alias.log",
                            "alias.diff",
                            "interactive.diffFilter",
                            "sequence.editor",
                            "uploadpack.packObjectsHook",
                            "core.gitProxy"})
      configure(key, std::string(key).rfind("alias.", 0) == 0 ? "!" + command : command);
    configure("filter.evil.required", "true");
    configure("log.showSignature", "true");
    configure("core.hooksPath", (tree() / "hooks").string());
    for (const char *hook :
         {"post-index-change", "reference-transaction", "applypatch-msg", "post-checkout"}) {
      small.write("linux/hooks/" + std::string(hook), "#!/bin/sh\n" + command + "\n");
      fs::permissions(tree() / "hooks" / hook, fs::perms::owner_all);
    }
    small.write("linux/mm/gup.c", readFile(tree() / "mm/gup.c") + "\n"); // what filters would look at
  }
};

TEST_F(HostileRepository, NothingOfItRuns) {
  EXPECT_EQ(identity().at("modified"), Json::array({"mm/gup.c"}));
  EXPECT_FALSE(fs::exists(ran)) << "by asking who it is";
  const std::string patch = directory.write("fix.patch", breakGrab);
  for (const Words &more : {Words{"--range", "HEAD~1..HEAD"}, Words{patch}, Words{"HEAD"}, Words{}}) {
    std::vector<std::string> words{"explore", "-k", tree().string(), "-s", small.spec};
    words.insert(words.end(), more.begin(), more.end());
    Result r = pinproof(words);
    EXPECT_LE(r.exit, 1) << r.out << r.err;
    EXPECT_FALSE(fs::exists(ran)) << (more.empty() ? "the working tree" : more.front());
  }
}

/// A repository below the tree, a submodule, has a configuration of its own.
TEST_F(HostileRepository, NorOfOneInIt) {
  small.write("linux/sub.c/x.c", "int x;\n");
  small.write("linux/sub.c/.gitattributes", "* filter=evil\n");
  git("-C sub.c init -q");
  git("-C sub.c add -A");
  git("-C sub.c commit -qm first");
  git("-C sub.c config filter.evil.clean " + quoteForShell("touch " + ran.string()));
  const std::string tame =
      "-c core.fsmonitor=false -c core.hooksPath=/dev/null -c filter.evil.required=false "
      "-c filter.evil.process= -c filter.evil.clean= ";
  git(tame + "add sub.c");
  git(tame + "commit -qm third");
  small.write("linux/sub.c/x.c", "int y, z;\n");
  fs::remove(ran);
  for (const Words &more : {Words{"HEAD~1"}, Words{}}) {
    std::vector<std::string> words{"explore", "-k", tree().string(), "-s", small.spec};
    words.insert(words.end(), more.begin(), more.end());
    Result r = pinproof(words);
    EXPECT_LE(r.exit, 1) << r.out << r.err;
    EXPECT_FALSE(fs::exists(ran));
  }
}

/// Explored, a tree and its repository are as they were.
TEST_F(Identity, NothingIsWritten) {
  commit();
  git("commit -q --allow-empty -m second");
  small.write("linux/mm/gup.c", readFile(tree() / "mm/gup.c") + "int more;\n");
  small.write("linux/mm/new.c", "int more;\n");
  fs::last_write_time(tree() / "mm/huge_memory.c", fs::file_time_type::clock::now() + std::chrono::hours(1));
  auto all = [&] {
    std::map<std::string, std::pair<std::string, fs::file_time_type>> files;
    for (const auto &entry : fs::recursive_directory_iterator(tree()))
      files[entry.path().string()] = {entry.is_regular_file() ? readFile(entry.path()) : "",
                                      entry.last_write_time()};
    return files;
  };
  const auto before = all();
  for (const char *words : {"HEAD", "HEAD~1..", ""}) {
    std::vector<std::string> arguments{"explore", "-k", tree().string(), "-s", small.spec};
    if (*words != 0) arguments.push_back(words);
    const Result result = pinproof(arguments);
    EXPECT_NE(result.exit, 2) << words << result.err;
    EXPECT_THAT(result.out, Not(HasSubstr("huge_memory"))) << words << ": it was only touched";
    EXPECT_EQ(all(), before) << words;
  }
}

} // namespace
} // namespace pinproof::test
