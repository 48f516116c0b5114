from forging import say
from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    say({'type': 'results', 'first': 1, 'sizes': [9], 'bytes': 0, 'segment': {'name': '../../journal', 'offset': 0, 'crc': 0}, 'seconds': 0})
    return fragment
