"""Hand out one book after the other."""

from collections.abc import Iterator
from pathlib import Path


def splitter(dataset_path: str) -> Iterator[bytes]:
    # Sorted, since the order in which a folder lists its files is not defined.
    for book in sorted(Path(dataset_path).glob("*.txt")):
        yield book.stem.encode() + b"\n" + book.read_bytes()
