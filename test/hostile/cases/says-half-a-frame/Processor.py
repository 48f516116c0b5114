import os
import time

from forging import bridge
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    os.write(bridge(), b'{"type":"resu')
    time.sleep(600)
