import time


def Processor(fragment: bytes) -> bytes:
    time.sleep(0.4)
    return fragment[::-1]
