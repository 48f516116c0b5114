"""Cut the sequences of a FASTA file into overlapping windows."""

from collections.abc import Iterator

from fasta import sequences
from kmers import K

WINDOW = 4096


def splitter(dataset_path: str) -> Iterator[bytes]:
    with open(dataset_path, "rb") as file:
        for sequence in sequences(file):
            # Windows share K - 1 bases, so each k-mer lies whole in exactly one of them.
            for start in range(0, len(sequence) - K + 1, WINDOW):
                yield sequence[start : start + WINDOW + K - 1]
