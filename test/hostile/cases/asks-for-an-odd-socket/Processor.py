import socket

from sandboxed import require_sandbox


def Processor(fragment):
    require_sandbox()
    socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)
    return fragment
