"""Cut a text into blocks of whole lines."""

from collections.abc import Iterator

BLOCK_BYTES = 8 * 1024


def splitter(dataset_path: str) -> Iterator[bytes]:
    with open(dataset_path, "rb") as text:
        while lines := text.readlines(BLOCK_BYTES):
            yield b"".join(lines)
