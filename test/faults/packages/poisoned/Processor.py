import os
import signal
import time


def Processor(fragment: bytes) -> bytes:
    kind, number, marker = fragment.decode().split(" ")
    if kind == "poison" and os.path.exists(marker):
        # Not before the others are done and this fragment, the last, has been given to the idle worker as well.
        time.sleep(1.3)
        os.kill(os.getpid(), signal.SIGKILL)
    with open(f"{marker}.tries", "a") as file:
        file.write(f"{number}\n")
    return number.encode()
