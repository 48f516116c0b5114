"""The worker's part: fragments in, results out."""

from __future__ import annotations

from time import perf_counter
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from zlib import crc32

from .buffers import OBJECTS_HELP, holds_only_objects, to_bytes
from .faults import Fault, named
from .pending import GATHERED_BYTES, results_line
from .recursion import give_room, limit_recursion
from .segments import SegmentError
from .ticker import TICK_MS
from .wire import BridgeClosed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .bridge import Bridge
    from .faults import Explainer
    from .loading import Entry
    from .logs import Log
    from .pending import PendingPayload

# Results are sent when those that are more than small have so many bytes; 8192 small ones are a mebibyte more at most.
_FLUSH_BYTES = 4 * 1024 * 1024
_SMALL_BYTES = 128
# Where fragments take less than so long each, or for each of their bytes, in seconds, it is not said of the next what
# they were: to process them again is cheaper than what every job would pay for the checksums, 0.15 µs each and 1 ns a
# byte.
_QUICK_SECONDS = 10e-6
_QUICK_SECONDS_PER_BYTE = 20e-9
# Messages of fewer fragments, and of fewer bytes, cost nothing.
_MANY = 1024
_MANY_BYTES = 1024 * 1024


def process(
    bridge: Bridge,
    processor: Entry,
    result_bytes: int,
    recursion_depth: int,
    explainer: Explainer,
    log: Log,
    tells_crcs: bool,
) -> int:
    """Answers every fragment with its result or its failure until the chief ends. Returns how many were answered.

    `tells_crcs`: says of each result what the fragment was that it was made of.
    """
    pending = bridge.pending(results_line)
    answered = 0
    quick = False
    while True:
        message, payload = bridge.receive("process", "end")
        if message["type"] == "end":
            return answered
        first, sizes, total_bytes = message["first"], message["sizes"], message["total"]
        pending.begin(first, message.get("gatherMs", TICK_MS))
        log.number = pending.number_at_work
        fragments = map(payload.read, sizes)
        is_much = len(sizes) >= _MANY or total_bytes >= _MANY_BYTES
        tells = tells_crcs and not (quick and is_much)
        began = perf_counter()
        while True:
            try:
                _work(processor, fragments, pending, result_bytes, recursion_depth, tells)
                break
            except (BridgeClosed, SegmentError):
                raise
            except BaseException as error:
                give_room()
                pending.flush()
                if isinstance(error, Fault):
                    explainer.place_at_definition(error, processor)
                number = pending.next_number
                log.end_lines(number)
                bridge.say(explainer.failed("process", number, error))
                pending.begin(number + 1)
                # An exception can come between any two steps, from a signal: what was read does not tell where they stood.
                done = number + 1 - first
                payload.seek(sum(sizes[:done]))
                fragments = map(payload.read, sizes[done:])
        log.number = None
        pending.flush()
        # A small message between large ones can only show that fragments have become slow.
        quick = (quick or is_much) and _is_quick(len(sizes), total_bytes, perf_counter() - began)
        answered += len(sizes)
        del message, payload


def _is_quick(count: int, total_bytes: int, seconds: float) -> bool:
    """Whether checksums of such fragments would be a part of the work worth mentioning."""
    return seconds < count * _QUICK_SECONDS or seconds < total_bytes * _QUICK_SECONDS_PER_BYTE


def _work(
    processor: Entry,
    fragments: Iterator[bytes],
    pending: PendingPayload,
    result_bytes: int,
    recursion_depth: int,
    tells_crcs: bool,
) -> None:
    limit_recursion(recursion_depth)
    append, gather = pending.items.append, pending.gather
    small_bytes = min(_SMALL_BYTES, result_bytes)
    held_bytes = 0
    for fragment in _told(fragments, pending) if tells_crcs else fragments:
        result = processor(fragment)
        if type(result) is not bytes:
            result = _result_bytes(result)
        if len(result) > small_bytes:
            size = len(result)
            if size > result_bytes:
                raise Fault(
                    "result-too-large",
                    f"the result has {size} bytes; the limit is {result_bytes}",
                    limit="resultBytes",
                    observed=size,
                )
            append(gather(result) if size < GATHERED_BYTES else result)
            held_bytes += size
            if held_bytes >= _FLUSH_BYTES:
                pending.flush()
                append = pending.items.append
                held_bytes = 0
        else:
            append(gather(result))


def _told(fragments: Iterator[bytes], pending: PendingPayload) -> Iterator[bytes]:
    """The fragments, of each of which it will be said what it was."""
    append_crc = pending.crcs.append
    for fragment in fragments:
        # Begun with the size, so that it tells that, too.
        append_crc(crc32(fragment, len(fragment)))
        yield fragment


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
