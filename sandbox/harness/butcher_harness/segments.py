"""Payload in files that sandboxes share: one that this sandbox writes, others that it reads."""

from __future__ import annotations

import os
from _thread import allocate_lock
from io import BytesIO
from zlib import crc32

from .vectored import gathered, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .wire import Message

# Below this mean size one read for all fragments of a message is cheaper than one for each.
_READ_SINGLY_BYTES = 16 * 1024
# What has been read once goes to the disk and out of the page cache in strides of so many bytes.
_STRIDE_BYTES = 4 * 1024 * 1024


class SegmentError(Exception):
    """A segment does not hold what the message says is in it."""


class OwnSegment:
    """The one file that this sandbox may write, in blocks that the chief gives back when nobody needs them.

    Used under the frame writer's lock, but for `recycle`.
    """

    def __init__(self, own: Message) -> None:
        self.least_bytes: int = own["leastBytes"]
        self._name: str = own["name"]
        self._block_bytes: int = own["blockBytes"]
        self._checksums: bool = own["checksums"]
        self._fd = os.open(own["path"], os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        # Without blocks the file is one that only grows.
        self._free: list[int] | None = None if own["blocks"] is None else list(range(own["blocks"]))
        self._free_lock = allocate_lock()
        self._at = 0
        self._end = 0

    def write(self, parts: Sequence[bytes], size: int) -> str | None:
        """Writes the parts in one piece and returns the JSON that says where; None where there is no room for them."""
        offset = self._place(size)
        if offset is None:
            return None
        parts = gathered(parts, size)
        at = offset

        def write_some(views: list[bytes | memoryview]) -> int:
            nonlocal at
            written = os.pwritev(self._fd, views, at)
            at += written
            return written

        try:
            write_all(parts, write_some)
        except OSError:
            # Full, or closed by user code. The chief finds the disk full by itself when it keeps the results.
            self.least_bytes = 1 << 62
            return None
        self._at = at
        if not self._checksums:
            return f'{{"name":"{self._name}","offset":{offset}}}'
        crc = 0
        for part in parts:
            crc = crc32(part, crc)
        return f'{{"name":"{self._name}","offset":{offset},"crc":{crc}}}'

    def recycle(self, blocks: Sequence[int]) -> None:
        """These blocks may be written again."""
        with self._free_lock:
            if self._free is not None:
                self._free.extend(blocks)

    def _place(self, size: int) -> int | None:
        if self._free is None or self._at + size <= self._end:
            return self._at
        if size > self._block_bytes:
            return None
        with self._free_lock:
            if not self._free:
                return None
            # The lowest, so that few blocks are in use and stay in the processor's and the kernel's caches.
            block = min(self._free)
            self._free.remove(block)
        self._end = (block + 1) * self._block_bytes
        return block * self._block_bytes


class SegmentReader:
    """Reads payload from the segments in a folder.

    `read_once`: what has been read need not stay in the page cache. Growing files would otherwise take fresh pages for
    ever, which cost more than all else that is done to large payload.
    """

    def __init__(self, folder: str | None, read_once: bool) -> None:
        self._folder = folder
        self._read_once = read_once
        self._fds: dict[str, int] = {}
        self._let_go: dict[str, int] = {}

    def payload(self, place: Message, count: int, size: int) -> BytesIO | SegmentStream:
        """So many pieces of `size` bytes together that a message points to. Raises SegmentError where it is not there."""
        name, offset = place["name"], place["offset"]
        fd = self._fds.get(name)
        if fd is None:
            if self._folder is None:
                raise SegmentError(f"segment {name} was announced, and there is no folder of segments")
            fd = os.open(os.path.join(self._folder, name), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            self._fds[name] = fd
        stream = SegmentStream(fd, offset, name)
        return BytesIO(stream.read(size)) if size < _READ_SINGLY_BYTES * count else stream

    def let_go(self, place: Message, size: int) -> None:
        """The `size` bytes that a message pointed to, and what is before it in the file, is not needed any more."""
        if not self._read_once:
            return
        name, end = place["name"], place["offset"] + size
        if end - self._let_go.get(name, 0) >= _STRIDE_BYTES:
            # From the beginning, for what the disk had not taken yet the last time: only what it has can leave.
            _drop_cached(self._fds[name], end)
            self._let_go[name] = end


class SegmentStream:
    """What is in a segment from an offset on, read as a file is."""

    __slots__ = ("_at", "_fd", "_name", "_offset")

    def __init__(self, fd: int, offset: int, name: str) -> None:
        self._fd = fd
        self._offset = offset
        self._name = name
        self._at = offset

    def seek(self, at: int) -> None:
        self._at = self._offset + at

    def read(self, size: int) -> bytes:
        """Raises SegmentError where there are not so many bytes."""
        data = os.pread(self._fd, size, self._at)
        self._at += size
        if len(data) < size:
            raise SegmentError(f"segment {self._name} ends before {self._at}")
        return data


def _drop_cached(fd: int, end: int) -> None:
    """Takes a file's bytes up to `end` out of the page cache; those that the disk has not taken yet, it begins to take."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(fd, 0, end, os.POSIX_FADV_DONTNEED)
