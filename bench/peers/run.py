#!/usr/bin/env python3
"""Runs every peer on every system at every width, together with pinproof, and prints one Markdown table.

Each cell: seconds and peak megabytes of the search alone; "(+x)" is what making the program that searches
took before (spin and rumur generate C, gcc compiles it). A cell whose first run took under 2 s is run
--repeat times and shows the median. An answer that is not the right one is shown as WRONG and makes the
exit status 1. Only one command runs at a time.

Needs Debian's z3, spin, rumur and gcc.
"""

import argparse
import json
import pathlib
import re
import statistics
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True  # leave the source tree as it is
import generate  # noqa: E402
import measure  # noqa: E402

EXPECTED = {"overflow": "violated", "pin_ledger": "proved", "folio_ledger": "proved"}
OUT_OF_MEMORY = re.compile(r"out of memory|memory exhausted|bad_alloc|[Cc]annot allocate|MEMLIM|failed to allocate")
COMPILE_LIMIT = 300


class Failed(Exception):
    """A command did something that is neither an answer nor running out of something."""


def spacer(system, bits, directory, _):
    (directory / "model.smt2").write_text(generate.model(system, "spacer", bits))
    return [], ["z3", "model.smt2"]


def read_spacer(output):
    return {"sat": "proved", "unsat": "violated"}.get(output.strip().splitlines()[-1] if output.strip() else "")


