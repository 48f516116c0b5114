"""The bridge as the roles see it."""

from __future__ import annotations

from json import dumps

from .pending import Pending
from .pulse import Pulse
from .wire import FrameReader, FrameWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .pending import Line
    from .wire import Message


class Bridge:
    """Receives and sends whole messages, keeping the pulse and the order of what is said."""

    def __init__(self, read_fd: int, writer: FrameWriter) -> None:
        self._reader = FrameReader(read_fd)
        self._writer = writer
        self._pulse = Pulse(read_fd, writer)
        self._pulse.start()

    def receive(self, *expected: str) -> tuple[Message, bytes]:
        """Waits for the chief. Raises BridgeClosed when it is gone, FrameError or RuntimeError for nonsense."""
        self._pulse.rest()
        message, payload = self._reader.read()
        self._pulse.rouse()
        if message.get("type") not in expected:
            raise RuntimeError(f"the chief said {message.get('type')!r}, not one of {expected}")
        return message, payload

    def say(self, message: Message) -> None:
        self._writer.send(dumps(message, separators=(",", ":")))

    def pending(self, line: Line) -> Pending:
        """The place for finished work, from now on looked after by the pulse."""
        pending = Pending(self._writer, line)
        self._pulse.watch(pending.tick)
        return pending

    def watch(self, tick: Callable[[], None]) -> None:
        """Has `tick` called every 10 ms while user code runs, from another thread."""
        self._pulse.watch(tick)

    def say_bye(self, count: int) -> None:
        """Ends the conversation; from now on the loss of the bridge is nothing to us."""
        self._pulse.stop()
        self._writer.send_last(f'{{"type":"bye","count":{count}}}')
