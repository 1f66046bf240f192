// Which kernel a run is about: the tree around the current directory, the one that is named, or none; and one
// content of each file, from the first reading to the answer.
#include "model/clang/reader.h"
#include "model/snapshot.h"
#include "tests/patches.h"

#include <gmock/gmock.h>

namespace pinproof::test {
namespace {

namespace fs = std::filesystem;
using model::OnDisk;
using model::Snapshot;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// --- the snapshot ---

TEST(Snapshot, KeepsWhatWasReadFirst) {
  TemporaryDirectory directory;
  const std::string file = directory.write("a.c", "one"), absent = (directory.path / "b.c").string();
  Snapshot disk;
  EXPECT_EQ(*disk.at(file).contents, "one");
  EXPECT_EQ(disk.at(absent).kind, OnDisk::Kind::Nothing);
  EXPECT_EQ(disk.at(directory.path).kind, OnDisk::Kind::Directory);
  EXPECT_THAT(disk.changed(), IsEmpty());
  directory.write("a.c", "two");
  directory.write("b.c", "new");
  EXPECT_EQ(*disk.at(file).contents, "one") << "a second reading is of the same content";
  EXPECT_EQ(disk.at(absent).kind, OnDisk::Kind::Nothing);
  EXPECT_THAT(disk.changed(), ElementsAre(file, absent)) << "what appears has changed too";
}

TEST(Snapshot, ComparesContentsAndNotTimes) {
  TemporaryDirectory directory;
  const std::string file = directory.write("a.c", "one");
  const auto time = fs::last_write_time(file);
  Snapshot disk;
  disk.at(file);
  directory.write("a.c", "one");
  fs::last_write_time(file, time + std::chrono::hours(1));
  EXPECT_THAT(disk.changed(), IsEmpty());
  directory.write("a.c", "eno");
  fs::last_write_time(file, time);
  EXPECT_THAT(disk.changed(), ElementsAre(file)) << "of the same size and time";
  fs::remove(file);
  EXPECT_THAT(disk.changed(), ElementsAre(file));
  fs::create_directory(file);
  EXPECT_THAT(disk.changed(), ElementsAre(file));
}

TEST(Snapshot, KnowsAPathByAllItsNames) {
  TemporaryDirectory directory;
  const std::string file = directory.write("mm/a.c", "one");
  Snapshot disk;
  disk.at((directory.path / "mm/../mm/./a.c").string());
  directory.write("mm/a.c", "two");
  EXPECT_EQ(*disk.at(file).contents, "one");
  EXPECT_THAT(disk.changed(), ElementsAre(file));
}

TEST(Snapshot, FollowsALinkThatIsTurned) {
  TemporaryDirectory directory;
  directory.write("one", "1");
  directory.write("two", "2");
  const std::string link = (directory.path / "link").string();
  fs::create_symlink("one", link);
  Snapshot disk;
  EXPECT_EQ(*disk.at(link).contents, "1");
  fs::remove(link);
  fs::create_symlink("two", link);
  EXPECT_THAT(disk.changed(), ElementsAre(link));
}

TEST(Snapshot, MakesListsOfOthersAgain) {
  TemporaryDirectory directory;
  const std::string one = directory.write("a.c", "one"), other = (directory.path / "mm/c.c").string();
  Snapshot disk;
  disk.at(one);
  disk.at(other);
  std::vector<std::string> list{"b.c", "a.c"};
  disk.listed(directory.path.string() + "/./", list, [&] { return list; });
  std::swap(list[0], list[1]);
  EXPECT_THAT(disk.changed(), IsEmpty()) << "in another order";
  list = {"mm/c.c", "d.c"};
  EXPECT_THAT(disk.changed(), ElementsAre(one, other)) << "who reads b.c or d.c?";
}

// --- readings that share it ---

TEST(SharedDisk, SpecificationsReadTheSameContent) {
  SmallTree small;
  model::ReadOptions options;
  options.specFile = small.spec;
  options.specDirectory = std::string(PINPROOF_SOURCE_DIR) + "/specs";
  options.kernelTree = small.tree;
  options.disk = std::make_shared<Snapshot>();
  const model::ReadResult first = readSpecification(options);
  small.write("linux/mm/gup.c", "static int counter, grabbed;\n");
  const model::ReadResult second = readSpecification(options);
  EXPECT_EQ(*second.kernelText.at("mm/gup.c"), smallKernel);
  EXPECT_EQ(second.answers, first.answers);
  EXPECT_EQ(answersTo(options, first.lookups).digest, first.answers) << "nor is a reading remembered anew";
  EXPECT_THAT(options.disk->changed(), ElementsAre(small.tree + "/mm/gup.c"));
  options.disk.reset();
  EXPECT_NE(answersTo(options, first.lookups).digest, first.answers) << "alone, it is today's";
}

// --- a tree that changes ---

/// A kernel file that somebody writes to when git is called for the `turn`-th time in a run.
class ChangingTree {
public:
  explicit ChangingTree(const std::string &change) {
    patch = small.write("break.patch", breakGrab);
    const std::string real = std::string("exec env PATH=") + quoteForShell(std::getenv("PATH"));
    const std::string script =
        small.write("bin/git", "#!/bin/sh\ncd_=$(pwd)\ncd " + quoteForShell(small.tree) + " && { " + change +
                                   "; }\ncd \"$cd_\"\n" + real + " git \"$@\"\n");
    fs::permissions(script, fs::perms::owner_all);
    environment = "PATH=" + quoteForShell((small.directory.path / "bin").string()) + ":\"$PATH\"";
  }
  Result run(const std::string &command, std::vector<std::string> more) const {
    more.insert(more.begin(), {command, "--kernel", small.tree, "--spec", small.spec});
    return pinproof(more, {}, environment);
  }
  SmallTree small;
  std::string patch, environment;
};

const char *const edit = "echo '/* more */' >>mm/gup.c";

class TreeChanges : public testing::TestWithParam<const char *> {};

/// Whoever takes --kernel says that the tree changed, and gives no answer. Git is called for the patch, after
/// the file to patch was read.
TEST_P(TreeChanges, WhileItIsRead) {
  const std::string command = GetParam();
  ChangingTree tree(edit);
  std::vector<std::string> more{"--patch", tree.patch};
  if (command == "replay" || command == "certify") {
    std::vector<std::string> arguments{"--format", "json"}; // a proof, or with the patch a trace
    if (command == "replay") arguments.insert(arguments.end(), {"--patch", tree.patch});
    const Result report = tree.small.run("verify", arguments);
    more.push_back(tree.small.write("report.json", report.out));
  }
  const Result unchanged = tree.small.run(command, more);
  EXPECT_NE(unchanged.out, "") << unchanged.err;
  EXPECT_NE(unchanged.exit, 2) << unchanged.err;
  const Result changed = tree.run(command, more);
  EXPECT_EQ(changed.exit, 2) << changed.err;
  EXPECT_EQ(changed.out, "");
  EXPECT_THAT(changed.err, HasSubstr(tree.small.tree + "/mm/gup.c changed while this run read files"));
}

INSTANTIATE_TEST_SUITE_P(Commands, TreeChanges,
                         testing::Values("verify", "explore", "coverage", "limits", "replay", "certify",
                                         "show", "mutants"));

TEST(TreeChanges, NoReportIsWrittenNorKept) {
  ChangingTree tree(edit);
  const std::string directory = tree.small.directory.path.string();
  const Result result = tree.run("verify", {"--patch", tree.patch, "-o", "json:" + directory + "/report.json",
                                            "--write-baseline", directory + "/baseline.json",
                                            "--certificates", directory + "/proofs"});
  EXPECT_EQ(result.exit, 2) << result.err;
  EXPECT_FALSE(fs::exists(directory + "/report.json"));
  EXPECT_FALSE(fs::exists(directory + "/baseline.json"));
  EXPECT_TRUE(!fs::exists(directory + "/proofs") || fs::is_empty(directory + "/proofs"));
  EXPECT_EQ(tree.run("verify", {"--patch", tree.patch, "--exit-map", "bisect"}).exit, 128) << "no skip";
}

/// With all of it read: git is called to say which commit that is.
TEST(TreeChanges, AtTheEnd) {
  ChangingTree tree("cp mm/gup.c old; echo >>mm/gup.c; echo '#include <linux/other.h>' >>mm/gup.c");
  fs::create_directory(tree.small.tree + "/.git");
  const Result result = tree.run("verify", {});
  EXPECT_EQ(result.exit, 2) << result.out;
  EXPECT_THAT(result.err, HasSubstr("mm/gup.c changed"));
}

TEST(TreeChanges, WhatNobodyReadsMayChange) {
  ChangingTree tree("echo >>mm/huge_memory.c; echo >>mm/new.c; touch mm/gup.c");
  const Result result = tree.run("verify", {"--patch", tree.patch});
  EXPECT_EQ(result.exit, 1) << result.err;
  EXPECT_THAT(result.out, HasSubstr("VIOLATED"));
}

/// What git calls unchanged is read only later; in between somebody writes.
TEST(TreeChanges, BehindGitsBack) {
  using Words = std::vector<std::string>;
  for (const std::string call : {"cat-file", "ls-files"}) {
    ChangingTree tree("case \"$*\" in *" + call + "*) [ -e done ] || { touch done; " + edit + "; };; esac");
    auto git = [&](const std::string &command) {
      const std::string line = "cd " + quoteForShell(tree.small.tree) +
                               " && GIT_CONFIG_GLOBAL=/dev/null git -c user.name=a -c user.email=a@b " +
                               command;
      ASSERT_EQ(std::system((line + " >/dev/null 2>&1").c_str()), 0) << command;
    };
    git("init -q");
    git("add -A");
    git("commit -qm first");
    tree.small.write("linux/include/linux/mm.h", "/* nothing */\n");
    git("commit -qam second");
    tree.small.write("linux/mm/huge_memory.c", "/* nothing */\n");
    for (const Words &what : {Words{"--range", "HEAD~1..HEAD"}, Words{}}) {
      EXPECT_NE(tree.small.run("explore", what).exit, 2);
      const Result changed = tree.run("explore", what);
      EXPECT_EQ(changed.exit, 2) << call << changed.out << changed.err;
      EXPECT_THAT(changed.err, HasSubstr(tree.small.tree + "/mm/gup.c changed while this run read files"));
      git("checkout -q mm/gup.c");
      fs::remove(tree.small.tree + "/done");
    }
  }
}

// --- which tree ---

class WhichTree : public testing::Test {
protected:
  WhichTree() {
    for (const char *file : {"Makefile", "Kbuild", "mm/Makefile"})
      small.write(std::string("linux/") + file, "");
    small.write("linux/Makefile", "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 7\n");
    fs::create_directories(small.directory.path / "elsewhere");
  }
  /// In a directory of the temporary one's.
  Result in(const std::string &directory, const std::vector<std::string> &arguments) const {
    return pinproofAsGiven(arguments, {},
                           "env -C " + quoteForShell((small.directory.path / directory).string()));
  }
  static void expectUsage(const Result &result, const std::string &what) {
    EXPECT_EQ(result.exit, 2) << result.err;
    EXPECT_THAT(result.err,
                AllOf(HasSubstr(what), HasSubstr("--kernel DIR"), HasSubstr("--kernel embedded")));
  }
  SmallTree small;
};

TEST_F(WhichTree, TheOneAround) {
  const Result top = in("linux", {"verify", "--spec", small.spec, "--format", "json"});
  EXPECT_EQ(top.exit, 0) << top.err;
  EXPECT_THAT(top.out, AllOf(HasSubstr("\"kernel\": \".\""), HasSubstr("\"version\": \"6.12.7\"")));
  EXPECT_EQ(top.err, "");
  const Result below = in("linux/include/linux", {"verify", "--spec", small.spec, "--format", "json"});
  EXPECT_EQ(below.exit, 0) << below.err;
  EXPECT_THAT(below.out, AllOf(HasSubstr("\"kernel\": \"../..\""), HasSubstr("\"version\": \"6.12.7\"")));
  EXPECT_EQ(below.err, "pinproof: note: the kernel tree is " + fs::canonical(small.tree).string() + "\n");
}

TEST_F(WhichTree, ItsOwnFilesAreRead) {
  small.write("linux/mm/gup.c", "/* nothing that the specification calls */\n");
  EXPECT_THAT(in("linux/mm", {"verify", "--spec", small.spec}).out, Not(HasSubstr("PROVED")));
}

TEST_F(WhichTree, ElsewhereItMustBeNamed) {
  for (const char *command : {"verify", "coverage", "limits", "show", "mutants", "stand-ins"}) {
    const Result result = in("elsewhere", {command});
    expectUsage(result, "which kernel?");
    EXPECT_EQ(result.out, "");
  }
  const std::string patch = small.write("break.patch", breakGrab);
  expectUsage(in("elsewhere", {"explore", patch}), "which kernel?");
  expectUsage(in("elsewhere", {"explore", "--spec", small.spec, patch}), "no kernel tree to change");
  const std::string flags = small.write("flags", "-DX\n");
  expectUsage(in("elsewhere", {"verify", "--spec", small.spec, "--cflags-from", flags}), "no kernel tree");
  EXPECT_EQ(in("elsewhere", {"verify", "--kernel", "../linux", "--spec", small.spec}).exit, 0);
}

TEST_F(WhichTree, EmbeddedIsAKeyword) {
  const Result result =
      in("linux", {"verify", "--kernel", "embedded", "--spec", "misuse_put_page", "--format", "json"});
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("\"kernel\": \"embedded\""), Not(HasSubstr("\"version\""))));
  EXPECT_THAT(in("linux", {"verify", "--kernel", "./embedded"}).err, HasSubstr("no such kernel tree"));
  small.write("embedded/mm/gup.c", smallKernel);
  EXPECT_EQ(in("", {"verify", "--kernel", "./embedded", "--spec", small.spec}).exit, 0);
  EXPECT_EQ(in("", {"verify", "--kernel", "embedded", "--spec", small.spec}).exit, 2) << "not the directory";
}

