#!/usr/bin/env python3
"""Times whole processes: `pinproof verify` of all specifications on one kernel tree, then of each alone.

Prints a Markdown table: minimum, median and maximum wall-clock seconds of N runs after one that warms the
caches up; the largest resident set; and where the seconds of the median run went, as its JSON report says:

  clang    preprocessing, parsing and types
  answers  deciding and checking the evidence, summed over properties
  reading  the rest of the specifications' time: lowering, paths, facts that all properties share
  outside  the rest of the process: start-up, loading libraries, writing the report

With several jobs the first three are summed over threads and `outside` is left out.
Standard library only.
"""

import argparse
import json
import pathlib
import statistics
import sys

sys.dont_write_bytecode = True  # leave the source tree as it is
import measure  # noqa: E402

ANSWERED = {0, 1, 3, 5}  # exit codes that come with a report


def command(options, spec=None):
    line = [str(options.pinproof), "verify", "--no-cache", "--format", "json", "-j", str(options.jobs)]
    line += ["--kernel", str(options.kernel or "embedded")]
    if spec:
        line += ["--spec", spec]
    return line + options.extra


def split(run, jobs):
    """(clang, reading, answers, outside) of one run, in seconds."""
    report = json.loads(run.output)
    specs = report["specs"]
    clang = sum(spec.get("clangSeconds", 0) for spec in specs)
    answers = sum(found.get("seconds", 0) for spec in specs for found in spec["properties"])
    whole = sum(spec.get("seconds", 0) for spec in specs)
    outside = run.seconds - report["seconds"] if jobs == 1 else None
    return clang, max(0.0, whole - clang - answers), answers, outside


def row(name, options, spec=None):
    runs = []
    for _ in range(options.runs + 1):
        run = measure.run(command(options, spec), options.timeout)
        if run.timed_out or run.status not in ANSWERED:
            print(f"{name}: {'time-out' if run.timed_out else f'exit {run.status}: {run.errors[-500:]}'}",
                  file=sys.stderr)
            return None
        runs.append(run)
    runs = sorted(runs[1:], key=lambda run: run.seconds)
    middle = runs[(len(runs) - 1) // 2]
    seconds = [run.seconds for run in runs]
    parts = ["" if part is None else f"{part:.3f}" for part in split(middle, options.jobs)]
    figures = [f"{value:.3f}" for value in (min(seconds), statistics.median(seconds), max(seconds))]
    peak = max(run.megabytes for run in runs)
    return [name, str(middle.status), *figures, f"{peak:.0f}", *parts]


def spec_names(options):
    """What the first report names: never a list of our own."""
    run = measure.run(command(options), options.timeout)
    if run.timed_out or run.status not in ANSWERED:
        sys.exit(f"whole.py: {' '.join(command(options))}: exit {run.status}: {run.errors[-500:]}")
    return [spec["name"] for spec in json.loads(run.output)["specs"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pinproof", type=pathlib.Path, help="the binary")
    parser.add_argument("--kernel", type=pathlib.Path, help="tree to check (default: the embedded kernel)")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each (default 5)")
    parser.add_argument("--jobs", type=int, default=1, help="given to pinproof as -j (default 1)")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one run (default 600)")
    parser.add_argument("--specs", nargs="+", metavar="NAME",
                        help="only these, one by one (default: all of them in one run, then each alone)")
    parser.add_argument("--extra", nargs=argparse.REMAINDER, default=[], help="further options for pinproof")
    options = parser.parse_args()
    if options.runs < 1 or options.jobs < 1:
        parser.error("at least one run and one job")
    options.pinproof = options.pinproof.resolve()
    if not options.pinproof.is_file():
        parser.error(f"{options.pinproof} is not there: build it first")

    names = options.specs or spec_names(options)
    jobs = [(name, name) for name in names]
    if not options.specs:
        jobs.insert(0, (f"all {len(names)}", None))
    print(f"Measured on {measure.machine()}. {options.runs} runs each after one to warm up, "
          f"-j {options.jobs}, on {options.kernel.resolve().name if options.kernel else 'the embedded kernel'}.\n")
    head = ["specification", "exit", "min s", "median s", "max s", "peak MB", "clang", "reading", "answers", "outside"]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head), flush=True)
    failed = False
    for name, spec in jobs:
        cells = row(name, options, spec)
        failed |= cells is None
        if cells:
            print("| " + " | ".join(cells) + " |", flush=True)
    print(f"\nLoad at the end: {measure.machine()}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
