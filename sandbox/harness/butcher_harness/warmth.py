"""What packages import most, loaded while the chief has no work yet: a container that waits for its job uses the time."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# In the order of how often they are wanted and how long they take. NumPy is left out for its memory.
MODULES = (
    "typing",
    "collections.abc",
    "re",
    "json",
    "pathlib",
    "dataclasses",
    "datetime",
    "math",
    "random",
    "csv",
    "struct",
    "itertools",
    "hashlib",
)


def import_until(has_work: Callable[[], bool]) -> None:
    """Returns at the latest one import after there is work."""
    for name in MODULES:
        if has_work():
            return
        __import__(name)