TEST_F(WhichTree, WhoIncludesNoKernelFileNeedsNone) {
  const std::string alone = small.write("alone.c", R"(
#include <pinproof.h>
#include <linux/no_such_header_at_all.h>
SPEC("a counter");
static integer held;
INIT() { held = 0; }
TRANSITION(take) { assume(held < 7); held++; }
INVARIANT(few) { return held < 8; }
)");
  const Result result = in("elsewhere", {"verify", "--spec", alone, "--format", "json"});
  EXPECT_EQ(result.exit, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("\"kernel\": \"none\""), HasSubstr("\"proved\"")));
}

TEST_F(WhichTree, WhoIncludesOneIsAnErrorWithItsPlace) {
  const Result result = in("elsewhere", {"verify", "--spec", small.spec});
  expectUsage(result, small.spec + ":3:");
  EXPECT_THAT(result.err, AllOf(HasSubstr("there is no kernel tree to take mm/gup.c from"),
                                HasSubstr("#include \"mm/gup.c\"")));
}

/// A question whether a file is there, too, is one about a tree.
TEST_F(WhichTree, WhoAsksForOneIsAnError) {
  for (const char *asked : {"\"mm/gup.c\"", "<only/include/linux/mm.h/is_big>"}) {
    const std::string asking = small.write("asking.c", std::string(R"(
#include <pinproof.h>
#if __has_include()") + asked + R"()
#error there
#endif
SPEC("a counter");
static integer held;
INIT() { held = 0; }
TRANSITION(take) { assume(held < 7); held++; }
INVARIANT(few) { return held < 8; }
)");
    const Result result = in("elsewhere", {"verify", "--spec", asking});
    expectUsage(result, "there is no kernel tree");
    EXPECT_THAT(result.out, Not(HasSubstr("PROVED")));
  }
}

// --- values that are empty ---

TEST(WhichSpecifications, AnOptionWinsOverTheEnvironment) {
  const std::vector<std::string> verify{"verify", "--kernel", "embedded", "--spec", "zero_page"};
  std::vector<std::string> named = verify;
  named.insert(named.end(), {"--specs", std::string(PINPROOF_SOURCE_DIR) + "/specs"});
  EXPECT_EQ(pinproofAsGiven(named, "", "PINPROOF_SPECS=/nowhere").exit, 0);
  const Result result = pinproofAsGiven(verify, "", "PINPROOF_SPECS=/nowhere");
  EXPECT_EQ(result.exit, 2);
  EXPECT_THAT(result.err, HasSubstr("/nowhere"));
}

TEST(EmptyValues, AreUsageErrors) {
  SmallTree small;
  const std::map<std::string, std::vector<std::string>> options{
      {"verify",
       {"--kernel", "--spec",    "--specs",  "-D",         "--compile-commands", "--cflags-from", "--patch",
        "--revert", "--what-if", "--engine", "--timeout",  "--certificates",     "--memory",      "--jobs",
        "--shard",  "--format",  "--output", "--baseline", "--write-baseline",   "--exit-map",    "-k",
        "-s",       "-o"}},
      {"explore", {"--kernel", "--range", "--patch", "--output", "--format"}},
      {"mutants", {"--kernel", "--function", "--explained", "--timeout"}},
      {"coverage", {"--kernel", "--specs"}},
      {"limits", {"--kernel", "--specs"}},
      {"show", {"--kernel", "--specs"}},
      {"merge", {"--baseline", "--output"}}};
  for (const auto &[command, names] : options)
    for (const std::string &name : names)
      for (const std::string value : {"", "  "}) {
        const Result result = pinproofAsGiven({command, name, value});
        EXPECT_EQ(result.exit, 2) << command << " " << name;
        EXPECT_THAT(result.err, HasSubstr(name)) << command;
        EXPECT_EQ(result.out, "") << command << " " << name;
      }
}

TEST(EmptyValues, AreUsageErrorsAfterAnEqualsSign) {
  SmallTree small;
  const std::string patch = small.write("break.patch", breakGrab);
  const Result result = pinproofAsGiven({"explore", "--kernel=", small.tree, "--spec", small.spec, patch});
  EXPECT_EQ(result.exit, 2);
  EXPECT_THAT(result.err, HasSubstr("--kernel: needs a value that is not empty"));
  EXPECT_EQ(small.run("verify", {"--strict", "--accept", ""}).exit, 2);
}

TEST(EmptyValues, OfArgumentsWithoutAName) {
  SmallTree small;
  EXPECT_EQ(small.run("explore", {""}).exit, 2);
  EXPECT_EQ(small.run("replay", {""}).exit, 2);
  EXPECT_EQ(small.run("certify", {""}).exit, 2);
  EXPECT_EQ(pinproofAsGiven({"merge", ""}).exit, 2);
}

TEST(EmptyValues, OfMacros) {
  SmallTree small;
  for (const char *macro : {"=1", "1A=2", "A B", "-I/"}) {
    const Result result = small.run("verify", {"-D", macro});
    EXPECT_EQ(result.exit, 2) << macro << result.out << result.err;
    EXPECT_THAT(result.err, HasSubstr("-D")) << macro;
  }
  for (const char *macro : {"A", "A=", "A=1 + 2", "F(x)=x"})
    EXPECT_EQ(small.run("verify", {"-D", macro}).exit, 0) << macro;
}

} // namespace
} // namespace pinproof::test
