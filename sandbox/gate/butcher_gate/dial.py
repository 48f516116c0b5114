"""The way to the chief: TLS 1.3 with a key that only the job's chief and its workers have, and no certificates."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TCP_USER_TIMEOUT = 18  # of <linux/tcp.h>
CONNECT_SECONDS = 3.0
OTHER_CONNECT_SECONDS = 1.0  # at a place where the chief is only when it could not be at the first one
FIRST_SECONDS = 5.0  # for which it is looked for at the first alone: nobody answers elsewhere, and that takes long
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0


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
    begun = time.monotonic()
    until = begun + seek_seconds
    pause = FIRST_PAUSE_SECONDS
    while True:
        tried = places if time.monotonic() - begun > FIRST_SECONDS else places[:1]
        for index, (host, port) in enumerate(tried):
            patience = CONNECT_SECONDS if index == 0 else OTHER_CONNECT_SECONDS
            try:
                return _connect(context, (host, int(port)), patience, silence_seconds)
            except OSError:
                if is_leaving() or time.monotonic() + pause > until:
                    return None
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _connect(
    context: ssl.SSLContext, place: tuple[str, int], patience: float, silence_seconds: float
) -> ssl.SSLSocket:
    raw = socket.create_connection(place, patience)
    try:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw.setsockopt(socket.IPPROTO_TCP, _TCP_USER_TIMEOUT, int(silence_seconds * 1000))
        connection = context.wrap_socket(raw)
    except BaseException:
        raw.close()
        raise
    # A server that answers with a certificate has not used the key: without this look anybody could be the chief.
    if connection.getpeercert(binary_form=True) is not None or not connection.session_reused:
        connection.close()
        raise NotTheChief("the one who answered does not have the key")
    connection.settimeout(None)
    return connection
