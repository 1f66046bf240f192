// Renderers are pure functions of the report; where their text goes is decided here and nowhere else.
#include "cli/formats.h"

#include "cli/json.h"
#include "cli/output.h"

#include <stdexcept>

namespace pinproof::cli {

std::string render(Format format, const Report &report, const TextOptions &options) {
  switch (format) {
  case Format::Text: return renderText(report, options);
  case Format::Json: return renderJson(report, options.times);
  case Format::Sarif: return renderSarif(report);
  case Format::Junit: return renderJunit(report, options.times);
  case Format::Ktap: return renderKtap(report);
  case Format::Github: return renderGithub(report);
  case Format::Markdown: return renderMarkdown(report);
  case Format::Html: return renderHtml(report);
  case Format::Svg: return renderSvg(report);
  case Format::Dot: break;
  }
  throw std::logic_error("a report is not a graph");
}

// Files first: stdout closed by its reader should not lose them.
void writeReport(const Options &options, const Report &report) {
  TextOptions plain{.quiet = options.quiet, .verbose = options.verbose, .times = options.times};
  for (const auto &[format, file] : options.outputs) writeFile(file, render(format, report, plain));
  TextOptions shown = plain;
  shown.colour = outputIsTerminal() && !colourUnwanted();
  writeOutput(render(options.format, report, shown));
}

} // namespace pinproof::cli
