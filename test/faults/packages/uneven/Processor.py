import os
import time

SECONDS = 0.02


def is_slow() -> bool:
    """One worker of each job finds that nobody was here before. Works only where the package can be written."""
    try:
        os.mkdir(os.path.join(os.path.dirname(os.path.realpath(__file__)), "taken"))
        return True
    except FileExistsError:
        return False


PACE = 20 if is_slow() else 1


def Processor(fragment: bytes) -> bytes:
    time.sleep(SECONDS * PACE)
    return bytes([PACE])
