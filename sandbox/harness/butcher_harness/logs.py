"""sys.stdout and sys.stderr of user code: log lines that can neither fail nor flood."""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, RawIOBase, TextIOWrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class LogBudget:
    """Bytes that both streams together may still write."""

    def __init__(self, left_bytes: int) -> None:
        self.left_bytes = left_bytes


class _LogFile(RawIOBase):
    """Writes to a descriptor while the budget lasts and swallows the rest, errors included."""

    def __init__(self, fd: int, budget: LogBudget) -> None:
        self._fd = fd
        self._budget = budget

    def fileno(self) -> int:
        return self._fd

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        view = memoryview(data)
        size = len(view)
        allowed = view[: max(self._budget.left_bytes, 0)]
        self._budget.left_bytes -= size
        try:
            while allowed:
                allowed = allowed[os.write(self._fd, allowed) :]
        except OSError:
            pass
        return size


def redirect(log_bytes: int) -> None:
    """Replaces the standard streams by line-buffered ones that stop being written a little after `log_bytes`.

    A little after, so that whoever reads the other end sees that there was more than the limit and can say so.
    """
    budget = LogBudget(log_bytes + 1)
    for name, fd in (("stdout", 1), ("stderr", 2)):
        stream = TextIOWrapper(
            BufferedWriter(_LogFile(fd, budget)), "utf-8", errors="backslashreplace", line_buffering=True
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
