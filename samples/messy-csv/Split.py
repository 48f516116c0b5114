"""Cut the file into tables of some hundred rows, every cell still text."""

from collections.abc import Iterator

import pandas

ROWS = 500


def splitter(dataset_path: str) -> Iterator[bytes]:
    tables = pandas.read_csv(
        dataset_path, sep=";", comment="#", dtype=str, keep_default_na=False, skipinitialspace=True, chunksize=ROWS
    )
    for table in tables:
        yield table.to_csv(index=False).encode()
