"""The harness's one thread beside user code: heartbeats, flushing, and noticing that the chief is gone."""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock, start_new_thread
from time import monotonic, sleep

from select import POLLERR, POLLHUP, POLLNVAL, poll

from .wire import BridgeClosed, FrameWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

EXIT_INTERNAL = 70
EXIT_BRIDGE_LOST = 71
EXIT_BAD_SEGMENT = 74

# Each tick takes the interpreter from user code, and may wake the chief, which takes the processor from it.
TICK_MS = 100
_TICK_SECONDS = TICK_MS / 1000
_HEARTBEAT_SECONDS = 2.0


class Ticker:
    """Ticks while user code runs and sleeps while the harness waits for the chief."""

    def __init__(self, read_fd: int, writer: FrameWriter) -> None:
        self._watched: list[Callable[[], None]] = []
        self._read_fd = read_fd
        self._writer = writer
        self._idle = True
        self._asleep = False
        self._stopped = False
        self._alarm = allocate_lock()

    def watch(self, tick: Callable[[], None]) -> None:
        """From now on calls `tick` at every tick; BridgeClosed ends the process."""
        self._watched.append(tick)

    def start(self) -> None:
        self._alarm.acquire()
        start_new_thread(self._run, ())

    def stop(self) -> None:
        """Nothing is sent, and the loss of the bridge goes unnoticed, from now on."""
        self._stopped = True

    def rest(self) -> None:
        """The harness is about to wait for the chief."""
        self._idle = True

    def rouse(self) -> None:
        """User code is about to run."""
        # The ticker sets `_asleep` before it looks at `_idle`, and here it is the other way round, so that one of the
        # two sees what the other did.
        self._idle = False
        if self._asleep:
            self._asleep = False
            try:
                self._alarm.release()
            except RuntimeError:
                pass  # it woke by itself in between

    def _run(self) -> None:
        hangup = poll()
        hangup.register(self._read_fd, 0)
        next_beat = monotonic() + _HEARTBEAT_SECONDS
        try:
            while not self._stopped:
                self._sleep(next_beat - monotonic())
                if self._stopped:
                    return
                for tick in self._watched:
                    tick()
                # At once: what is left of a dead chief's job must not write beside the job that goes on.
                if any(events & (POLLHUP | POLLERR | POLLNVAL) for _, events in hangup.poll(0)):
                    raise BridgeClosed
                if monotonic() < next_beat:
                    continue
                self._beat()
                next_beat = monotonic() + _HEARTBEAT_SECONDS
        except BridgeClosed:
            if not self._stopped:
                leave_bridge_lost()
        except BaseException:
            leave_internal()

    def _sleep(self, until_beat_seconds: float) -> None:
        self._asleep = True
        if self._idle:
            self._alarm.acquire(timeout=max(until_beat_seconds, _TICK_SECONDS))
            self._asleep = False
        else:
            self._asleep = False
            sleep(_TICK_SECONDS)

    def _beat(self) -> None:
        # Whoever holds the lock is writing: sign of life enough.
        if self._writer.lock.acquire(blocking=False):
            try:
                self._writer.write('{"type":"heartbeat"}')
            finally:
                self._writer.lock.release()


def leave_bridge_lost() -> NoReturn:
    """Ends the process at once: without a chief nothing that user code still does can matter."""
    os._exit(EXIT_BRIDGE_LOST)


def leave_bad_segment(error: Exception) -> NoReturn:
    """Ends the process because another sandbox of the job has spoilt its segment."""
    os.write(2, f"butcher harness: {error}\n".encode("utf-8", "backslashreplace"))
    os._exit(EXIT_BAD_SEGMENT)


def leave_internal() -> NoReturn:
    """Ends the process for a fault of the harness itself; to be called while handling the exception."""
    from traceback import format_exception

    report = "".join(format_exception(sys.exc_info()[1]))
    os.write(2, f"butcher harness: internal error\n{report}".encode("utf-8", "backslashreplace"))
    os._exit(EXIT_INTERNAL)
