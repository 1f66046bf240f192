// What tests of the front end read: a specification and a kernel tree of their own.
#pragma once

#include "model/clang/reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace pinproof::model {

namespace fs = std::filesystem;

/// A specs directory and a kernel tree of their own.
class Reader : public testing::Test {
protected:
  Reader() {
    static int count = 0;
    root = fs::temp_directory_path() /
           ("pinproof-reader-" + std::to_string(getpid()) + "-" + std::to_string(count++));
    write("specs/include/pinproof.h",
          contents(std::string(PINPROOF_SOURCE_DIR) + "/specs/include/pinproof.h"));
    write("tree/mm/gup.c", "");
  }
  ~Reader() override { fs::remove_all(root); }

  static std::string contents(const fs::path &path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string &name, const std::string &text) {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name) << text;
  }

  ReadOptions options() const {
    ReadOptions result;
    result.specFile = root / "specs/test.c";
    result.specDirectory = root / "specs";
    result.kernelTree = root / "tree";
    return result;
  }
  ReadResult read(const std::string &spec) {
    write("specs/test.c", spec);
    return readSpecification(options());
  }
  /// Reads a specification that consists of these declarations and one transition.
  Program readTransition(const std::string &body, const std::string &declarations = "") {
    return read("#include <pinproof.h>\n#include \"mm/gup.c\"\n" + declarations +
                "\nINIT() {}\nTRANSITION(go) { " + body + " }\n")
        .program;
  }
  InputError errorOf(const std::string &spec) {
    write("specs/test.c", spec);
    return errorOf(options());
  }
  static InputError errorOf(const ReadOptions &options) {
    try {
      readSpecification(options);
    } catch (const InputError &error) {
      return error;
    }
    ADD_FAILURE() << "no InputError";
    return InputError("");
  }

  fs::path root;
};

inline const std::string head = "#include <pinproof.h>\n";
inline const std::string roles = "INIT() {}\nTRANSITION(go) {}\n";

} // namespace pinproof::model
