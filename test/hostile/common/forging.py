"""Speaks over the bridge in the harness's place."""

import json
import os
import stat


def bridge() -> int:
    """The descriptor of the bridge: the one socket that this process has."""
    for name in os.listdir("/proc/self/fd"):
        try:
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                return int(name)
        except OSError:
            pass
    raise RuntimeError("no bridge")


def say(message: dict, payload: bytes = b"") -> None:
    os.write(bridge(), json.dumps(message).encode() + b"\n" + payload)
