"""Carries connections from the network of a cluster to the chief's Unix socket. It sees nothing but TLS."""

from __future__ import annotations

import asyncio
import os
import signal

CHUNK_BYTES = 256 * 1024


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Passes bytes on, no faster than they are taken, until one of the two ends; then both do."""
    try:
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def relay(port: int, path: str) -> asyncio.Server:
    """Listens on every address of this container."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_chief, to_chief = await asyncio.open_unix_connection(path, limit=CHUNK_BYTES)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, to_chief), pump(from_chief, writer))

    return await asyncio.start_server(carry, "0.0.0.0", port, limit=CHUNK_BYTES, backlog=1024)


async def serve() -> None:
    server = await relay(int(os.environ["BUTCHER_PORT"]), os.environ["BUTCHER_SOCKET"])
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, os._exit, 0)
    # Its input ends when the chief does, which says nothing on it.
    loop.add_reader(0, os._exit, 0)
    print("listening", flush=True)
    async with server:
        await server.serve_forever()


def main() -> int:
    asyncio.run(serve())
    return 0
