"""Join the indexes of the books and write one file for each initial letter."""

import json
from itertools import groupby
from pathlib import Path

entries: dict[str, list[str]] = {}


def merger(fragment: bytes, job_name: str) -> None:
    result = json.loads(fragment)
    for word, verses in result["places"].items():
        entries.setdefault(word, []).append(f"{result['book']} {', '.join(verses)}")


def finish(job_name: str) -> None:
    folder = Path("index")
    folder.mkdir()
    for initial, words in groupby(sorted(entries), key=lambda word: word[0]):
        lines = [f"{word}: {'; '.join(entries[word])}\n" for word in words]
        (folder / f"{initial}.txt").write_text("".join(lines))
