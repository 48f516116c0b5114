import type { Template } from './template.ts';

export const lines: Template = {
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
