// Benchmarks read the same C files as everybody else, so that a figure is about what users run.
#include "bench/load.h"

#include "model/paths.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace pinproof::bench {

namespace {

namespace fs = std::filesystem;

const fs::path root = PINPROOF_SOURCE_DIR;

} // namespace

Scale Scale::of(unsigned bits) { return {bits, bits * 10 / 32, 1u << (bits * 6 / 32)}; }

model::ReadOptions readOptions(const std::string &spec, const Scale &scale) {
  const std::string peers = "peers/";
  const char *kernel = std::getenv("PINPROOF_KERNEL");
  model::ReadOptions options;
  options.specDirectory = (root / "specs").string();
  options.kernelTree = kernel ? kernel : (root / "specs" / "kernel").string();
  fs::path file = spec.starts_with(peers) ? root / "bench" / "peers" / "specs" / spec.substr(peers.size())
                                          : root / "specs" / spec;
  options.specFile = file.string() + ".c";
  options.extraFlags = {"-DPINPROOF_COUNTER_BITS=" + std::to_string(scale.counterBits),
                        "-DPINPROOF_BIAS_BITS=" + std::to_string(scale.biasBits),
                        "-DPINPROOF_DIO_PAGES=" + std::to_string(scale.pages)};
  return options;
}

Loaded load(const std::string &spec, const Scale &scale) {
  Loaded loaded;
  loaded.program = model::readSpecification(readOptions(spec, scale)).program;
  if (!loaded.program.drifts.empty() || !loaded.program.absent.empty())
    throw std::runtime_error(spec + " does not apply to this tree");
  loaded.system = model::makeTransitionSystem(loaded.program);
  return loaded;
}

uint32_t propertyIndex(const model::TransitionSystem &system, const std::string &name) {
  for (uint32_t i = 0; i < system.properties.size(); ++i)
    if (system.properties[i].name == name) return i;
  throw std::out_of_range(system.name + " has no property " + name);
}

std::vector<std::string> specNames() {
  std::vector<std::string> names;
  for (const auto &entry : fs::directory_iterator(root / "specs"))
    if (entry.path().extension() == ".c") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace pinproof::bench
