import os
import signal
import time

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    os.kill(1, signal.SIGKILL)
    os.kill(1, signal.SIGTERM)
    time.sleep(20)
    return fragment
