import ctypes
import json
import os
import signal

from sandboxed import require_sandbox

# A few would end the child before it can tell, or never return.
SILENT = {"x86_64": {15, 34, 56, 57, 58, 60, 130, 231, 435}, "aarch64": {73, 93, 94, 133, 139, 220, 435}}


def Processor(fragment):
    require_sandbox()
    libc = ctypes.CDLL(None, use_errno=True)
    numbers = [n for n in range(512) if n not in SILENT[os.uname().machine]]
    return json.dumps({number: answer(libc, number) for number in numbers}).encode()


def answer(libc, number):
    """What `call` tells; who did not return may have had no processor."""
    told = call(libc, number, 0.1)
    return told if told != -1 else call(libc, number, 0.5)


def call(libc, number, seconds):
    """The error number that a call with nonsense ends with; 0 for success, -1 for no return in time."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        ctypes.set_errno(0)
        result = libc.syscall(*(ctypes.c_long(n) for n in (number, -1, -1, -1, -1, -1, -1)))
        os.write(writer, b"%d" % (ctypes.get_errno() if result == -1 else 0))
        os._exit(0)
    os.close(writer)
    told = os.read(reader, 8)
    os.close(reader)
    os.waitpid(child, 0)
    return int(told or -1)
