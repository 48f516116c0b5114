from forging import say
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    say({'type': 'results', 'first': 1, 'sizes': [4294967295], 'bytes': 4294967295, 'seconds': 0})
    return fragment
