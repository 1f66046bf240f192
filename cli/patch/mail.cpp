// git mailsplit takes mailboxes apart and git mailinfo decodes mails: base64, quoted-printable,
// format=flowed, character sets, attachments and CRLF are theirs. What is left for here is what a series is:
// which mails are patches, in which order, and what [PATCH v4 1/3] and base-commit: say.
//
// What does not begin like a mail is a plain diff or the text of a web archive; there a line "Subject: ..."
// begins the next message.
#include "cli/patch/mail.h"

#include "cli/patch/error.h"
#include "cli/patch/git.h"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

namespace pinproof::cli::patch {

namespace {

namespace fs = std::filesystem;

struct Message {
  std::string subject, text, origin;
};

bool hasDiff(const std::string &text) {
  return text.rfind("diff --git ", 0) == 0 || text.rfind("@@ -", 0) == 0 ||
         text.find("\ndiff --git ") != std::string::npos || text.find("\n@@ -") != std::string::npos;
}

std::string withoutBlankStart(const std::string &text) {
  size_t begin = text.rfind("\xEF\xBB\xBF", 0) == 0 ? 3 : 0;
  begin = text.find_first_not_of("\r\n", begin);
  return begin == std::string::npos ? "" : text.substr(begin);
}

/// A mailbox's "From " line, or header lines up to a blank one.
bool beginsLikeMail(const std::string &text) {
  static const std::regex header(R"([A-Za-z][A-Za-z0-9-]*:( .*)?\r?)");
  const size_t longestLine = 1000, mostLines = 200;
  if (text.rfind("From ", 0) == 0) return true;
  size_t begin = 0;
  for (size_t i = 0; i < mostLines && begin < text.size(); ++i) {
    size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, std::min(end - begin, longestLine));
    if (line.empty() || line == "\r") return i > 0;
    bool isFolded = i > 0 && (line[0] == ' ' || line[0] == '\t');
    if (!isFolded && !std::regex_match(line, header)) return false;
    begin = end + 1;
  }
  return false;
}

GitResult mustRun(const std::vector<std::string> &arguments, const fs::path &directory,
                  const std::string &input) {
  GitResult result = runGit(arguments, directory, GitSettings::None, input);
  if (result.exit != 0) throw PatchError("git cannot read it as a mail", result.err);
  return result;
}

std::string subjectOf(const std::string &info) {
  static const std::string key = "Subject: ";
  for (const std::string &line : splitLines(info))
    if (line.rfind(key, 0) == 0) return line.substr(key.size());
  return "";
}

Message decoded(const fs::path &mail, const fs::path &directory) {
  GitResult info = mustRun({"mailinfo", "-k", "msg", "patch"}, directory, readAll(mail));
  return {subjectOf(info.out), readAll(directory / "msg") + "\n" + readAll(directory / "patch"), {}};
}

std::vector<Message> mailsIn(const std::string &text) {
  TemporaryDirectory directory;
  fs::create_directory(directory.path / "mails");
  mustRun({"mailsplit", "-b", "-d8", "-omails"}, directory.path, text);
  std::vector<fs::path> files;
  for (const auto &entry : fs::directory_iterator(directory.path / "mails")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Message> messages;
  for (const fs::path &file : files) messages.push_back(decoded(file, directory.path));
  return messages;
}

/// A diff, or several messages as a page shows them.
std::vector<Message> messagesIn(const std::string &text) {
  std::vector<Message> messages(1);
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    if (text.compare(begin, 9, "Subject: ") == 0) {
      std::string subject = text.substr(begin + 9, end - begin - 9);
      subject.erase(subject.find_last_not_of("\r\n") + 1);
      messages.push_back({subject, {}, {}});
    }
    messages.back().text.append(text, begin, end - begin);
    begin = end;
  }
  return messages;
}

/// "[PATCH v4 1/3] mm: do" into its parts.
void readSubject(std::string subject, Patch &patch) {
  static const std::regex tag(R"(^\s*\[([^\]]{0,100})\]\s*)"), part(R"((\d{1,4})/(\d{1,4}))"),
      version(R"([vV]\d{1,3})");
  for (std::smatch found; std::regex_search(subject, found, tag);) {
    const std::string inside = found[1];
    std::smatch number;
    if (std::regex_search(inside, number, part)) {
      patch.number = static_cast<unsigned>(std::stoul(number[1]));
      patch.total = static_cast<unsigned>(std::stoul(number[2]));
    }
    if (std::regex_search(inside, number, version)) patch.version = number[0];
    subject = subject.substr(static_cast<size_t>(found.length()));
  }
  if (!subject.empty()) patch.title = subject;
}

/// What the mail is called that stands in another one, behind a line of dashes: those of mm-commits do.
std::string innerSubject(const std::string &text) {
  static const std::regex header(R"([A-Za-z-]{1,30}: .*)");
  static const std::string key = "Subject: ";
  const size_t shortestRule = 8, longestLine = 1000;
  bool isHeader = false;
  for (const std::string &line : splitLines(text)) {
    if (line.size() >= shortestRule && line.find_first_not_of('-') == std::string::npos) {
      isHeader = true;
      continue;
    }
    isHeader = isHeader && line.size() < longestLine && std::regex_match(line, header);
    if (isHeader && line.rfind(key, 0) == 0) return line.substr(key.size());
  }
  return "";
}

std::string baseCommitIn(const std::string &text) {
  static const std::regex form(R"((^|\n)base-commit: ([0-9a-f]{7,64}))");
  size_t at = text.find("base-commit: ");
  if (at == std::string::npos) return "";
  std::smatch found;
  std::string near = text.substr(at == 0 ? 0 : at - 1, 100);
  return std::regex_search(near, found, form) ? found[2].str() : "";
}

bool isReply(const Message &message) {
  static const std::regex form(R"(re:)", std::regex::icase);
  return std::regex_search(message.subject, form, std::regex_constants::match_continuous);
}

bool isCoverLetter(const Message &message) {
  Patch patch;
  readSubject(message.subject, patch);
  return patch.total != 0 && patch.number == 0;
}

/// Takes out the messages that only talk about patches, whatever diffs they show.
void drop(std::vector<Message> &messages, bool (*isTalk)(const Message &), const std::string &what,
          std::vector<std::string> &notes) {
  std::erase_if(messages, [&](const Message &m) {
    bool isDropped = hasDiff(m.text) && isTalk(m);
    if (isDropped) notes.push_back("passed over, " + what + ": " + m.subject);
    return isDropped;
  });
}

/// The diff of a cover letter is one between versions of the series. In a thread, diffs in replies are
/// remarks; but who gives a reply alone means that.
void dropTalk(std::vector<Message> &messages, std::vector<std::string> &notes) {
  drop(messages, isCoverLetter, "a cover letter", notes);
  auto isPatch = [](const Message &m) { return hasDiff(m.text) && !isReply(m); };
  if (std::any_of(messages.begin(), messages.end(), isPatch)) drop(messages, isReply, "a reply", notes);
}

void sortSeries(Series &series) {
  std::vector<Patch> &patches = series.patches;
  auto isNumbered = [](const Patch &p) { return p.number != 0; };
  if (!std::all_of(patches.begin(), patches.end(), isNumbered)) return;
  std::stable_sort(patches.begin(), patches.end(),
                   [](const Patch &a, const Patch &b) { return a.number < b.number; });
  for (size_t i = 1; i < patches.size(); ++i)
    if (patches[i].number == patches[i - 1].number)
      throw PatchError("patch " + std::to_string(patches[i].number) + "/" + std::to_string(patches[i].total) +
                           " is there twice",
                       patches[i - 1].version + " " + patches[i - 1].title + "\n" + patches[i].version + " " +
                           patches[i].title + "\nGive one version of the series.");
  if (patches.size() < patches.back().total)
    series.notes.push_back("the series is said to have " + std::to_string(patches.back().total) +
                           " patches; " + std::to_string(patches.size()) +
                           (patches.size() == 1 ? " is" : " are") + " here");
}

void refuseBinary(const std::string &origin, const std::string &text) {
  if (text.starts_with("\x1f\x8b"))
    throw PatchError(origin + ": is compressed",
                     "A patch is text: gunzip it, or pipe it in, zcat ... | pinproof ... -");
  if (text.find('\0') != std::string::npos) throw PatchError(origin + ": has NUL bytes: a patch is text");
}

std::vector<Message> messagesOf(const PatchText &given) {
  refuseBinary(given.origin, given.text);
  const std::string start = withoutBlankStart(given.text);
  std::vector<Message> messages = beginsLikeMail(start) ? mailsIn(start) : messagesIn(start);
  for (Message &message : messages) {
    refuseBinary(given.origin, message.text);
    message.origin = given.origin;
  }
  return messages;
}

Patch patchOf(const Message &message, const Exists &exists) {
  Patch patch;
  patch.title = fs::path(message.origin).filename().string();
  patch.origin = message.origin;
  readSubject(message.subject, patch);
  if (const std::string inner = innerSubject(message.text); !inner.empty()) readSubject(inner, patch);
  try {
    patch.files = parseDiffs(message.text, exists);
  } catch (const PatchError &error) {
    throw PatchError(message.origin + ": '" + patch.title + "', " + error.what(), error.details);
  }
  return patch;
}

} // namespace

