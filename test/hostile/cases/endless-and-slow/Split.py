import time


def splitter(path):
    while time:
        time.sleep(0.2)
        yield b"still here"
