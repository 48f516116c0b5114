"""Two plain Python processes, each given half of the fragments: no queue, no order, nothing handed back.

The bound for work that costs CPU time.
"""

import os
import time

from contest import WORKERS, Check, Work, generate, processor, work_given


def half(work: Work, which: int) -> None:
    process = processor(work)
    for number, fragment in enumerate(generate(work)):
        if number % WORKERS == which:
            process(fragment)


if __name__ == "__main__":
    work = work_given()
    check = Check()
    start = time.perf_counter()
    children = []
    for which in range(WORKERS):
        child = os.fork()
        if child == 0:
            half(work, which)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    seconds = time.perf_counter() - start
    for fragment in generate(work):
        check.take(fragment)
    print(check.report(seconds=seconds))
