import hashlib


def splitter(dataset_path: str):
    for number in range(1000):
        yield hashlib.sha256(number.to_bytes(4, "big")).digest()
