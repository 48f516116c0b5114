from forging import say
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    say({'type': 'results', 'first': 1, 'sizes': [1], 'bytes': 1, 'seconds': 0}, b'x'); say({'type': 'results', 'first': 1, 'sizes': [1], 'bytes': 1, 'seconds': 0}, b'x')
    return fragment
