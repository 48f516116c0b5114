"""The merger's part: results in order, then the end."""

from __future__ import annotations

import gc
import os
from io import BufferedRandom, BufferedWriter, FileIO, TextIOWrapper
from stat import S_ISREG
from types import AsyncGeneratorType, CoroutineType, GeneratorType

from .faults import NO_SPACE, Fault
from .recursion import give_room, limit_recursion
from .segments import SegmentError
from .worker import only_splitter_may_yield

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .bridge import Bridge
    from .faults import Explainer
    from .loading import Entry
    from .logs import Log
    from .pending import Pending


def merge(
    bridge: Bridge,
    merger: Entry,
    finish: Entry | None,
    job_name: str,
    recursion_depth: int,
    explainer: Explainer,
    log: Log,
) -> int:
    """Merges what comes, finishes when asked, until the chief ends or user code fails. Returns how many were merged.

    When `finished` is sent, what user code wrote to files that it left open has been handed to the file system.
    """
    pending = bridge.pending_merges()
    merged = 0
    while True:
        message, payload = bridge.receive("merge", "finish", "end")
        if message["type"] == "end":
            return merged
        if message["type"] == "finish":
            try:
                _finish(finish, job_name, recursion_depth)
            except BaseException as error:
                give_room()
                if isinstance(error, Fault):
                    explainer.place_at_definition(error, finish)
                log.end_lines()
                bridge.say(explainer.failed("finish", None, error))
                return merged
            bridge.say({"type": "finished"})
            continue
        first, sizes = message["first"], message["sizes"]
        pending.begin(first)
        log.number = pending.number_at_work
        try:
            _fold(merger, map(payload.read, sizes), job_name, pending, recursion_depth)
        except SegmentError:
            raise
        except BaseException as error:
            give_room()
            pending.flush()
            if isinstance(error, Fault):
                explainer.place_at_definition(error, merger)
            log.end_lines()
            bridge.say(explainer.failed("merge", pending.next_number, error))
            return merged + int(pending.next_number - first)
        log.number = None
        pending.flush()
        merged += len(sizes)
        bridge.let_go(message)
        del message, payload


def _fold(
    merger: Entry, results: Iterator[bytes], job_name: str, pending: Pending, recursion_depth: int
) -> None:
    limit_recursion(recursion_depth)
    items = pending.items
    for result in results:
        returned = merger(result, job_name)
        if returned is not None:
            _check_returned("the merger", returned)
        items.append(0)


def _finish(finish: Entry | None, job_name: str, recursion_depth: int) -> None:
    if finish is not None:
        limit_recursion(recursion_depth)
        _check_returned("`finish`", finish(job_name))
    _flush_open_files()


def _check_returned(who: str, value: object) -> None:
    if isinstance(value, (GeneratorType, CoroutineType, AsyncGeneratorType)):
        raise only_splitter_may_yield(who, value)


def _flush_open_files() -> None:
    """Flushes files that were opened for writing and never closed. Raises OSError where there is no space for it.

    At exit the interpreter would swallow that error and the results would be short. Plain files alone: flushing a
    compressing stream would change what it writes, and a pipe could block. They end as in any Python process.
    """
    for thing in gc.get_objects():
        if type(thing) in (TextIOWrapper, BufferedWriter, BufferedRandom):
            try:
                if _is_plain_file(thing):
                    thing.flush()
            except ValueError:
                pass  # closed or detached
            except OSError as error:
                if error.errno in NO_SPACE:
                    raise


def _is_plain_file(stream: TextIOWrapper | BufferedWriter | BufferedRandom) -> bool:
    buffer = stream.buffer if isinstance(stream, TextIOWrapper) else stream
    raw = buffer.raw if type(buffer) in (BufferedWriter, BufferedRandom) else None  # type: ignore[attr-defined]
    return type(raw) is FileIO and S_ISREG(os.fstat(raw.fileno()).st_mode)
