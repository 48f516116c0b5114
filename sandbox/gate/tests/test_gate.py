"""Frames however they are cut, packages that are what they say, and counters as kernels write them."""

from __future__ import annotations

import hashlib
import io
import json
import random
import socket
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from butcher_gate.carry import ChiefLost
from butcher_gate.frames import BRIDGE, CONTROL, HEADER, LOG, FrameCutter, ProtocolError, control, frame
from butcher_gate.kernel import Kernel, number_after
from butcher_gate.main import receiver
from butcher_gate.package import WrongPackage, unpack
from compile_filter import opens_a_network

SEED = 19
PROFILE = Path(__file__).parents[2] / "seccomp.json"


def cut_up(stream: bytes, rng: random.Random) -> list[bytes]:
    cuts = sorted(rng.randrange(len(stream) + 1) for _ in range(rng.randrange(12)))
    return [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)])]


class FramesTest(unittest.TestCase):
    def test_gives_the_same_however_the_stream_is_cut(self) -> None:
        rng = random.Random(SEED)
        stream = (
            frame(BRIDGE, b"hello")
            + frame(CONTROL, b"")
            + control({"stack": True})
            + frame(BRIDGE, b"")
            + frame(BRIDGE, bytes(1000))
        )
        for _ in range(200):
            cutter = FrameCutter()
            bridge, messages = bytearray(), []
            for part in cut_up(stream, rng):
                for piece in cutter.cut(part):
                    if isinstance(piece, memoryview):
                        bridge += piece
                    else:
                        messages.append(piece)
            self.assertEqual(bytes(bridge), b"hello" + bytes(1000))
            self.assertEqual(messages, [{"stack": True}])

    def test_refuses_what_is_no_frame_of_the_chief(self) -> None:
        for stream in (
            frame(LOG, b"a log is not the chief's to say"),
            HEADER.pack(9, 1) + b"x",
            b"\x01\x00\x01\x00\x00\x00\x00\x01x",
            HEADER.pack(CONTROL, 64 * 1024 + 1),
            frame(CONTROL, b"no json"),
            frame(CONTROL, b"[1]"),
        ):
            with self.assertRaises(ProtocolError):
                list(FrameCutter().cut(stream))


class PackageTest(unittest.TestCase):
    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.target = f"{self._folder.name}/package"

    def tearDown(self) -> None:
        self._folder.cleanup()

    def unpacked(self, tar: bytes, digest: str | None = None) -> None:
        stream = io.BytesIO(tar)
        # No more than seven bytes at a time, as a connection may.
        read = lambda size: stream.read(min(size, 7))
        unpack(read, len(tar), digest or hashlib.sha256(tar).hexdigest(), self.target)

    def test_unpacks_and_leaves_nothing_writable(self) -> None:
        self.unpacked(tar_of({"Split.py": b"split", "lib/a.py": b"a" * 3000}))
        self.assertEqual(Path(self.target, "Split.py").read_bytes(), b"split")
        self.assertEqual(Path(self.target, "lib/a.py").read_bytes(), b"a" * 3000)
        for path in [Path(self.target), *Path(self.target).rglob("*")]:
            self.assertEqual(path.stat().st_mode & 0o222, 0, path)
        for path in (Path(self.target), Path(self.target, "lib")):
            path.chmod(0o755)

    def test_refuses_another_package_than_was_announced(self) -> None:
        with self.assertRaisesRegex(WrongPackage, "not the one that was announced"):
            self.unpacked(tar_of({"Split.py": b"split"}), hashlib.sha256(b"another").hexdigest())

    def test_refuses_what_would_write_elsewhere(self) -> None:
        for name in ("../outside", "/tmp/outside"):
            with self.subTest(name):
                self.target = f"{self._folder.name}/{len(name)}"
                try:
                    self.unpacked(tar_of({name: b"x"}))
                except WrongPackage:
                    pass
                self.assertFalse(Path(self._folder.name, "outside").exists())

    def test_refuses_half_a_package(self) -> None:
        tar = tar_of({"Split.py": b"split" * 1000})
        stream = io.BytesIO(tar[:-2000])
        with self.assertRaises(WrongPackage):
            unpack(stream.read, len(tar), hashlib.sha256(tar).hexdigest(), self.target)


def tar_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


class ReceivingTest(unittest.TestCase):
    def setUp(self) -> None:
        self.gate, self.chief = socket.socketpair()
        self.addCleanup(self.gate.close)
        self.addCleanup(self.chief.close)

    @patch("butcher_gate.main.BEAT_SECONDS", 0.02)
    def test_beats_while_the_package_does_not_come(self) -> None:
        receive = receiver(self.gate, 0.5)
        self.chief.sendall(b"abc")
        self.assertEqual(receive(2) + receive(2), b"abc")
        with self.assertRaisesRegex(ChiefLost, "the package does not come"):
            receive(1)
        beat = control({"beat": 1})
        said = self.chief.recv(64 * 1024)
        self.assertGreaterEqual(len(said), 3 * len(beat))
        self.assertEqual(said, beat * (len(said) // len(beat)))

    def test_tells_the_end(self) -> None:
        self.chief.close()
        self.assertEqual(receiver(self.gate, 60)(1), b"")


class KernelTest(unittest.TestCase):
    def counted(self, files: dict[str, str]) -> dict[str, int]:
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                Path(root, name).parent.mkdir(exist_ok=True)
                Path(root, name).write_text(text)
            return Kernel(root).counts()

    def test_reads_control_groups_of_version_2(self) -> None:
        self.assertEqual(
            self.counted(
                {
                    "memory.peak": "4096\n",
                    "memory.events": "low 0\nhigh 0\nmax 9\noom 3\noom_kill 2\noom_group_kill 0\n",
                    "pids.events": "max 5\n",
                    "cpu.stat": "usage_usec 123456\nuser_usec 100000\n",
                }
            ),
            {"peak": 4096, "oom": 2, "pids": 5, "cpu": 123456},
        )

    def test_reads_control_groups_of_version_1(self) -> None:
        self.assertEqual(
            self.counted(
                {
                    "memory/memory.max_usage_in_bytes": "8192\n",
                    "memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
                    "pids/pids.events": "max 0\n",
                    "cpuacct/cpuacct.usage": "123456789\n",
                }
            ),
            {"peak": 8192, "oom": 1, "pids": 0, "cpu": 123456},
        )

    def test_leaves_out_what_cannot_be_seen(self) -> None:
        self.assertEqual(self.counted({"memory.peak": "max\n"}), {})
        self.assertIsNone(number_after("oom_kill", "oom_kill\noom_kill x\n"))


class FilterTest(unittest.TestCase):
    def test_leaves_no_rule_that_opens_a_network(self) -> None:
        rules = json.loads(PROFILE.read_text())["syscalls"]
        sockets = [rule for rule in rules if "socket" in rule["names"]]
        kept = [rule for rule in sockets if not opens_a_network(rule)]
        self.assertGreater(len(sockets), len(kept))
        self.assertEqual({rule["args"][0]["value"] for rule in kept}, {1})
        self.assertTrue(opens_a_network({"names": ["read", "socket"], "args": []}))
        self.assertFalse(opens_a_network({"names": ["socketpair"], "args": []}))


if __name__ == "__main__":
    unittest.main()
