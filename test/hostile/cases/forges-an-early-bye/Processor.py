from forging import say
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    say({'type': 'bye', 'count': 0})
    return fragment
