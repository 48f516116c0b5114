"""Dask distributed: two worker processes with one thread each, results gathered in order, block by block."""

from itertools import islice

from contest import WORKERS, compete, identity, processor, work_given
from distributed import Client, LocalCluster

BLOCK = 2000


def gather(client, function, fragments):
    # Blocks bound what is in flight; within one, Dask schedules every fragment on its own.
    while block := list(islice(fragments, BLOCK)):
        yield from client.gather(client.map(function, block, pure=False))


if __name__ == "__main__":
    work = work_given()
    with (
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        client.gather(client.map(identity, [b""] * WORKERS, pure=False))
        compete(work, lambda fragments: gather(client, processor(work), fragments))
