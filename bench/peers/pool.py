"""multiprocessing.Pool(2).imap with the chunk size given second."""

import sys
from multiprocessing import Pool

from contest import WORKERS, compete, identity, processor, work_given

if __name__ == "__main__":
    work = work_given()
    chunk = int(sys.argv[2])
    with Pool(WORKERS) as pool:
        pool.map(identity, [b""] * WORKERS, chunksize=1)
        compete(work, lambda fragments: pool.imap(processor(work), fragments, chunksize=chunk))
