// A proof about a stand-in is no proof about the kernel. Which functions an answer is about is read off the
// paths that were explored: those of which a line is on one. As in coverage, a path counts if its condition
// can hold by itself, so that the list may name a function that no reachable state runs, and leaves none out
// that one does.
//
// A function without any instruction, as an empty stand-in is, runs no line and is not listed.
#include "cli/functions_run.h"

#include <algorithm>
#include <tuple>

namespace pinproof::cli {

namespace {

std::set<uint32_t> roles(const model::Program &program) {
  std::set<uint32_t> all{program.init};
  for (const model::TransitionEntry &transition : program.transitions) all.insert(transition.function);
  for (const model::InvariantEntry &invariant : program.invariants) all.insert(invariant.function);
  return all;
}

/// Lines of a macro that stands in another file are not the function's own.
bool isRun(const model::Function &function, const model::LinesRun &run) {
  const auto lines = run.find(function.where.file);
  return lines != run.end() &&
         std::any_of(function.code.begin(), function.code.end(), [&](const model::Instruction &instruction) {
           return instruction.where.file == function.where.file &&
                  lines->second.contains(instruction.where.line);
         });
}

} // namespace

FunctionsRun functionsRun(const model::Program &program, const model::LinesRun &run) {
  FunctionsRun result;
  const std::set<uint32_t> questions = roles(program);
  for (uint32_t i = 0; i < program.functions.size(); ++i) {
    const model::Function &function = program.functions[i];
    if (questions.contains(i) || !isRun(function, run)) continue;
    (function.fromKernel ? result.kernel : result.ours).push_back({function.where.file, function.name});
  }
  for (auto *list : {&result.kernel, &result.ours}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return result;
}

std::string toText(const std::vector<FunctionsRun::One> &functions) {
  std::string text, file;
  for (const FunctionsRun::One &function : functions) {
    if (function.file == file)
      text += ", " + function.name;
    else
      text += (text.empty() ? "" : "; ") + function.file + ": " + function.name;
    file = function.file;
  }
  return text;
}

} // namespace pinproof::cli
