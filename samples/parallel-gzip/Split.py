"""Cut a file into blocks."""

from collections.abc import Iterator

BLOCK_BYTES = 64 * 1024


def splitter(dataset_path: str) -> Iterator[bytes]:
    with open(dataset_path, "rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block
