"""What goes on between chief and harness while it lives: bytes both ways, signs of life, and what the kernel counts."""

from __future__ import annotations

import os
import select
import ssl
import time
from typing import TYPE_CHECKING

from .frames import BRIDGE, LOG, FrameCutter, ProtocolError, control, frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import FileDescriptorLike

    from .frames import Control
    from .harness import Harness
    from .kernel import Kernel

BEAT_SECONDS = 1.0
LOOK_SECONDS = 0.25
CHUNK_BYTES = 256 * 1024
# What waits here in one direction; beyond it the other end has to wait.
MOST_WAITING_BYTES = 1024 * 1024


class ChiefLost(Exception):
    """The connection ended or nothing was heard for too long: whatever the harness still does must not count."""


class Carrier:
    def __init__(
        self,
        chief: ssl.SSLSocket,
        harness: Harness,
        kernel: Kernel,
        silence_seconds: float,
        is_leaving: Callable[[], bool],
    ) -> None:
        self._chief = chief
        self._harness = harness
        self._kernel = kernel
        self._silence_seconds = silence_seconds
        self._is_leaving = is_leaving
        self._cutter = FrameCutter()
        self._to_chief = bytearray()
        self._to_harness = bytearray()
        self._bridge_open = True
        self._log_open = True
        self._told_leaving = False
        self._refusals: dict[str, int] | None = None
        self._exit_code: int | None = None
        self._heard = self._said = time.monotonic()

    def run(self) -> bool:
        """Returns when the harness has ended and the chief was told; whether it was the chief who wanted that.
        Raises ChiefLost, and then the caller ends the harness.
        """
        self._chief.setblocking(False)
        self._say({"beat": 1, **self._kernel.counts()})
        dismissed = False
        while self._bridge_open or self._log_open or self._exit_code is None:
            dismissed = self._step() or dismissed
        self._say({"exit": self._exit_code, **self._kernel.counts()})
        while self._to_chief:
            self._step()
        return dismissed

    def _step(self) -> bool:
        reads = bool(len(self._to_harness) < MOST_WAITING_BYTES)
        self._wait(reads)
        now = time.monotonic()
        if self._is_leaving() and not self._told_leaving:
            self._told_leaving = True
            self._say({"leaving": True})
        self._read_bridge()
        self._read_log()
        if self._exit_code is None:
            self._exit_code = self._harness.reap()
            if self._exit_code is not None:
                # What user code left running would hold its ends of bridge and log open.
                self._harness.kill()
        else:
            self._harness.reap()
        if now - self._said > BEAT_SECONDS and not self._to_chief:
            self._say({"beat": 1, **self._kernel.counts()})
        self._send(now)
        dismissed = self._receive(now) if reads else False
        self._feed_harness()
        # Of a chief that was not listened to, silence says nothing.
        if not reads:
            self._heard = now
        if now - self._heard > self._silence_seconds:
            raise ChiefLost
        return dismissed

    def _wait(self, reads: bool) -> None:
        has_room = len(self._to_chief) < MOST_WAITING_BYTES
        readable: list[FileDescriptorLike] = []
        if reads:
            readable.append(self._chief)
        if has_room and self._bridge_open:
            readable.append(self._harness.bridge)
        if has_room and self._log_open:
            readable.append(self._harness.log)
        if self._exit_code is None:
            readable.append(self._harness.ended)
        writable: list[FileDescriptorLike] = []
        if self._to_chief:
            writable.append(self._chief)
        if self._to_harness and self._bridge_open:
            writable.append(self._harness.bridge)
        select.select(readable, writable, [], 0 if reads and self._chief.pending() else LOOK_SECONDS)

    def _read_bridge(self) -> None:
        if not self._bridge_open or len(self._to_chief) >= MOST_WAITING_BYTES:
            return
        try:
            data = self._harness.bridge.recv(CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        # Before the bytes: they may be about what the kernel refused.
        self._tell_refusals()
        if data:
            self._to_chief += frame(BRIDGE, data)
        else:
            self._bridge_open = False

    def _tell_refusals(self) -> None:
        refusals = self._kernel.refusals()
        if refusals != self._refusals:
            self._refusals = refusals
            self._say(dict(self._kernel.counts()))

    def _read_log(self) -> None:
        if not self._log_open or len(self._to_chief) >= MOST_WAITING_BYTES:
            return
        try:
            data = os.read(self._harness.log, CHUNK_BYTES)
        except BlockingIOError:
            return
        if data:
            self._to_chief += frame(LOG, data)
        else:
            self._log_open = False

    def _say(self, message: Control) -> None:
        self._to_chief += control(message)

    def _send(self, now: float) -> None:
        if not self._to_chief:
            return
        try:
            sent = self._chief.send(memoryview(self._to_chief)[:CHUNK_BYTES].toreadonly())
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError as error:
            raise ChiefLost from error
        del self._to_chief[:sent]
        self._said = now

    def _receive(self, now: float) -> bool:
        try:
            data = self._chief.recv(CHUNK_BYTES)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except OSError as error:
            raise ChiefLost from error
        if not data:
            raise ChiefLost
        self._heard = now
        dismissed = False
        try:
            for piece in self._cutter.cut(data):
                if isinstance(piece, memoryview):
                    self._to_harness += piece
                else:
                    dismissed = self._obey(piece) or dismissed
        except ProtocolError as error:
            raise ChiefLost from error
        return dismissed

    def _obey(self, order: Control) -> bool:
        if self._exit_code is None and order.get("stack"):
            self._harness.ask_for_stack()
        if self._exit_code is None and order.get("dismiss"):
            self._harness.kill()
        return bool(order.get("dismiss"))

    def _feed_harness(self) -> None:
        if not self._to_harness:
            return
        if not self._bridge_open:
            self._to_harness.clear()
            return
        try:
            sent = self._harness.bridge.send(memoryview(self._to_harness)[:CHUNK_BYTES])
        except BlockingIOError:
            return
        except OSError:
            self._to_harness.clear()
            return
        del self._to_harness[:sent]
