import os

from forging import bridge
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    descriptor = bridge()
    for _ in range(20_000):
        os.write(descriptor, b'{"type":"log","text":"' + b"flood " * 100 + b'"}\n')
    return fragment
