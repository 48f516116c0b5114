"""Hand out the content of the files, folder by folder, in the order of their names."""

import os
from collections.abc import Iterator


def splitter(dataset_path: str) -> Iterator[bytes]:
    for folder in sorted(os.listdir(dataset_path)):
        contents = []
        for name in sorted(os.listdir(os.path.join(dataset_path, folder))):
            with open(os.path.join(dataset_path, folder, name), "rb") as file:
                contents.append(file.read())
        yield b"".join(contents)
