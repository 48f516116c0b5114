"""What the gate takes from itself and from all that it starts, before any code of a user runs."""

from __future__ import annotations

import ctypes
import os
from typing import Literal

FILTER_PATH = "/opt/butcher/filter.bpf"
"""The whole of sandbox/seccomp.json with no sockets but Unix ones, compiled when the image was built."""

_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_INSTRUCTION_BYTES = 8


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


_libc = ctypes.CDLL(None, use_errno=True)


def set_dumpable(value: Literal[0, 1]) -> None:
    """With 0, no other process of this user can read this one's memory, environment or descriptors."""
    _prctl(_PR_SET_DUMPABLE, value)


def install_filter(path: str = FILTER_PATH) -> None:
    """From now on, for this process and all that come from it, the kernel refuses what a sandbox may not ask. The one
    way to a network that is left is a socket that is open already.
    """
    with open(path, "rb") as file:
        code = file.read()
    if len(code) == 0 or len(code) % _INSTRUCTION_BYTES != 0:
        raise OSError(f"{path} is no filter")
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // _INSTRUCTION_BYTES, ctypes.addressof(buffer))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))


def _prctl(option: int, *arguments: object) -> None:
    # All of prctl's arguments are longs; some options insist on zeros for the rest.
    rest = [*arguments, *[0] * (4 - len(arguments))]
    values = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in rest]
    if _libc.prctl(ctypes.c_int(option), *values) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), f"prctl({option})")
