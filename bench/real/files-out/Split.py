"""Hand out the numbers of the files that are to be written, a hundred at a time."""

import json
from collections.abc import Iterator
from pathlib import Path

AT_ONCE = 100


def splitter(dataset_path: str) -> Iterator[bytes]:
    files = json.loads((Path(__file__).parent / "work.json").read_text())["files"]
    for first in range(0, files, AT_ONCE):
        yield json.dumps([first, min(first + AT_ONCE, files)]).encode()
