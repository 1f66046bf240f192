#!/usr/bin/env python3
"""Writes the peers' models of one transition system at one counter width.

The models are the files in models/, one per system and tool, with $parameters. The scale is the kernel's
at 32 bits (a bias of 2^10, direct writes of 2^6 pages, overflow at write 2^15 = 32,768) and keeps its
proportions below that: of a counter's `bits` bits, the bias takes 10/32 and the pages of one write 6/32,
rounded down. The depth of the overflow is what is left: 2^(bits - 1 - bias - pages) writes.

    bits   bias  pages  depth      bits   bias  pages   depth
       8      4      2     16        24    128     16    4096
      12      8      4     64        28    256     32   16384
      16     32      8    128        32   1024     64   32768
      20     64      8   1024
"""

import argparse
import pathlib
import string
import sys

MODELS = pathlib.Path(__file__).resolve().parent / "models"
SYSTEMS = ("overflow", "pin_ledger", "folio_ledger")
LANGUAGES = {"spacer": "smt2", "spin": "pml", "rumur": "m"}
WIDTHS = (8, 12, 16, 20, 24, 28, 32)


def bias_bits(bits):
    return bits * 10 // 32


def page_bits(bits):
    return bits * 6 // 32


def depth(bits):
    """Direct writes until the count of the overflow system is negative."""
    return 2 ** (bits - 1 - bias_bits(bits) - page_bits(bits))


def states(system, bits):
    """About how many states there are: what tables and stacks are laid out for."""
    if system == "overflow":
        return 2 ** (bits - 1 - bias_bits(bits))
    if system == "pin_ledger":
        return 2 ** (2 * (bits - 1) - bias_bits(bits))
    return 2 ** (2 * bits - 1)


def parameters(bits):
    """What may be written as $name in a model."""
    bias, pages, largest = 2 ** bias_bits(bits), 2 ** page_bits(bits), 2 ** (bits - 1) - 1
    return {
        "bits": bits,
        "bias": bias,
        "pages": pages,
        "max": largest,
        "min": -largest - 1,
        "modulus": 2**bits,
        "held": largest,  # more of one kind cannot be granted: the count starts at 1 and stops at `max`
        "sum": largest + bias,  # most that 1 + gets + weight * pins comes to
        "choices": "\n".join(f"\t\t:: n = {n}" for n in range(pages, 0, -1)),
    }


def model(system, peer, bits):
    """The text of one model."""
    values = parameters(bits)
    text = (MODELS / f"{system}.{LANGUAGES[peer]}").read_text()
    if peer == "spacer":  # SMT-LIB has no negative numerals
        values["min"] = f"(- {-values['min']})"
    return string.Template(text).substitute(values)


def with_choices_rising(text):
    """A Promela model with its largest choices last instead of first."""
    lines = text.split("\n")
    places = [i for i, line in enumerate(lines) if line.startswith("\t\t:: n = ")]
    for place, line in zip(places, [lines[i] for i in reversed(places)]):
        lines[place] = line
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path, help="where to write; made if need be")
    parser.add_argument("--bits", type=int, nargs="+", default=WIDTHS, help="counter widths, 8 to 32")
    options = parser.parse_args()
    if any(not 8 <= bits <= 32 for bits in options.bits):
        parser.error("a counter has 8 to 32 bits")
    options.directory.mkdir(parents=True, exist_ok=True)
    for system in SYSTEMS:
        for peer, suffix in LANGUAGES.items():
            for bits in options.bits:
                (options.directory / f"{system}_{bits}.{suffix}").write_text(model(system, peer, bits))
    return 0


if __name__ == "__main__":
    sys.exit(main())
