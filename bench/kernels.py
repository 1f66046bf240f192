#!/usr/bin/env python3
"""Asks all specifications of several kernel trees, and prints docs/kernels.tsv: a line for each specification and exact
version, with how many properties have which answer, and why there is none where there is none.

  bench/kernels.py build/pinproof TREE... >docs/kernels.tsv
  bench/kernels.py build/pinproof --compare docs/kernels.tsv TREE...

A TREE may be the JSON report of a `verify` of all specifications. With --compare what differs from the table's line is printed instead, and the exit code is 1 where something was lost: an
answer that has become UNKNOWN, DRIFT or VIOLATED. A version without a line is held against the nearest older one that has
some; then a difference is a warning, and only what is VIOLATED, or is UNKNOWN without a reason, is an error. Standard library
only.
"""

import argparse
import collections
import json
import subprocess
import sys

WORDS = ("proved", "finding", "notHere", "noticed", "violated", "unknown")


def report(options, tree):
    if tree.endswith(".json"):
        with open(tree, encoding="utf-8") as file:
            return json.load(file)
    line = [options.pinproof, "verify", "--kernel", tree, "--format", "json", "-j", str(options.jobs)]
    if options.specs:
        line += ["--specs", options.specs]
    done = subprocess.run(line, stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1, 3, 4, 5):
        sys.exit(f"{tree}: exit code {done.returncode}")
    return json.loads(done.stdout)


def reasons(spec):
    """Why there are no answers, or not all."""
    state = spec["state"]
    if state == "absent":
        return "no " + ", ".join(spec["absent"])
    if state == "drifted":
        names = [drift["function"] for drift in spec["drifts"]]
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    if state == "failed":
        return spec.get("error", {}).get("message", "cannot be read") if isinstance(spec.get("error"), dict) else "cannot be read"
    why = {p.get("reason", "") for p in spec["properties"] if p["answer"] == "unknown"}
    return "; ".join(sorted(why))


def rows(data):
    version = data["tree"]["version"]
    for spec in data["specs"]:
        counts = collections.Counter(
            p["outcome"] if p["answer"] != "unknown" else "unknown" for p in spec.get("properties", []))
        yield (spec["name"], version, spec["state"], *(counts.get(word, 0) for word in WORDS),
               reasons(spec).replace("\t", " ").replace("\n", " "))


def number(version):
    return [int(part) for part in version.split("-")[0].split(".") if part.isdigit()]


def table(path):
    lines = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]
    return {(line[0], line[1]): line[2:] for line in lines[1:]}


def compare(known, found):
    """Prints differences; whether something was lost."""
    version = found[0][1]
    versions = sorted({v for _, v in known}, key=number)
    is_known = version in versions
    older = [v for v in versions if number(v) <= number(version)] or versions[:1]
    beside = version if is_known else older[-1]
    is_lost = False
    for row in found:
        name, now = row[0], [str(value) for value in row[2:]]
        before = known.get((name, beside))
        wrong = now[1 + WORDS.index("violated")] != "0" or (now[1 + WORDS.index("unknown")] != "0" and not now[-1])
        worse = before is not None and before[0] in ("answered", "absent") and now[0] in ("drifted", "failed")
        worse |= before is not None and int(now[1 + WORDS.index("unknown")]) > int(before[1 + WORDS.index("unknown")])
        if before != now:
            print(("lost" if wrong or (worse and is_known) else "differs") +
                  f": {name} of {version}: {' '.join(now)}\n  {beside} has {' '.join(before) if before else 'no such line'}")
        is_lost |= wrong or (worse and is_known)
    return is_lost


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pinproof")
    parser.add_argument("trees", nargs="+", metavar="TREE")
    parser.add_argument("--specs", help="where specifications are")
    parser.add_argument("--compare", metavar="TABLE", help="print what differs from this table")
    parser.add_argument("-j", "--jobs", type=int, default=1)
    options = parser.parse_args()
    found = [list(rows(report(options, tree))) for tree in options.trees]
    if options.compare:
        known = table(options.compare)
        sys.exit(1 if any([compare(known, one) for one in found]) else 0)
    print("specification\tversion\tstate\t" + "\t".join(WORDS) + "\treasons")
    for row in sorted((row for one in found for row in one), key=lambda row: (row[0], number(row[1]))):
        print("\t".join(str(value) for value in row))


if __name__ == "__main__":
    main()
