import os


def splitter(path):
    yield b"one"
    os._exit(0)
