from forging import say
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    for _ in range(20_000):
        say({"type": "log", "text": "flood " * 100})
    return fragment
