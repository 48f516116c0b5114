def splitter(path):
    yield bytes(100_000)
