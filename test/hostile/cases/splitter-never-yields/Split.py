def splitter(path):
    while path is not None:
        pass
    yield b""
