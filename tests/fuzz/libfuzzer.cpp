// The entry that libFuzzer looks for (llvm.org/docs/LibFuzzer.html), for one target.
#include "tests/fuzz/targets.h"

#include <cstdint>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string input(reinterpret_cast<const char *>(data), size);
  for (const pinproof::fuzz::Target &target : pinproof::fuzz::targets())
    if (std::strcmp(target.name, PINPROOF_FUZZ_TARGET) == 0) target.run(input);
  return 0;
}
