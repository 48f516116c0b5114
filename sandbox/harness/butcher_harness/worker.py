"""The worker's part: fragments in, results out."""

from __future__ import annotations

from types import AsyncGeneratorType, CoroutineType, GeneratorType

from .buffers import OBJECTS_HELP, holds_only_objects, to_bytes
from .faults import Fault, named
from .pending import results_line
from .recursion import give_room, limit_recursion
from .segments import SegmentError
from .wire import BridgeClosed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .bridge import Bridge
    from .faults import Explainer
    from .loading import Entry
    from .logs import Log
    from .pending import Pending
    from .segments import SegmentView

_FLUSH_BYTES = 4 * 1024 * 1024


def process(
    bridge: Bridge, processor: Entry, result_bytes: int, recursion_depth: int, explainer: Explainer, log: Log
) -> int:
    """Answers every fragment with its result or its failure until the chief ends. Returns how many were answered."""
    pending = bridge.pending(results_line)
    answered = 0
    while True:
        message, payload = bridge.receive("process", "end")
        if message["type"] == "end":
            return answered
        first, sizes = message["first"], message["sizes"]
        pending.begin(first)
        log.number = pending.number_at_work
        numbered = enumerate(sizes, first)
        cursor = _Cursor()
        while True:
            try:
                _work(processor, payload, numbered, cursor, pending, result_bytes, recursion_depth)
                break
            except (BridgeClosed, SegmentError):
                raise
            except BaseException as error:
                give_room()
                pending.flush()
                if isinstance(error, Fault):
                    explainer.place_at_definition(error, processor)
                bridge.say(explainer.failed("process", cursor.number, error))
                pending.begin(cursor.number + 1)
        log.number = None
        pending.flush()
        answered += len(sizes)
        del message, payload


class _Cursor:
    """Where the work on a batch stands when an exception ends it."""

    __slots__ = ("number", "offset")

    def __init__(self) -> None:
        self.number = 0
        self.offset = 0


def _work(
    processor: Entry,
    payload: bytes | SegmentView,
    numbered: Iterator[tuple[int, int]],
    cursor: _Cursor,
    pending: Pending,
    result_bytes: int,
    recursion_depth: int,
) -> None:
    limit_recursion(recursion_depth)
    append = pending.items.append
    offset = cursor.offset
    held_bytes = 0
    number = 0
    try:
        for number, size in numbered:
            start = offset
            offset += size
            result = processor(payload[start:offset])
            if type(result) is not bytes:
                result = _result_bytes(result)
            size = len(result)
            if size > result_bytes:
                raise Fault(
                    "result-too-large",
                    f"the result has {size} bytes; the limit is {result_bytes}",
                    limit="resultBytes",
                    observed=size,
                )
            append(result)
            held_bytes += size
            if held_bytes >= _FLUSH_BYTES:
                pending.flush()
                held_bytes = 0
    finally:
        cursor.number = number
        cursor.offset = offset


def _result_bytes(value: object) -> bytes:
    copied = to_bytes(value)
    if copied is not None:
        return copied
    if isinstance(value, (GeneratorType, CoroutineType, AsyncGeneratorType)):
        raise only_splitter_may_yield("the processor", value)
    raise Fault(
        "result-not-bytes",
        f"the processor returned {named(value)}; a result has to be bytes",
        help=_help(value),
    )


def only_splitter_may_yield(who: str, value: object) -> Fault:
    if isinstance(value, CoroutineType):
        return Fault(
            "only-splitter-may-yield",
            f"{who} is an `async def` and returned a coroutine",
            help="Write it with a plain `def`; inside, `asyncio.run(…)` runs asynchronous code to its end.",
        )
    return Fault(
        "only-splitter-may-yield",
        f"{who} returned a generator; only the splitter may yield",
        help="Use `return` instead of `yield`.",
    )


def _help(value: object) -> str:
    if value is None:
        return "Was a `return` forgotten? Return `b''` where there is nothing to say."
    if isinstance(value, str):
        return "Encode the text: `return text.encode()`."
    if isinstance(value, (bool, int, float, complex)):
        return "Encode the number: `return str(number).encode()`, or pack it with the `struct` module."
    if holds_only_objects(value):
        return OBJECTS_HELP
    return "Return bytes; `json.dumps(value).encode()` or `pickle.dumps(value)` makes them of most things."
