// The table of subcommands, and nothing else.
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/session.h"

int main(int argc, char **argv) {
  using namespace pinproof::cli;
  const std::vector<Command> commands = {
      {"verify", "Check specifications against a kernel tree",
       Command::Deciding | Command::Proving | Command::Json | Command::Reports, "", verify},
      {"explore", "What do these patches change? Answers before and after, side by side",
       Command::Deciding | Command::Json | Command::Series, "", explore},
      {"coverage", "Which kernel lines are on no path of any specification", Command::Json, "", coverage},
      {"limits", "How many operations fit before each counter's bound", Command::Deciding | Command::Json, "",
       limits},
      {"replay", "Does this trace still happen on that kernel?", Command::Input | Command::Json,
       "A report or a trace in JSON", replay},
      {"show", "Print transitions as guarded updates", Command::DotFormat, "", show},
      {"certify", "Check the proofs of a report again", Command::Input | Command::Json,
       "A report or a certificate in JSON", certify},
      {"mutants", "Which small mistakes in the kernel's functions would no property notice?",
       Command::Json | Command::Mutating, "", mutants},
      {"stand-ins", "Do the stand-in headers say what this kernel's own were found to say?",
       Command::Recording, "", standIns},
      {"headers", "Which files of a kernel parse with the kernel's own headers, without a build",
       Command::Parsing, "", headers},
      {"merge", "Join the JSON reports of several jobs, or print one in another format",
       Command::Inputs | Command::Json | Command::Reports, "Reports in JSON", merge},
  };
  catchInterrupts();
  const Versions v = versions();
  return runCommandLine(commands, "pinproof " + v.pinproof + "\nClang " + v.clang + "\nZ3 " + v.z3, argc,
                        argv);
}
