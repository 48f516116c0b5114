from forging import say
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    say({'type': 'merged', 'first': 1, 'count': 1})
    return fragment
