import type { Template } from './template.ts';

export const ranges: Template = {
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
