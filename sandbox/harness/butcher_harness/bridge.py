"""The bridge as the roles see it."""

from __future__ import annotations

from io import BytesIO
from json import dumps

from select import select

from .pending import PendingMerges, PendingPayload
from .ticker import Ticker
from .segments import OwnSegment, SegmentReader
from .wire import FrameReader, FrameWriter, decode_batch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .pending import Line
    from .segments import SegmentStream
    from .wire import Message


class Bridge:
    """Receives and sends whole messages, keeping the ticker and the order of what is said."""

    def __init__(self, read_fd: int, writer: FrameWriter) -> None:
        self._reader = FrameReader(read_fd)
        self._writer = writer
        self._read_fd = read_fd
        self._own: OwnSegment | None = None
        self._read: int | None = None
        self._others = SegmentReader(None, False)
        self._ticker = Ticker(read_fd, writer)
        self._ticker.start()

    def use_segments(self, segments: Message) -> None:
        """From now on payload may be in segment files."""
        if segments["own"] is not None:
            self._own = OwnSegment(segments["own"])
        self._others = SegmentReader(segments["folder"], segments["readOnce"])

    def receive(self, *expected: str) -> tuple[Message, BytesIO | SegmentStream]:
        """Waits for the chief's next message and its payload. Raises BridgeClosed when it is gone, FrameError or
        RuntimeError for nonsense. A batch has its sizes as numbers, and their sum as `total`.
        """
        self._ticker.rest()
        while True:
            message, payload = self._reader.read()
            if message.get("type") != "recycle" or self._own is None:
                break
            self._own.recycle(message["blocks"])
            if "recycle" in expected:
                break
        self._ticker.rouse()
        if message.get("type") not in expected:
            raise RuntimeError(f"the chief said {message.get('type')!r}, not one of {expected}")
        if "sizes" in message:
            message["sizes"], message["total"] = decode_batch(message["sizes"])
        if "segment" in message:
            return message, self._others.payload(
                message["segment"], len(message["sizes"]), message["total"]
            )
        return message, BytesIO(payload)

    def let_go(self, message: Message) -> None:
        """The payload of a batch message will not be read again."""
        if "segment" in message:
            self._others.let_go(message["segment"], message["total"])

    def has_said_something(self) -> bool:
        """Whether the chief has said something that `receive` would give without waiting, as far as one can see."""
        return bool(select((self._read_fd,), (), (), 0)[0])

    def say(self, message: Message) -> None:
        self._writer.send(dumps(message, separators=(",", ":")))

    def pending(self, line: Line) -> PendingPayload:
        """The place for finished work, from now on looked after by the ticker."""
        pending = PendingPayload(self._writer, line, self._own)
        self._ticker.watch(pending.tick)
        return pending

    def pending_merges(self) -> PendingMerges:
        """The same for merges, which have no payload."""
        pending = PendingMerges(self._writer)
        self._ticker.watch(pending.tick)
        return pending

    def watch(self, tick: Callable[[], None]) -> None:
        """Has `tick` called regularly while user code runs, from another thread."""
        self._ticker.watch(tick)

    def note_read(self, read: int | None) -> None:
        """To be said with `bye`."""
        self._read = read

    def say_bye(self, count: int) -> None:
        """Ends the conversation; from now on the loss of the bridge is nothing to us."""
        self._ticker.stop()
        read = "" if self._read is None else f',"read":{self._read}'
        self._writer.send_last(f'{{"type":"bye","count":{count}{read}}}')
