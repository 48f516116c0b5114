import os

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    while fragment:
        try:
            os.fork()
        except OSError:
            pass
