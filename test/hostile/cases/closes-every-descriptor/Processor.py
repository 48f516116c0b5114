import os
import time

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    os.closerange(3, 1000)
    time.sleep(600)
    return fragment
