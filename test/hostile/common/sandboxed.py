"""Hostile code asks here first, and goes on only inside a sandbox."""

import os


def require_sandbox() -> None:
    """Raises unless this process is no root, has no capabilities and sees no network but its own loopback."""
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file)
    capabilities = int(status["CapEff"], 16) | int(status["CapPrm"], 16) | int(status["CapBnd"], 16)
    if os.getuid() == 0 or capabilities != 0 or os.listdir("/sys/class/net") != ["lo"]:
        raise RuntimeError("this is no sandbox: the case does not run here")
