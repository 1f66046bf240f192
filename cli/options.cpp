// The command line, by CLI11: options are declared once and given to the commands that take them.
//
// CLI11's own error codes (103-109) become 2 here. Nothing is read from configuration files: a gate's
// answer must follow from the command line alone.
#include "cli/options.h"

#include "cli/gate.h"
#include "cli/memory_limit.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/patch/error.h"
#include "cli/patch/git.h"
#include "cli/places.h"
#include "cli/status.h"
#include "solver/engine.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>
#include <thread>

namespace pinproof::cli {

namespace {

const char *const exitCodeHelp = R"(Exit codes:
  0  every property is as its specification expects
  1  something is violated that should hold, a self-test is not noticed, a known proof is lost, or a
     finding is not accepted (in a strict run, or one with a baseline)
  2  usage: the command line, an input file or the output is at fault
  3  inconclusive   4  nothing ran   5  drift, or C that is not modelled
  6  a patch does not apply   7  lines that a patch changes are NOT CHECKED (0 with --accept-unchecked)
  70 internal error; when several apply: 70, 2, 6, 1, 5, 3, 7, 0)";

std::vector<std::string> engineNames() {
  std::vector<std::string> names;
  for (const solver::Engine &engine : solver::engines()) names.push_back(engine.name);
  return names;
}

std::string engineHelp() {
  std::string help = "Use one engine only:";
  for (const solver::Engine &engine : solver::engines())
    help += std::string("\n  ") + engine.name + ": " + engine.idea;
  return help;
}

/// Where options land before they are made into Options.
struct Raw {
  std::string specDirectory, kernel, headers, kconfig, compileCommands, flagsFrom, input, baseline,
      newBaseline, certificates;
  std::string explained;
  double mutantTimeout = 30;
  bool noTimes = false, noCache = false, recheck = false, takeOver = false;
  Options options;
};

/// "", or what is wrong with what comes after -D.
std::string checkMacro(const std::string &given) {
  static const std::regex macro(R"([A-Za-z_][A-Za-z0-9_]*([(][^()]*[)])?)");
  if (std::regex_match(given.substr(0, given.find('=')), macro)) return {};
  return "expected NAME or NAME=VALUE, not '" + given + "'";
}

void addSourceOptions(CLI::App &sub, Raw &raw) {
  sub.add_option("-k,--kernel", raw.kernel,
                 "Kernel source tree to read, or 'embedded', the small one that comes with pinproof "
                 "(default: the tree that the current directory is in)")
      ->type_name("DIR|embedded");
  sub.add_option("-s,--spec", raw.options.specs, "Specification, by name or file; repeatable (default: all)")
      ->type_name("NAME|FILE")
      ->allow_extra_args(false);
  sub.add_option(
         "--specs", raw.specDirectory,
         "Where specifications and stand-in headers are (default: PINPROOF_SPECS, or those of pinproof)")
      ->type_name("DIR");
  sub.add_option("-D", raw.options.defines, "Define a macro for Clang; repeatable")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false)
      ->check(checkMacro);
  auto *database =
      sub.add_option("--compile-commands", raw.compileCommands,
                     "Read real kernel headers, with the flags of mm/gup.c in this compile_commands.json")
          ->type_name("FILE");
  sub.add_option("--cflags-from", raw.flagsFrom,
                 "The same, with the flags in this file: Kbuild's mm/.gup.o.cmd, or plain text")
      ->type_name("FILE")
      ->excludes(database);
  sub.add_option("--headers", raw.headers,
                 "Stand-ins for the kernel's headers, or the tree's own, which needs no build")
      ->type_name("stand-ins|own")
      ->check(CLI::IsMember({"stand-ins", "own"}))
      ->excludes("--compile-commands")
      ->excludes("--cflags-from");
  sub.add_option("--kconfig", raw.kconfig,
                 "With --headers own: the configuration, a .config or an autoconf.h (default: pinproof's)")
      ->type_name("FILE")
      ->needs("--headers");
}

void addVerbosity(CLI::App &sub, Raw &raw) {
  sub.add_flag("-q,--quiet", raw.options.quiet, "Print only what is not as expected");
  sub.add_flag("-v,--verbose", raw.options.verbose, "Print evidence, certificates and files read too")
      ->excludes("--quiet");
}

