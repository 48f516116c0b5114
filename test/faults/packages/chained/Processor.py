import hashlib
import time


def Processor(fragment: bytes) -> bytes:
    time.sleep(0.002)
    return hashlib.sha256(fragment).digest() + fragment[: len(fragment) // 2]
