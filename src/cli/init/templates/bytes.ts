import type { Template } from './template.ts';

export const bytes: Template = {
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
