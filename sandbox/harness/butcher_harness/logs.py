"""sys.stdout and sys.stderr of user code: log lines that can neither fail nor flood, and say what they belong to."""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, RawIOBase, TextIOWrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer


class Log:
    """What both streams together have: the bytes that they may still write, and the fragment that they write about."""

    def __init__(self, left_bytes: int) -> None:
        self.left_bytes = left_bytes
        # Tells the number of the fragment that user code works on; None while it works on none.
        self.number: Callable[[], int] | None = None
        self._at_line_start = True

    def marked(self, text: bytes, of_stderr: bool) -> bytes:
        """The text with a mark before each line that begins in it, between two record separators.

        The mark is the number, and an `e` where the text is of sys.stderr. What has neither is not marked.
        """
        number = self.number
        at_line_start = self._at_line_start
        self._at_line_start = text.endswith(b"\n")
        if number is None and not of_stderr:
            return text
        mark = b"\x1e%s%s\x1e" % (b"" if number is None else b"%d" % number(), b"e" if of_stderr else b"")
        return (mark if at_line_start else b"") + text[:-1].replace(b"\n", b"\n" + mark) + text[-1:]


class _LogFile(RawIOBase):
    """Writes to a descriptor while the log has bytes left and swallows the rest, errors included."""

    def __init__(self, fd: int, log: Log) -> None:
        self._fd = fd
        self._log = log

    def fileno(self) -> int:
        return self._fd

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        view = memoryview(data)
        size = len(view)
        allowed = bytes(view[: max(self._log.left_bytes, 0)])
        self._log.left_bytes -= size
        if not allowed:
            return size
        left = memoryview(self._log.marked(allowed, self._fd == 2))
        try:
            while left:
                left = left[os.write(self._fd, left) :]
        except OSError:
            pass
        return size


def redirect(log_bytes: int) -> Log:
    """Replaces the standard streams by line-buffered ones that stop being written a little after `log_bytes`.

    A little after, so that whoever reads the other end sees that there was more than the limit and can say so.
    """
    log = Log(log_bytes + 1)
    for name, fd in (("stdout", 1), ("stderr", 2)):
        stream = TextIOWrapper(
            BufferedWriter(_LogFile(fd, log)), "utf-8", errors="backslashreplace", line_buffering=True
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    return log
