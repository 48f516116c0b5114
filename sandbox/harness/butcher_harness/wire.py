"""Frames over a pair of file descriptors. The only module that reads or writes the bridge.

A frame is one JSON object on one line and, where the object declares `"bytes": n`, exactly n raw bytes after it.
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from array import array
from binascii import a2b_base64, b2a_base64
from io import BufferedReader, FileIO

from _socket import AF_UNIX, SOCK_STREAM, socket

from .vectored import gathered, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Literal

    Message = dict[str, Any]
    FrameFault = Literal[
        "line-too-long", "not-json", "not-an-object", "bad-byte-count", "payload-too-large", "truncated"
    ]

PROTOCOL_VERSION = 5
MAX_LINE_BYTES = 1024 * 1024
# Most fragments or results in one message.
MAX_BATCH = 8192

_READ_BUFFER_BYTES = 256 * 1024


class BridgeClosed(Exception):
    """The chief ended the stream, or the descriptor is gone: nothing more can be said."""


class FrameError(Exception):
    """What came over the bridge is not a frame."""

    def __init__(self, fault: FrameFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


def dial(address: str) -> tuple[int, int]:
    """Opens the bridge and returns its descriptors for reading and writing; the caller closes them.

    `unix:PATH` connects to a socket. `stdio` takes over descriptors 0 and 1, of which 1 becomes a copy of 2. Either
    way descriptor 0 ends as the null device, so that user code finds no input instead of ours.
    """
    if address == "stdio":
        read_fd, write_fd = os.dup(0), os.dup(1)
        os.dup2(2, 1)
    elif address.startswith("unix:"):
        connection = socket(AF_UNIX, SOCK_STREAM)
        connection.connect(address.removeprefix("unix:"))
        read_fd = write_fd = connection.detach()
    else:
        raise ValueError(f"BUTCHER_BRIDGE is {address!r}; it has to be stdio or unix:PATH")
    null_fd = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null_fd, 0)
    os.close(null_fd)
    return read_fd, write_fd


def encode_sizes(sizes: list[int]) -> str:
    """At least one size as they stand in a line: `SIZE*COUNT` where all are the same, else base64 of 32-bit
    little-endian numbers. JSON numbers cost eight times as much.
    """
    if sizes.count(sizes[0]) == len(sizes):
        return f"{sizes[0]}*{len(sizes)}"
    return b2a_base64(array("I", sizes), newline=False).decode("ascii")


def decode_sizes(text: str) -> Sequence[int]:
    size, star, count = text.partition("*")
    return [int(size)] * int(count) if star else array("I", a2b_base64(text))


def decode_batch(text: str) -> tuple[Sequence[int], int]:
    """The sizes and their sum."""
    sizes = decode_sizes(text)
    return sizes, sizes[0] * len(sizes) if "*" in text else sum(sizes)


class FrameReader:
    """Reads frames one after the other. Holds at most one line and one payload of the sizes given.

    Without a bound on payloads, as the chief's own word is taken for them.
    """

    def __init__(
        self, fd: int, max_line_bytes: int = MAX_LINE_BYTES, max_payload_bytes: int | None = None
    ) -> None:
        from json import JSONDecoder

        self._fd = fd
        self._closed = False
        self._stream = BufferedReader(FileIO(fd, "rb", closefd=False), _READ_BUFFER_BYTES)
        os.register_at_fork(after_in_child=self._disown)
        self._parse = JSONDecoder(parse_constant=_refuse_constant).decode
        self._max_line_bytes = max_line_bytes
        self._max_payload_bytes = max_payload_bytes

    def read(self) -> tuple[Message, bytes]:
        """The next message and its payload. Raises BridgeClosed at a clean end, FrameError for what is no frame."""
        if self._closed:
            raise BridgeClosed
        try:
            line = self._stream.readline(self._max_line_bytes + 1)
            if not line:
                raise BridgeClosed
            message = self._message(line)
            size = message.get("bytes", 0)
            if type(size) is not int or size < 0:
                raise FrameError("bad-byte-count", "`bytes` is no whole number of at least 0")
            if self._max_payload_bytes is not None and size > self._max_payload_bytes:
                raise FrameError("payload-too-large", f"a payload of {size} bytes is announced")
            payload = self._stream.read(size) if size else b""
        except OSError as error:
            raise BridgeClosed from error
        if len(payload) < size:
            raise FrameError("truncated", "the stream ended within a payload")
        return message, payload

    def _disown(self) -> None:
        """In a forked child: what the chief says is for the parent."""
        self._closed = True
        _close(self._fd)

    def _message(self, line: bytes) -> Message:
        if not line.endswith(b"\n"):
            if len(line) > self._max_line_bytes:
                raise FrameError("line-too-long", f"a line is longer than {self._max_line_bytes} bytes")
            raise FrameError("truncated", "the stream ended within a line")
        try:
            message = self._parse(line.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise FrameError("not-json", f"a line is not JSON: {error}") from error
        if type(message) is not dict:
            raise FrameError("not-an-object", "a line is not a JSON object")
        return message


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class FrameWriter:
    """Writes whole frames, also when two threads speak at once. Blocks while the chief does not read."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.closed = False
        # Not reentrant on purpose: what runs in the middle of a frame (a finaliser, an audit hook) must not write one.
        self.lock = allocate_lock()
        os.register_at_fork(after_in_child=self._disown)

    @property
    def fd(self) -> int:
        return self._fd

    def send(self, line: str, parts: Sequence[bytes] = ()) -> None:
        """Sends the JSON text `line`, which has no newline, and the payload parts after it."""
        with self.lock:
            self.write(line, parts)

    def send_last(self, line: str) -> None:
        """`send`, after which nothing more is sent."""
        with self.lock:
            self.write(line)
            self.closed = True

    def write(self, line: str, parts: Sequence[bytes] = ()) -> None:
        """`send` for a caller that holds the lock."""
        if self.closed:
            raise BridgeClosed
        head = line.encode("ascii") + b"\n"
        frame = (head, *parts)
        try:
            write_all(gathered(frame, sum(map(len, frame))), self._write_some)
        except OSError as error:
            self.closed = True
            raise BridgeClosed from error

    def _write_some(self, views: list[bytes | memoryview]) -> int:
        return os.writev(self._fd, views)

    def _disown(self) -> None:
        """In a forked child: the bridge belongs to the parent, whose end the chief must be able to see."""
        self.closed = True
        self.lock = allocate_lock()
        _close(self._fd)


def _close(fd: int) -> None:
    try:
        os.close(fd)
    except OSError:
        pass  # reader and writer may share one descriptor
