"""The work that every contestant is given: the same fragments, the same function, the same check at the end."""

import json
import time
from collections.abc import Iterator
from typing import NamedTuple


class Work(NamedTuple):
    """`cpu_seconds` is what each fragment costs in CPU time; 0 is the identity. A fragment has 8 bytes or more."""

    fragments: int
    fragment_bytes: int
    cpu_seconds: float


def read_work(text: str) -> Work:
    return Work(**json.loads(text))


def generate(work: Work) -> Iterator[bytes]:
    """Fragments that differ from each other and cost next to nothing to make."""
    filling = b"\xa5" * (work.fragment_bytes - 8)
    return (number.to_bytes(8, "little") + filling for number in range(work.fragments))


def identity(fragment: bytes) -> bytes:
    return fragment


def burn(cpu_seconds: float, fragment: bytes) -> bytes:
    """Turns a loop in Python until this thread has used so much CPU time; hands the fragment back."""
    end = time.thread_time() + cpu_seconds
    while time.thread_time() < end:
        value = 1
        for _ in range(500):
            value = (value * 1103515245 + 12345) & 0x7FFFFFFF
    return fragment


class Check:
    """Takes the results one by one and tells whether they are the fragments, in order."""

    def __init__(self) -> None:
        self.results = 0
        self.bytes = 0
        self.in_order = True

    def take(self, result: bytes) -> None:
        self.in_order &= int.from_bytes(result[:8], "little") == self.results
        self.results += 1
        self.bytes += len(result)

    def report(self, **more: float) -> str:
        return json.dumps({"results": self.results, "bytes": self.bytes, "inOrder": self.in_order, **more})
