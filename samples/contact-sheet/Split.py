"""Give one file a fragment: its name, a line end, and what is in it."""

from collections.abc import Iterator
from pathlib import Path


def splitter(dataset_path: str) -> Iterator[bytes]:
    for path in sorted(Path(dataset_path).iterdir()):
        yield path.name.encode() + b"\n" + path.read_bytes()
