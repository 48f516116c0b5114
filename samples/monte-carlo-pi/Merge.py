"""Add hits and darts up and estimate π from their share."""

import math
import struct

hits = 0
darts = 0


def merger(fragment: bytes, job_name: str) -> None:
    global hits, darts
    new_hits, new_darts = struct.unpack(">II", fragment)
    hits += new_hits
    darts += new_darts


def finish(job_name: str) -> None:
    share = hits / darts
    error = 4 * math.sqrt(share * (1 - share) / darts)
    with open("pi.txt", "w") as file:
        file.write(f"pi = {4 * share:.5f} +- {error:.5f} ({hits} of {darts} darts)\n")
