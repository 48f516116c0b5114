"""From the environment of the task to the end of the one harness that it is for."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from .carry import BEAT_SECONDS, Carrier, ChiefLost
from .confine import FILTER_PATH, install_filter, set_dumpable
from .dial import dial
from .frames import CONTROL, HEADER, MAX_CONTROL_BYTES, VERSION, ProtocolError, control, parse
from .harness import Harness, start_harness
from .kernel import Kernel
from .package import WrongPackage, unpack

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable

    from .frames import Control

# Exit codes. The engine starts another in the place of a gate that did not end with 0.
DISMISSED = 0
HARNESS_ENDED = 1
CHIEF_LOST = 71
WRONG_ORDER = 72


def main() -> int:
    leaving: list[bool] = []
    # The first process of a container gets no signal that it has no handler for, whoever sends it.
    signal.signal(signal.SIGTERM, lambda *_: leaving.append(True))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_dumpable(0)
    env = os.environ
    silence_seconds = float(env["BUTCHER_SILENCE_SECONDS"])
    with open(env["BUTCHER_KEY_FILE"], encoding="ascii") as file:
        key = bytes.fromhex(file.read().strip())
    seek_seconds = float(env["BUTCHER_SEEK_SECONDS"])

    def is_leaving() -> bool:
        return bool(leaving)

    chief = dial(env["BUTCHER_CHIEF"], env["BUTCHER_POOL"], key, seek_seconds, silence_seconds, is_leaving)
    if chief is None:
        print("no chief answers; there will be no more tries", file=sys.stderr)
        return DISMISSED
    install_filter(env.get("BUTCHER_FILTER", FILTER_PATH))
    chief.sendall(
        control(
            {
                "version": VERSION,
                "task": env["BUTCHER_TASK"],
                "node": env["BUTCHER_NODE"],
                "slot": env.get("BUTCHER_SLOT", ""),
            }
        )
    )
    harness: Harness | None = None
    try:
        order = _wait_for_order(chief, silence_seconds, is_leaving)
        if order is None:
            return DISMISSED
        unpack(receiver(chief, silence_seconds), order["bytes"], order["sha256"], order["folder"])
        harness_env = {"PATH": env.get("PATH", os.defpath), **order["env"]}
        harness = start_harness(order["command"], harness_env, order["folder"])
        dismissed = Carrier(chief, harness, Kernel(), silence_seconds, is_leaving).run()
        _say_goodbye(chief)
        return DISMISSED if dismissed else HARNESS_ENDED
    except (ChiefLost, OSError) as error:
        print(f"the chief is gone: {error}", file=sys.stderr)
        return CHIEF_LOST
    except (KeyError, ProtocolError, WrongPackage) as error:
        print(f"the chief said something that makes no sense: {error!r}", file=sys.stderr)
        return WRONG_ORDER
    finally:
        if harness is not None:
            harness.kill()


def _wait_for_order(chief: ssl.SSLSocket, silence_seconds: float, is_leaving: Callable[[], bool]) -> Control | None:
    """What the harness is to be, once it is asked for; None: there is nothing to do here. Meanwhile the chief says
    each second that this gate is to wait.
    """
    beaten = time.monotonic()
    chief.settimeout(BEAT_SECONDS / 4)
    heard = beaten
    head = bytearray()
    while True:
        now = time.monotonic()
        if is_leaving():
            return None
        if now - beaten > BEAT_SECONDS:
            chief.sendall(control({"beat": 1}))
            beaten = now
        if now - heard > silence_seconds:
            raise ChiefLost("nothing was heard")
        try:
            # Not a byte more than this frame: after the order comes the package.
            data = chief.recv(HEADER.size - len(head))
        except TimeoutError:
            continue
        if not data:
            raise ChiefLost("the connection ended")
        head += data
        heard = now
        if len(head) < HEADER.size:
            continue
        chief.settimeout(silence_seconds)
        message = _control_after(bytes(head), chief)
        chief.settimeout(BEAT_SECONDS / 4)
        head.clear()
        if message.get("dismiss"):
            return None
        if "refused" in message:
            print(message["refused"], file=sys.stderr)
            return None
        if "bytes" in message:
            return message


def _control_after(head: bytes, chief: ssl.SSLSocket) -> Control:
    kind, size = HEADER.unpack(head)
    if kind != CONTROL or size > MAX_CONTROL_BYTES:
        raise ProtocolError(f"a frame of kind {kind} with {size} bytes before there was an order")
    text = bytearray()
    while len(text) < size:
        data = chief.recv(size - len(text))
        if not data:
            raise ChiefLost("the connection ended")
        text += data
    return parse(bytes(text)) if text else {}


def receiver(chief: socket.socket, silence_seconds: float) -> Callable[[int], bytes]:
    """Reads the package, with a beat each second, so that one that is large or does not come through does not make this
    gate seem dead. Raises ChiefLost where nothing of it comes for so long.
    """
    beaten = heard = time.monotonic()
    chief.settimeout(BEAT_SECONDS / 4)

    def receive(size: int) -> bytes:
        nonlocal beaten, heard
        while True:
            now = time.monotonic()
            if now - beaten > BEAT_SECONDS:
                chief.sendall(control({"beat": 1}))
                beaten = now
            if now - heard > silence_seconds:
                raise ChiefLost("the package does not come")
            try:
                data = chief.recv(size)
            except TimeoutError:
                continue
            heard = time.monotonic()
            return data

    return receive


def _say_goodbye(chief: ssl.SSLSocket) -> None:
    try:
        chief.setblocking(True)
        chief.settimeout(1)
        chief.unwrap()
    except OSError:
        pass
