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
    answers = {}
    while numbers:
        told = call(libc, numbers, 0.1)
        unanswered = numbers[len(told) :]
        if unanswered:
            # Who did not return may have had no processor.
            told = {**told, unanswered[0]: -1, **call(libc, unanswered[:1], 1)}
        answers.update(told)
        numbers = unanswered[1:]
    return json.dumps(answers).encode()


def call(libc, numbers, seconds):
    """The error numbers that calls with nonsense end with, 0 for success, until one does not return in time."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        for number in numbers:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            ctypes.set_errno(0)
            result = libc.syscall(*(ctypes.c_long(n) for n in (number, -1, -1, -1, -1, -1, -1)))
            os.write(writer, b"%d %d\n" % (number, ctypes.get_errno() if result == -1 else 0))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        answers = dict(map(int, line.split()) for line in told if line.endswith(b"\n"))
    os.waitpid(child, 0)
    return answers
