def splitter(path):
    yield b"fragment"
