#!/usr/bin/env python3
"""How the time of the specifications about fork grows with the number of address spaces.

Prints a Markdown table: for 2, 3 and 4 address spaces the processor seconds of `pinproof verify` (median of N runs),
as a ratio to those with 2, the largest resident set, and whether every property was answered in the time that each
has. Standard library only.
"""

import argparse
import pathlib
import statistics
import sys

sys.dont_write_bytecode = True  # leave the source tree as it is
import measure  # noqa: E402

SPECIFICATIONS = ("fork", "fork_dirty", "fork_zero_page", "fork_direct_io")
ANSWERED = {0, 3}  # all of it, or with something UNKNOWN


def figures(options, spec, spaces):
    command = [str(options.pinproof), "verify", "-q", "--no-cache", "--spec", spec,
               "--timeout", str(options.each), "-D", f"PINPROOF_ADDRESS_SPACES={spaces}"]
    command += ["--kernel", str(options.kernel or "embedded")]
    runs = [measure.run(command, options.timeout) for _ in range(options.runs)]
    if any(run.timed_out for run in runs):
        return None, 0, False
    if any(run.status not in ANSWERED for run in runs):
        sys.exit(f"{' '.join(command)}: exit {runs[0].status}: {runs[0].errors[-500:]}")
    return statistics.median(run.cpu for run in runs), max(run.megabytes for run in runs), not any(
        run.status for run in runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pinproof", type=pathlib.Path, help="the binary")
    parser.add_argument("--kernel", type=pathlib.Path, help="tree to check (default: the embedded kernel)")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each (default 3)")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for one run (default 300)")
    parser.add_argument("--each", type=int, default=30, help="seconds that each property has (default 30)")
    options = parser.parse_args()
    print("| specification | address spaces | processor s | to 2 | MB | all answered |")
    print("| --- | --- | --- | --- | --- | --- |")
    for spec in SPECIFICATIONS:
        first = None
        for spaces in (2, 3, 4):
            seconds, megabytes, complete = figures(options, spec, spaces)
            first = first or seconds
            if seconds is None:
                print(f"| {spec} | {spaces} | more than {options.timeout:.0f} | | | no |", flush=True)
            else:
                print(f"| {spec} | {spaces} | {seconds:.2f} | {seconds / first:.1f} | {megabytes:.0f} | "
                      f"{'yes' if complete else 'no'} |", flush=True)


if __name__ == "__main__":
    main()
