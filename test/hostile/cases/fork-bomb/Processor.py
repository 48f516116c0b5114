import os
import time

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
    return fragment
