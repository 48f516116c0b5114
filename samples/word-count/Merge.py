"""Add the counts up and write them, most frequent first."""

import json
from collections import Counter

total: Counter[str] = Counter()


def merger(fragment: bytes, job_name: str) -> None:
    total.update(json.loads(fragment))


def finish(job_name: str) -> None:
    # Words counted alike are put in alphabetical order, so that the file is the same every time.
    ranking = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    with open("counts.tsv", "w") as table:
        for word, count in ranking:
            table.write(f"{count}\t{word}\n")
