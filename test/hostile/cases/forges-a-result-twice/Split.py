def splitter(path):
    yield b"one"
    yield b"two"
