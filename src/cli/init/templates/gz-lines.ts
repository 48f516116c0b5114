import type { Template } from './template.ts';

export const gzLines: Template = {
  description: 'Counts the lines of compressed logs by day.',
  data: 'LOGS',
  files: {
    'Split.py': `"""Cuts logs into fragments of whole lines, about 1 MiB each: a .gz file, or a folder of .gz and plain files."""

import gzip
import os

FRAGMENT_BYTES = 1024 * 1024


def splitter(dataset_path):
    for path in files_of(dataset_path):
        opened = gzip.open if is_compressed(path) else open
        with opened(path, "rb") as log:
            while lines := log.readlines(FRAGMENT_BYTES):
                # A file may end without a line end; the next one begins a line all the same.
                if not lines[-1].endswith(b"\\n"):
                    lines[-1] += b"\\n"
                yield b"".join(lines)


def files_of(dataset_path):
    if os.path.isfile(dataset_path):
        return [dataset_path]
    found = []
    for folder, _, names in os.walk(dataset_path):
        found += [os.path.join(folder, name) for name in names]
    return sorted(path for path in found if os.path.isfile(path))


def is_compressed(path):
    """Told by its first bytes: names are often wrong."""
    with open(path, "rb") as file:
        return file.read(2) == b"\\x1f\\x8b"
`,
    'Processor.py': `"""Counts the lines of one fragment by the day that they begin with, such as 2025-03-14."""

import json
import re
from collections import Counter

DAY = re.compile(rb"\\d{4}-\\d\\d-\\d\\d(?!\\d)")


def Processor(fragment: bytes) -> bytes:
    days = Counter()
    for line in fragment.splitlines():
        found = DAY.match(line)
        days[found.group().decode() if found else "no day"] += 1
    return json.dumps(days).encode()
`,
    'Merge.py': `"""Adds up the counts and writes them to days.csv."""

import csv
import json
from collections import Counter

total = Counter()


def merger(fragment: bytes, job_name: str) -> None:
    total.update(json.loads(fragment))


def finish(job_name: str) -> None:
    with open("days.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["day", "lines"])
        table.writerows(sorted(total.items()))
`,
  },
};
