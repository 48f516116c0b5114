"""What gate and chief say to each other: a header of eight bytes (kind, three zero bytes, length in big endian), then
so many bytes. The same header as an engine's attached output has.
"""

from __future__ import annotations

import json
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Control = dict[str, Any]

VERSION = 1

BRIDGE = 1
"""A piece of the harness's bridge, in either direction. Frames of this kind may end anywhere."""
LOG = 2
"""A piece of what user code writes to its descriptors 1 and 2."""
CONTROL = 3
"""One JSON object, or nothing: a sign of life."""

HEADER = Struct(">B3xI")
MAX_CONTROL_BYTES = 64 * 1024


class ProtocolError(Exception):
    """What came is no frame of this protocol."""


def frame(kind: int, content: bytes | memoryview) -> bytes:
    return HEADER.pack(kind, len(content)) + content


def control(message: Control) -> bytes:
    return frame(CONTROL, json.dumps(message, separators=(",", ":")).encode())


class FrameCutter:
    """Takes what the chief says apart, however it was cut on the way. Holds no more than a header or one control frame."""

    def __init__(self) -> None:
        self._header = bytearray()
        self._kind = 0
        self._left = 0
        self._control = bytearray()

    def cut(self, data: bytes | memoryview) -> Iterator[memoryview | Control]:
        """Pieces of the bridge as they come, and control messages once they are whole; an empty one is left out.
        Raises ProtocolError for anything else.
        """
        view = memoryview(data)
        while len(view) > 0:
            if self._left == 0:
                missing = HEADER.size - len(self._header)
                self._header += view[:missing]
                view = view[missing:]
                if len(self._header) == HEADER.size:
                    self._begin()
                continue
            part, view = view[: self._left], view[self._left :]
            self._left -= len(part)
            if self._kind == BRIDGE:
                yield part
                continue
            self._control += part
            if self._left == 0:
                yield parse(bytes(self._control))
                self._control.clear()

    def _begin(self) -> None:
        zeros = self._header[1:4]
        self._kind, self._left = HEADER.unpack(self._header)
        self._header.clear()
        if any(zeros) or self._kind not in (BRIDGE, CONTROL):
            raise ProtocolError(f"a frame of kind {self._kind}")
        if self._kind == CONTROL and self._left > MAX_CONTROL_BYTES:
            raise ProtocolError(f"a control frame of {self._left} bytes")


def parse(text: bytes) -> Control:
    """The object that a control frame holds."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("a control frame that is not JSON") from error
    if not isinstance(message, dict):
        raise ProtocolError("a control frame that is not an object")
    return message
