"""Prints how fast each role works beside a chief that does nothing, and how long the start takes.

The author's functions are the cheapest possible, so the figures are the harness's own cost per fragment.
"""

from __future__ import annotations

import resource
import threading
from collections.abc import Callable
from time import perf_counter

from fake_chief import FakeChief

SPLIT = """
def splitter(path):
    piece = b"x" * {size}
    for number in range({count}):
        yield piece
"""
PROCESS = "def Processor(fragment):\n    return fragment\n"
MERGE = "def merger(fragment, job_name):\n    pass\n"


def main() -> None:
    starts = [_seconds_to_start() for _ in range(10)]
    print(f"start to hello {min(hello for hello, _ in starts) * 1e3:6.1f} ms")
    print(f"start to ready {min(ready for _, ready in starts) * 1e3:6.1f} ms")
    for size, count, batch in (
        (64, 1_000_000, 1000),
        (4096, 200_000, 250),
        (65_536, 16_384, 16),
        (1 << 20, 2048, 1),
    ):
        for role, measure in (("splitter", _split), ("worker", _process), ("merger", _merge)):
            seconds, cpu = _timed(measure, size, count, batch)
            print(
                f"{role:9}{size:9} B {count / seconds:10,.0f}/s {count * size / seconds / 1e6:8,.0f} MB/s"
                f"{cpu / count * 1e6:10.3f} µs CPU each"
            )


def _timed(
    measure: Callable[[int, int, int], float], size: int, count: int, batch: int
) -> tuple[float, float]:
    """Wall-clock seconds between the first request and the last answer, and the harness's CPU seconds in all."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = measure(size, count, batch)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _seconds_to_start() -> tuple[float, float]:
    """Seconds from starting the process to `hello` and to `ready`."""
    begin = perf_counter()
    with FakeChief("worker", {"Processor.py": PROCESS}) as chief:
        hello = chief.hear_hello()
        until_hello = perf_counter() - begin
        chief.load(hello)
        return until_hello, perf_counter() - begin


def _split(size: int, count: int, batch: int) -> float:
    with FakeChief("splitter", {"Split.py": SPLIT.format(size=size, count=count)}) as chief:
        chief.load()
        begin = perf_counter()
        chief.say({"type": "pull", "fragments": 4 * batch, "fragmentBytes": 1 << 50})
        while True:
            message, _ = chief.hear()
            if message["type"] == "exhausted":
                return perf_counter() - begin
            chief.say({"type": "pull", "fragments": len(message["sizes"]), "fragmentBytes": 1})


def _process(size: int, count: int, batch: int) -> float:
    with FakeChief("worker", {"Processor.py": PROCESS}) as chief:
        return _answers(chief, "process", size, count, batch)


def _merge(size: int, count: int, batch: int) -> float:
    with FakeChief("merger", {"Merge.py": MERGE}) as chief:
        return _answers(chief, "merge", size, count, batch)


def _answers(chief: FakeChief, kind: str, size: int, count: int, batch: int) -> float:
    chief.load()
    parts = [b"x" * size] * batch
    begin = perf_counter()

    def ask() -> None:
        for first in range(1, count + 1, batch):
            chief.say_batch(kind, first, parts)

    asking = threading.Thread(target=ask)
    asking.start()
    answered = 0
    while answered < count:
        message, _ = chief.hear()
        answered += message["count"] if kind == "merge" else len(message["sizes"])
    asking.join()
    return perf_counter() - begin


if __name__ == "__main__":
    main()
