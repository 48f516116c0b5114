import time


def Processor(fragment: bytes) -> bytes:
    time.sleep(0.004)
    return fragment[::-1]
