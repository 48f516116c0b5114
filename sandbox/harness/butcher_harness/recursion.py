"""The recursion limit, counted from the author's own entry point."""

from __future__ import annotations

import sys

# Frames of the import system between the harness and a module that is being imported, for a few nested imports.
_IMPORT_HEADROOM = 200
_LEAST_FOR_IMPORTS = 1000
# What the harness itself goes through between two calls of user code, to send a result for one.
_LEAST = 16
# Enough for all that the harness does when user code has ended in an exception.
_ROOM = 10_000


def limit_recursion(depth: int) -> None:
    """Lets the function that our caller is about to call go `depth` Python frames deep, its own included.

    Fewer than a handful are not enforced: the harness needs them, and they would look like the author's recursion.
    """
    _set(_frames_below() + max(depth, _LEAST))


def limit_recursion_for_imports(depth: int) -> None:
    """As `limit_recursion`, with room for the import system and what libraries do while they are imported."""
    _set(_frames_below() + max(depth, _LEAST_FOR_IMPORTS) + _IMPORT_HEADROOM)


def give_room() -> None:
    """To be called when user code has ended in an exception: what explains it must not run into the same limit."""
    _set(_ROOM)


def forbid_raising() -> None:
    """Makes `sys.setrecursionlimit` do nothing: the limit is the job's."""
    sys.setrecursionlimit = _ignored


_set = sys.setrecursionlimit


def _ignored(limit: int, /) -> None:
    """The recursion limit of a job is its recursionDepth; this call changes nothing."""


def _frames_below() -> int:
    """Frames in use by the caller of our caller, itself included."""
    frame = sys._getframe(2)
    count = 0
    while frame is not None:
        count += 1
        frame = frame.f_back  # type: ignore[assignment]
    return count
