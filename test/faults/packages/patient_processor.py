import time


def Processor(fragment: bytes) -> bytes:
    time.sleep(0.025)
    return fragment[::-1]
