import type { Template } from './template.ts';

export const numpy: Template = {
  description: 'Mean and spread of the numbers in a NumPy file.',
  data: 'NUMBERS.npy',
  files: {
    'Split.py': `"""Cuts the array in a .npy file into fragments of some numbers, without reading it all at once."""

import numpy as np

NUMBERS_PER_FRAGMENT = 250_000


def splitter(dataset_path):
    array = np.load(dataset_path, mmap_mode="r")
    if array.dtype.kind not in "biuf":
        raise TypeError(f"the file holds {array.dtype}, not real numbers")
    # In the order in which they lie in the file, so that nothing has to be copied.
    numbers = array.reshape(-1, order="A")
    for start in range(0, len(numbers), NUMBERS_PER_FRAGMENT):
        yield numbers[start : start + NUMBERS_PER_FRAGMENT].astype(np.float64)
`,
    'Processor.py': `"""Count, mean and sum of squared distances from the mean, of the finite numbers of one fragment."""

import numpy as np


def Processor(fragment: bytes) -> np.ndarray:
    numbers = np.frombuffer(fragment, dtype=np.float64)
    finite = numbers[np.isfinite(numbers)]
    mean = finite.mean() if len(finite) else 0.0
    return np.array([len(finite), mean, np.square(finite - mean).sum(), len(numbers) - len(finite)])
`,
    'Merge.py': `"""Joins what the fragments came to and writes mean and standard deviation to summary.json.

Means and squared distances are joined as Chan, Golub and LeVeque do (Updating Formulae and a Pairwise Algorithm for
Computing Sample Variances, 1979): a sum of squares would lose all digits where the numbers are far from zero.
"""

import json
import math

import numpy as np

count = 0
mean = 0.0
squares = 0.0
not_finite = 0


def merger(fragment: bytes, job_name: str) -> None:
    global count, mean, squares, not_finite
    more, its_mean, its_squares, left_out = np.frombuffer(fragment, dtype=np.float64).tolist()
    not_finite += int(left_out)
    if more == 0:
        return
    together = count + int(more)
    distance = its_mean - mean
    mean += distance * more / together
    squares += its_squares + distance * distance * count * more / together
    count = together


def finish(job_name: str) -> None:
    summary = {
        "count": count,
        "mean": mean if count else None,
        "standard deviation": math.sqrt(squares / count) if count else None,
        "not finite": not_finite,
    }
    with open("summary.json", "w", encoding="utf-8") as file:
        json.dump(summary, file, indent=2)
`,
  },
};
