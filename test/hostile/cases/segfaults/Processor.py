import ctypes

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    ctypes.string_at(0)
    return fragment
