"""Size of the picture, and a writer for PNG files with one byte per pixel."""

import struct
import zlib

WIDTH, HEIGHT = 480, 360


def colour(steps: int) -> bytes:
    """Red, green and blue: black for 0, then from dark blue over violet to white."""
    if steps == 0:
        return b"\0\0\0"
    share = (steps / 60) ** 0.5
    return bytes(min(255, int(255 * part)) for part in (1.6 * share**2, share**2.5, 0.25 + share))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(rows: list[bytes]) -> bytes:
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)  # 8 bits per pixel, by palette
    palette = b"".join(colour(steps) for steps in range(256))
    pixels = b"".join(b"\0" + row for row in rows)  # each row begins with its filter: none
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"PLTE", palette)
        + chunk(b"IDAT", zlib.compress(pixels, 9))
        + chunk(b"IEND", b"")
    )
