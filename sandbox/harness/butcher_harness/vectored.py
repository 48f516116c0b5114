"""Many parts of bytes in few system calls."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST_PARTS_PER_WRITE = 1024
# Below this mean size copying parts together is cheaper than what is done to each of them.
JOIN_BELOW_BYTES = 8 * 1024


def gathered(parts: Sequence[bytes], size: int) -> Sequence[bytes]:
    """The same `size` bytes in as many parts as are worth handling one by one."""
    return [b"".join(parts)] if size < len(parts) * JOIN_BELOW_BYTES else parts


def write_all(parts: Sequence[bytes], write: Callable[[list[bytes | memoryview]], int]) -> None:
    """Has `write`, which returns how many bytes it took, take all of them."""
    for start in range(0, len(parts), _MOST_PARTS_PER_WRITE):
        views: list[bytes | memoryview] = list(parts[start : start + _MOST_PARTS_PER_WRITE])
        while views:
            written = write(views)
            done = 0
            while done < len(views) and written >= len(views[done]):
                written -= len(views[done])
                done += 1
            del views[:done]
            if written:
                views[0] = memoryview(views[0])[written:]
