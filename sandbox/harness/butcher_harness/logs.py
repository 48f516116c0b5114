"""sys.stdout and sys.stderr of user code: log lines that can neither fail nor flood, and say what they belong to."""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock
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
        self._last_fd = 1
        self._streams: list[TextIOWrapper] = []
        # Held while the ticker's thread flushes: neither a fork nor the end of the interpreter finds a stream locked.
        self._flushing = allocate_lock()
        self._flushes_at_tick = True
        os.register_at_fork(
            before=self._flushing.acquire,
            after_in_parent=self._flushing.release,
            after_in_child=self._flushing.release,
        )

    def add(self, stream: TextIOWrapper) -> None:
        self._streams.append(stream)

    def tick(self) -> None:
        """To be called at each tick: writes what was printed without the end of its line, for a kill would lose it."""
        with self._flushing:
            if self._flushes_at_tick:
                self.flush()

    def stop_ticks(self) -> None:
        """Leaves the streams to the thread of user code from now on."""
        with self._flushing:
            self._flushes_at_tick = False

    def flush(self) -> None:
        """Writes what was printed and is still in the streams' buffers."""
        for stream in self._streams:
            try:
                stream.flush()
            except Exception:
                pass  # user code has closed it, or taken its buffer

    def end_lines(self, failed: int | None = None) -> None:
        """Writes all that was printed and ends its line: user code has failed, and whoever hears of it looks here.

        `failed` is the number of the fragment that the chief is about to hear of: it is told where the log of it ends.
        """
        for stream in (sys.stdout, sys.stderr):
            if stream not in self._streams:
                # Another one that user code has put there, whatever it does.
                try:
                    stream.flush()
                except BaseException:
                    pass
        self.flush()
        if not self._at_line_start:
            self._at_line_start = True
            self._add(self._last_fd, b"\n")
        if failed is not None:
            # Whoever reads them reads them apart.
            for fd in (1, 2):
                self._add(fd, b"\x1e%df\x1e\n" % failed)

    def write(self, fd: int, text: bytes) -> None:
        """Writes as much of the text as the log may still take, marked; errors are swallowed."""
        allowed = text[: max(self.left_bytes, 0)]
        self.left_bytes -= len(text)
        if allowed:
            self._last_fd = fd
            self._write(fd, self.marked(allowed, fd == 2))

    def _add(self, fd: int, text: bytes) -> None:
        if self.left_bytes > 0:
            self.left_bytes -= 1
            self._write(fd, text)

    def _write(self, fd: int, text: bytes) -> None:
        left = memoryview(text)
        try:
            while left:
                left = left[os.write(fd, left) :]
        except OSError:
            pass

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
        text = bytes(data)
        self._log.write(self._fd, text)
        return len(text)


# What `flush_all` flushes.
_logs: list[Log] = []


def flush_all() -> None:
    """Writes what is still in the buffers of redirected streams, before an end that does not."""
    for log in _logs:
        log.flush()


def redirect(log_bytes: int) -> Log:
    """Replaces the standard streams by line-buffered ones that stop being written a little after `log_bytes`.

    A little after, so that whoever reads the other end sees that there was more than the limit and can say so.
    """
    log = Log(log_bytes + 1)
    _logs.append(log)
    for name, fd in (("stdout", 1), ("stderr", 2)):
        stream = TextIOWrapper(
            BufferedWriter(_LogFile(fd, log)), "utf-8", errors="backslashreplace", line_buffering=True
        )
        log.add(stream)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    return log
