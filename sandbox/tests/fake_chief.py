"""The chief's side of the bridge for tests: starts one harness on a small package and talks to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from socket import AF_UNIX, SOCK_STREAM, socket
from types import TracebackType
from typing import Any

# The image holds its own harness, compiled, and that one is to be tested there.
HARNESS_FOLDER = Path(os.environ.get("HARNESS_FOLDER") or Path(__file__).resolve().parent.parent / "harness")
sys.path.insert(0, str(HARNESS_FOLDER))

from butcher_harness.wire import (  # noqa: E402
    BridgeClosed,
    FrameReader,
    FrameWriter,
    decode_sizes,
    encode_sizes,
)

Message = dict[str, Any]

COMMAND = [sys.executable, "-s", "-P", "-X", "utf8", str(HARNESS_FOLDER / "butcher_harness" / "__main__.py")]
ENTRIES = {
    "splitter": ("Split.py", ["splitter", "Split"]),
    "worker": ("Processor.py", ["Processor", "processor"]),
    "merger": ("Merge.py", ["merger", "Merge"]),
}
TOKEN = "token-for-tests"


class FakeChief:
    """A harness of one role running a package given as {path: source}; use it as a context manager.

    `output` is what user code wrote to descriptors 1 and 2, and `exit_code` the harness's, both after `wait`.
    """

    def __init__(
        self,
        role: str,
        files: dict[str, str | bytes],
        *,
        transport: str = "unix",
        load: Message | None = None,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="butcher-test-")
        root = Path(self._folder.name)
        self.package = root / "package"
        self.results = root / "results"
        self.results.mkdir()
        for path, source in files.items():
            target = self.package / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source if isinstance(source, bytes) else source.encode())
        entry_file, entry_names = ENTRIES[role]
        self.load_message: Message = {
            "type": "load",
            "jobName": "test-job",
            "packagePath": str(self.package),
            "datasetPath": str(root / "data"),
            "resultsPath": str(self.results),
            "entryFile": entry_file,
            "entryNames": entry_names,
            "importFolders": ["."],
            "params": None,
            "fragmentBytes": 16 << 20,
            "resultBytes": 64 << 20,
            "recursionDepth": 1000,
            "logBytes": 1 << 20,
            "segments": {"own": None, "folder": None, "readOnce": False},
            **(load or {}),
        }
        self.output = b""
        self.exit_code: int | None = None
        self._log = tempfile.TemporaryFile()
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONHASHSEED": "0",
            "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
            "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
            "BUTCHER_BRIDGE": "stdio",
            "BUTCHER_ROLE": role,
            "BUTCHER_TOKEN": TOKEN,
        }
        if transport == "unix":
            path = str(root / "chief.sock")
            environment["BUTCHER_BRIDGE"] = f"unix:{path}"
            with socket(AF_UNIX, SOCK_STREAM) as listener:
                listener.bind(path)
                listener.listen()
                listener.settimeout(20)
                self._process = subprocess.Popen(
                    COMMAND, env=environment, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
                )
                stream, _ = listener.accept()
            stream.setblocking(True)
            self._write_fd = stream.detach()
            self._read_fd = os.dup(self._write_fd)
        else:
            self._process = subprocess.Popen(
                COMMAND, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
            )
            assert self._process.stdin is not None and self._process.stdout is not None
            self._write_fd, self._read_fd = os.dup(self._process.stdin.fileno()), os.dup(
                self._process.stdout.fileno()
            )
            self._process.stdin.close()
            self._process.stdout.close()
        # A harness that hangs turns into the end of the stream, and the test into a failure.
        self._watchdog = threading.Timer(30, self._process.kill)
        self._watchdog.start()
        self._reader = FrameReader(self._read_fd)
        self._writer = FrameWriter(self._write_fd)

    def __enter__(self) -> FakeChief:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watchdog.cancel()
        self.hang_up()
        os.close(self._read_fd)
        self._process.kill()
        self._process.wait()
        self._log.close()
        self._folder.cleanup()

    def say(self, message: Message, parts: list[bytes] | None = None) -> None:
        if isinstance(message.get("sizes"), list):
            message = {**message, "sizes": encode_sizes(message["sizes"])}
        self._writer.send(json.dumps(message), parts or [])

    def say_batch(self, kind: str, first: int, parts: list[bytes]) -> None:
        """`process` or `merge` for consecutive numbers."""
        sizes = [len(part) for part in parts]
        self.say({"type": kind, "first": first, "sizes": sizes, "bytes": sum(sizes)}, parts)

    def hear_anything(self) -> tuple[Message, bytes]:
        return self._reader.read()

    def hear(self) -> tuple[Message, bytes]:
        """The next message that is no heartbeat and no violation."""
        while True:
            message, payload = self._reader.read()
            if message["type"] not in ("heartbeat", "violation"):
                return with_sizes(message), payload

    def hear_all(self) -> list[tuple[Message, bytes]]:
        """Everything up to the end of the stream."""
        heard = []
        try:
            while True:
                message, payload = self._reader.read()
                heard.append((with_sizes(message), payload))
        except BridgeClosed:
            return heard

    def hear_hello(self) -> Message:
        hello, _ = self.hear()
        assert hello["type"] == "hello", hello
        return hello

    def load(self, hello: Message | None = None) -> Message:
        """Hears `hello`, unless it is given, and sends `load`; returns the answer, `ready` or `failed`."""
        if hello is None:
            self.hear_hello()
        self.say(self.load_message)
        return self.hear()[0]

    def output_so_far(self) -> bytes:
        """What was written to descriptors 1 and 2 by now."""
        return os.pread(self._log.fileno(), 1 << 20, 0)

    def hang_up(self) -> None:
        """Ends what the harness reads; what it writes is still taken, as by an engine whose client is gone."""
        if self._write_fd != -1:
            os.close(self._write_fd)
            self._write_fd = -1

    def wait(self) -> int:
        self.exit_code = self._process.wait(timeout=20)
        self._log.seek(0)
        self.output = self._log.read()
        return self.exit_code


def with_sizes(message: Message) -> Message:
    """The message, its sizes decoded."""
    if "sizes" in message:
        message["sizes"] = list(decode_sizes(message["sizes"]))
    return message


def cut(parts: bytes, sizes: list[int]) -> list[bytes]:
    """The payload of a batch, cut at its sizes."""
    pieces, at = [], 0
    for size in sizes:
        pieces.append(parts[at : at + size])
        at += size
    return pieces
