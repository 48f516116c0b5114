"""concurrent.futures.ProcessPoolExecutor(2).map with the chunk size given second."""

import sys
from concurrent.futures import ProcessPoolExecutor

from contest import WORKERS, compete, identity, processor, work_given

if __name__ == "__main__":
    work = work_given()
    chunk = int(sys.argv[2])
    with ProcessPoolExecutor(WORKERS) as executor:
        list(executor.map(identity, [b""] * WORKERS))
        compete(work, lambda fragments: executor.map(processor(work), fragments, chunksize=chunk))
