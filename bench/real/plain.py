"""Runs a package without Butcher, in this process or with a Pool of two, and prints how long it took.

python3 plain.py plain|pool PACKAGE DATASET JOB_NAME

Results go to the working directory. What is printed is JSON: seconds from the first pull to the end of finish.
"""

import json
import multiprocessing
import sys
import time


def main() -> None:
    kind, package, dataset, job_name = sys.argv[1:]
    sys.dont_write_bytecode = True
    sys.path[:1] = [package]
    import Merge
    import Processor
    import Split

    pool = multiprocessing.Pool(2) if kind == "pool" else None
    began = time.perf_counter()
    fragments = Split.splitter(dataset)
    results = map(Processor.Processor, fragments) if pool is None else pool.imap(Processor.Processor, fragments)
    for result in results:
        Merge.merger(result, job_name)
    if hasattr(Merge, "finish"):
        Merge.finish(job_name)
    print(json.dumps({"seconds": time.perf_counter() - began}))
    if pool is not None:
        pool.terminate()


if __name__ == "__main__":
    main()