void addChangeOptions(CLI::App &sub, const Command &command, Raw &raw) {
  TreeChanges &changes = raw.options.changes;
  const std::string forms = ": a diff, a mail, a mailbox, a directory of them, or - for standard input";
  if (command.takes & Command::Series)
    sub.add_option(
           "patches", changes.patch,
           "Patches to explore, in order" + forms +
               "; or alone, a commit or a range A..B of the kernel tree. None: what its working tree has "
               "on top of HEAD")
        ->type_name("PATCH ...");
  sub.add_option("--patch", changes.patch, "Apply this first" + forms + "; repeatable")
      ->type_name("PATCH")
      ->allow_extra_args(false);
  sub.add_option("--revert", changes.revert, "Take this patch out first; repeatable")
      ->type_name("PATCH")
      ->allow_extra_args(false);
  sub.add_option("--what-if", changes.whatIf,
                 "Edit a function first, as in 'f: drop if (x)', 'f: drop line 162', 'f: a + 1 => a', "
                 "'f: add a = 0; before line 162'; repeatable")
      ->type_name("EDIT")
      ->allow_extra_args(false);
  sub.add_flag("--partial", changes.partial, "Go on with the hunks that fit");
  if (command.takes & Command::Series)
    sub.add_option("--range", changes.range,
                   "Explore each commit of a git range of the kernel tree, or one commit")
        ->type_name("A..B")
        ->excludes("patches")
        ->excludes("--patch")
        ->excludes("--revert")
        ->excludes("--what-if");
}

void addDecidingOptions(CLI::App &sub, Raw &raw) {
  sub.add_option("--engine", raw.options.engine, engineHelp())
      ->type_name("NAME")
      ->check(CLI::IsMember(engineNames()));
  sub.add_option("--timeout", raw.options.timeoutSeconds,
                 "Seconds for each property, and for exploring a specification's paths")
      ->capture_default_str()
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 1e6));
}

void addMemory(CLI::App &sub, Raw &raw) {
  sub.add_option("--memory", raw.options.memoryMegabytes,
                 "Megabytes to work with; who needs more is UNKNOWN (default: no limit)")
      ->type_name("MB")
      ->check(CLI::Range(100u, 1u << 24));
}

const std::vector<std::pair<std::string, Format>> reportFormats = {
    {"sarif", Format::Sarif},   {"junit", Format::Junit},       {"ktap", Format::Ktap},
    {"github", Format::Github}, {"markdown", Format::Markdown}, {"html", Format::Html},
    {"svg", Format::Svg}};

/// "json|text"
std::string namesOf(const std::map<std::string, Format> &formats) {
  std::string names;
  for (const auto &[name, format] : formats) names += (names.empty() ? "" : "|") + name;
  return names;
}

/// What comes after --output: "sarif:out.sarif".
std::pair<Format, std::filesystem::path> output(const std::map<std::string, Format> &formats,
                                                const std::string &given) {
  size_t colon = given.find(':');
  auto format = formats.find(given.substr(0, colon));
  if (colon == std::string::npos || colon + 1 == given.size() || format == formats.end())
    throw CLI::ValidationError("--output", "expected FORMAT:FILE with FORMAT " + namesOf(formats) +
                                               ", not '" + given + "'");
  std::filesystem::path file = given.substr(colon + 1), directory = file.parent_path();
  if (!directory.empty() && !std::filesystem::is_directory(directory))
    throw CLI::ValidationError("--output", "there is no directory " + directory.string());
  return {format->second, file};
}

void addOutputs(CLI::App &sub, Raw &raw, const std::map<std::string, Format> &formats) {
  auto take = [&raw, formats](const std::vector<std::string> &all) {
    for (const std::string &one : all) raw.options.outputs.push_back(output(formats, one));
  };
  sub.add_option_function<std::vector<std::string>>("-o,--output", take,
                                                    "Write a file too, in any of the formats; repeatable")
      ->type_name("FORMAT:FILE")
      ->allow_extra_args(false);
}

void addGateOptions(CLI::App &sub, Raw &raw) {
  sub.add_option("--baseline", raw.baseline, "What is known to be violated or proved; fails on what is not")
      ->type_name("FILE");
  sub.add_option("--write-baseline", raw.newBaseline, "Write the answers as a baseline")->type_name("FILE");
}