def spin(breadth_first, rising=False):
    """SPIN with a table and, depth first, a stack that are as large as this size of system can use."""

    def prepare(system, bits, directory, _):
        text = generate.model(system, "spin", bits)
        if rising:
            text = generate.with_choices_rising(text)
        (directory / "model.pml").write_text(text)
        compile_pan = ["gcc", "-O2", "-march=native", "-fwrapv", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"]
        if breadth_first:
            compile_pan.insert(1, "-DBFS")
        states = generate.states(system, bits)
        depth = 10**9 if breadth_first else min(4 * states + 100, 10**7)
        slots = min(max(states.bit_length() + 1, 16), 26)
        return [["spin", "-a", "model.pml"], compile_pan], ["./pan", f"-m{depth}", f"-w{slots}"]

    return prepare


def read_spin(output):
    if "max search depth too small" in output:
        return None
    errors = re.search(r"errors: (\d+)", output)
    if errors and errors[1] == "0":
        return "proved"
    return "violated" if errors and "assertion violated" in output else None


def rumur(system, bits, directory, options):
    (directory / "model.m").write_text(generate.model(system, "rumur", bits))
    make = ["rumur", "--threads", str(options.threads), "--deadlock-detection", "off", "--counterexample-trace", "off",
            "--output", "model.c", "model.m"]
    compile_model = ["gcc", "-std=c11", "-O3", "-march=native", "-mcx16", "-o", "model", "model.c", "-lpthread"]
    return [make, compile_model], ["./model"]


def read_rumur(output):
    if "No error found" in output:
        return "proved"
    return "violated" if re.search(r'invariant "[^"]*" failed', output) else None


def pinproof(system, bits, _, options):
    defines = {
        "PINPROOF_COUNTER_BITS": bits,
        "PINPROOF_BIAS_BITS": generate.bias_bits(bits),
        "PINPROOF_DIO_PAGES": 2 ** generate.page_bits(bits),
    }
    command = [str(options.pinproof), "verify", "--kernel", str(options.kernel)]
    command += ["--spec", str(HERE / "specs" / f"{system}.c"), "--format", "json", "--timeout", str(options.timeout)]
    for name, value in defines.items():
        command += ["-D", f"{name}={value}"]
    return [], command


def read_pinproof(output):
    try:
        (spec,) = json.loads(output)["specs"]
    except (ValueError, KeyError):
        return None
    answers = {found["answer"] for found in spec["properties"]}
    if "violated" in answers:
        return "violated"
    return "proved" if answers == {"proved"} else None


# Depth first, SPIN shows whichever counterexample it meets first: on `overflow` that depends on the order
# in which the model lists the sizes of a write, so both orders are there. Breadth first and Rumur find a
# shortest one, as pinproof does.
TOOLS = {
    "pinproof": (pinproof, read_pinproof, generate.SYSTEMS),
    "Spacer": (spacer, read_spacer, generate.SYSTEMS),
    "SPIN, depth first": (spin(breadth_first=False, rising=True), read_spin, generate.SYSTEMS),
    "SPIN, depth first, largest write first": (spin(breadth_first=False), read_spin, ("overflow",)),
    "SPIN, breadth first": (spin(breadth_first=True), read_spin, generate.SYSTEMS),
    "Rumur": (rumur, read_rumur, generate.SYSTEMS),
}


def figure(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.01 else f"{value:.3f}"


def cell(tool, system, bits, options):
    """(text for the table, seconds or None, is the answer wrong?)"""
    prepare, read, systems = TOOLS[tool]
    if system not in systems:
        return "", None, False
    with tempfile.TemporaryDirectory(prefix="pinproof-peers-") as name:
        directory = pathlib.Path(name)
        making, search = prepare(system, bits, directory, options)
        made = 0.0
        for command in making:
            done = measure.run(command, COMPILE_LIMIT, directory=directory)
            if done.status != 0:
                raise Failed(f"{' '.join(command)}: {done.errors.strip() or done.output.strip()}")
            made += done.seconds
        runs = []
        while not runs or (runs[0].seconds < 2 and len(runs) < options.repeat):
            done = measure.run(search, options.timeout + (5 if tool == "pinproof" else 0), options.memory, directory)
            runs.append(done)
    plus = f" (+{figure(made)})" if making else ""
    if done.timed_out:
        return f"time-out · {measure.shown(done.megabytes)}", None, False
    answer = read(done.output)
    if answer is None:
        if OUT_OF_MEMORY.search(done.output + done.errors) or done.status in (-6, -9, -11):
            return "out of memory", None, False
        if "max search depth too small" in done.output:
            return "stack bound", None, False
        if tool == "pinproof" and done.status == 3:
            return "unknown", None, False
        raise Failed(f"{tool} on {system}, {bits} bits: exit {done.status}: {(done.errors or done.output)[-600:]}")
    seconds = statistics.median(one.seconds for one in runs)
    megabytes = max(one.megabytes for one in runs)
    wrong = answer != EXPECTED[system]
    if tool == "pinproof" and answer == "violated" and not wrong:
        (found,) = [p for p in json.loads(done.output)["specs"][0]["properties"] if p["answer"] == "violated"]
        wrong = found["trace"]["operations"] != generate.depth(bits)
    return f"{'WRONG ' if wrong else ''}{figure(seconds)}{plus} s · {measure.shown(megabytes)}", seconds, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pinproof", type=pathlib.Path, help="the binary; without it its column is left out")
    parser.add_argument("--kernel", type=pathlib.Path, default=HERE.parents[1] / "specs" / "kernel",
                        help="tree given to pinproof; these systems include nothing of it")
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one search (default 60)")
    parser.add_argument("--memory", type=int, default=4096, help="megabytes of address space (default 4096)")
    parser.add_argument("--threads", type=int, default=1, help="of Rumur (default 1; the others have one)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of a cell under 2 s (default 3)")
    parser.add_argument("--bits", type=int, nargs="+", default=generate.WIDTHS, help="counter widths")
    parser.add_argument("--systems", nargs="+", choices=generate.SYSTEMS, default=generate.SYSTEMS)
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    options = parser.parse_args()
    if options.pinproof:
        options.pinproof = options.pinproof.resolve()
    tools = [tool for tool in options.tools if tool != "pinproof" or options.pinproof]

    print(f"Measured on {measure.machine()}. Limits for one search: {options.timeout:g} s, {options.memory} MB.\n")
    head = ["system", "bits", "answer", *tools, "best peer / pinproof"]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head), flush=True)
    any_wrong = False
    for system in options.systems:
        for bits in options.bits:
            expected = EXPECTED[system]
            if system == "overflow":
                expected += f" at write {generate.depth(bits)}"
            texts, seconds = [], {}
            for tool in tools:
                try:
                    text, seconds[tool], wrong = cell(tool, system, bits, options)
                except (Failed, OSError) as failure:
                    print(failure, file=sys.stderr)
                    text, seconds[tool], wrong = "failed", None, True
                any_wrong |= wrong
                texts.append(text)
            print("| " + " | ".join([system, str(bits), expected, *texts, ratio(seconds, options)]) + " |", flush=True)
    print(f"\nLoad at the end: {measure.machine()}.")
    return 1 if any_wrong else 0


def ratio(seconds, options):
    """How many times longer the fastest peer searched than pinproof's whole process took."""
    own = seconds.get("pinproof")
    peers = [value for tool, value in seconds.items() if tool != "pinproof" and value is not None]
    if own is None:
        return ""
    return figure(min(peers) / own) if peers else f"> {figure(options.timeout / own)}"


if __name__ == "__main__":
    sys.exit(main())
