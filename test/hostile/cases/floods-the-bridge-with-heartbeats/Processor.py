import os

from forging import bridge
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    many = b'{"type":"heartbeat"}\n' * 1000
    descriptor = bridge()
    for _ in range(1000):
        left = memoryview(many)
        while left:
            left = left[os.write(descriptor, left) :]
    return fragment
