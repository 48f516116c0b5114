"""Turn hourly temperatures into the mean, lowest and highest of each day."""

import numpy as np

HOURS_PER_DAY = 24


def Processor(fragment: bytes) -> np.ndarray:
    # A fragment is the array's bytes: type and shape are for both sides to agree on.
    days = np.frombuffer(fragment, dtype=np.float64).reshape(-1, HOURS_PER_DAY)
    return np.column_stack([days.mean(axis=1), days.min(axis=1), days.max(axis=1)])
