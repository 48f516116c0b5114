"""What the kernel counts of this container, as the container itself can read it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Counts = dict[str, int]

ROOT = "/sys/fs/cgroup"

# What is told, where control groups of version 2 and those of version 1 have it, and the word before the number there.
COUNTERS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "peak": (("memory.peak", ""), ("memory/memory.max_usage_in_bytes", "")),
    "oom": (("memory.events", "oom_kill"), ("memory/memory.oom_control", "oom_kill")),
    "pids": (("pids.events", "max"), ("pids/pids.events", "max")),
    "cpu": (("cpu.stat", "usage_usec"), ("cpuacct/cpuacct.usage", "")),
}


class Kernel:
    """Keeps the files open, so that a look costs about a microsecond each. What cannot be seen is left out."""

    def __init__(self, root: str = ROOT) -> None:
        self._files: dict[str, tuple[int, str, int]] = {}
        for name, places in COUNTERS.items():
            for version, (path, word) in zip((2, 1), places):
                try:
                    fd = os.open(f"{root}/{path}", os.O_RDONLY | os.O_CLOEXEC)
                except OSError:
                    continue
                # Version 1 counts processor time in nanoseconds, version 2 in microseconds.
                self._files[name] = (fd, word, 1000 if (name, version) == ("cpu", 1) else 1)
                break

    def counts(self) -> Counts:
        """`peak` in bytes, `oom` kills for want of memory, `pids` refused processes, `cpu` in microseconds."""
        return self._read(self._files)

    def refusals(self) -> Counts:
        """Of `counts` the two that say that a limit was met."""
        return self._read(("oom", "pids"))

    def _read(self, names: dict[str, tuple[int, str, int]] | tuple[str, ...]) -> Counts:
        seen: Counts = {}
        for name in names:
            if name not in self._files:
                continue
            fd, word, divisor = self._files[name]
            try:
                value = number_after(word, os.pread(fd, 4096, 0).decode("ascii", "replace"))
            except OSError:
                continue
            if value is not None:
                seen[name] = value // divisor
        return seen


def number_after(word: str, text: str) -> int | None:
    """The number in the line that begins with the word, or the text's first where there is none."""
    for line in text.splitlines():
        parts = line.split()
        if word == "" and parts and parts[0].isdigit():
            return int(parts[0])
        if word != "" and len(parts) == 2 and parts[0] == word and parts[1].isdigit():
            return int(parts[1])
    return None
