// A small kernel tree to patch, and patches of it in every wrapping.
#pragma once

#include "tests/process.h"

namespace pinproof::test {

/// mm/gup.c of the small tree; its functions stand where the diffs below say.
inline const char *const smallKernel = R"(/* counts */
static int counter;

static int grab(int n)
{
	if (counter > 1000)
		return 0;
	counter += n;
	return 1;
}

static void put(int n)
{
	if (n == 0)
		return;
	counter -= n;
}
)";

inline const char *const smallSpec = R"(
#include <pinproof.h>
#include "mm/gup.c"
SPEC("a counter that only its holders move");
static integer held;
INIT() { held = 0; }
TRANSITION(take) { if (grab(1)) held++; }
TRANSITION(drop) { assume(held > 0); held--; put(1); }
INVARIANT(counts) { return counter == held; }
INVARIANT(stays_small) { return counter <= 1001; }
)";

/// Takes one more than it was asked for: "counts" breaks in one step.
inline const char *const breakGrab = R"(diff --git a/mm/gup.c b/mm/gup.c
index 1111111..2222222 100644
--- a/mm/gup.c
+++ b/mm/gup.c
@@ -5,7 +5,7 @@ static int grab(int n)
 {
 	if (counter > 1000)
 		return 0;
-	counter += n;
+	counter += n + 1;
 	return 1;
 }
 
)";

/// The other way round.
inline const char *const healGrab = R"(--- a/mm/gup.c
+++ b/mm/gup.c
@@ -5,7 +5,7 @@ static int grab(int n)
 {
 	if (counter > 1000)
 		return 0;
-	counter += n + 1;
+	counter += n;
 	return 1;
 }
 
)";

/// A header and a body as git format-patch writes them.
inline std::string mail(const std::string &subject, const std::string &body,
                        const std::string &headers = {}) {
  return "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
         "From: A Developer <developer@example.org>\nDate: Mon, 5 Jun 2023 10:00:00 +0000\nSubject: " +
         subject + "\n" + headers + "\n" + body + "\n-- \n2.39.0\n\n";
}

inline std::string asBase64(const std::string &text) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  for (size_t i = 0; i < text.size(); i += 3) {
    unsigned bits = 0;
    for (size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0);
    for (size_t k = 0; k < 4; ++k) result += i + k > text.size() ? '=' : digits[bits >> (18 - 6 * k) & 63];
    if (i / 3 % 18 == 17) result += '\n';
  }
  return result + "\n";
}

/// Every '=' and tab encoded, and a soft line break in each line that is long enough.
inline std::string asQuotedPrintable(const std::string &text) {
  std::string result;
  size_t column = 0;
  for (char c : text) {
    std::string one = c == '=' ? "=3D" : c == '\t' ? "=09" : std::string(1, c);
    if (c != '\n' && column + one.size() > 30) result += "=\n", column = 0;
    result += one;
    column = c == '\n' ? 0 : column + one.size();
  }
  return result;
}

inline std::string withDosLineEnds(const std::string &text) {
  std::string result;
  for (char c : text) result += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return result;
}

/// As a web page shows it: no white space at the beginning of any line but behind + and -, no double blanks.
inline std::string asArchiveShowsIt(const std::string &text) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    bool isMarked = !line.empty() && (line[0] == '+' || line[0] == '-');
    size_t begin = line.find_first_not_of(" \t", isMarked ? 1 : 0);
    std::string rest = begin == std::string::npos ? "" : line.substr(begin);
    bool wasIndented = isMarked && begin > 1 && begin != std::string::npos;
    result += (isMarked ? line.substr(0, 1) : "") + (wasIndented ? " " : "") + rest + "\n";
  }
  return result;
}

/// The small tree and its specification.
class SmallTree {
public:
  SmallTree() {
    directory.write("linux/mm/gup.c", smallKernel);
    directory.write("linux/mm/huge_memory.c", "int huge(void)\n{\n\treturn 0;\n}\n");
    directory.write("linux/include/linux/mm.h", "static inline int is_big(int n)\n{\n\treturn n > 9;\n}\n");
    tree = (directory.path / "linux").string();
    spec = directory.write("small.c", smallSpec);
  }
  std::string write(const std::string &name, const std::string &text) const {
    return directory.write(name, text);
  }
  Result run(const std::string &command, std::vector<std::string> more,
             const std::string &redirection = {}) const {
    more.insert(more.begin(), {command, "--kernel", tree, "--spec", spec});
    return pinproof(more, redirection);
  }

  TemporaryDirectory directory;
  std::string tree, spec;
};

} // namespace pinproof::test
