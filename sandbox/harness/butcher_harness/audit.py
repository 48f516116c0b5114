"""Notes what user code attempts: network, processes, native and dynamic code, the kernel's files, other jobs.

The sandbox is what refuses; this only tells the chief. It runs on every audited event of the interpreter, so the
common ones are let go after one look-up.
"""

from __future__ import annotations

import os
import sys
from json import dumps

from .wire import BridgeClosed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from .wire import FrameWriter

_MOST_PER_EVENT = 3
_MOST_DETAIL = 300

_KINDS = {
    **dict.fromkeys(
        (
            "socket.bind",
            "socket.connect",
            "socket.getaddrinfo",
            "socket.gethostbyaddr",
            "socket.gethostbyname",
            "socket.getnameinfo",
            "socket.sendmsg",
            "socket.sendto",
        ),
        "network",
    ),
    **dict.fromkeys(
        (
            "os.exec",
            "os.fork",
            "os.forkpty",
            "os.kill",
            "os.killpg",
            "os.posix_spawn",
            "os.spawn",
            "os.system",
            "pty.spawn",
            "subprocess.Popen",
        ),
        "process",
    ),
    **dict.fromkeys(
        ("ctypes.call_function", "ctypes.cdata", "ctypes.dlopen", "ctypes.dlsym", "ctypes.string_at"),
        "native-code",
    ),
    **dict.fromkeys(("code.__new__", "compile", "exec"), "dynamic-code"),
    **dict.fromkeys(("open", "os.listdir", "os.scandir"), "path"),
}


class Witness:
    """Sends a `violation` for what user code attempts, a few for each kind of event."""

    def __init__(self, package_path: str, writer: FrameWriter) -> None:
        self.has_forked = False
        self._package_folder = os.path.join(os.path.abspath(package_path), "")
        self._writer = writer
        self._told: dict[str, set[str]] = {}
        self._waiting: list[str] = []

    def start(self) -> None:
        """For good: an audit hook cannot be taken away."""
        sys.addaudithook(self._hook)

    def flush(self) -> None:
        """Sends what could not be sent when it happened."""
        while self._waiting:
            self._writer.send(self._waiting.pop(0))

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        kind = _KINDS.get(event)
        if kind is None:
            return
        try:
            self._notice(kind, event, args)
        except BridgeClosed:
            pass
        except Exception:
            pass  # an exception would make the audited call fail

    def _notice(self, kind: str, event: str, args: tuple[Any, ...]) -> None:
        if kind == "path":
            found = _forbidden_path(args[0])
            if found is None:
                return
            kind = found
        elif kind == "process":
            self.has_forked = True
        told = self._told.setdefault(event, set())
        if len(told) >= _MOST_PER_EVENT:
            return
        frame = sys._getframe(2)
        if not (self._is_own(frame) if kind == "dynamic-code" else self._stems_from_package(frame)):
            return
        detail = _detail(args)
        if detail in told:
            return
        told.add(detail)
        self._tell(kind, event, detail)

    def _is_own(self, frame: FrameType) -> bool:
        return frame.f_code.co_filename.startswith(self._package_folder)

    def _stems_from_package(self, frame: FrameType | None) -> bool:
        """Whether a file of the package did this, itself or through libraries, other than by importing them."""
        while frame is not None:
            if self._is_own(frame):
                return True
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                return False
            frame = frame.f_back
        return False

    def _tell(self, kind: str, event: str, detail: str) -> None:
        self._waiting.append(
            dumps(
                {"type": "violation", "kind": kind, "event": event, "detail": detail}, separators=(",", ":")
            )
        )
        # The lock may be held by this very thread, in the middle of a frame; then the ticker sends it later.
        writer = self._writer
        if not writer.closed and writer.lock.acquire(blocking=False):
            try:
                while self._waiting:
                    writer.write(self._waiting.pop(0))
            finally:
                writer.lock.release()


def _forbidden_path(path: object) -> str | None:
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if not isinstance(path, str) or not path.startswith("/"):
        return None
    plain = "/" + os.path.normpath(path).lstrip("/")
    if _is_below(plain, "/proc", "/sys") or plain.startswith("/dev/"):
        return None if plain.startswith(_HARMLESS_DEVICES) else "kernel"
    return "other-job" if _is_below(plain, "/run", "/var/run") else None


def _is_below(path: str, *folders: str) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


_HARMLESS_DEVICES = (
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/urandom",
    "/dev/random",
    "/dev/shm",
    "/dev/std",
)


def _detail(args: tuple[Any, ...]) -> str:
    parts = []
    for arg in args[:4]:
        try:
            parts.append(arg if isinstance(arg, str) else repr(arg))
        except Exception:
            parts.append(type(arg).__name__)
    return " ".join(parts)[:_MOST_DETAIL]
