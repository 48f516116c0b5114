import os

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    for name in os.listdir("/proc/self/fd"):
        try:
            os.write(int(name), b'{"type":"exhausted","count":0}\n')
        except OSError:
            pass
    return fragment
