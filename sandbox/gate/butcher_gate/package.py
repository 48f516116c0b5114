"""The author's files, from the chief to this container's own folder."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from typing import IO, TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable


# Nothing is written outside, no device is made and no file gets another owner (PEP 706).
_INTO_THE_FOLDER: dict[str, Any] = {"filter": "data"}


class WrongPackage(Exception):
    """What came is not what was announced."""


class _Incoming(io.RawIOBase):
    """So many bytes of a connection as a file that can be read once, its digest on the way."""

    def __init__(self, receive: Callable[[int], bytes], size: int) -> None:
        self._receive = receive
        self.left = size
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        if wanted == 0:
            return b""
        data = self._receive(wanted)
        if not data:
            raise WrongPackage("the package ended early")
        self.left -= len(data)
        self.digest.update(data)
        return data


def unpack(receive: Callable[[int], bytes], size: int, sha256: str, folder: str) -> None:
    """Unpacks a tar of `size` bytes into the folder, which is made, and leaves nothing of it writable. `receive` gives
    at most as many bytes as it is asked for, and none at the end. Raises WrongPackage, also for a tar that would
    write anywhere else.
    """
    os.makedirs(folder)
    incoming = _Incoming(receive, size)
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", incoming), mode="r|") as tar:
            tar.extractall(folder, **_INTO_THE_FOLDER)
    except tarfile.TarError as error:
        raise WrongPackage(f"the package cannot be unpacked: {error}") from error
    while incoming.read(64 * 1024):
        pass
    if incoming.digest.hexdigest() != sha256:
        raise WrongPackage("the package is not the one that was announced")
    for base, _, files in os.walk(folder, topdown=False):
        for name in files:
            os.chmod(os.path.join(base, name), 0o444, follow_symlinks=False)
        os.chmod(base, 0o555)
