import os

from forging import bridge
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    os.write(bridge(), b'garbage' * 100 + b'\n')
    return fragment
