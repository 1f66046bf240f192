// The cache where nothing is taken over: what is found in it is checked like an engine's answer; what is
// damaged, foreign or forged costs time. Without: records_test.cpp.
#include "cli/digest.h"
#include "cli/kept_files.h"
#include "model/clang/sha256.h"
#include "model/same_system.h"
#include "tests/process.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <functional>

namespace pinproof::cli {
namespace {

using Json = nlohmann::ordered_json;
using test::readFile;
using testing::HasSubstr;
using testing::Not;

const std::string kernelFile = PINPROOF_SOURCE_DIR "/specs/kernel/mm/gup.c";

class CacheTest : public testing::Test {
protected:
  /// Runs `verify` on one specification, on the embedded kernel unless `more` names another.
  test::Result verify(const std::string &spec = "misuse_put_page", std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"verify", "--format", "json", "--no-times", "-s", spec};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return test::pinproof(arguments, {}, "XDG_CACHE_HOME=" + directory.path.string());
  }

  std::vector<std::filesystem::path> entries() const {
    std::vector<std::filesystem::path> files;
    if (std::filesystem::exists(directory.path / "pinproof"))
      for (const auto &entry : std::filesystem::directory_iterator(directory.path / "pinproof"))
        files.push_back(entry.path());
    return files;
  }

  /// Changes the only entry as somebody would who knows how it is sealed.
  void forge(const std::function<void(Json &)> &change) {
    ASSERT_EQ(entries().size(), 1u);
    std::string text = readFile(entries()[0]);
    Json json = Json::parse(text.substr(text.find('\n') + 1));
    change(json);
    text = json.dump();
    std::ofstream(entries()[0]) << model::sha256(text) << "\n" << text;
  }

