import type { ChainTemplate } from './template.ts';

/** Both packages cut a text and read its numbers alike. */
const splitter = `"""Cuts a text with a number on each line into fragments of whole lines, about 1 MiB each."""

import codecs

FRAGMENT_BYTES = 1024 * 1024


def splitter(dataset_path):
    with open(dataset_path, "rb") as text:
        # A byte order mark is no part of the first number.
        if text.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            text.seek(0)
        while lines := text.readlines(FRAGMENT_BYTES):
            yield b"".join(lines)
`;
const numbers = `"""The numbers of a fragment. This file is the same in both packages: each of them is sent by itself."""

import math


def numbers_in(fragment):
    """The numbers of all lines that hold one, and how many of the others hold anything else."""
    numbers = []
    others = 0
    for line in fragment.splitlines():
        value = number_in(line)
        if value is not None:
            numbers.append(value)
        elif line.strip():
            others += 1
    return numbers, others


def number_in(line):
    """NaN and infinity are no numbers to count."""
    try:
        value = float(line)
    except ValueError:
        return None
    return value if math.isfinite(value) and b"_" not in line else None
`;

export const twoPass: ChainTemplate = {
  packages: {
    range: {
      description: 'First pass: lowest and highest of the numbers in a text.',
      files: {
        'Split.py': splitter,
        'Processor.py': `"""Count, lowest and highest number of one fragment."""

import json

from numbers_of_lines import numbers_in


def Processor(fragment: bytes) -> bytes:
    numbers, others = numbers_in(fragment)
    found = {
        "count": len(numbers),
        "low": min(numbers, default=None),
        "high": max(numbers, default=None),
        "others": others,
    }
    return json.dumps(found).encode()
`,
        'Merge.py': `"""Writes lowest and highest of all numbers to range.json, which run.py reads."""

import json

total = {"count": 0, "low": None, "high": None, "others": 0}


def merger(fragment: bytes, job_name: str) -> None:
    part = json.loads(fragment)
    total["count"] += part["count"]
    total["others"] += part["others"]
    if part["count"] == 0:
        return
    first = total["low"] is None
    total["low"] = part["low"] if first else min(total["low"], part["low"])
    total["high"] = part["high"] if first else max(total["high"], part["high"])


def finish(job_name: str) -> None:
    with open("range.json", "w", encoding="utf-8") as file:
        json.dump(total, file)
`,
        'numbers_of_lines.py': numbers,
      },
    },
    histogram: {
      description: 'Second pass: how many of the numbers in a text are in each of some steps.',
      params: {
        properties: {
          low: { type: 'number', default: 0, description: 'Where the first step begins.' },
          high: { type: 'number', default: 1, description: 'Where the last step ends.' },
          steps: {
            ...{ type: 'integer', minimum: 1, maximum: 10_000, default: 20 },
            description: 'How many steps of one width there are.',
          },
        },
      },
      files: {
        'Split.py': splitter,
        'Processor.py': `"""Counts the numbers of one fragment that are below the first step, in each step, and above the last."""

import bisect
import json

from edges_of_steps import edges_of
from numbers_of_lines import numbers_in


def Processor(fragment: bytes, params) -> bytes:
    edges = edges_of(params)
    last = len(edges) - 1
    counts = [0] * (last + 2)
    for number in numbers_in(fragment)[0]:
        # What is at the very end is in the last step.
        counts[last if number == edges[last] else bisect.bisect_right(edges, number)] += 1
    return json.dumps(counts).encode()
`,
        'Merge.py': `"""Adds up the counts and writes one row for each step to histogram.csv."""

import csv
import json

from edges_of_steps import edges_of

total = []


def merger(fragment: bytes, job_name: str) -> None:
    counts = json.loads(fragment)
    total[:] = [known + more for known, more in zip(total, counts)] if total else counts


def finish(job_name: str, params) -> None:
    edges = edges_of(params)
    below, *counts, above = total or [0] * (len(edges) + 1)
    with open("histogram.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["from", "to", "numbers"])
        table.writerows(zip(edges, edges[1:], counts))
    if below or above:
        print(f"{below} numbers are below the first step, {above} above the last")
`,
        'edges_of_steps.py': `"""Where the steps begin and end, for Processor.py and Merge.py alike."""

from fractions import Fraction


def edges_of(params):
    """One more edge than steps. Fractions, so that no step is lost to rounding, however far the numbers are apart."""
    low, high = float(params["low"]), float(params["high"])
    if low > high:
        raise ValueError(f"low is {low}, above high, which is {high}")
    # Where all numbers are the same, one step holds them.
    steps = params["steps"] if high > low else 1
    width = Fraction(high) - Fraction(low)
    return [float(Fraction(low) + width * step / steps) for step in range(steps + 1)]
`,
        'numbers_of_lines.py': numbers,
      },
    },
  },
  run: { interpreter: 'python3', script: 'run.py', words: 'NUMBERS.txt RESULTS' },
  files: {
    'run.py': `"""Runs both packages: the range of the numbers first, then their histogram from the lowest to the highest.

Usage: python3 run.py DATA RESULTS [OPTIONS]

DATA      a text with a number on each line
RESULTS   folder to make, with a folder for what each pass comes to
OPTIONS   of \`butcher run\`, for both passes, such as --workers 4
"""

import json
import os
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def main(data, results, options):
    if os.path.lexists(results):
        sys.exit(f"{results} is there already; name a folder that is not.")
    butcher("range", data, results, options)
    with open(os.path.join(results, "range", "range.json"), encoding="utf-8") as file:
        found = json.load(file)
    if found["count"] == 0:
        sys.exit(f"{data} holds no number, so there is no second pass.")
    low, high = json.dumps(found["low"]), json.dumps(found["high"])
    print(f"{found['count']} numbers from {low} to {high}, {found['others']} other lines", flush=True)
    # What the first pass has found is a parameter of the second. Where it is large, such as a vocabulary, give it as
    # data instead: a folder that holds both.
    butcher("histogram", data, results, [*options, "--param", f"low={low}", "--param", f"high={high}"])


def butcher(package, data, results, options):
    """Runs one of the packages. Where that fails butcher has said why, and how to go on."""
    out = os.path.join(results, package)
    command = ["butcher", "run", os.path.join(HERE, package), f"--data={data}", f"--out={out}", *options]
    try:
        ended = subprocess.run(command)
    except FileNotFoundError:
        sys.exit("There is no command butcher in a folder of PATH.")
    if ended.returncode != 0:
        sys.exit(ended.returncode)


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1].startswith("--"):
        sys.exit(__doc__)
    # Ctrl-C is for butcher, which ends what it has started and says how to go on.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
`,
    'README.md': `# Two passes over the same data

What a number means often depends on all of them: a histogram needs the lowest and the highest first. Processors do not
see each other's fragments, so this takes two jobs:

1. \`range/\` finds the lowest and the highest number, and writes them to \`range.json\`.
2. \`histogram/\` counts how many numbers are in each step between them, which it is given as its parameters \`low\` and
   \`high\` (\`butcher.json\` declares them), and writes \`histogram.csv\`.

\`run.py\` runs the first, reads its result and runs the second with it:

\`\`\`
python3 run.py NUMBERS.txt RESULTS
\`\`\`

The data are a text with a number on each line. Each folder is a package of its own: \`butcher validate range\` checks it,
\`butcher test histogram --data NUMBERS.txt\` tries it, and what both need (\`numbers_of_lines.py\`) is in both. This folder
itself is no package.

A pass that fails says how to go on with it, as \`butcher resume JOB\`. Once the first is done, the second can also be run
by hand: \`butcher run histogram --data NUMBERS.txt --param low=0 --param high=10\`.

On a chief the same two jobs are \`butcher submit PACKAGE --data NUMBERS.txt --wait --out FOLDER\`.
`,
  },
};
