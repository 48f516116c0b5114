"""The way to the chief: TLS 1.3 with a key that only the job's chief and its workers have, and no certificates."""

from __future__ import annotations

import contextlib
import errno
import os
import selectors
import socket
import ssl
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TCP_USER_TIMEOUT = 18  # of <linux/tcp.h>
HANDSHAKE_SECONDS = 3.0
# For which an answer is waited for before the next try, and between the two: the chief may be there in a moment.
FIRST_CONNECT_SECONDS, LONGEST_CONNECT_SECONDS = 0.25, 2.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 2.0


class NotTheChief(OSError):
    """Whoever answered does not have the key."""


def dial(
    addresses: str,
    pool: str,
    key: bytes,
    seek_seconds: float,
    silence_seconds: float,
    is_leaving: Callable[[], bool] = lambda: False,
) -> ssl.SSLSocket | None:
    """Opens a connection to one of `HOST:PORT,HOST:PORT`, as the pool of that name. Tries again and again; gives None
    after `seek_seconds`, or once the gate is to leave. Data that the other machine does not take for `silence_seconds` ends
    the connection later on.
    """
    places = [address.rpartition(":")[::2] for address in addresses.split(",")]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # Of Python 3.13, which is newer than what knows the types of its modules here.
    set_callback: Callable[[Callable[[str | None], tuple[str, bytes]]], None]
    set_callback = getattr(context, "set_psk_client_callback")
    set_callback(lambda hint: (pool, key))
    until = time.monotonic() + seek_seconds
    patience, pause = FIRST_CONNECT_SECONDS, FIRST_PAUSE_SECONDS
    while True:
        chief = _reach(context, [(host, int(port)) for host, port in places], patience, silence_seconds)
        if chief is not None or is_leaving() or time.monotonic() + pause > until:
            return chief
        time.sleep(pause)
        patience, pause = min(2 * patience, LONGEST_CONNECT_SECONDS), min(2 * pause, LONGEST_PAUSE_SECONDS)


def _reach(
    context: ssl.SSLContext, places: list[tuple[str, int]], patience: float, silence_seconds: float
) -> ssl.SSLSocket | None:
    """Tries all at once, since nobody answers at most of them, and that takes long. None: the chief is at none."""
    until = time.monotonic() + patience
    with contextlib.ExitStack() as tried, selectors.DefaultSelector() as connecting:
        for place in places:
            raw = tried.enter_context(socket.socket())
            raw.setblocking(False)
            if raw.connect_ex(place) in (0, errno.EINPROGRESS):
                connecting.register(raw, selectors.EVENT_WRITE, raw)
        while connecting.get_map() and (left := until - time.monotonic()) > 0:
            for key, _ in connecting.select(left):
                raw = key.data
                connecting.unregister(raw)
                with contextlib.suppress(OSError):
                    return _secure(context, raw, silence_seconds)
    return None


def _secure(context: ssl.SSLContext, raw: socket.socket, silence_seconds: float) -> ssl.SSLSocket:
    """Makes a connection of one that is being made; `raw` is of no use afterwards."""
    code = raw.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code != 0:
        raise OSError(code, os.strerror(code))
    raw.settimeout(HANDSHAKE_SECONDS)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    raw.setsockopt(socket.IPPROTO_TCP, _TCP_USER_TIMEOUT, int(silence_seconds * 1000))
    connection = context.wrap_socket(raw)
    # A server that answers with a certificate has not used the key: without this look anybody could be the chief.
    if connection.getpeercert(binary_form=True) is not None or not connection.session_reused:
        connection.close()
        raise NotTheChief("the one who answered does not have the key")
    connection.settimeout(None)
    return connection
