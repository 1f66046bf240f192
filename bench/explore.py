#!/usr/bin/env python3
"""How long `pinproof explore` of a patch takes cold and warm, on a kernel tree.

Patches of mm/gup.c are made from the tree's own text: a comment at the top (lines move), a statement in a function
that no specification reaches, in one that few do and in one that most do, and unpin without its check for the
zero page. For each a Markdown row: elapsed and processor seconds with an empty cache, with the cache of the tree as it
is (somebody's second patch), with a full cache, and with a full cache and --recheck; medians of N runs, taken in turn, so that the ratios are of
one run on one machine at one load. Standard library only.
"""

import argparse
import difflib
import os
import pathlib
import re
import statistics
import sys
import tempfile

sys.dont_write_bytecode = True  # leave the source tree as it is
import measure  # noqa: E402

ANSWERED = {0, 1, 3, 5}  # exit codes that come with a report


def after_brace(text, function):
    """Behind the brace that opens the body of `function`."""
    found = re.search(rf"^\w[^;{{}}]*\b{function}\([^;{{}}]*\)\s*\{{", text, re.MULTILINE)
    if not found:
        sys.exit(f"explore.py: mm/gup.c has no function {function}()")
    return found.end()


def inserted(text, at, what):
    return text[:at] + what + text[at:]


def without_check(text, at):
    """The same with the first check for the zero page behind `at` gone."""
    found = re.compile(r"if \(is_zero_folio\(folio\)\)").search(text, at)
    if not found:
        sys.exit("explore.py: mm/gup.c has no check for the zero page to take out")
    return text[:found.start()] + "if (0)" + text[found.end():]


def patches(text):
    yield "a comment", inserted(text, 0, "/* one line more */\n")
    yield "a function that is not reached", inserted(text, after_brace(text, "fixup_user_fault"), "\n\tcond_resched();")
    yield "one that few reach", inserted(text, after_brace(text, "folio_add_pin"), "\n\tfolio = folio + 0;")
    yield "one that most reach", inserted(text, after_brace(text, "gup_put_folio"), "\n\trefs = refs + 0;")
    yield "unpin without its zero page check", without_check(text, after_brace(text, "gup_put_folio"))


def as_diff(old, new):
    return "".join(difflib.unified_diff(old.splitlines(True), new.splitlines(True), "a/mm/gup.c", "b/mm/gup.c"))


def explore(options, patch, cache, more=()):
    os.environ["XDG_CACHE_HOME"] = str(cache)
    command = [str(options.pinproof), "explore", "-q", "-j", str(options.jobs), "--kernel", str(options.kernel),
               *more, str(patch)]
    run = measure.run(command, options.timeout)
    if run.timed_out or run.status not in ANSWERED:
        sys.exit(f"{' '.join(command)}: exit {run.status}: {run.errors[-500:]}")
    return run


def figures(options, base, patch, directory):
    """Medians of (elapsed, processor) by kind of run."""
    runs = {"cold": [], "second patch": [], "warm": [], "recheck": []}
    for number in range(options.runs):
        empty, used = directory / f"empty{number}", directory / f"used{number}"
        runs["cold"].append(explore(options, patch, empty))
        explore(options, base, used)
        runs["second patch"].append(explore(options, patch, used))
        runs["warm"].append(explore(options, patch, empty))
        runs["recheck"].append(explore(options, patch, empty, ["--recheck"]))
    return {kind: (statistics.median(run.seconds for run in all), statistics.median(run.cpu for run in all))
            for kind, all in runs.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pinproof", type=pathlib.Path, help="the binary")
    parser.add_argument("--kernel", type=pathlib.Path, required=True, help="tree whose mm/gup.c is patched")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each kind (default 3)")
    parser.add_argument("--pattern", default="", help="only the patches whose name has this")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="given to pinproof as -j")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one run (default 600)")
    options = parser.parse_args()
    options.pinproof = options.pinproof.resolve()
    text = (options.kernel / "mm/gup.c").read_text()
    print(f"Measured on {measure.machine()}. Medians of {options.runs} runs, -j {options.jobs}, on "
          f"{options.kernel.resolve().name}; elapsed / processor seconds.\n")
    print("| patch | cold | second patch | warm | warm / cold | recheck |\n|" + " --- |" * 6, flush=True)
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        base = directory / "base.patch"
        base.write_text(as_diff(text, text + "/* the end */\n"))
        for number, (name, new) in enumerate(patches(text)):
            if options.pattern not in name:
                continue
            patch = directory / f"{number}.patch"
            patch.write_text(as_diff(text, new))
            place = directory / str(number)
            place.mkdir()
            found = figures(options, base, patch, place)
            shown = {kind: f"{seconds:.2f} / {cpu:.2f}" for kind, (seconds, cpu) in found.items()}
            ratio = found["warm"][1] / max(found["cold"][1], 0.001)
            print(f"| {name} | {shown['cold']} | {shown['second patch']} | {shown['warm']} | {ratio:.3f} | "
                  f"{shown['recheck']} |", flush=True)
    print(f"\nLoad at the end: {measure.machine()}.")


if __name__ == "__main__":
    main()
