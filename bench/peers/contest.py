"""What the peers' programs share. Each is called with the work as JSON and prints one line of JSON.

The clock runs from the first fragment to the last result taken, with the workers already started.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "package"))

from work import Check, Work, burn, generate, identity, read_work  # noqa: E402

WORKERS = 2


def work_given() -> Work:
    return read_work(sys.argv[1])


def processor(work: Work) -> Callable[[bytes], bytes]:
    return partial(burn, work.cpu_seconds) if work.cpu_seconds else identity


def program(work: Work) -> str:
    """What a process of its own for each fragment runs: the same, from its input to its output."""
    burning = f"end = time.thread_time() + {work.cpu_seconds}\nwhile time.thread_time() < end: pass"
    return "\n".join(
        (
            "import sys, time",
            "fragment = sys.stdin.buffer.read()",
            *([burning] if work.cpu_seconds else []),
            "sys.stdout.buffer.write(fragment)",
        )
    )


def compete(work: Work, results_of: Callable[[Iterator[bytes]], Iterable[bytes]]) -> None:
    """Feeds the fragments to `results_of`, takes its results in order and prints how long it took."""
    check = Check()
    start = time.perf_counter()
    for result in results_of(generate(work)):
        check.take(result)
    print(check.report(seconds=time.perf_counter() - start))
