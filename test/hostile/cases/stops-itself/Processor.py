import os
import signal

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    os.kill(os.getpid(), signal.SIGSTOP)
    return fragment
