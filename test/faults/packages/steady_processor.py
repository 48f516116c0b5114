import time


def Processor(fragment: bytes) -> bytes:
    time.sleep(0.15)
    return fragment[::-1]
