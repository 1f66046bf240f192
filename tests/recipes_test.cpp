// docs/recipes.md, run as it stands, its shell blocks in a git repository whose third commit takes the zero
// page checks out and whose fifth puts them back.
#include "tests/process.h"

#include <gmock/gmock.h>

namespace pinproof::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string sourceDirectory = PINPROOF_SOURCE_DIR;

/// The fenced blocks in language `language` below the heading that begins with `heading`.
std::vector<std::string> blocks(const std::string &heading, const std::string &language) {
  std::istringstream lines(readFile(sourceDirectory + "/docs/recipes.md"));
  std::vector<std::string> found;
  bool here = false, inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (!inside && line.rfind("## ", 0) == 0) here = line.rfind("## " + heading, 0) == 0;
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      found.back() += line + "\n";
    } else if (here && line == "```" + language) {
      inside = true;
      found.emplace_back();
    }
  }
  return found;
}

class Recipes : public testing::Test {
protected:
  Recipes() {
    const std::string patch = sourceDirectory + "/specs/kernel/patches/drop-zero-page-checks.patch";
    repository.write("mm/gup.c", readFile(sourceDirectory + "/specs/kernel/mm/gup.c"));
    repository.write("HEADERS", "None but the stand-ins.\n");
    // Two specifications rather than all: a recipe is about its commands.
    specs = (output.path / "specs").string();
    std::filesystem::create_directories(specs);
    for (const char *part : {"/include", "/compat"})
      std::filesystem::copy(sourceDirectory + "/specs" + part, specs + part,
                            std::filesystem::copy_options::recursive);
    for (const char *spec : {"/zero_page.c", "/misuse_put_page.c"})
      std::filesystem::copy(sourceDirectory + "/specs" + spec, specs + spec);
    Result made = run("git init -q -b main\n"
                      "git config user.name Test; git config user.email test@example.org\n"
                      "git config commit.gpgsign false; git config advice.detachedHead false\n"
                      "change() { git add -A && git commit -q --allow-empty -m \"$1\" && git tag \"$1\"; }\n"
                      "change one\n"
                      "echo '/* two */' >> mm/gup.c; change two\n"
                      "git apply " +
                      quoteForShell(patch) +
                      "; change three\n"
                      "echo '/* four */' >> mm/gup.c; change four\n"
                      "git apply -R " +
                      quoteForShell(patch) + "; change five\n");
    EXPECT_EQ(made.exit, 0) << made.err;
  }

  /// Runs `script` in the repository, as a developer's shell would.
  Result run(const std::string &script, const std::string &environment = {}) {
    const std::string out = (output.path / "out").string(), err = (output.path / "err").string();
    const std::string path = std::filesystem::path(PINPROOF_BINARY).parent_path().string();
    const std::string file = output.write("script", "set -e\n" + script);
    const std::string command =
        "cd " + quoteForShell(repository.path.string()) +
        " && GIT_CEILING_DIRECTORIES=/ XDG_CACHE_HOME=/dev/null PATH=" + quoteForShell(path) +
        ":$PATH PINPROOF_SPECS=" + specs + " " + environment + " bash " + file + " >" + out + " 2>" + err;
    int status = std::system(command.c_str());
    return {WEXITSTATUS(status), readFile(out), readFile(err)};
  }

  TemporaryDirectory repository, output;
  std::string specs;
};

TEST_F(Recipes, BisectFindsTheCommit) {
  std::vector<std::string> ways = blocks("Which commit", "sh");
  ASSERT_EQ(ways.size(), 2u);
  for (const std::string &way : ways) {
    Result result = run(way + "git bisect reset\n", "BAD=four GOOD=one");
    EXPECT_EQ(result.exit, 0) << result.out << result.err;
    EXPECT_THAT(result.out, HasSubstr("is the first bad commit")) << result.err;
    EXPECT_THAT(result.out, HasSubstr("    three")) << way;
  }
}

TEST_F(Recipes, BisectSkipsWhatCannotBeTested) {
  run("git checkout -q three && echo 'not C {' > mm/gup.c && git commit -qam broken && git tag broken\n"
      "git checkout -q three -- mm/gup.c && git commit -qm again && git tag again");
  Result result = run(blocks("Which commit", "sh").at(0), "BAD=again GOOD=two");
  EXPECT_THAT(result.out, HasSubstr("    three")) << result.out << result.err;
  EXPECT_EQ(
      run("git checkout -q broken && pinproof verify --kernel . -s zero_page --exit-map bisect -q").exit,
      125);
}

TEST_F(Recipes, RebaseStopsAtTheCommitThatDoesNotHold) {
  const std::string recipe = blocks("Every commit", "sh").at(0);
  Result clean = run("git checkout -q two\n" + recipe, "BASE=one");
  EXPECT_EQ(clean.exit, 0) << clean.out << clean.err;
  EXPECT_THAT(clean.out, Not(HasSubstr("PROVED"))) << "quiet when clean";
  Result broken = run("git checkout -q five\n" + recipe, "BASE=two");
  EXPECT_NE(broken.exit, 0);
  EXPECT_THAT(broken.out, HasSubstr("dio_write(64 pages) x 32768")) << broken.err;
  EXPECT_EQ(run("git log -1 --format=%s").out, "three\n");
}

TEST_F(Recipes, ABaselineIsWrittenAndHeldAgainst) {
  std::vector<std::string> steps = blocks("A tree that is not clean", "sh");
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(run("git checkout -q one\n" + steps[0] + steps[1]).exit, 0);
  EXPECT_EQ(run("git checkout -q three\n" + steps[1]).exit, 1) << "a lost proof and a new violation";
}

TEST_F(Recipes, ShardsAreJoined) {
  const std::string recipe = blocks("Several machines", "sh").at(0);
  EXPECT_EQ(run("git checkout -q one\n" + recipe).exit, 0);
  EXPECT_EQ(run("git checkout -q three\n" + recipe).exit, 1);
}

/// The lines of a YAML block that are commands calling the built pinproof.
std::string command(const std::string &yaml) {
  size_t at = yaml.find("pinproof verify");
  std::string text = yaml.substr(at);
  size_t end = text.find('\n');
  while (end != std::string::npos && text[end - 1] == '\\') end = text.find('\n', end + 1);
  return text.substr(0, end) + "\n";
}

TEST_F(Recipes, CommandsOfCiServersWriteWhatTheyPromise) {
  const std::string summary = (repository.path / "summary.md").string();
  Result github = run("git checkout -q three\n" + command(blocks("GitHub Actions", "yaml").at(0)),
                      "GITHUB_STEP_SUMMARY=" + summary);
  EXPECT_EQ(github.exit, 1) << github.err;
  EXPECT_THAT(github.out, HasSubstr("::error file=mm/gup.c,line="));
  EXPECT_THAT(readFile(summary), HasSubstr("needs attention"));
  EXPECT_THAT(readFile(repository.path / "pinproof.sarif"), HasSubstr("\"version\": \"2.1.0\""));
  Result gitlab = run("git checkout -q one\n" + command(blocks("GitLab", "yaml").at(0)));
  EXPECT_EQ(gitlab.exit, 0) << gitlab.err;
  EXPECT_THAT(readFile(repository.path / "pinproof.xml"), HasSubstr("<testsuites name=\"pinproof .\""));
}

} // namespace
} // namespace pinproof::test
