"""The splitter's part: fragments on credit."""

from __future__ import annotations

from collections.abc import Generator
from itertools import islice
from types import AsyncGeneratorType, CoroutineType, GeneratorType

from .buffers import OBJECTS_HELP, holds_only_objects, to_bytes
from .faults import Fault, named
from .pending import GATHERED_BYTES, fragments_line
from .progress import read_of
from .recursion import give_room, limit_recursion
from .wire import MAX_BATCH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .bridge import Bridge
    from .faults import Explainer
    from .loading import Entry
    from .logs import Log
    from .pending import PendingPayload

    Fragments = Generator[object, None, object]

# What those fragments of a batch that are more than small have at most, beyond the last.
_BATCH_BYTES = 4 * 1024 * 1024
_SMALL_BYTES = 128


def split(
    bridge: Bridge,
    splitter: Entry,
    dataset_path: str,
    fragment_bytes: int,
    recursion_depth: int,
    explainer: Explainer,
    log: Log,
) -> int:
    """Runs the author's splitter until the chief ends it or it fails. Returns how many fragments were sent.

    The generator is resumed only while the chief has given credit for another fragment and at least one byte.
    """
    pending = bridge.pending(fragments_line)
    granted_fragments = granted_bytes = 0
    # The first fragments go out by one, two, four, so that workers have something to do at once.
    most = 1
    generator: Fragments | None = None
    while True:
        while (
            granted_fragments < pending.next_number
            or granted_bytes <= pending.bytes
            or bridge.has_said_something()
        ):
            message, _ = bridge.receive("pull", "recycle", "end")
            if message["type"] == "end":
                if generator is not None:
                    bridge.note_read(read_of(dataset_path))
                return pending.next_number - 1
            if message["type"] == "recycle":
                continue
            granted_fragments += message["fragments"]
            granted_bytes += message["fragmentBytes"]
        try:
            if generator is None:
                generator = _start(splitter, dataset_path, recursion_depth)
            ended = _fill(
                generator,
                pending,
                min(granted_fragments + 1 - pending.next_number, most),
                granted_bytes - pending.bytes,
                fragment_bytes,
                recursion_depth,
            )
        except BaseException as error:
            give_room()
            pending.flush()
            number = pending.next_number
            own = isinstance(error, Fault) and error.code != "splitter-not-generator"
            fragment = number if own or number > 1 else None
            if isinstance(error, Fault):
                _place_at_yield(error, generator, explainer)
                explainer.place_at_definition(error, splitter)
            log.end_lines()
            bridge.say(explainer.failed("split", fragment, error))
            return number - 1
        pending.flush()
        if ended:
            bridge.say({"type": "exhausted", "count": pending.next_number - 1})
            while bridge.receive("pull", "end")[0]["type"] != "end":
                pass
            return pending.next_number - 1
        most = min(2 * most, MAX_BATCH)


def _start(splitter: Entry, dataset_path: str, recursion_depth: int) -> Fragments:
    limit_recursion(recursion_depth)
    returned = splitter(dataset_path)
    if not isinstance(returned, Generator):
        raise _not_generator(returned)
    return returned


def _fill(
    generator: Fragments,
    pending: PendingPayload,
    most: int,
    credit_bytes: int,
    fragment_bytes: int,
    recursion_depth: int,
) -> bool:
    """Appends fragments until there are `most`, or as many bytes as a batch or the credit has. Returns whether the
    generator has ended. Small fragments are not summed up where the credit is ample.
    """
    limit_recursion(recursion_depth)
    append, gather = pending.items.append, pending.gather
    end = pending.next_number + most
    is_ample = credit_bytes >= _BATCH_BYTES + most * _SMALL_BYTES
    small_bytes = min(_SMALL_BYTES, fragment_bytes) if is_ample else 0
    left_bytes = min(_BATCH_BYTES, credit_bytes)
    for fragment in islice(generator, most):
        if type(fragment) is not bytes:
            fragment = _fragment_bytes(fragment)
        if len(fragment) > small_bytes:
            size = len(fragment)
            if size > fragment_bytes:
                raise Fault(
                    "fragment-too-large",
                    f"the splitter yielded a fragment of {size} bytes; the limit is {fragment_bytes}",
                    limit="fragmentBytes",
                    observed=size,
                )
            append(gather(fragment) if size < GATHERED_BYTES else fragment)
            left_bytes -= size
            if left_bytes <= 0:
                return False
        else:
            append(gather(fragment))
    return pending.number_at_work() < end


def _fragment_bytes(value: object) -> bytes:
    copied = to_bytes(value)
    if copied is None:
        raise Fault(
            "fragment-not-bytes",
            f"the splitter yielded {named(value)}; a fragment has to be bytes",
            help=_help(value),
        )
    return copied


def _help(value: object) -> str | None:
    if value is None:
        return "Name what to yield: a bare `yield` gives None, and so does a function without `return`."
    if isinstance(value, str) and value.endswith("\n"):
        return 'Read lines as bytes: `open(dataset_path, "rb")`; or encode the text: `yield line.encode()`.'
    if isinstance(value, str):
        return "Encode the text: `yield text.encode()`; the processor gets it back with `fragment.decode()`."
    if isinstance(value, (bool, int, float, complex)):
        return "Encode the number: `yield str(number).encode()`, or pack it with the `struct` module."
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return "Yield its items one by one, or encode it whole: `yield json.dumps(value).encode()`."
    if holds_only_objects(value):
        return OBJECTS_HELP
    if hasattr(value, "__next__") or hasattr(value, "__iter__"):
        return "Yield its items one by one, each as bytes: `for item in it: yield …`; and see that it ends."
    return "Yield bytes; `pickle.dumps(value)` or `json.dumps(value).encode()` makes them of most things."


def _place_at_yield(fault: Fault, generator: Fragments | None, explainer: Explainer) -> None:
    """Where the generator stands: at the offending yield, the innermost of a `yield from`."""
    inner: object = generator
    while isinstance(inner, GeneratorType) and isinstance(inner.gi_yieldfrom, GeneratorType):
        inner = inner.gi_yieldfrom
    if isinstance(inner, GeneratorType) and inner.gi_frame is not None:
        fault.file = explainer.relative(inner.gi_frame.f_code.co_filename)
        fault.line = inner.gi_frame.f_lineno if fault.file is not None else None


def _not_generator(returned: object) -> Fault:
    if isinstance(returned, (CoroutineType, AsyncGeneratorType)):
        said, help = "is an `async def`", "Write it with a plain `def` and `yield`."
    elif returned is None:
        said, help = "returned None", "It has to `yield` each fragment."
    else:
        said = f"returned {named(returned)}"
        help = "Let it `yield` each fragment instead of returning them together."
    return Fault("splitter-not-generator", f"the splitter {said}; it has to be a generator", help=help)
