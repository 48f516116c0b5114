import os
import signal

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    os.kill(-1, signal.SIGKILL)
    return fragment
