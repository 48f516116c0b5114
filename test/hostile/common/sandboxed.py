"""Hostile code asks here first, and goes on only inside a sandbox."""

import os


def require_sandbox() -> None:
    """Raises unless this process is no root, has no capabilities and sees no network but its own loopback."""
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file)
    capabilities = int(status["CapEff"], 16) | int(status["CapPrm"], 16) | int(status["CapBnd"], 16)
    with open("/proc/net/dev") as file:
        interfaces = [line.split(":")[0].strip() for line in file if ":" in line]
    if os.getuid() == 0 or capabilities != 0 or interfaces != ["lo"]:
        raise RuntimeError("this is no sandbox: the case does not run here")
