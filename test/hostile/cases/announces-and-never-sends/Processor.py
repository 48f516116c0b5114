import time

from forging import say
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    say({"type": "results", "first": 1, "sizes": [60_000_000], "bytes": 60_000_000, "seconds": 0})
    time.sleep(600)
