"""Whether the thread that runs user code is still there.

A system call of another instruction set, such as a 32-bit one, makes the kernel end the thread that made it, and no
other. What is left of the process would wait for it until a time limit.
"""

from __future__ import annotations

import os
from signal import SIGSYS


class MainThread:
    """Looks at the state that the kernel has for the process: a dead main thread makes it a zombie."""

    def __init__(self) -> None:
        try:
            # Kept open, for opening it again would be told as an attempt of user code.
            self._state = os.open("/proc/self/stat", os.O_RDONLY)
        except OSError:
            self._state = -1

    def check(self) -> None:
        """Ends the process as SIGSYS would have, where its main thread is dead."""
        try:
            text = os.pread(self._state, 256, 0)
        except OSError:
            return  # User code has closed it: then only a time limit notices.
        # The name of the program stands in brackets before it, and may have brackets in it.
        if text.rpartition(b") ")[2][:1] == b"Z":
            os._exit(128 + SIGSYS)
