// pinproof-check: does this certificate prove its property? Any SMT-LIB solver may say.
//
// The program for those who do not want to believe pinproof. It reads the certificate, writes down what would
// have to be true (obligations.cpp, to be read beside docs/formats.md) and asks. Neither Z3 nor Clang nor
// anything that took part in finding the proof is linked in. A script that several certificates have in
// common (those of one specification mostly share their invariant) is asked once.
#include "solver/check/standalone/pipe.h"
#include "solver/check/standalone/smt.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>

namespace {

using namespace pinproof::standalone;

enum Exit { allHold = 0, someFail = 1, usage = 2, undecided = 3, internal = 70 };

struct Settings {
  std::vector<std::string> files, extra;
  std::string solver = "cvc5";
  double seconds = 60;
  bool bitVectors = false, quiet = false;
};

/// How to make well-known solvers read SMT-LIB from standard input; others do so by themselves or are told
/// with --solver-argument.
std::vector<std::string> commandOf(const Settings &settings) {
  static const std::map<std::string, std::vector<std::string>> known = {{"cvc5", {"--lang=smt2", "-"}},
                                                                        {"z3", {"-smt2", "-in"}},
                                                                        {"yices-smt2", {}},
                                                                        {"mathsat", {"-input=smt2"}}};
  std::vector<std::string> command = {settings.solver};
  std::string name = settings.solver.substr(settings.solver.rfind('/') + 1);
  if (auto at = known.find(name); at != known.end() && settings.extra.empty())
    command.insert(command.end(), at->second.begin(), at->second.end());
  command.insert(command.end(), settings.extra.begin(), settings.extra.end());
  return command;
}

class Run {
public:
  explicit Run(const Settings &settings) : settings(settings), command(commandOf(settings)) {}

  void check(const std::string &file) {
    std::ifstream in(file, std::ios::binary);
    try {
      std::string text{std::istreambuf_iterator<char>(in), {}};
      if (!in.is_open()) return refuse(file, "cannot be read");
      check(file, readCertificate(text));
    } catch (const std::ios_base::failure &error) {
      refuse(file, "cannot be read");
    } catch (const CertificateError &error) {
      refuse(file, error.what());
    } catch (const std::overflow_error &error) {
      refuse(file, error.what());
    }
  }

  int finish() const {
    std::string scripts = std::to_string(asked) + (asked == 1 ? " script" : " scripts");
    std::string also = settings.bitVectors ? ", " + std::to_string(asVectors) + " of " +
                                                 std::to_string(asVectors + withoutVectors) +
                                                 " obligations as bit-vectors too"
                                           : "";
    if (!settings.quiet)
      std::printf("%zu of %zu certificates hold; %s answered by %s in %.1f s%s\n", holding,
                  settings.files.size(), scripts.c_str(), settings.solver.c_str(), seconds, also.c_str());
    return code;
  }

private:
  const Settings &settings;
  std::vector<std::string> command;
  std::map<std::string, Reply> answers;       // by script
  std::map<std::string, std::string> vectors; // script for bit-vectors, or "", by that for integers
  size_t asked = 0, holding = 0, asVectors = 0, withoutVectors = 0;
  double seconds = 0;
  int code = allHold;

  /// The worst of all: a bad file, then a proof that fails, then one that is not decided.
  void worsen(int to) {
    auto rank = [](int c) { return c == usage ? 3 : c == someFail ? 2 : c == undecided ? 1 : 0; };
    if (rank(to) > rank(code)) code = to;
  }

  void refuse(const std::string &file, const std::string &why) {
    std::fprintf(
        stderr,
        "%s: error: %s\n  Expected a certificate as 'pinproof verify --certificates DIR' writes it.\n",
        file.c_str(), oneLine(why).c_str());
    worsen(usage);
  }

