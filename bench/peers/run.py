#!/usr/bin/env python3
"""Runs every peer on every system at every width, together with pinproof, and prints one Markdown table.

Each cell: seconds and peak megabytes of the search alone; "(+x)" is what making the program that searches
took before (spin and rumur generate C, gcc compiles it). A cell whose first run took under 2 s is run
--repeat times and shows the median. An answer that is not the right one is shown as WRONG and makes the
exit status 1. Only one command runs at a time. On a machine that others use, --clock cpu shows processor
seconds instead of elapsed ones, and limits are on those too.

Needs Debian's z3, spin, rumur and gcc.
"""

import argparse
import dataclasses
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
    command = [str(options.pinproof), "verify", "--no-cache", "--kernel", str(options.kernel)]
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


def clock(run, options):
    return run.cpu if options.clock == "cpu" else run.seconds


@dataclasses.dataclass
class Cell:
    text: str
    search: float | None = None  # seconds to the answer
    making: float = 0  # before that
    spent: float | None = None  # instead of `search`: seconds until it was stopped without an answer
    is_wrong: bool = False


def cell(tool, system, bits, options):
    """One tool on one system, measured. Throws Failed and OSError."""
    prepare, read, systems = TOOLS[tool]
    if system not in systems:
        return Cell("")
    with tempfile.TemporaryDirectory(prefix="pinproof-peers-") as name:
        directory = pathlib.Path(name)
        commands, search = prepare(system, bits, directory, options)
        making = 0.0
        for command in commands:
            done = measure.run(command, COMPILE_LIMIT, directory=directory)
            if done.status != 0:
                raise Failed(f"{' '.join(command)}: {done.errors.strip() or done.output.strip()}")
            making += clock(done, options)
        runs = []
        while not runs or (runs[0].seconds < 2 and len(runs) < options.repeat):
            done = limited(search, options.timeout + (5 if tool == "pinproof" else 0), directory, options)
            runs.append(done)
    answer = None if done.timed_out else read(done.output)
    if answer is None:
        reason = why_no_answer(tool, done)
        if reason is None:
            raise Failed(f"{tool} on {system}, {bits} bits: exit {done.status}: {(done.errors or done.output)[-600:]}")
        spent = clock(done, options)
        return Cell(f"{reason} after {figure(spent)} s · {measure.shown(done.megabytes)}", spent=spent)
    seconds = statistics.median(clock(one, options) for one in runs)
    megabytes = max(one.megabytes for one in runs)
    wrong = answer != EXPECTED[system] or (tool == "pinproof" and not has_right_depth(system, bits, done.output))
    plus = f" (+{figure(making)})" if commands else ""
    text = f"{'WRONG ' if wrong else ''}{figure(seconds)}{plus} s · {measure.shown(megabytes)}"
    return Cell(text, seconds, making, is_wrong=wrong)


def limited(search, seconds, directory, options):
    if options.clock == "wall":
        return measure.run(search, seconds, options.memory, directory)
    return measure.run(search, 20 * seconds, options.memory, directory, cpu_limit=round(seconds))


def why_no_answer(tool, done):
    """What stopped it, or None if that is nothing that a search may run out of."""
    if done.timed_out:
        return "time-out"
    if OUT_OF_MEMORY.search(done.output + done.errors) or done.status in (-6, -9, -11):
        return "out of memory"
    if "max search depth too small" in done.output:
        return "stack bound"
    return "unknown" if tool == "pinproof" and done.status == 3 else None


def has_right_depth(system, bits, output):
    """pinproof says that its counterexample is a shortest one: hold it to that."""
    traces = [found["trace"] for found in json.loads(output)["specs"][0]["properties"] if "trace" in found]
    return system != "overflow" or [trace["operations"] for trace in traces] == [generate.depth(bits)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pinproof", type=pathlib.Path, help="the binary; without it its column is left out")
    parser.add_argument("--kernel", type=pathlib.Path, default=HERE.parents[1] / "specs" / "kernel",
                        help="tree given to pinproof; these systems include nothing of it")
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one search (default 60)")
    parser.add_argument("--memory", type=int, default=4096, help="megabytes of address space (default 4096)")
    parser.add_argument("--threads", type=int, default=1, help="of Rumur (default 1; the others have one)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of a cell under 2 s (default 3)")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="whose seconds (default wall)")
    parser.add_argument("--give-up", type=int, default=2, metavar="N",
                        help="after N time-outs in a row leave out a tool's wider counters but for the widest "
                             "(default 2; 0: never)")
    parser.add_argument("--bits", type=int, nargs="+", default=generate.WIDTHS, help="counter widths")
    parser.add_argument("--systems", nargs="+", choices=generate.SYSTEMS, default=generate.SYSTEMS)
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    options = parser.parse_args()
    if options.pinproof:
        options.pinproof = options.pinproof.resolve()
        if not options.pinproof.is_file():
            parser.error(f"{options.pinproof} is not there: build it first")
    tools = [tool for tool in options.tools if tool != "pinproof" or options.pinproof]

    print(f"Measured on {measure.machine()}. "
          f"Limits for one search: {options.timeout:g} s, {options.memory} MB. Seconds are "
          f"{'processor time' if options.clock == 'cpu' else 'elapsed'}.\n")
    head = ["system", "bits", "answer", *tools, "best peer / pinproof", "its search / pinproof"]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head), flush=True)
    any_wrong = False
    for system in options.systems:
        in_vain = dict.fromkeys(tools, 0)
        for bits in sorted(options.bits):
            expected = EXPECTED[system]
            if system == "overflow":
                expected += f" at write {generate.depth(bits)}"
            cells = {}
            for tool in tools:
                if options.give_up and in_vain[tool] >= options.give_up and bits != max(options.bits):
                    cells[tool] = Cell("not run")
                    continue
                try:
                    cells[tool] = cell(tool, system, bits, options)
                except (Failed, OSError) as failure:
                    print(failure, file=sys.stderr)
                    cells[tool] = Cell("failed", is_wrong=True)
                in_vain[tool] = in_vain[tool] + 1 if cells[tool].spent is not None else 0
                any_wrong |= cells[tool].is_wrong
            texts = [system, str(bits), expected, *(found.text for found in cells.values()), *ratios(cells)]
            print("| " + " | ".join(texts) + " |", flush=True)
    print(f"\nLoad at the end: {measure.machine()}.")
    return 1 if any_wrong else 0


def ratios(cells):
    """How many times as long as pinproof's whole process the fastest peer took: from model to answer, and in
    its search alone. Where no peer answered: the least that one of those that were run was given."""
    peers = [found for tool, found in cells.items() if tool != "pinproof"]
    own = cells["pinproof"].search if "pinproof" in cells else None
    if own is None:
        return ["", ""]
    answered = [found for found in peers if found.search is not None]
    if answered:
        whole = min(found.search + found.making for found in answered)
        return [figure(whole / own), figure(min(found.search for found in answered) / own)]
    stopped = [found.spent for found in peers if found.spent is not None]
    return [f"> {figure(min(stopped) / own)}"] * 2 if stopped else ["", ""]


if __name__ == "__main__":
    sys.exit(main())
