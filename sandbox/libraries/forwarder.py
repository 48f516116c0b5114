"""Lets pip, which knows proxies by TCP alone, reach the chief's proxy by a Unix socket.

The container has no network but its own loopback; the chief decides what lies behind the socket.
"""

import socket
import threading

CHUNK = 64 * 1024


def start_forwarder(socket_path: str) -> str:
    """Listens on a free port of the loopback, on threads that end with the process; returns the proxy's address."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listener, socket_path), daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def _accept(listener: socket.socket, socket_path: str) -> None:
    while True:
        client, _ = listener.accept()
        chief = socket.socket(socket.AF_UNIX)
        try:
            chief.connect(socket_path)
        except OSError:
            client.close()
            continue
        for source, target in ((client, chief), (chief, client)):
            threading.Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Passes bytes on until one of the two ends; then the other is told that no more will come."""
    try:
        while chunk := source.recv(CHUNK):
            target.sendall(chunk)
    except OSError:
        pass
    finally:
        for end, how in ((target, socket.SHUT_WR), (source, socket.SHUT_RD)):
            try:
                end.shutdown(how)
            except OSError:
                pass