  const Reply &reply(const std::string &script) {
    auto [at, isNew] = answers.try_emplace(script);
    if (!isNew) return at->second;
    auto begin = std::chrono::steady_clock::now();
    at->second = ask(command, script, settings.seconds);
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    ++asked;
    return at->second;
  }

  void check(const std::string &file, const Certificate &certificate) {
    std::string title = oneLine(certificate.spec + ": " + certificate.property);
    for (const Refusal &refusal : certificate.refusals) {
      if (!refusal.ways.empty()) continue;
      std::printf("FAILS  %s\n  Model fails: the system leaves out: %s\n  %s\n", title.c_str(),
                  oneLine(refusal.construct).c_str(), file.c_str());
      return worsen(someFail);
    }
    for (const Obligation &o : obligations(certificate)) {
      if (!discharged(o, inIntegers(o), title, file)) return;
      if (settings.bitVectors && !dischargedAsVectors(o, title, file)) return;
    }
    ++holding;
    if (!settings.quiet) std::printf("holds  %s\n", title.c_str());
  }

  bool dischargedAsVectors(const Obligation &o, const std::string &title, const std::string &file) {
    auto [at, isNew] = vectors.try_emplace(inIntegers(o));
    if (isNew) at->second = inBitVectors(o).script;
    ++(at->second.empty() ? withoutVectors : asVectors);
    return at->second.empty() || discharged(o, at->second, title, file);
  }

  bool discharged(const Obligation &o, const std::string &script, const std::string &title,
                  const std::string &file) {
    const Reply &r = reply(script);
    if (r.kind == Reply::Kind::Unsat) return true;
    if (r.kind == Reply::Kind::Other) {
      std::printf("UNDECIDED  %s\n  %s, %s: %s\n  %s\n", title.c_str(), o.name.c_str(),
                  oneLine(o.where).c_str(), r.words.c_str(), file.c_str());
      worsen(undecided);
      return false;
    }
    std::string broken = reply(inIntegers(o, true)).words;
    std::replace(broken.begin(), broken.end(), '\n', ' ');
    std::printf("FAILS  %s\n  %s fails in %s: %s\n  %s\n", title.c_str(), o.name.c_str(),
                oneLine(o.where).c_str(), broken.c_str(), file.c_str());
    worsen(someFail);
    return false;
  }
};

} // namespace

int main(int argc, char **argv) try {
  signal(SIGPIPE, SIG_IGN); // a solver that ends early is an answer too
  Settings settings;
  CLI::App app("Checks certificates of pinproof with any SMT-LIB solver.", "pinproof-check");
  app.add_option("certificates", settings.files,
                 "Certificates in JSON, as 'pinproof verify --certificates' writes them")
      ->required()
      ->type_name("FILE");
  app.add_option("--solver", settings.solver,
                 "Solver that reads SMT-LIB 2 from standard input: cvc5, z3, or a path")
      ->capture_default_str()
      ->type_name("PROGRAM");
  app.add_option("--solver-argument", settings.extra, "Argument for it, instead of what is known; repeatable")
      ->type_name("WORD")
      ->allow_extra_args(false);
  app.add_option("--timeout", settings.seconds, "Seconds for each question")
      ->capture_default_str()
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 1e6));
  app.add_flag("--bit-vectors", settings.bitVectors,
               "Ask in bit-vectors too, where that is the same question");
  app.add_flag("-q,--quiet", settings.quiet, "Print only what does not hold");
  app.footer("Exit codes: 0 all hold   1 one does not   2 usage, or a file that is no certificate   3 the "
             "solver did not say");
  app.set_version_flag("--version", "pinproof-check " PINPROOF_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? allHold : usage;
  }
  Run run(settings);
  for (const std::string &file : settings.files) run.check(file);
  int code = run.finish();
  return std::fflush(stdout) == 0 ? code : usage;
} catch (const std::exception &error) {
  std::fprintf(stderr, "pinproof-check: internal error: %s\n", error.what());
  return internal;
}