Patch reversed(Patch patch) {
  patch.isReverted = !patch.isReverted;
  for (FileDiff &diff : patch.files) diff = reversed(std::move(diff));
  std::reverse(patch.files.begin(), patch.files.end());
  return patch;
}

Series readSeries(const std::vector<PatchText> &texts, const Exists &exists) {
  Series series;
  std::vector<Message> messages;
  for (const PatchText &given : texts)
    for (Message &message : messagesOf(given)) messages.push_back(std::move(message));
  for (const Message &message : messages) // often it is the cover letter that says it
    if (series.base.empty()) series.base = baseCommitIn(message.text);
  dropTalk(messages, series.notes);
  for (const Message &message : messages)
    if (Patch patch = patchOf(message, exists); !patch.files.empty())
      series.patches.push_back(std::move(patch));
  if (series.patches.empty()) {
    bool isEmpty = std::all_of(texts.begin(), texts.end(), [](const PatchText &t) { return t.text.empty(); });
    throw PatchError((texts.empty() ? "" : texts.front().origin + ": ") +
                         std::string("there is no patch in it"),
                     isEmpty ? "It is empty." : "Expected a unified diff (diff -u), a mail or a mailbox.");
  }
  sortSeries(series);
  return series;
}

} // namespace pinproof::cli::patch
