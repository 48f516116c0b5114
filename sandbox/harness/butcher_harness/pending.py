"""Finished work that is waiting to be sent together."""

from __future__ import annotations

from time import perf_counter, sleep

from .ticker import TICK_MS
from .wire import FrameWriter, encode_sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .segments import OwnSegment

    # The line for consecutive numbers: the first, the bytes of each, the seconds that user code took for them, and
    # what says where the payload is.
    Line = Callable[[int, list[int], float, str], str]


def fragments_line(first: int, sizes: list[int], seconds: float, place: str) -> str:
    return f'{{"type":"fragments","first":{first},"sizes":"{encode_sizes(sizes)}",{place}}}'


def results_line(first: int, sizes: list[int], seconds: float, place: str) -> str:
    return f'{{"type":"results","first":{first},"sizes":"{encode_sizes(sizes)}",{place},"seconds":{seconds:.9f}}}'


class Pending:
    """Fragments, results or merges that are done and not yet sent, numbered from `next_number`.

    The thread of user code appends to `items` without a lock, and any thread may flush: flushing takes a prefix under
    the writer's lock, and appending, slicing and deleting a prefix are each one step as other threads see them.
    """

    def __init__(self, writer: FrameWriter) -> None:
        self.items: list[bytes] = []
        self.next_number = 1
        self._writer = writer
        # What is done is kept for up to so many ticks.
        self._patience_ticks = 1
        # Odd while a flush takes items away.
        self._moves = 0
        self._flushes = 0
        self._flushes_at_last_tick = -1
        self._ticks_since_flush = 0

    def begin(self, first: int, gather_ms: int | None = None) -> None:
        """Work on a batch that starts with `first` begins now. Nothing may be pending.

        `gather_ms`: what is done may be kept for so long, to be sent together; None: for a tick.
        """
        if gather_ms is not None:
            self._patience_ticks = max(1, gather_ms // TICK_MS)
        self.next_number = first

    def number_at_work(self) -> int:
        """The number of what is appended next."""
        while True:
            moves = self._moves
            number = self.next_number + len(self.items)
            if moves == self._moves and moves % 2 == 0:
                return number
            sleep(0)

    def flush(self) -> None:
        """Sends what is pending, if anything."""
        with self._writer.lock:
            self._flush()

    def tick(self) -> None:
        """To be called at each tick: sends what has been pending for as many as it may."""
        if not self.items:
            self._flushes_at_last_tick = -1
            return
        with self._writer.lock:
            if self._flushes != self._flushes_at_last_tick:
                self._ticks_since_flush = 0
            else:
                self._ticks_since_flush += 1
                if self._ticks_since_flush >= self._patience_ticks:
                    self._flush()
                    self._ticks_since_flush = 0
            self._flushes_at_last_tick = self._flushes

    def _flush(self) -> None:
        parts = self.items[:]
        if not parts:
            return
        first = self.next_number
        self._moves += 1
        del self.items[: len(parts)]
        self.next_number = first + len(parts)
        self._moves += 1
        self._flushes += 1
        self._send(first, parts)

    def _send(self, first: int, parts: list[bytes]) -> None:
        raise NotImplementedError


class PendingMerges(Pending):
    """Merges, as empty items."""

    def _send(self, first: int, parts: list[bytes]) -> None:
        self._writer.write(f'{{"type":"merged","first":{first},"count":{len(parts)}}}')


class PendingPayload(Pending):
    """Fragments or results."""

    def __init__(self, writer: FrameWriter, line: Line, segment: OwnSegment | None) -> None:
        super().__init__(writer)
        # Of results, where they are asked for: the checksum of the fragment that each was made of, appended before it.
        self.crcs: list[int] = []
        # Of all that was sent.
        self.bytes = 0
        self._line = line
        self._segment = segment
        self._mark = 0.0

    def begin(self, first: int, gather_ms: int | None = None) -> None:
        super().begin(first, gather_ms)
        # That of a fragment that has no result.
        del self.crcs[:]
        self._mark = perf_counter()

    def _send(self, first: int, parts: list[bytes]) -> None:
        seconds = perf_counter() - self._mark
        crcs = self.crcs[: len(parts)]
        del self.crcs[: len(parts)]
        sizes = list(map(len, parts))
        total = sum(sizes)
        self.bytes += total
        written = None
        if self._segment is not None and total >= self._segment.least_bytes:
            written = self._segment.write(parts, total)
        made_of = f',"crcs":"{encode_sizes(crcs)}"' if crcs else ""
        if written is None:
            self._writer.write(self._line(first, sizes, seconds, f'"bytes":{total}{made_of}'), parts)
        else:
            self._writer.write(self._line(first, sizes, seconds, f'"bytes":0,"segment":{written}{made_of}'))
        self._mark = perf_counter()
