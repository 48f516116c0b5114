import random


def splitter(dataset_path: str):
    generator = random.Random(20)
    for number in range(240):
        # Every now and then one that is too large to travel inline.
        yield generator.randbytes(generator.randrange(100_000 if number % 8 == 3 else 3000))
