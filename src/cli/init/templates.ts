import type { TemplateName } from './template-names.ts';

export interface Template {
  /** For the manifest. */
  readonly description: string;
  /** Name of a dataset to show in the command to run it; null where none is needed. */
  readonly data: string | null;
  readonly files: Readonly<Record<'Split.py' | 'Processor.py' | 'Merge.py', string>>;
}

const lines: Template = {
  description: 'Counts the words of a text.',
  data: 'TEXT.txt',
  files: {
    'Split.py': `"""Cuts a text into fragments of whole lines, about 1 MiB each."""

FRAGMENT_BYTES = 1024 * 1024


def splitter(dataset_path):
    with open(dataset_path, "rb") as text:
        while True:
            lines = text.readlines(FRAGMENT_BYTES)
            if not lines:
                break
            yield b"".join(lines)
`,
    'Processor.py': `"""Counts the words of one fragment."""

import json
import re
from collections import Counter


def Processor(fragment: bytes) -> bytes:
    text = fragment.decode("utf-8", errors="replace").lower()
    counts = Counter(re.findall(r"\\w+", text))
    return json.dumps(counts).encode()
`,
    'Merge.py': `"""Adds up the counts and writes them to words.csv, the most frequent first."""

import csv
import json
from collections import Counter

total = Counter()


def merger(fragment: bytes, job_name: str) -> None:
    total.update(json.loads(fragment))


def finish(job_name: str) -> None:
    with open("words.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["word", "count"])
        table.writerows(sorted(total.items(), key=lambda entry: (-entry[1], entry[0])))
`,
  },
};

const csv: Template = {
  description: 'Averages of the columns of a table.',
  data: 'TABLE.csv',
  files: {
    'Split.py': `"""Cuts a CSV table into fragments of some rows, each with the header on top."""

ROWS_PER_FRAGMENT = 10_000


def splitter(dataset_path):
    with open(dataset_path, "rb") as table:
        header = table.readline()
        rows = []
        for row in table:
            rows.append(row)
            if len(rows) == ROWS_PER_FRAGMENT:
                yield header + b"".join(rows)
                rows = []
        if rows:
            yield header + b"".join(rows)
`,
    'Processor.py': `"""Counts and adds up the numbers in each column of one fragment."""

import csv
import io
import json


def Processor(fragment: bytes) -> bytes:
    sums = {}
    for row in csv.DictReader(io.StringIO(fragment.decode("utf-8"))):
        for column, text in row.items():
            try:
                value = float(text)
            except (TypeError, ValueError):
                continue
            count, total = sums.get(column, (0, 0.0))
            sums[column] = (count + 1, total + value)
    return json.dumps(sums).encode()
`,
    'Merge.py': `"""Adds up what the fragments came to and writes the averages to averages.csv."""

import csv
import json

sums = {}


def merger(fragment: bytes, job_name: str) -> None:
    for column, (count, total) in json.loads(fragment).items():
        known_count, known_total = sums.get(column, (0, 0.0))
        sums[column] = (known_count + count, known_total + total)


def finish(job_name: str) -> None:
    with open("averages.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["column", "values", "average"])
        for column, (count, total) in sums.items():
            table.writerow([column, count, total / count])
`,
  },
};

const bytes: Template = {
  description: 'How often each byte occurs in a file.',
  data: 'FILE',
  files: {
    'Split.py': `"""Cuts a file into pieces of 4 MiB."""

FRAGMENT_BYTES = 4 * 1024 * 1024


def splitter(dataset_path):
    with open(dataset_path, "rb") as file:
        while True:
            piece = file.read(FRAGMENT_BYTES)
            if not piece:
                break
            yield piece
`,
    'Processor.py': `"""Counts how often each byte occurs in one fragment."""

import json
from collections import Counter


def Processor(fragment: bytes) -> bytes:
    counts = Counter(fragment)
    return json.dumps([counts[value] for value in range(256)]).encode()
`,
    'Merge.py': `"""Adds up the counts and writes them to bytes.csv."""

import json

total = [0] * 256


def merger(fragment: bytes, job_name: str) -> None:
    for value, count in enumerate(json.loads(fragment)):
        total[value] += count


def finish(job_name: str) -> None:
    with open("bytes.csv", "w", encoding="utf-8") as file:
        file.write("byte,count\\n")
        for value, count in enumerate(total):
            file.write(f"{value},{count}\\n")
`,
  },
};

const numpy: Template = {
  description: 'Mean and spread of the numbers in a NumPy file.',
  data: 'NUMBERS.npy',
  files: {
    'Split.py': `"""Cuts the array in a .npy file into fragments of some numbers, without reading it all at once."""

import numpy as np

NUMBERS_PER_FRAGMENT = 250_000


def splitter(dataset_path):
    numbers = np.load(dataset_path, mmap_mode="r").reshape(-1)
    for start in range(0, len(numbers), NUMBERS_PER_FRAGMENT):
        yield numbers[start : start + NUMBERS_PER_FRAGMENT].astype(np.float64)
`,
    'Processor.py': `"""Count, sum and sum of squares of one fragment."""

import numpy as np


def Processor(fragment: bytes) -> np.ndarray:
    numbers = np.frombuffer(fragment, dtype=np.float64)
    return np.array([len(numbers), numbers.sum(), np.square(numbers).sum()])
`,
    'Merge.py': `"""Adds up what the fragments came to and writes mean and standard deviation to summary.json."""

import json

import numpy as np

total = np.zeros(3)


def merger(fragment: bytes, job_name: str) -> None:
    total[:] += np.frombuffer(fragment, dtype=np.float64)


def finish(job_name: str) -> None:
    count, numbers, squares = total
    mean = numbers / count if count else 0.0
    variance = max(0.0, squares / count - mean * mean) if count else 0.0
    summary = {"count": int(count), "mean": mean, "standard deviation": float(np.sqrt(variance))}
    with open("summary.json", "w", encoding="utf-8") as file:
        json.dump(summary, file, indent=2)
`,
  },
};

const ranges: Template = {
  description: 'Counts the primes below a number.',
  data: null,
  files: {
    'Split.py': `"""Cuts the numbers up to LAST into ranges. There is no dataset: its path is not used."""

import json

LAST = 200_000
NUMBERS_PER_FRAGMENT = 10_000


def splitter(dataset_path):
    for start in range(0, LAST, NUMBERS_PER_FRAGMENT):
        yield json.dumps([start, min(start + NUMBERS_PER_FRAGMENT, LAST)]).encode()
`,
    'Processor.py': `"""Counts the primes in one range."""

import json
from math import isqrt


def Processor(fragment: bytes) -> bytes:
    start, end = json.loads(fragment)
    count = sum(1 for number in range(start, end) if is_prime(number))
    return json.dumps([start, end, count]).encode()


def is_prime(number):
    if number < 2:
        return False
    return all(number % divisor for divisor in range(2, isqrt(number) + 1))
`,
    'Merge.py': `"""Writes one row for each range, and the total at the end, to primes.csv."""

import json

total = 0
table = open("primes.csv", "w", encoding="utf-8")
table.write("from,below,primes\\n")


def merger(fragment: bytes, job_name: str) -> None:
    global total
    start, end, count = json.loads(fragment)
    total += count
    table.write(f"{start},{end},{count}\\n")


def finish(job_name: str) -> None:
    table.write(f"all,,{total}\\n")
    table.close()
`,
  },
};

/** What `butcher init` makes, by template. */
export const templates: Readonly<Record<TemplateName, Template>> = { bytes, lines, csv, numpy, ranges };
