"""Makes the data of a measurement, the same every time.

python3 make_data.py text PATH BYTES      words and lines, some of the words much more frequent than others
python3 make_data.py files PATH COUNT     that many files of ten bytes, a thousand in a folder
"""

import itertools
import os
import random
import sys


def text(path: str, size: int) -> None:
    generator = random.Random(1)
    words = ["".join(generator.choices("abcdefghijklmnopqrstuvwxyz", k=generator.randint(2, 9))) for _ in range(20_000)]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    written = 0
    with open(path, "w") as file:
        while written < size:
            drawn = generator.choices(words, cum_weights=weights, k=12_000)
            lines = [" ".join(drawn[at : at + 12]) + "\n" for at in range(0, len(drawn), 12)]
            written += file.write("".join(lines)[: size - written])


def files(path: str, count: int) -> None:
    for number in range(count):
        folder = os.path.join(path, f"{number // 1000:04}")
        if number % 1000 == 0:
            os.makedirs(folder)
        with open(os.path.join(folder, f"{number:07}"), "wb") as file:
            file.write(b"%09d\n" % number)


if __name__ == "__main__":
    kind, where, amount = sys.argv[1:]
    {"text": text, "files": files}[kind](where, int(amount))
