"""Finished work that is waiting to be sent together."""

from __future__ import annotations

from io import BytesIO
from time import perf_counter, sleep

from .ticker import TICK_MS
from .vectored import JOIN_BELOW_BYTES
from .wire import FrameWriter, encode_sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .segments import OwnSegment

    # The line for consecutive numbers: the first, the bytes of each, the seconds that user code took for them, and
    # what says where the payload is.
    Line = Callable[[int, list[int], float, str], str]

# What is smaller is best gathered.
GATHERED_BYTES = JOIN_BELOW_BYTES


def fragments_line(first: int, sizes: list[int], seconds: float, place: str) -> str:
    return f'{{"type":"fragments","first":{first},"sizes":"{encode_sizes(sizes)}",{place}}}'


def results_line(first: int, sizes: list[int], seconds: float, place: str) -> str:
    return f'{{"type":"results","first":{first},"sizes":"{encode_sizes(sizes)}",{place},"seconds":{seconds:.9f}}}'


class Pending:
    """Fragments, results or merges that are done and not yet sent, numbered from `next_number`.

    The thread of user code appends to `items` without a lock, while the ticker may take a prefix under the writer's
    lock: appending, slicing and deleting a prefix are each one step as other threads see them. Each flush of its own
    leaves it another list to append to.
    """

    def __init__(self, writer: FrameWriter) -> None:
        self.items: list[bytes | int] = []
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
        """Sends what is pending, if anything. Only for the thread that appends; `items` is another list after it."""
        with self._writer.lock:
            items = self.items
            if items:
                first = self._take(items, [])
                self._send(first, items)
            self._forget()

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
        """`flush` for any thread: what is appended meanwhile stays."""
        items = self.items[:]
        if items:
            first = self._take(items, self.items)
            self._send(first, items)

    def _take(self, items: list[bytes | int], left: list[bytes | int]) -> int:
        """Takes `items` away, which `left` may begin with, and returns the number of the first."""
        first = self.next_number
        self._moves += 1
        del left[: len(items)]
        self.items = left
        self.next_number = first + len(items)
        self._moves += 1
        self._flushes += 1
        return first

    def _send(self, first: int, items: list[bytes | int]) -> None:
        raise NotImplementedError

    def _forget(self) -> None:
        """All that was appended has been sent."""


class PendingMerges(Pending):
    """Merges, as empty items."""

    def _send(self, first: int, items: list[bytes | int]) -> None:
        self._writer.write(f'{{"type":"merged","first":{first},"count":{len(items)}}}')


class PendingPayload(Pending):
    """Fragments or results. An item is one as it is, or what `gather` returned for it: it is copied at once then, need
    not be kept, and is not looked at again when it is sent.
    """

    def __init__(self, writer: FrameWriter, line: Line, segment: OwnSegment | None) -> None:
        super().__init__(writer)
        # Of results, where they are asked for: the checksum of the fragment that each was made of, appended before it.
        self.crcs: list[int] = []
        # Of all that was sent.
        self.bytes = 0
        self._gathered = BytesIO()
        # Copies one that is appended next and returns its size.
        self.gather = self._gathered.write
        self._sent_of_gathered = 0
        self._line = line
        self._segment = segment
        self._mark = 0.0

    def begin(self, first: int, gather_ms: int | None = None) -> None:
        super().begin(first, gather_ms)
        # That of a fragment that has no result.
        del self.crcs[:]
        self._mark = perf_counter()

    def _send(self, first: int, items: list[bytes | int]) -> None:
        seconds = perf_counter() - self._mark
        crcs = self.crcs[: len(items)]
        del self.crcs[: len(items)]
        sizes, parts, total = self._sizes_and_parts(items)
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

    def _forget(self) -> None:
        self._gathered.seek(0)
        self._sent_of_gathered = 0

    def _sizes_and_parts(self, items: list[bytes | int]) -> tuple[list[int], list[bytes], int]:
        """The sizes of items, the same bytes in as many parts as they happen to lie in, and how many that are."""
        # As a rule all are sizes. The sum finds out, in C; a look at each is what is to be saved, so no type can tell.
        try:
            total = sum(items)  # type: ignore[arg-type]
        except TypeError:
            sizes, parts = self._with_single_parts(items)
            return sizes, parts, sum(sizes)
        return items, [self._next_gathered(total)], total  # type: ignore[return-value]

    def _with_single_parts(self, items: list[bytes | int]) -> tuple[list[int], list[bytes]]:
        sizes: list[int] = []
        parts: list[bytes] = []
        gathered = 0
        for item in items:
            if isinstance(item, int):
                sizes.append(item)
                gathered += item
                continue
            if gathered:
                parts.append(self._next_gathered(gathered))
                gathered = 0
            sizes.append(len(item))
            parts.append(item)
        if gathered:
            parts.append(self._next_gathered(gathered))
        return sizes, parts

    def _next_gathered(self, size: int) -> bytes:
        """A copy, since a view would keep the thread of user code from gathering."""
        start = self._sent_of_gathered
        self._sent_of_gathered += size
        return self._gathered.getvalue()[start : self._sent_of_gathered]
