// The obligations are made from the JSON text by the code of pinproof-check: what is written is what that
// program would ask.
#include "cli/certificate_files.h"

#include "cli/side_by_side.h"
#include "model/source.h"
#include "solver/check/standalone/smt.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <vector>

namespace pinproof::cli {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path &file, const std::string &message, const std::string &remedy = {}) {
  throw model::InputError(message, {file.string(), 0, 0}, remedy);
}

/// A property's name as that of a file: letters, digits, and little else; `taken` keeps names apart.
std::string fileName(const std::string &property, std::set<std::string> &taken) {
  constexpr size_t longest = 100;
  std::string name = property.substr(0, longest);
  for (char &c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '-') c = '_';
  std::string result = name;
  for (int n = 2; !taken.insert(result).second; ++n) result = name + "-" + std::to_string(n);
  return result;
}

void makeDirectory(const fs::path &directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) fail(directory, "cannot make this directory: " + error.message());
}

void write(const fs::path &file, const std::string &text) {
  errno = 0;
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) fail(file, std::string("cannot write: ") + std::strerror(errno));
}

/// The files of one obligation: integers and, where there are, bit-vectors.
struct Scripts {
  fs::path integers, vectors; // empty: none
};

/// Another name for a file with the same contents, or a copy where links do not work.
void repeat(const fs::path &file, const fs::path &as) {
  std::error_code error;
  fs::create_hard_link(file, as, error);
  if (error) fs::copy_file(file, as, error);
  if (error) fail(as, "cannot write: " + error.message());
}

/// Proofs of one specification mostly share their invariant, and with it all obligations but Safety.
class ObligationWriter {
public:
  void write(const fs::path &directory, const std::string &json) {
    makeDirectory(directory);
    int number = 0;
    for (const standalone::Obligation &o : standalone::obligations(standalone::readCertificate(json))) {
      std::string digits = std::to_string(++number);
      write((directory / ((digits.size() < 2 ? "0" : "") + digits + "-" + o.name)).string(), o);
    }
  }

private:
  std::map<std::string, Scripts> known; // by the text for integers

  void write(const std::string &file, const standalone::Obligation &o) {
    const std::string integers = standalone::inIntegers(o);
    const Scripts names{file + ".lia.smt2", file + ".bv.smt2"};
    auto [at, isNew] = known.try_emplace(integers, names);
    if (!isNew) {
      repeat(at->second.integers, names.integers);
      if (!at->second.vectors.empty()) repeat(at->second.vectors, names.vectors);
      return;
    }
    cli::write(names.integers, integers);
    standalone::BitVectors vectors = standalone::inBitVectors(o);
    if (vectors.script.empty())
      at->second.vectors.clear();
    else
      cli::write(names.vectors, vectors.script);
  }
};

} // namespace

void prepareCertificateDirectory(const fs::path &directory) {
  makeDirectory(directory);
  std::error_code error;
  bool isEmpty = fs::is_empty(directory, error);
  if (error) fail(directory, "cannot look into this directory: " + error.message());
  if (!isEmpty) fail(directory, "is not empty", "Name a new directory: certificates of two runs do not mix.");
}

void writeCertificates(const fs::path &directory, const Report &report, unsigned jobs) {
  std::map<std::string, std::set<std::string>> taken; // two files may both be called spec.c
  std::vector<std::vector<std::pair<fs::path, const PropertyResult *>>> files(report.specs.size());
  for (size_t s = 0; s < files.size(); ++s) {
    const SpecResult &spec = report.specs[s];
    for (const PropertyResult &property : spec.properties)
      if (!property.certificateFile.empty())
        files[s].emplace_back(directory / spec.name / fileName(property.name, taken[spec.name]), &property);
  }
  sideBySide(files.size(), jobs, [&](size_t s) {
    ObligationWriter obligations;
    for (const auto &[file, property] : files[s]) {
      makeDirectory(file.parent_path());
      write(file.string() + ".json", property->certificateFile);
      obligations.write(file, property->certificateFile);
    }
  });
}

} // namespace pinproof::cli
