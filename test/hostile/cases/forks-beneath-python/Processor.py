import ctypes
import os
import time

from sandboxed import require_sandbox


def Processor(fragment):
    """The child keeps the bridge open; the end of the parent has to be noticed all the same."""
    require_sandbox()
    if ctypes.CDLL(None).fork() == 0:
        time.sleep(600)
    os._exit(0)
