"""Cut a CSV file into blocks of whole lines, without its header."""

from collections.abc import Iterator

BLOCK_BYTES = 8 * 1024


def splitter(dataset_path: str) -> Iterator[bytes]:
    with open(dataset_path, "rb") as file:
        next(file)
        while lines := file.readlines(BLOCK_BYTES):
            yield b"".join(lines)
