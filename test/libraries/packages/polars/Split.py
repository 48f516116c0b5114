BYTES = 200_000


def splitter(dataset_path):
    """Blocks of whole lines, each with the header."""
    with open(dataset_path, "rb") as file:
        header = next(file)
        while lines := file.readlines(BYTES):
            yield header + b"".join(lines)
