import ctypes
import os
import platform
import signal
import time

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    if platform.machine() == "x86_64":
        # getpid, by the numbers of the x32 instruction set: the kernel ends the thread, and no other.
        ctypes.CDLL(None).syscall(0x40000000 | 39)
    os.kill(os.getpid(), signal.SIGSYS)
    time.sleep(1000)
    return fragment
