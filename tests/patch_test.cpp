// Patches as they come: how they are read, found in the tree, applied in memory, and refused.
#include "cli/patch/apply.h"
#include "cli/patch/c_text.h"
#include "cli/patch/error.h"
#include "cli/patch/place.h"
#include "cli/patch/what_if.h"
#include "tests/patches.h"

#include <gmock/gmock.h>

namespace pinproof::cli::patch {
namespace {

using namespace pinproof::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Patches : public testing::Test {
protected:
  SmallTree small;

  Tree tree() const { return Tree(small.tree); }
  Series read(const std::string &text) const {
    return readSeries({{"a.patch", text}}, [&](const std::string &path) { return tree().knows(path); });
  }
  /// mm/gup.c after all patches of `text`.
  std::string applied(const std::string &text, bool partial = false) const {
    Tree after = tree();
    for (const Patch &patch : read(text).patches)
      for (auto &[path, contents] : apply(patch, after, partial).changes) after.overlay[path] = contents;
    return after.read("mm/gup.c").value_or("(gone)");
  }
  std::string refused(const std::string &text) const {
    try {
      applied(text);
    } catch (const PatchError &error) {
      return std::string(error.what()) + "\n" + error.details;
    }
    return "applied";
  }
  std::string edited(const std::string &edit) const {
    Tree after = tree();
    Patch patch = whatIf(edit, after, {"mm/gup.c"});
    for (auto &[path, contents] : apply(patch, after, false).changes) after.overlay[path] = contents;
    return *after.read("mm/gup.c");
  }
  std::string notEdited(const std::string &edit) const {
    try {
      return edited(edit);
    } catch (const PatchError &error) {
      return std::string(error.what()) + "\n" + error.details;
    }
  }
  static std::string broken() {
    std::string text = smallKernel;
    return text.replace(text.find("+= n;"), 5, "+= n + 1;");
  }
};

TEST_F(Patches, APlainDiffIsApplied) {
  EXPECT_EQ(applied(breakGrab), broken());
  EXPECT_EQ(readFile(small.tree + "/mm/gup.c"), smallKernel); // and not on disk
}

TEST_F(Patches, EveryWrappingHoldsTheSamePatch) {
  const std::string hunks = std::string(breakGrab).substr(std::string(breakGrab).find("@@"));
  for (const std::string &diff :
       {std::string(breakGrab), "--- a/mm/gup.c~fix\n+++ a/mm/gup.c\n" + hunks + "_\n",
        "Index: linux/mm/gup.c\n=====\n--- linux.orig/mm/gup.c\t2023-06-05 10:00:00\n"
        "+++ linux/mm/gup.c\t2023-06-05 10:00:01\n" +
            hunks}) {
    const std::string body = std::string("What it does.\n\n---\n mm/gup.c | 2 +-\n\n") + diff;
    const std::string mime = "MIME-Version: 1.0\n";
    const std::string attachment =
        "--xx\nContent-Type: text/plain\n\nsee the attachment\n--xx\nContent-Type: text/x-patch; "
        "name=\"a.patch\"\nContent-Disposition: attachment; filename=\"a.patch\"\n"
        "Content-Transfer-Encoding: base64\n\n" +
        asBase64(diff) + "--xx--\n";
    std::string flowed; // blanks at the beginning of lines are stuffed
    std::istringstream lines(body);
    for (std::string line; std::getline(lines, line);)
      flowed += (line.starts_with(" ") ? " " : "") + line + "\n";
    const std::vector<std::pair<const char *, std::string>> forms = {
        {"mail", mail("[PATCH] mm: break", body)},
        {"no From line", mail("[PATCH] mm: break", body).substr(72)},
        {"prose before", "commit 0123\n\n    mm: break\n\n" + diff},
        {"base64",
         mail("[PATCH] mm: break", asBase64(body),
              mime + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n")},
        {"quoted-printable",
         mail("[PATCH] mm: break", asQuotedPrintable(body),
              mime + "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n")},
        {"format=flowed",
         mail("[PATCH] mm: break", flowed, mime + "Content-Type: text/plain; format=flowed\n")},
        {"attachment",
         mail("[PATCH] mm: break", attachment, mime + "Content-Type: multipart/mixed; boundary=\"xx\"\n")},
        {"CRLF mail", withDosLineEnds(mail("[PATCH] mm: break", body))},
        {"CRLF diff", withDosLineEnds(diff)},
        {"byte order mark", "\xEF\xBB\xBF" + mail("[PATCH] mm: break", body)},
        {"archive",
         "2023-06-05\n\nby A Developer\n\nSubject: [PATCH] mm: break\n\n" + asArchiveShowsIt(body)},
    };
    for (const auto &[name, text] : forms) {
      SCOPED_TRACE(name + ("\n" + diff));
      // The last line of context is a blank, which in such mail goes on with the next line.
      if (std::string(name) == "format=flowed" && diff.ends_with("_\n")) continue;
      const std::string words = refused(text);
      EXPECT_EQ(words, "applied");
      if (words == "applied") {
        EXPECT_EQ(applied(text), broken());
      }
    }
  }
}

TEST_F(Patches, TabsTurnedToBlanksAreTheTreesTabs) {
  std::string text = breakGrab;
  for (size_t at; (at = text.find('\t')) != std::string::npos;) text.replace(at, 1, "        ");
  EXPECT_EQ(applied(text), broken());
}

TEST_F(Patches, DamagedTextIsOnlyReadWhereItFitsOnce) {
  small.write("linux/mm/gup.c", std::string(smallKernel) + "\n\n" + smallKernel);
  std::string shifted = asArchiveShowsIt(breakGrab);
  shifted.replace(shifted.find("-5,7 +5,7"), 9, "-2,7 +2,7");
  EXPECT_THAT(refused(shifted), HasSubstr("does not fit"));
  // In its place it is the one that is meant.
  EXPECT_EQ(applied(asArchiveShowsIt(breakGrab)), broken() + "\n\n" + smallKernel);
}

TEST_F(Patches, ASeriesIsOrderedByItsNumbers) {
  const std::string box = mail("[PATCH v2 2/2] mm: heal", healGrab) +
                          mail("[PATCH v2 0/2] mm: both", "base-commit: 0123456789ab\n") +
                          mail("[PATCH v2 1/2] mm: break", breakGrab) +
                          mail("Re: [PATCH v2 1/2] mm: break", breakGrab);
  Series series = read(box);
  ASSERT_THAT(series.patches, SizeIs(2));
  EXPECT_EQ(series.patches[0].title, "mm: break");
  EXPECT_EQ(series.patches[1].title, "mm: heal");
  EXPECT_EQ(series.base, "0123456789ab");
  EXPECT_THAT(series.notes, ElementsAre(HasSubstr("a reply")));
  EXPECT_EQ(applied(box), smallKernel);
}

TEST_F(Patches, APatchThatIsThereTwiceIsRefused) {
  EXPECT_THAT(refused(mail("[PATCH v1 1/1] a", breakGrab) + mail("[PATCH v2 1/1] b", breakGrab)),
              HasSubstr("there twice"));
}

TEST_F(Patches, AMissingPatchOfASeriesIsSaid) {
  EXPECT_THAT(read(mail("[PATCH 2/3] mm: break", breakGrab)).notes,
              ElementsAre(HasSubstr("3 patches; 1 is")));
}

TEST_F(Patches, QuotedDiffsInRepliesAreNoPatches) {
  std::string quoted;
  std::istringstream lines(breakGrab);
  for (std::string line; std::getline(lines, line);) quoted += "> " + line + "\n";
  EXPECT_THAT(refused(mail("Re: [PATCH] mm: break", quoted + "Looks good.\n")), HasSubstr("no patch"));
}

TEST_F(Patches, CoverLettersAreNoPatches) {
  const std::string interdiff = "Interdiff against v1:\n" + std::string(healGrab);
  const std::string box =
      mail("[PATCH v2 0/1] mm: both", interdiff) + mail("[PATCH v2 1/1] mm: break", breakGrab);
  EXPECT_EQ(applied(box), broken());
  EXPECT_THAT(read(box).notes, ElementsAre(HasSubstr("a cover letter")));
  EXPECT_THAT(refused(mail("[PATCH v2 00/12] mm: both", interdiff)), HasSubstr("no patch"));
}

TEST_F(Patches, RepliesAreKnownInCapitalsToo) {
  const std::string box = mail("[PATCH] mm: break", breakGrab) + mail("RE: [PATCH] mm: break", healGrab);
  EXPECT_EQ(applied(box), broken());
}

TEST_F(Patches, ChangesOfModesChangeNothingThatIsRead) {
  const std::string mode = "diff --git a/mm/gup.c b/mm/gup.c\nold mode 100644\nnew mode 100755\n";
  EXPECT_EQ(applied(mail("[PATCH 1/2] mm: mode", mode) + mail("[PATCH 2/2] mm: break", breakGrab)), broken());
  const Applied alone = apply(read(mode).patches.front(), tree(), false);
  EXPECT_THAT(alone.changes, IsEmpty());
  EXPECT_THAT(alone.notes, ElementsAre(HasSubstr("mm/gup.c: nothing but its mode changes")));
}

TEST_F(Patches, HunksWithoutContextHaveNoPlace) {
  auto only = [](const std::string &lines) { return "--- a/mm/gup.c\n+++ b/mm/gup.c\n" + lines; };
  const std::string why = "hunk 1 of 1 at line 8: has no unchanged lines around it";
  EXPECT_THAT(refused(only("@@ -8,0 +9 @@\n+\tcounter++;\n")), HasSubstr(why));
  EXPECT_THAT(refused(only("@@ -8 +7,0 @@\n-\tcounter += n;\n")),
              testing::AllOf(HasSubstr(why), testing::Not(HasSubstr("in this tree already"))));
  const std::string whole = "--- a/mm/huge_memory.c\n+++ b/mm/huge_memory.c\n"
                            "@@ -1,4 +1,1 @@\n-int huge(void)\n-{\n-\treturn 0;\n-}\n+int x;\n";
  EXPECT_EQ(apply(read(whole).patches.front(), tree(), false).changes.at("mm/huge_memory.c"), "int x;\n");
  const std::string context = only("@@ -5,3 +5,4 @@ static int grab(int n)\n {\n+\tn++;\n"
                                   " \tif (counter > 1000)\n \t\treturn 0;\n");
  EXPECT_THAT(applied(context + "@@ -14,0 +16 @@\n+\tn--;\n", true),
              testing::AllOf(HasSubstr("\tn++;\n"), testing::Not(HasSubstr("\tn--;\n"))));
}

TEST_F(Patches, RefusalsShowTheNearestPlace) {
  std::string other = breakGrab;
  other.replace(other.find("counter > 1000"), 14, "counter > 9999");
  EXPECT_THAT(refused(other), testing::AllOf(HasSubstr("mm/gup.c, hunk 1 of 1 at line 5"),
                                             HasSubstr("nearest place: mm/gup.c:5"),
                                             HasSubstr("the patch has:  if (counter > 9999)"),
                                             HasSubstr("the tree has:   if (counter > 1000)")));
  // A blank line is a line too.
  EXPECT_THAT(refused("--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -1,5 +1,6 @@\n /* counts */\n static int counter;\n"
                      "+static int more;\n \n \n static int grab(int n)\n"),
              testing::AllOf(HasSubstr("the patch has:  (a blank line)"),
                             HasSubstr("the tree has:   static int grab(int n)")));
}

TEST_F(Patches, WhatIsThereAlreadyIsSaid) {
  EXPECT_THAT(refused(healGrab), HasSubstr("in this tree already"));
}

TEST_F(Patches, PartialKeepsWhatFits) {
  const std::string misfit =
      "@@ -12,3 +12,2 @@ static void put(int n)\n static void put(int n)\n {\n-\tnothing();\n";
  EXPECT_THAT(refused(breakGrab + misfit), HasSubstr("1 hunk fits; --partial"));
  EXPECT_EQ(applied(breakGrab + misfit, true), broken());
  Applied kept = apply(read(breakGrab + misfit).patches.front(), tree(), true);
  ASSERT_THAT(kept.leftOut, SizeIs(1));
  EXPECT_EQ(kept.leftOut[0].hunk, 2u);
  const std::string nothing = "--- a/mm/gup.c\n+++ b/mm/gup.c\n" + misfit;
  EXPECT_THAT(apply(read(nothing).patches.front(), tree(), true).changes, IsEmpty());
}

TEST_F(Patches, OffsetsAreNoted) {
  small.write("linux/mm/gup.c", "\n\n\n" + std::string(smallKernel));
  EXPECT_THAT(apply(read(breakGrab).patches.front(), tree(), false).notes,
              ElementsAre(HasSubstr("3 lines further down")));
}

TEST_F(Patches, FilesComeGoAndMove) {
  const std::string made = "--- /dev/null\n+++ b/mm/new.c\n@@ -0,0 +1,1 @@\n+int x;\n";
  EXPECT_EQ(apply(read(made).patches.front(), tree(), false).changes.at("mm/new.c"), "int x;\n");
  const std::string moved = "diff --git a/mm/huge_memory.c b/mm/big.c\nsimilarity index 100%\n"
                            "rename from mm/huge_memory.c\nrename to mm/big.c\n";
  Overlay changes = apply(read(moved).patches.front(), tree(), false).changes;
  EXPECT_EQ(changes.at("mm/huge_memory.c"), std::nullopt);
  EXPECT_EQ(changes.at("mm/big.c"), tree().read("mm/huge_memory.c"));
  const std::string gone = "diff --git a/mm/huge_memory.c b/mm/huge_memory.c\ndeleted file mode 100644\n"
                           "--- a/mm/huge_memory.c\n+++ /dev/null\n"
                           "@@ -1,4 +0,0 @@\n-int huge(void)\n-{\n-\treturn 0;\n-}\n";
  EXPECT_EQ(apply(read(gone).patches.front(), tree(), false).changes.at("mm/huge_memory.c"), std::nullopt);
}

TEST_F(Patches, HostileOnesAreRefused) {
  auto at = [](const std::string &path) {
    return "--- " + path + "\n+++ " + path + "\n@@ -1 +1 @@\n-a\n+b\n";
  };
  for (const char *path : {"a/../../etc/passwd", "../etc/passwd", "/etc/passwd", "a/.git/config",
                           "a/mm/../../x", "a//etc/passwd"})
    EXPECT_THAT(refused(at(path)), HasSubstr("outside of the kernel tree")) << path;
  std::filesystem::create_symlink("/etc", small.directory.path / "linux/link");
  EXPECT_THAT(refused(at("a/link/passwd")), HasSubstr("symbolic link"));
  EXPECT_THAT(
      refused(
          "diff --git a/x b/x\nnew file mode 120000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+/etc/passwd\n"),
      HasSubstr("symbolic link"));
  EXPECT_THAT(
      refused("diff --git a/x b/x\nnew file mode 100644\nGIT binary patch\nliteral 3\nKcmZQzU|?imU;qFB\n"),
      HasSubstr("binary file"));
  EXPECT_THAT(refused(std::string(breakGrab) + std::string(1, '\0')), HasSubstr("NUL"));
  EXPECT_THAT(refused(""), HasSubstr("It is empty"));
  EXPECT_THAT(refused("nothing here\n"), HasSubstr("no patch"));
  EXPECT_THAT(refused("--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -99999999999999999999,1 +1 @@\n-a\n"),
              HasSubstr("not a hunk header"));
  // An unterminated MIME part: its patch or a refusal, no more.
  std::string open = mail("[PATCH] x", "--xx\nContent-Type: text/plain\n\n" + std::string(breakGrab),
                          "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"xx\"\n");
  EXPECT_THAT(refused(open.substr(0, open.size() / 2)), testing::Not(HasSubstr("applied")));
}

TEST_F(Patches, HunksHaveToHaveTheLinesTheyPromise) {
  std::string text = breakGrab;
  text.replace(text.find("-5,7 +5,7"), 9, "-5,7 +5,6");
  EXPECT_THAT(refused(text), HasSubstr("other lines than its header"));
  text.replace(text.find("-5,7 +5,6"), 9, "-5,9 +5,9");
  EXPECT_THAT(refused(text), HasSubstr("ends too early"));
  text.replace(text.find("-5,9 +5,9"), 9, "-5,3 +5,3");
  EXPECT_THAT(refused(text), HasSubstr("longer than its header"));
}

TEST_F(Patches, PathsWithoutPrefixAreFound) {
  EXPECT_EQ(applied("--- mm/gup.c\n+++ mm/gup.c\n" +
                    std::string(breakGrab).substr(std::string(breakGrab).find("@@"))),
            broken());
}

TEST_F(Patches, ADiffIsAboutOneFileHoweverItIsCalled) {
  const std::string hunks = std::string(breakGrab).substr(std::string(breakGrab).find("@@"));
  const std::string date = "\t2023-06-05 10:00:00.000000000 +0200";
  const std::vector<std::pair<std::string, std::string>> names = {
      {"a/mm/gup.c~mm-gup-break", "a/mm/gup.c"},               // mm-commits
      {"a/mm/gup.c~mm-gup-break" + date, "b/mm/gup.c" + date}, // older ones
      {"25/mm/gup.c~break", "25-akpm/mm/gup.c"},
      {"linux-6.12.orig/mm/gup.c" + date, "linux-6.12/mm/gup.c" + date}, // quilt -p1, diff -r
      {"linux-6.12/mm/gup.c.orig", "linux-6.12/mm/gup.c"},
      {"mm/gup.c.orig" + date, "mm/gup.c" + date}, // quilt -p0
      {"mm/gup.c", "mm/gup.c.new"},
      {"mm/gup.c.old", "mm/gup.c.new"},
      {"mm/gup.c.old", "/tmp/gup.c"},
      {"/tmp/gup.c", "mm/gup.c"},
      {"tmp/gup.c", "mm/gup.c"},
      {"../linux-6.12/mm/gup.c", "mm/gup.c"},
      {"./mm/gup.c.orig", "./mm/gup.c"},
      {"old/linux/mm/gup.c", "new/linux/mm/gup.c"},
      {"work/orig/mm/gup.c", "linux/mm/gup.c"},
      {"a/kernel/linux/mm/gup.c", "b/kernel/linux/mm/gup.c"}, // the kernel is a part of the repository
      {"mm/gup.c\t(revision 1)", "mm/gup.c\t(working copy)"},
      {"mm/gup.c (revision 1)", "mm/gup.c (working copy)"},
      {"a/mm/gup.c 2023-06-05 10:00:00.000000000 +0200", "b/mm/gup.c 2023-06-05 10:00:00"},
      {"i/mm/gup.c", "w/mm/gup.c"},
  };
  for (const auto &[before, after] : names) {
    const std::string text = "--- " + before + "\n+++ " + after + "\n" + hunks;
    EXPECT_EQ(applied(text), broken()) << before;
    const FileDiff diff = reversed(read(text).patches.front().files.front());
    EXPECT_EQ(diff.oldPath, "mm/gup.c") << before;
    EXPECT_EQ(diff.newPath, "mm/gup.c") << before;
  }
  const std::string git = "diff --git ";
  for (const std::string &header :
       {git + "a/linux.old/mm/gup.c b/linux/mm/gup.c\nindex 1..2 100644\n"
              "--- a/linux.old/mm/gup.c\n+++ b/linux/mm/gup.c\n", // --no-index
        git + "mm/gup.c mm/gup.c\n--- mm/gup.c\n+++ mm/gup.c\n",  // --no-prefix
        git + "a/mm/gup.c a/mm/gup.c\n--- a/mm/gup.c\n+++ a/mm/gup.c\n",
        std::string("Index: linux/mm/gup.c\n=====\n--- linux.orig/mm/gup.c\n+++ linux/mm/gup.c\n"),
        std::string("Index: mm/gup.c\n=====\nRCS file: x\n--- gup.c\t5 Jun 2023\t1.1\n+++ gup.c\t6 Jun\n")})
    EXPECT_EQ(applied(header + hunks), broken()) << header;
}

/// As mm-commits sends them: a mail in a mail, its diff without a "diff --git".
std::string queued(const std::string &name, const std::string &title, const std::string &hunks) {
  return mail("+ " + name + ".patch added to mm-unstable branch",
              "\nThe patch titled\n     Subject: " + title +
                  "\nhas been added to the -mm mm-unstable branch.  "
                  "Its filename is\n     " +
                  name +
                  ".patch\n\n"
                  "------------------------------------------------------\n"
                  "From: A Developer <developer@example.org>\nSubject: " +
                  title +
                  "\nDate: Mon, 5 Jun 2023 10:00:00 +0100\n\nWhat it does.\n\n---\n\n mm/gup.c |    2 +-\n"
                  " 1 file changed\n\n--- a/mm/gup.c~" +
                  name + "\n+++ a/mm/gup.c\n" + hunks +
                  "_\n\nPatches currently in -mm which might be from developer@example.org are\n\n" + name +
                  ".patch\n");
}

TEST_F(Patches, MailsOfAQueueAreASeriesInTheirOrder) {
  auto hunks = [](const std::string &diff) { return diff.substr(diff.find("@@")); };
  const std::string box =
      queued("mm-break", "mm: break", hunks(breakGrab)) + queued("mm-heal", "mm: heal", hunks(healGrab));
  EXPECT_EQ(applied(queued("mm-break", "mm: break", hunks(breakGrab))), broken());
  EXPECT_EQ(applied(box), smallKernel);
  const Series series = read(box);
  ASSERT_THAT(series.patches, SizeIs(2));
  EXPECT_EQ(series.patches[0].title, "mm: break");
  EXPECT_EQ(series.patches[1].title, "mm: heal");
  EXPECT_EQ(applied("2023-06-05\n\n" + asArchiveShowsIt(queued("mm-break", "mm: break", hunks(breakGrab)))),
            broken());
}

TEST_F(Patches, WhatIsNoPatchSaysWhatToDo) {
  EXPECT_THAT(refused("*** mm/gup.c\n--- mm/gup.c.new\n***************\n*** 5,6 ****\n"),
              HasSubstr("diff -u"));
  EXPECT_THAT(refused("8c8\n< a\n---\n> b\n"), HasSubstr("diff -u"));
  EXPECT_THAT(refused("diff --cc mm/gup.c\nindex 1,2..3\n--- a/mm/gup.c\n+++ b/mm/gup.c\n"
                      "@@@ -1,2 -1,2 +1,2 @@@\n--a\n -b\n++c\n"),
              HasSubstr("git diff HEAD"));
  EXPECT_THAT(refused("\x1f\x8b\x08 and so on"), HasSubstr("gunzip"));
}

TEST_F(Patches, WhatTheTreeHasAtItsTopIsNotDropped) {
  const std::string hunk = "@@ -1 +1 @@\n-a\n+b\n";
  small.write("linux/tools/x.c", "int x;\n");
  small.write("linux/gup.c", "int x;\n");
  for (const char *name : {"a/tools/mm/gup.c", "tools/mm/gup.c"})
    EXPECT_THAT(refused("--- " + std::string(name) + "\n+++ " + name + "\n" + hunk),
                HasSubstr("there is no tools/mm/gup.c"))
        << name;
  EXPECT_THAT(refused("--- a/src/gup.c\n+++ b/src/gup.c\n" + hunk), HasSubstr("there is no src/gup.c"));
}

TEST_F(Patches, ADateOrALineNumberTellsThatAFileComesOrGoes) {
  const std::string made = "@@ -0,0 +1 @@\n+int x;\n";
  const std::string gone = "@@ -1,4 +0,0 @@\n-int huge(void)\n-{\n-\treturn 0;\n-}\n";
  for (const char *before :
       {"/dev/null", "/dev/null\tThu Apr 11 07:25:15 2002", "/dev/null 1970-01-01", "mm/new.c\t(nonexistent)",
        "linux.orig/mm/new.c\t1970-01-01 01:00:00.000000000 +0100", "a/mm/new.c\tWed Dec 31 16:00:00 1969",
        "linux/mm/new.c.orig", "mm/new.c~fix"})
    for (const char *after : {"b/mm/new.c", "linux/mm/new.c\t2023-06-05 10:00:00", "mm/new.c"}) {
      const Overlay changes =
          apply(read("--- " + std::string(before) + "\n+++ " + after + "\n" + made).patches.front(), tree(),
                false)
              .changes;
      EXPECT_THAT(changes, ElementsAre(testing::Pair("mm/new.c", "int x;\n"))) << before << " " << after;
    }
  for (const char *after : {"/dev/null", "linux/mm/huge_memory.c\t1970-01-01 00:00:00.000000000 +0000"})
    for (const char *before : {"a/mm/huge_memory.c~fix", "linux.orig/mm/huge_memory.c", "mm/huge_memory.c"}) {
      const Overlay changes =
          apply(read("--- " + std::string(before) + "\n+++ " + after + "\n" + gone).patches.front(), tree(),
                false)
              .changes;
      EXPECT_THAT(changes, ElementsAre(testing::Pair("mm/huge_memory.c", std::nullopt))) << before;
    }
  const std::string bare = "diff --git mm/new.c mm/new.c\nnew file mode 100644\nindex 0000000..1\n"
                           "--- /dev/null\n+++ mm/new.c\n";
  EXPECT_TRUE(apply(read(bare + made).patches.front(), tree(), false).changes.contains("mm/new.c"));
}

TEST_F(Patches, ReversedTwiceIsTheSame) {
  const FileDiff diff = read(breakGrab).patches.front().files.front();
  EXPECT_EQ(toText(reversed(reversed(diff))), toText(diff));
}

TEST_F(Patches, QuickEdits) {
  EXPECT_THAT(edited("put: drop if (n == 0)"), HasSubstr("static void put(int n)\n{\n\tcounter -= n;\n}\n"));
  EXPECT_THAT(edited("put: drop return;"), HasSubstr("if (n == 0)\n\t\t;\n\tcounter"));
  EXPECT_THAT(edited("put: drop lines 14-15"), HasSubstr("static void put(int n)\n{\n\tcounter -= n;\n"));
  EXPECT_THAT(edited("grab: counter += n => counter += 2 * n"), HasSubstr("\tcounter += 2 * n;\n"));
  EXPECT_THAT(edited("mm/gup.c:grab: add n--; before line 8"), HasSubstr("\tn--;\n\tcounter += n;\n"));
  EXPECT_THAT(edited("grab: add n--; after line 8"), HasSubstr("\tcounter += n;\n\tn--;\n"));
  EXPECT_THAT(edited("put: drop if( n==0 )"), HasSubstr("static void put(int n)\n{\n\tcounter -= n;\n}\n"));
}

TEST_F(Patches, QuickEditsThatCanBeReadInNoOrInTwoWaysAreRefused) {
  EXPECT_THAT(notEdited("gra: drop return 0;"), HasSubstr("Did you mean 'grab'?"));
  EXPECT_THAT(notEdited("grab: drop return"), HasSubstr("2 times, at lines 7, 9"));
  EXPECT_THAT(notEdited("grab: drop counter -= n"), HasSubstr("no statement begins with"));
  EXPECT_THAT(notEdited("grab: drop coun ter += n"), HasSubstr("no statement begins with"));
  EXPECT_THAT(notEdited("grab: drop return0;"), HasSubstr("no statement begins with"));
  EXPECT_THAT(notEdited("grab: drop line 14"), HasSubstr("line 14 is not in grab()"));
  EXPECT_THAT(notEdited("grab: n => n"), HasSubstr("times"));
  EXPECT_THAT(notEdited("grab: counter += n; => counter += n;"), HasSubstr("changes nothing"));
  EXPECT_THAT(notEdited("make it work"), HasSubstr("An edit reads"));
}

TEST(CText, FindsFunctions) {
  std::vector<std::string> found;
  for (const FunctionText &f :
       functionsIn("#define X(a) do { a } while (0)\n" // 1
                   "struct s {\n\tint (*f)(void);\n};\n"
                   "int one(void) { return 1; }\n" // 5
                   "static __printf(1, 2)\nint two(const char *s, ...)\n{\n"
                   "#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t}\n}\n"
                   "int later(void);\n"
                   "EXPORT_SYMBOL(two);\n"
                   "int x = f(1);\n"
                   "void three(void) __must_hold(\n\tlock)\n{\n\tchar c = '}'; /* } */\n}\n"))
    found.push_back(f.name + " " + std::to_string(f.first) + "-" + std::to_string(f.last));
  EXPECT_THAT(found, ElementsAre("one 5-5", "two 6-15", "three 19-23"));
}

TEST(CText, StatementsEndWithWhatTheyGovern) {
  auto statement = [](const std::string &code) { return code.substr(0, endOfStatement(code, 0)); };
  EXPECT_EQ(statement("a = b; c;"), "a = b;");
  EXPECT_EQ(statement("if (a) b; else { c; } d;"), "if (a) b; else { c; }");
  EXPECT_EQ(statement("for (;;) if (x) y(); z();"), "for (;;) if (x) y();");
  EXPECT_EQ(statement("do { a; } while (b); c;"), "do { a; } while (b);");
  EXPECT_EQ(endOfStatement("a + b }", 0), std::string::npos);
}

TEST(Place, LinesThatSayMuchDecideWhereAHunkWasMeant) {
  Hunk hunk;
  hunk.oldLine = 1;
  hunk.lines = {
      {' ', "{", false}, {' ', "\tint kept = 1;", false}, {'-', "\tint gone = 2;", false}, {' ', "}", false}};
  std::vector<std::string> file(300, "}");
  file[200] = "  int kept = 1;";
  NearPlace near = nearestPlace(hunk, file);
  EXPECT_EQ(near.line, 201u);
  EXPECT_EQ(near.agree, 2u);
  EXPECT_EQ(nearestPlace(hunk, {"nothing"}).agree, 0u);
}

} // namespace
} // namespace pinproof::cli::patch
