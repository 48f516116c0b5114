"""Reading FASTA."""

from typing import BinaryIO


def sequences(file: BinaryIO) -> list[bytes]:
    """The sequences of a FASTA file, in upper case, without their headers."""
    records = file.read().split(b">")[1:]
    return [b"".join(record.split(b"\n")[1:]).upper() for record in records]
