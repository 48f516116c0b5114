import os
import signal
import time


def Processor(fragment: bytes) -> bytes:
    kind, number, marker = fragment.decode().split(" ")
    if kind == "poison" and os.path.exists(marker):
        # Not before the others are done: nothing but this fragment is then left to do.
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)
    with open(f"{marker}.tries", "a") as file:
        file.write(f"{number}\n")
    return number.encode()
