// A decision that the kernel keeps in a header ("may this page be pinned?") is taken from the tree like any
// other, but its header as a whole cannot be read: it needs half of the kernel. So the one function is cut
// out.
//
// The cut is made on tokens (definitions.h). What an #if around a definition says is not known here: a header
// with two definitions of one function is refused, and one that stands behind any #if is taken.
//
// All that is left out becomes blanks, so that places in reports are those of the header.
#include "model/clang/one_function.h"

#include "model/clang/definitions.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace pinproof::model {

std::string onlyFunction(const std::string &header, const std::string &function) {
  std::optional<Definition> found;
  for (Definition &definition : definitionsIn(header)) {
    if (std::none_of(definition.names.begin(), definition.names.end(),
                     [&](const Definition::Name &name) { return name.text == function; }))
      continue;
    if (found) throw std::runtime_error("defines " + function + "() more than once");
    found = std::move(definition);
  }
  if (!found) return "";
  std::string result = header;
  for (size_t i = 0; i < result.size(); ++i)
    if ((i < found->begin || i >= found->end) && result[i] != '\n') result[i] = ' ';
  return result;
}

} // namespace pinproof::model
