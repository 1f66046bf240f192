// Time, memory and Ctrl-C: who runs out of one of them says so, prints what was finished, and leaves nothing
// behind.
#include "tests/process.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fcntl.h>
#include <sstream>
#include <thread>

namespace pinproof::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

const char *const quick = R"(#include <pinproof.h>
#include "mm/gup.c"
static integer held;
INIT() { held = 0; }
TRANSITION(take) { assume(held < 10); held += one(); }
INVARIANT(is_bounded) { return held <= 10; }
)";

/// 2^60 paths through one transition, no two alike.
const char *const endless = R"(#include <pinproof.h>
#include "mm/gup.c"
static long all[60];
INIT() {}
TRANSITION(go)
{
	for (int i = 0; i < 60; i++)
		if (any_of("no|yes"))
			all[i] += one();
}
INVARIANT(is_empty) { return all[0] == 0; }
)";

class Resources : public testing::Test {
protected:
  void SetUp() override {
    directory.write("tree/mm/gup.c", "static int one(void) { return 1; }\n");
    fs::create_directories(directory.path / "tmp");
    arguments = {"-k", (directory.path / "tree").string(),      "-s",  directory.write("a_quick.c", quick),
                 "-s", directory.write("z_endless.c", endless), "-j1", "--no-times"};
  }

  Result run(const std::string &command, const std::vector<std::string> &more) const {
    std::vector<std::string> all{command};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), more.begin(), more.end());
    return pinproof(all);
  }

  TemporaryDirectory directory;
  std::vector<std::string> arguments;
};

TEST_F(Resources, ReadingThatTakesTooLongIsUnknownAndTheOthersAreAnswered) {
  Result r = run("verify", {"--timeout", "0.05"});
  EXPECT_EQ(r.exit, 3) << r.err;
  EXPECT_THAT(r.out, HasSubstr("out of time: exploring its paths takes longer than 0.05 s, the --timeout"));
  r = run("verify", {"--timeout", "3", "--format", "json"});
  const Json report = Json::parse(r.out);
  EXPECT_EQ(report.at("specs").at(0).at("properties").at(0).at("answer"), "proved") << r.out;
  EXPECT_EQ(report.at("specs").at(1).at("state"), "interrupted");
  EXPECT_FALSE(report.at("interrupted"));
  EXPECT_EQ(run("limits", {"--timeout", "0.05"}).exit, 3);
}

TEST_F(Resources, WhoNeedsMoreMemoryIsUnknownAndTheOthersAreAnswered) {
  Result r = run("verify", {"--memory", "100", "--timeout", "1000"});
  EXPECT_EQ(r.exit, 3) << r.err;
  EXPECT_THAT(r.out, HasSubstr("memory limit of 100 MB reached"));
  EXPECT_THAT(r.out, HasSubstr("1 property in 1 specification: 1 proved; 1 specification without answers"));
  EXPECT_EQ(run("verify", {"--memory", "1"}).exit, 2) << "too little to begin with";
}

