"""Speaks over the bridge in the harness's place."""

import fcntl
import json
import os
import stat
import struct
from binascii import b2a_base64


def bridge() -> int:
    """The descriptor of the bridge: the one socket that this process has, or the pipe that it writes beside its log."""
    for is_bridge in (_is_socket, _is_pipe_to_chief):
        for name in os.listdir("/proc/self/fd"):
            try:
                if is_bridge(int(name)):
                    return int(name)
            except OSError:
                pass
    raise RuntimeError("no bridge")


def _is_socket(descriptor: int) -> bool:
    return stat.S_ISSOCK(os.fstat(descriptor).st_mode)


def _is_pipe_to_chief(descriptor: int) -> bool:
    own = os.fstat(descriptor)
    writes = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY
    return stat.S_ISFIFO(own.st_mode) and writes and own.st_ino != os.fstat(2).st_ino


def say(message: dict, payload: bytes = b"") -> None:
    if isinstance(message.get("sizes"), list):
        sizes = [size & 0xFFFFFFFF for size in message["sizes"]]
        text = b2a_base64(struct.pack(f"<{len(sizes)}I", *sizes), newline=False).decode()
        message = {**message, "sizes": text}
    os.write(bridge(), json.dumps(message).encode() + b"\n" + payload)
