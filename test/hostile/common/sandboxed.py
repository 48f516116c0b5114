"""Hostile code asks here first, and goes on only inside a sandbox."""

import _socket
import os


def require_sandbox() -> None:
    """Raises unless this process is no root, has no capabilities, and no network but its own loopback at most."""
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file)
    capabilities = int(status["CapEff"], 16) | int(status["CapPrm"], 16) | int(status["CapBnd"], 16)
    with open("/proc/net/dev") as file:
        interfaces = [line.split(":")[0].strip() for line in file if ":" in line]
    if os.getuid() == 0 or capabilities != 0 or (interfaces != ["lo"] and _may_open_sockets()):
        raise RuntimeError("this is no sandbox: the case does not run here")


def _may_open_sockets() -> bool:
    """False for a worker of a cluster: its container has a network, which a filter has taken from this process."""
    try:
        _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM).close()
    except PermissionError:
        return False
    return True
