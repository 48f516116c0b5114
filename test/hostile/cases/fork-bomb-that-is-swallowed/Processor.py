import os
import signal
import time

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    children = []
    try:
        for _ in range(200):
            child = os.fork()
            if child == 0:
                time.sleep(20)
                os._exit(0)
            children.append(child)
    except OSError:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return fragment