  test::TemporaryDirectory directory;
};

void rename(Json &entry) {
  for (Json &answer : entry["answers"]) answer["engine"] = "remembered";
}

TEST_F(CacheTest, AnswersTheSameFromMemory) {
  test::Result cold = verify(), warm = verify();
  EXPECT_EQ(entries().size(), 1u);
  EXPECT_EQ(cold.out, warm.out);
  EXPECT_EQ(warm.exit, 0);
  EXPECT_EQ(warm.err, "");
  forge(rename);
  EXPECT_THAT(verify().out, HasSubstr("\"remembered\"")) << "no engine was asked";
  EXPECT_EQ(verify("misuse_put_page", {"--no-cache"}).out, cold.out);
  EXPECT_EQ(verify("misuse_put_page", {"--engine", "affine"}).out.find("remembered"), std::string::npos);
}

TEST_F(CacheTest, NothingIsKeptUnlessWanted) {
  verify("misuse_put_page", {"--no-cache"});
  EXPECT_TRUE(entries().empty());
  test::Result unwritable =
      test::pinproof({"verify", "-s", "misuse_put_page"}, {}, "XDG_CACHE_HOME=/proc/nowhere");
  EXPECT_EQ(unwritable.exit, 0);
  EXPECT_EQ(unwritable.err, "");
}

TEST_F(CacheTest, AMovedLineIsNoOtherSystemAChangedOneIs) {
  const std::string text = readFile(kernelFile);
  test::TemporaryDirectory kernel;
  kernel.write("mm/gup.c", text);
  kernel.write("HEADERS", "None but the stand-ins.\n");
  verify("zero_page", {"-k", kernel.path.string()});
  forge(rename);
  kernel.write("mm/gup.c", "/* one */\n/* two */\n" + text);
  test::Result moved = verify("zero_page", {"-k", kernel.path.string()});
  EXPECT_THAT(moved.out, HasSubstr("\"remembered\""));
  EXPECT_EQ(moved.exit, 0);

  std::string changed = text;
  const std::string check = "if (is_zero_folio(folio))";
  for (size_t at = changed.find(check); at != std::string::npos; at = changed.find(check))
    changed.replace(at, check.size(), "if (0)");
  ASSERT_NE(changed, text);
  kernel.write("mm/gup.c", changed);
  test::Result other = verify("zero_page", {"-k", kernel.path.string()});
  EXPECT_EQ(other.exit, 1);
  EXPECT_THAT(other.out, Not(HasSubstr("remembered")));
  EXPECT_EQ(entries().size(), 2u);
}

TEST_F(CacheTest, ForgedEvidenceIsFoundOut) {
  const test::Result cold = verify();
  const std::function<void(Json &)> forgeries[] = {
      [](Json &entry) {
        for (Json &answer : entry["answers"])
          if (answer.contains("invariant")) answer["invariant"] = "(>= |pins| 0)";
      },
      [](Json &entry) { // claims as proved what is violated
        for (Json &answer : entry["answers"])
          if (answer.contains("trace"))
            answer = Json{{"engine", "x"}, {"invariant", entry["answers"].back()["invariant"]}};
      },
      [](Json &entry) { // and the other way round
        Json trace;
        for (const Json &answer : entry["answers"])
          if (answer.contains("trace")) trace = answer["trace"];
        entry["answers"].back() = Json{{"engine", "x"}, {"trace", trace}};
      },
  };
  for (const auto &forgery : forgeries) {
    forge(forgery);
    test::Result again = verify();
    EXPECT_EQ(again.out, cold.out);
    EXPECT_EQ(again.exit, cold.exit);
    EXPECT_THAT(again.err, HasSubstr("is removed: its evidence does not hold"));
    EXPECT_EQ(verify().err, "") << "a good entry took its place";
  }
}

TEST_F(CacheTest, WhatIsDamagedOrForeignIsRemovedWithAWord) {
  const test::Result cold = verify();
  ASSERT_EQ(entries().size(), 1u);
  const std::filesystem::path file = entries()[0];
  const std::string good = readFile(file);
  std::string flipped = good;
  flipped[good.size() / 2] ^= 1;
  auto resealed = [](const std::string &text) { return model::sha256(text) + "\n" + text; };
  const std::pair<std::string, const char *> damages[] = {
      {"", "it is damaged"},
      {"x", "it is damaged"},
      {good.substr(0, good.size() - 7), "it is damaged"},
      {flipped, "it is damaged"},
      {std::string(100, '\0'), "it is damaged"},
      {resealed("{"), "parse error"},
      {resealed("[]"), "it was not written for this"},
      {resealed(R"({"format": "pinproof.cache/9", "key": ""})"), "it was not written for this"},
      {resealed(R"({"format": "pinproof.cache/2", "key": ""})"), "it was not written for this"},
  };
  for (const auto &[damage, word] : damages) {
    std::ofstream(file, std::ios::binary) << damage;
    test::Result again = verify();
    EXPECT_EQ(again.out, cold.out) << word;
    EXPECT_THAT(again.err, HasSubstr(std::string("is removed: "))) << word;
    EXPECT_THAT(again.err, HasSubstr(word));
  }
  const std::pair<const char *, Json> wrong[] = {{"transition", 99},
                                                 {"transition", "x"},
                                                 {"path", -1},
                                                 {"count", 0},
                                                 {"inputs", Json::array({1, 2, 3, 4, 5})}};
  for (const auto &[key, value] : wrong) {
    verify();
    forge([&, key = key, value = value](Json &entry) {
      for (Json &answer : entry["answers"])
        if (answer.contains("trace")) answer["trace"]["steps"][0][key] = value;
    });
    test::Result again = verify();
    EXPECT_EQ(again.out, cold.out) << key;
    EXPECT_THAT(again.err, HasSubstr("is removed: ")) << key << value;
  }
}

/// Whether or not this run has a better answer to put in its place.
TEST(KeptFiles, DamageIsSaidOnce) {
  test::TemporaryDirectory directory;
  const KeptFiles files(directory.path);
  auto said = [&] {
    testing::internal::CaptureStderr();
    EXPECT_FALSE(files.find("key", "format"));
    return testing::internal::GetCapturedStderr();
  };
  for (const char *damage : {"x", "{}\n"}) {
    files.keep("key", "format", Json::object());
    EXPECT_TRUE(files.find("key", "format"));
    std::ofstream(files.fileFor("key"), std::ios::app) << damage;
    EXPECT_THAT(said(), HasSubstr("is removed: it is damaged"));
    EXPECT_EQ(said(), "");
  }
}

TEST_F(CacheTest, WhatCannotBeReadIsNotThere) {
  const test::Result cold = verify();
  ASSERT_EQ(entries().size(), 1u);
  const std::filesystem::path file = entries()[0];
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
  const test::Result again = verify();
  EXPECT_EQ(again.exit, cold.exit) << again.err;
  EXPECT_EQ(again.out, cold.out);
}

TEST(CanonicalText, LeavesNothingOut) {
  model::TransitionSystem system;
  system.name = "s";
  system.variables.resize(2);
  system.variables[0].name = "a";
  system.variables[1].name = "b";
  model::Path path;
  path.update = {{0, model::Linear(1)}};
  system.init = {path};
  path.guard = {atLeast(model::Linear::variable(0), model::Linear(3))};
  path.inputs = {{"i", 0, 5, 0}};
  system.transitions = {{"t", {}, {path}}};
  system.properties.resize(1);
  system.properties[0].bad = {path.guard};
  const std::string text = canonicalText(system);
  const std::function<void(model::TransitionSystem &)> changes[] = {
      [](auto &s) { s.name = "z"; },
      [](auto &s) {
        s.variables[0].name = "ab";
        s.variables[1].name = "";
      },
      [](auto &s) { s.variables[0].low = 0; },
      [](auto &s) { s.variables[0].high = 0; },
      [](auto &s) { s.variables[0].domain = {0}; },
      [](auto &s) { s.variables[0].domainNames = {"x"}; },
      [](auto &s) { s.variables[0].wrapsOf = 1; },
      [](auto &s) { s.variables[0].width = 64; },
      [](auto &s) { s.variables[0].isGhost = true; },
      [](auto &s) { s.variables[0].isPointer = true; },
      [](auto &s) { s.init[0].update[0].second = model::Linear(2); },
      [](auto &s) { s.init[0].update[0].first = 1; },
      [](auto &s) { s.transitions[0].name = "u"; },
      [](auto &s) { s.transitions[0].paths[0].guard[0].relation = model::Constraint::Relation::Zero; },
      [](auto &s) { s.transitions[0].paths[0].guard[0].expression = model::Linear(7); },
      [](auto &s) { s.transitions[0].paths[0].guard.clear(); },
      [](auto &s) { s.transitions[0].paths[0].inputs[0].high = 6; },
      [](auto &s) { s.transitions[0].paths[0].inputs[0].choice.reset(); },
      [](auto &s) { s.transitions[0].paths[0].stops = true; },
      [](auto &s) { s.transitions[0].paths[0].reports = {0}; },
      [](auto &s) { s.transitions[0].paths[0].reached = {0}; },
      [](auto &s) { s.transitions[0].paths.push_back(s.transitions[0].paths[0]); },
      [](auto &s) { s.properties[0].kind = model::Property::Kind::Bug; },
      [](auto &s) { s.properties[0].name = "p"; },
      [](auto &s) { s.properties[0].expect = model::Expectation::Violated; },
      [](auto &s) { s.properties[0].bad.clear(); },
      [](auto &s) { s.properties[0].report = 0; },
      [](auto &s) { s.refusals.resize(1); },
  };
  for (size_t i = 0; i < std::size(changes); ++i) {
    model::TransitionSystem other = system;
    changes[i](other);
    EXPECT_NE(canonicalText(other), text) << i;
    EXPECT_FALSE(isSameSystem(system, other)) << i;
  }
  model::TransitionSystem moved = system;
  moved.transitions[0].where = {"mm/gup.c", 7, 1};
  moved.transitions[0].where = {"mm/gup.c", 8, 1};
  moved.properties[0].where = {"mm/gup.c", 9, 1};
  EXPECT_TRUE(isSameSystem(system, moved));
}

TEST(Digest, IsFnv1a) {
  EXPECT_EQ(digest(""), "6c62272e07bb014262b821756295c58d");
  EXPECT_EQ(digest("a"), "d228cb696f1a8caf78912b704e4a8964");
}

} // namespace
} // namespace pinproof::cli