void addStrictness(CLI::App &sub, Raw &raw) {
  auto *strict =
      sub.add_flag("--strict", raw.options.strict,
                   "Fail on assumptions and findings that neither --accept nor the baseline accepts");
  sub.add_option("--accept", raw.options.accepted,
                 "Accept assumptions by their labels, findings as SPEC/PROPERTY; repeatable")
      ->type_name("LABEL,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->needs(strict);
}

/// For commands that are no gates: they say what they take for granted, and judge nothing by it.
void refuseStrictness(CLI::App &sub) {
  const std::string name = sub.get_name();
  for (const std::string option : {"--strict", "--accept"})
    sub.add_option_function<std::vector<std::string>>(
           option,
           [name, option](const std::vector<std::string> &) {
             throw CLI::ValidationError(option,
                                        "'" + name +
                                            "' is no gate; 'pinproof verify --strict' on the same tree "
                                            "fails on assumptions that nobody has accepted");
           })
        ->expected(0, 1)
        ->group("");
}

void addExitMap(CLI::App &sub, Raw &raw) {
  const std::map<std::string, ExitMap> maps{{"none", ExitMap::None}, {"bisect", ExitMap::Bisect}};
  sub.add_option("--exit-map", raw.options.exitMap, "Exit codes for 'git bisect run': 0, 1, 125 or 128")
      ->type_name("none|bisect")
      ->transform(CLI::CheckedTransformer(maps).description(""));
}

void addProvingOptions(CLI::App &sub, Raw &raw) {
  sub.add_option("--certificates", raw.certificates,
                 "Write each proof into this new directory: a certificate for pinproof-check, and SMT-LIB")
      ->type_name("DIR");
}

void addMutating(CLI::App &sub, Raw &raw) {
  sub.add_option("--function", raw.options.functions, "Mutate this function; repeatable (default: all)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  sub.add_option("--explained", raw.explained,
                 "Survivors that are no holes, a line each: NAME # REASON, or FUNCTION: BEGINNING* # REASON")
      ->type_name("FILE");
  sub.add_option("--timeout", raw.mutantTimeout, "Seconds for each mutant and specification")
      ->capture_default_str()
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 1e6));
}

void addFormat(CLI::App &sub, Raw &raw, unsigned takes) {
  std::map<std::string, Format> formats{{"text", Format::Text}};
  if (takes & Command::Json) formats["json"] = Format::Json;
  if (takes & Command::DotFormat) formats.insert({{"dot", Format::Dot}, {"svg", Format::Svg}});
  if (takes & Command::Reports) formats.insert(reportFormats.begin(), reportFormats.end());
  if (takes & Command::Series)
    formats.insert({{"markdown", Format::Markdown}, {"github", Format::Github}, {"html", Format::Html}});
  if (takes & (Command::Reports | Command::Series)) addOutputs(sub, raw, formats);
  if (takes & Command::Reports) addGateOptions(sub, raw);
  if (takes & (Command::Reports | Command::Series))
    addStrictness(sub, raw);
  else
    refuseStrictness(sub);
  if (takes & Command::Json) addExitMap(sub, raw);
  sub.add_option("--format", raw.options.format, "What to print")
      ->type_name(namesOf(formats))
      ->transform(CLI::CheckedTransformer(formats).description(""));
}

/// "2/5"
Shard readShard(const std::string &text) {
  Shard shard;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%6u/%6u%c", &shard.index, &shard.of, &rest) != 2 || shard.index < 1 ||
      shard.index > shard.of)
    throw CLI::ValidationError("--shard", "expected K/N with K from 1 to N, as in 2/5, not '" + text + "'");
  return shard;
}

void addShard(CLI::App &sub, Raw &raw, const Command &command) {
  auto take = [&raw](const std::string &text) { raw.options.shard = readShard(text); };
  sub.add_option_function<std::string>("--shard", take,
                                       command.takes & Command::Mutating
                                           ? "Do only part K of N of the mutants"
                                           : "Do only part K of N of the specifications; see 'merge'")
      ->type_name("K/N");
}

