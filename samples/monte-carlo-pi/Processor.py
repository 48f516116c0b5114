"""Throw darts at a square and count those that hit the quarter circle."""

import random
import struct

DARTS = 25_000


def Processor(fragment: bytes) -> bytes:
    # A generator of its own, seeded by the fragment: the same darts wherever and however often it runs.
    generator = random.Random(int.from_bytes(fragment, "big"))
    hits = 0
    for _ in range(DARTS):
        x, y = generator.random(), generator.random()
        hits += x * x + y * y <= 1.0
    return struct.pack(">II", hits, DARTS)
