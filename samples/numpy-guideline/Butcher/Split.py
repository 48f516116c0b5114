"""Cut a year of hourly temperatures into weeks."""

from collections.abc import Iterator

import numpy as np

DAYS_PER_FRAGMENT = 7


def splitter(dataset_path: str) -> Iterator[np.ndarray]:
    # One row per day, one column per hour; mapped, so only the rows that are yielded are read.
    temperatures = np.load(dataset_path, mmap_mode="r")
    for first_day in range(0, len(temperatures), DAYS_PER_FRAGMENT):
        yield temperatures[first_day : first_day + DAYS_PER_FRAGMENT]
