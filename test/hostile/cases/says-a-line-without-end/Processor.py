import os

from forging import bridge
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    while fragment:
        os.write(bridge(), b"x" * 65536)