void addReading(CLI::App &sub, const Command &command, Raw &raw) {
  addSourceOptions(sub, raw);
  addVerbosity(sub, raw);
  addChangeOptions(sub, command, raw);
  if (command.takes & Command::Deciding) addDecidingOptions(sub, raw);
  if (command.takes & Command::Proving) addProvingOptions(sub, raw);
  if (command.takes & Command::Mutating) addMutating(sub, raw);
  if (command.takes & Command::Parsing)
    sub.add_option("files", raw.options.files, "Files of the tree, by their paths in it: mm/gup.c")
        ->required()
        ->type_name("FILE ...");
  if (command.takes & Command::Recording)
    sub.add_flag("--record", raw.options.record,
                 "Add what this kernel says to what stand-ins were written for: for who has read it");
  if (command.takes & (Command::Proving | Command::Series | Command::Mutating | Command::Recording)) {
    auto *off = sub.add_flag("--no-cache", raw.noCache, "Neither use nor keep answers of earlier runs");
    if (command.takes & Command::Proving)
      sub.add_flag("--take-over", raw.takeOver,
                   "Take over what an earlier run has checked and nothing has changed since");
    else if (command.takes & Command::Series)
      sub.add_flag("--recheck", raw.recheck, "Read all C and check all evidence, whatever earlier runs did")
          ->excludes(off);
    if (command.takes & Command::Series)
      sub.add_flag("--all", raw.options.all, "Decide too what no patch changes");
    if (command.takes & (Command::Series | Command::Proving))
      sub.add_flag("--accept-unchecked", raw.options.acceptUnchecked,
                   "Changed lines that are NOT CHECKED are no reason to fail (exit code 7)");
  }
  addMemory(sub, raw);
  sub.add_option("-j,--jobs", raw.options.jobs, "Specifications to work on side by side")
      ->capture_default_str()
      ->type_name("N")
      ->check(CLI::Range(1u, 1024u));
  if (command.takes & (Command::Proving | Command::Mutating)) addShard(sub, raw, command);
}

/// An empty value is a variable of a script that is not set, and no answer to what was asked.
void refuseEmptyValues(CLI::App &sub) {
  auto check = [](const CLI::Option &option) {
    return [&option](const std::string &value) -> std::string {
      if (value.find_first_not_of(" \t\n") != std::string::npos) return {};
      return "needs a value that is not empty; expected " + option.get_type_name();
    };
  };
  for (CLI::Option *option : sub.get_options())
    if (option->get_items_expected_max() > 0) option->check(check(*option));
}

/// CLI11 takes "--kernel=" for "--kernel", and what comes next for its value.
void refuseEqualsNothing(const CLI::App &app, int argc, const char *const *argv) {
  for (int i = 1; i < argc && std::string(argv[i]) != "--"; ++i) {
    std::string word = argv[i];
    if (word.size() < 4 || word.rfind("--", 0) != 0 || word.find('=') + 1 != word.size()) continue;
    word.pop_back();
    for (const CLI::App *sub : app.get_subcommands([](const CLI::App *) { return true; }))
      if (sub->get_option_no_throw(word) != nullptr)
        throw CLI::ValidationError(word, "needs a value that is not empty");
  }
}

/// "--revert --partial fix.patch" has no patch for --revert: CLI11 takes the next word, whatever it is.
void refuseOptionsAsValues(CLI::App &sub) {
  auto check = [&sub](const CLI::Option &option) {
    return [&sub, &option](const std::string &value) -> std::string {
      const std::string name = value.substr(0, value.find('='));
      if (name.size() < 2 || name[0] != '-' || sub.get_option_no_throw(name) == nullptr) return {};
      const std::string own = option.get_name(), type = option.get_type_name();
      return "needs a value, and " + name + " is an option; write " + own + " " + type + " " + value +
             " (for a file of that name ./" + value + ")";
    };
  };
  for (CLI::Option *option : sub.get_options())
    if (!option->get_positional() && option->get_items_expected_max() > 0) option->check(check(*option));
}

void addOptions(CLI::App &sub, const Command &command, Raw &raw) {
  if (command.takes & Command::Inputs) {
    addVerbosity(sub, raw);
    sub.add_option("files", raw.options.inputs, command.inputHelp)->required()->type_name("FILE ...");
  } else {
    addReading(sub, command, raw);
  }
  addFormat(sub, raw, command.takes);
  if (command.takes & Command::Json)
    sub.add_flag("--no-times", raw.noTimes, "Leave times out, so that equal runs print equal text");
  if (command.takes & Command::Input)
    sub.add_option("file", raw.input, command.inputHelp)->required()->type_name("FILE");
  refuseEmptyValues(sub);
  refuseOptionsAsValues(sub);
  sub.footer(exitCodeHelp);
}