/// A child process that can be interrupted.
class Child {
public:
  Child(const std::vector<std::string> &words, const fs::path &scratch) : out(scratch / "out") {
    pid = fork();
    if (pid != 0) return;
    int file = open(out.c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    setenv("TMPDIR", (scratch / "tmp").c_str(), 1);
    setenv("XDG_CACHE_HOME", (scratch / "cache").c_str(), 1);
    std::vector<char *> argv{const_cast<char *>(PINPROOF_BINARY)};
    for (const std::string &word : words) argv.push_back(const_cast<char *>(word.c_str()));
    argv.push_back(nullptr);
    execv(PINPROOF_BINARY, argv.data());
    _exit(126);
  }
  ~Child() {
    if (pid > 0) kill(pid, SIGKILL), waitpid(pid, nullptr, 0);
  }

  /// Ctrl-C, as soon as `isTime`; the exit code.
  template <class Condition> int interruptOnce(Condition isTime) {
    while (!isTime() && waitpid(pid, nullptr, WNOHANG) == 0) std::this_thread::yield();
    kill(pid, SIGINT);
    int status = 0;
    waitpid(pid, &status, 0);
    pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  bool handlesInterrupts() const { // blocked: a thread waits for them
    const std::string status = readFile("/proc/" + std::to_string(pid) + "/status");
    const size_t at = status.find("SigBlk:\t");
    return at != std::string::npos &&
           (std::stoull(status.substr(at + 8, 16), nullptr, 16) >> (SIGINT - 1) & 1) != 0;
  }
  double processorSeconds() const { // not of the clock, which runs on a busy machine, too
    std::istringstream status(readFile("/proc/" + std::to_string(pid) + "/stat"));
    std::string word;
    double ticks = 0;
    for (int field = 1; status >> word && field <= 15; ++field) // no blank in the program's name, field 2
      if (field >= 14) ticks += std::stod(word);
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  std::string output() const { return readFile(out); }

private:
  pid_t pid = 0;
  fs::path out;
};

class Interrupting : public Resources {
protected:
  Child start(const std::string &command, const std::vector<std::string> &more = {}) const {
    std::vector<std::string> all{command};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), more.begin(), more.end());
    all.insert(all.end(), {"--timeout", "1000"});
    return Child(all, directory.path);
  }
  bool hasAnswer() const { // in the cache: the quick one's evidence was checked
    std::error_code none;
    for (const auto &entry : fs::directory_iterator(directory.path / "cache/pinproof", none))
      if (entry.path().extension() == ".json") return true;
    return false;
  }
  void expectNothingLeft() const { EXPECT_TRUE(fs::is_empty(directory.path / "tmp")); }
};

TEST_F(Interrupting, VerifyPrintsWhatWasFinished) {
  // A patch: git's temporary files go, too.
  const std::string patch = directory.write(
      "a.patch",
      "--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -1 +1,2 @@\n static int one(void) { return 1; }\n+int more;\n");
  Child child = start("verify", {"--patch", patch, "--certificates", (directory.path / "proofs").string()});
  EXPECT_EQ(child.interruptOnce([&] { return hasAnswer(); }), 3);
  EXPECT_THAT(child.output(),
              AllOf(HasSubstr("is_bounded"), HasSubstr("PROVED"), HasSubstr("not begun: interrupted"),
                    HasSubstr("1 proved"), HasSubstr("interrupted\n")));
  EXPECT_TRUE(fs::exists(directory.path / "proofs/a_quick/is_bounded.json"));
  expectNothingLeft();
}

/// Z3 catches signals itself while Spacer looks for an invariant, and here it needs a lemma for each number.
TEST_F(Interrupting, ReachesWhoeverWaitsForSpacer) {
  const std::string spec = directory.write("triangular.c", R"(#include <pinproof.h>
#include "mm/gup.c"
static integer sum, next;
INIT() { sum = 0; next = 0; }
TRANSITION(add) { sum += next; next += one(); }
INVARIANT(is_no_triangular_number) { return sum != 1000001; }
)");
  Child child({"verify", "-k", arguments[1], "-s", spec, "--engine", "pdr", "--timeout", "1000"},
              directory.path);
  EXPECT_EQ(child.interruptOnce([&] { return child.processorSeconds() > 1; }), 3);
  EXPECT_THAT(child.output(), AllOf(HasSubstr("is_no_triangular_number"), HasSubstr("; interrupted")));
}

TEST_F(Interrupting, LimitsAndShowAndExplore) {
  for (const char *command : {"limits", "show", "explore"}) {
    std::vector<std::string> more;
    if (command == std::string("explore")) more = {"--what-if", "one: return 1 => return 2"};
    std::vector<std::string> words{command};
    words.insert(words.end(), arguments.begin(), arguments.end());
    words.pop_back(); // --no-times
    words.insert(words.end(), more.begin(), more.end());
    Child child(words, directory.path);
    EXPECT_EQ(child.interruptOnce([&] { return child.handlesInterrupts(); }), 3) << command << child.output();
    EXPECT_THAT(child.output(), HasSubstr("interrupted")) << command;
    expectNothingLeft();
  }
}

TEST_F(Interrupting, ExplorePrintsWhatWasFinished) {
  Child child = start("explore", {"--what-if", "one: return 1 => return 2"});
  EXPECT_EQ(child.interruptOnce([&] { return hasAnswer(); }), 3);
  EXPECT_THAT(child.output(), AllOf(HasSubstr("2 lines of code"), HasSubstr("is_bounded"),
                                    HasSubstr("PROVED"), HasSubstr("; interrupted\n")));
  expectNothingLeft();
}

TEST_F(Interrupting, CertifySaysWhatItDidNotDecide) {
  const std::string report = (directory.path / "report.json").string();
  pinproof({"verify", "-k", arguments[1], "-s", arguments[3], "-o", "json:" + report});
  std::string text = readFile(report);
  for (size_t at; (at = text.find("a_quick")) != std::string::npos;) text.replace(at, 7, "z_endless");
  directory.write("report.json", text); // a proof of what takes forever to read
  Child child({"certify", report, "-k", arguments[1], "-s", arguments[5]}, directory.path);
  EXPECT_EQ(child.interruptOnce([&] { return child.handlesInterrupts(); }), 3) << child.output();
  EXPECT_THAT(child.output(), HasSubstr("interrupted"));
  expectNothingLeft();
}

} // namespace
} // namespace pinproof::test
