def splitter(path):
    block = bytes(1_000_000)
    while len(block):
        yield block
