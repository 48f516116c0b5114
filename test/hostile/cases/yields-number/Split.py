import itertools


def splitter(path):
    yield b"fine" if itertools else b""
    yield 7
