"""K-mers, counted alike on both strands."""

K = 5
COMPLEMENT = str.maketrans("ACGT", "TGCA")


def canonical(kmer: str) -> str:
    """A k-mer or its reverse complement, whichever comes first in the alphabet."""
    return min(kmer, kmer.translate(COMPLEMENT)[::-1])


def kmers(sequence: str) -> list[str]:
    """Every k-mer of a sequence, canonical, without those that hold unknown bases."""
    windows = (sequence[start : start + K] for start in range(len(sequence) - K + 1))
    return [canonical(window) for window in windows if set(window) <= set("ACGT")]
