"""Compiles the sandbox's seccomp profile into the filter that the gate installs. Runs once, while the image is built:
`compile_filter.py PROFILE FILTER`. libseccomp does the work, as it does for the engines that read the same profile.

Two things are different from what an engine makes of it: there are no sockets but Unix ones, since the container of a
gate has a network; and calls of another instruction set are refused by killing the process, as an engine does, too.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import sys
from typing import Any

_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000
_EPERM = 1
_UNKNOWN_CALL = -1
_COMPARISONS = {"SCMP_CMP_EQ": 4, "SCMP_CMP_MASKED_EQ": 7}
_AF_UNIX = 1
_BAD_ARCHITECTURE = 2  # SCMP_FLTATR_ACT_BADARCH
_LIBRARY = "libseccomp.so.2"


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("index", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("value", ctypes.c_uint64),
        ("value_two", ctypes.c_uint64),
    )


def compile_filter(profile: dict[str, Any], fd: int) -> None:
    """Writes the filter for this machine's processor to the descriptor. Raises OSError where libseccomp refuses."""
    library = ctypes.CDLL(_LIBRARY, use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = (ctypes.c_uint32,)
    library.seccomp_attr_set.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32)
    library.seccomp_syscall_resolve_name.argtypes = (ctypes.c_char_p,)
    library.seccomp_rule_add_array.argtypes = (
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.POINTER(_Comparison),
    )
    library.seccomp_export_bpf.argtypes = (ctypes.c_void_p, ctypes.c_int)
    rules = library.seccomp_init(action(profile["defaultAction"], None))
    _check(library.seccomp_attr_set(rules, _BAD_ARCHITECTURE, _KILL_PROCESS), "the answer to other instruction sets")
    for rule in profile["syscalls"]:
        if opens_a_network(rule):
            continue
        comparisons = [comparison(argument) for argument in rule["args"]]
        array = (_Comparison * len(comparisons))(*comparisons)
        for name in rule["names"]:
            number = library.seccomp_syscall_resolve_name(name.encode())
            # Calls of other processors, which this one does not have: an engine leaves them out, too.
            if number == _UNKNOWN_CALL or number < 0:
                continue
            answer = action(rule["action"], rule.get("errnoRet"))
            _check(library.seccomp_rule_add_array(rules, answer, number, len(comparisons), array), name)
    _check(library.seccomp_export_bpf(rules, fd), "the filter")


def opens_a_network(rule: dict[str, Any]) -> bool:
    """Whether the rule lets somebody make a socket that is not a Unix one."""
    if "socket" not in rule["names"]:
        return False
    families = [argument["value"] for argument in rule["args"] if argument["index"] == 0]
    return families != [_AF_UNIX]


def action(name: str, errno: int | None) -> int:
    if name == "SCMP_ACT_ALLOW":
        return _ALLOW
    if name == "SCMP_ACT_ERRNO":
        return _ERRNO | (_EPERM if errno is None else errno)
    raise ValueError(f"the profile has an action that is not known here: {name}")


def comparison(argument: dict[str, Any]) -> _Comparison:
    op = _COMPARISONS[argument["op"]]
    return _Comparison(argument["index"], op, argument["value"], argument.get("valueTwo", 0))


def _check(answer: int, what: str) -> None:
    if answer != 0:
        raise OSError(-answer, f"libseccomp refuses {what}: {os.strerror(-answer)}")


def main() -> None:
    profile_path, filter_path = sys.argv[1:]
    with open(profile_path, encoding="utf-8") as file:
        profile = json.load(file)
    with open(filter_path, "wb") as out:
        compile_filter(profile, out.fileno())
        print(f"{filter_path}: {out.tell() // 8} instructions for {platform.machine()}")


if __name__ == "__main__":
    main()
