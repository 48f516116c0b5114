"""Add the counts up and write them in alphabetical order."""

import json
from collections import Counter

total: Counter[str] = Counter()


def merger(fragment: bytes, job_name: str) -> None:
    total.update(json.loads(fragment))


def finish(job_name: str) -> None:
    with open("kmers.tsv", "w") as table:
        for kmer in sorted(total):
            table.write(f"{kmer}\t{total[kmer]}\n")