Options finish(const Command &command, const Raw &raw) {
  Options options = raw.options;
  options.times = !raw.noTimes;
  options.cache = !raw.noCache;
  // A gate's answers are checked in the run that gives them, unless it is told otherwise.
  options.recheck = command.takes & Command::Proving ? !raw.takeOver : raw.recheck;
  options.specDirectory = specDirectory(raw.specDirectory);
  options.input = raw.input;
  if (!(command.takes & Command::Inputs)) chooseKernel(raw.kernel, options);
  if (!raw.compileCommands.empty()) options.compileCommands = raw.compileCommands;
  if (!raw.flagsFrom.empty()) options.flagsFrom = raw.flagsFrom;
  options.ownHeaders = raw.headers == "own";
  if (!raw.kconfig.empty()) options.kconfig = raw.kconfig;
  if (options.kconfig && !options.ownHeaders)
    throw UsageError("--kconfig is about the tree's own headers", "Add --headers own.");
  if (!raw.baseline.empty()) options.baseline = raw.baseline;
  if (!raw.newBaseline.empty()) options.newBaseline = raw.newBaseline;
  if (!raw.explained.empty()) options.explained = raw.explained;
  if (!raw.certificates.empty()) options.certificates = raw.certificates;
  return options;
}

/// What the command line asks for, even where it cannot be parsed: a mistake in it must not look like an
/// answer.
ExitMap exitMapIn(int argc, const char *const *argv) {
  std::string line;
  for (int i = 1; i < argc; ++i) line += std::string(" ") + argv[i];
  bool bisects = line.find("--exit-map bisect") != std::string::npos ||
                 line.find("--exit-map=bisect") != std::string::npos;
  return bisects ? ExitMap::Bisect : ExitMap::None;
}

/// What CLI11 wants said: help and version are data, errors are talk.
int reportParse(const CLI::App &app, const CLI::ParseError &error) {
  std::ostringstream out, err;
  int code = app.exit(error, out, err);
  writeOutput(out.str());
  if (code == 0) return exitAsExpected;
  writeTalk("pinproof: error: " + err.str());
  return exitUsage;
}

int runCommand(const Command &command, const Raw &raw) try {
  if (raw.options.memoryMegabytes != 0) limitMemory(raw.options.memoryMegabytes);
  Options options = finish(command, raw);
  if (command.takes & Command::Mutating) options.timeoutSeconds = raw.mutantTimeout;
  return mapped(raw.options.exitMap, command.run(options));
} catch (const model::InputError &error) {
  writeTalk(describe(error));
  return mapped(raw.options.exitMap, error);
} catch (const UsageError &error) {
  writeTalk(describe(error));
  return mapped(raw.options.exitMap, exitUsage);
} catch (const patch::PatchError &error) {
  writeTalk(describe(UsageError(error.what(), error.details)));
  return mapped(raw.options.exitMap, exitPatch);
} catch (const patch::Interrupted &) {
  writeTalk("pinproof: interrupted\n");
  return mapped(raw.options.exitMap, exitInconclusive);
} catch (const model::Unsupported &error) {
  writeTalk(describe(model::InputError("not modelled: " + std::string(error.what()), error.where)));
  return mapped(raw.options.exitMap, exitDrift);
}

} // namespace

int runCommandLine(const std::vector<Command> &commands, const std::string &version, int argc,
                   const char *const *argv) try {
  CLI::App app("Proves or refutes the Linux kernel's page reference and pin counting, from its own C.",
               "pinproof");
  app.set_version_flag("--version", version);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.footer(exitCodeHelp);
  app.get_formatter()->column_width(34);
  Raw raw;
  raw.options.jobs = std::max(1u, std::thread::hardware_concurrency());
  const Command *chosen = nullptr;
  for (const Command &command : commands) {
    CLI::App *sub = app.add_subcommand(command.name, command.help);
    addOptions(*sub, command, raw);
    sub->callback([&chosen, &command] { chosen = &command; });
  }
  try {
    refuseEqualsNothing(app, argc, argv);
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return mapped(exitMapIn(argc, argv), reportParse(app, error));
  }
  return runCommand(*chosen, raw);
} catch (const OutputError &error) {
  writeTalk("pinproof: error: " + std::string(error.what()) + "\n");
  return mapped(exitMapIn(argc, argv), exitUsage);
} catch (const std::exception &error) {
  if (isOutOfMemory(error)) {
    writeTalk(describe(UsageError(memoryWords(), "Raise --memory, or lower --jobs.")));
    return mapped(exitMapIn(argc, argv), exitInconclusive);
  }
  writeTalk(describeInternal(error.what()));
  return mapped(exitMapIn(argc, argv), exitInternal);
}

} // namespace pinproof::cli
