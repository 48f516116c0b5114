"""Hand out one seed per fragment."""

from collections.abc import Iterator

FRAGMENTS = 40


def splitter(dataset_path: str) -> Iterator[bytes]:
    for seed in range(1, FRAGMENTS + 1):
        yield seed.to_bytes(4, "big")
