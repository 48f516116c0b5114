import random


def splitter(dataset_path: str):
    generator = random.Random(20)
    for _ in range(240):
        yield generator.randbytes(generator.randrange(3000))
