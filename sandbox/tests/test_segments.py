"""Payload in shared files, as each role writes and reads it."""

from __future__ import annotations

import os
import tempfile
import unittest
import zlib
from pathlib import Path
from unittest.mock import patch

from fake_chief import FakeChief
from butcher_harness.segments import SegmentReader

BLOCK = 4096
IDENTITY: dict[str, str | bytes] = {"Processor.py": "def Processor(fragment):\n    return fragment\n"}
SPLIT: dict[str, str | bytes] = {"Split.py": "def splitter(path):\n    for n in range(1, 9):\n        yield bytes([n]) * 1500\n"}


class Segments(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.own = self.folder / "own"
        self.own.touch()

    def load(
        self, blocks: int | None, least: int = 1000, reads: bool = False, checksums: bool = True
    ) -> dict[str, object]:
        own = {"path": str(self.own), "name": "own", "blockBytes": BLOCK, "blocks": blocks, "checksums": checksums, "leastBytes": least}
        folder = str(self.folder) if reads else None
        return {"segments": {"own": own, "folder": folder, "readOnce": reads}}

    def content(self, message: dict[str, object]) -> bytes:
        """What a message points to, checked against its checksum."""
        place = message["segment"]
        sizes = message["sizes"]
        assert isinstance(place, dict) and isinstance(sizes, list)
        data = self.own.read_bytes()[place["offset"] : place["offset"] + sum(sizes)]
        self.assertEqual(zlib.crc32(data), place["crc"])
        return data

    def test_a_splitter_writes_blocks_then_goes_inline_until_one_comes_back(self) -> None:
        with FakeChief("splitter", SPLIT, load=self.load(blocks=2)) as chief:
            chief.load()
            seen = b""
            places = []
            for number in range(1, 9):
                if number == 6:
                    chief.say({"type": "recycle", "blocks": [0]})
                chief.say({"type": "pull", "fragments": 1, "fragmentBytes": 10_000})
                message, payload = chief.hear()
                self.assertEqual(message["first"], number)
                data = payload if "segment" not in message else self.content(message)
                places.append(None if "segment" not in message else message["segment"]["offset"])
                self.assertEqual(data, bytes([number]) * 1500)
                seen += data
            self.assertEqual(places, [0, 1500, BLOCK, BLOCK + 1500, None, 0, 1500, None])

    def test_a_checksum_is_made_only_where_it_is_asked_for(self) -> None:
        for checksums in (True, False):
            with FakeChief("worker", IDENTITY, load=self.load(blocks=2, checksums=checksums)) as chief:
                chief.load()
                chief.say_batch("process", 1, [b"x" * 2000])
                self.assertEqual("crc" in chief.hear()[0]["segment"], checksums)

    def test_a_worker_reads_one_segment_and_appends_to_its_own(self) -> None:
        parts = [bytes([n]) * size for n, size in ((1, 20_000), (2, 0), (3, 17_000), (4, 30_000))]
        (self.folder / "other").write_bytes(b"before" + b"".join(parts))
        with FakeChief("worker", IDENTITY, load=self.load(blocks=None, reads=True)) as chief:
            chief.load()
            sizes = [len(part) for part in parts]
            for first in (1, 5):
                place = {"name": "other", "offset": 6}
                chief.say({"type": "process", "first": first, "sizes": sizes, "bytes": 0, "segment": place})
                message, _ = chief.hear()
                self.assertEqual(message["sizes"], sizes)
                self.assertEqual(self.content(message), b"".join(parts))
            self.assertEqual(self.own.stat().st_size, 2 * sum(sizes))

    def test_small_payload_stays_inline(self) -> None:
        with FakeChief("worker", IDENTITY, load=self.load(blocks=None)) as chief:
            chief.load()
            chief.say_batch("process", 1, [b"x" * 999])
            message, payload = chief.hear()
            self.assertNotIn("segment", message)
            self.assertEqual(payload, b"x" * 999)

    def test_a_full_or_closed_segment_is_done_without(self) -> None:
        source = "import os\ndef Processor(fragment):\n    for fd in range(3, 40):\n"
        source += "        try:\n            if os.readlink(f'/proc/self/fd/{fd}').endswith('own'): os.close(fd)\n"
        source += "        except OSError: pass\n    return fragment\n"
        with FakeChief("worker", {"Processor.py": source}, load=self.load(blocks=None)) as chief:
            chief.load()
            chief.say_batch("process", 1, [b"x" * 5000])
            message, payload = chief.hear()
            self.assertEqual(payload, b"x" * 5000)

    def test_a_spoilt_segment_ends_the_reader_with_its_own_code(self) -> None:
        (self.folder / "other").write_bytes(b"short")
        with FakeChief("worker", IDENTITY, load=self.load(blocks=None, reads=True)) as chief:
            chief.load()
            place = {"name": "other", "offset": 0}
            chief.say({"type": "process", "first": 1, "sizes": [50_000], "bytes": 0, "segment": place})
            chief.wait()
            self.assertEqual(chief.exit_code, 74)
            self.assertIn(b"segment other ends before 50000", chief.output)

    def test_a_segment_that_is_a_link_is_not_opened(self) -> None:
        self.own.unlink()
        (self.folder / "elsewhere").touch()
        os.symlink(self.folder / "elsewhere", self.own)
        with FakeChief("worker", IDENTITY, load=self.load(blocks=None)) as chief:
            chief.hear_hello()
            chief.say(chief.load_message)
            self.assertEqual(chief.wait(), 70)


class PageCache(unittest.TestCase):
    def let_go(self, read_once: bool, ends: list[int]) -> list[int]:
        """How far a file is taken out of the page cache when it is read up to each of `ends`."""
        taken: list[int] = []
        with tempfile.TemporaryDirectory() as folder, patch("os.posix_fadvise") as advise:
            (Path(folder) / "results").write_bytes(b"x" * 10)
            advise.side_effect = lambda fd, start, end, advice: taken.append(end)
            reader = SegmentReader(folder, read_once)
            reader.payload({"name": "results", "offset": 0}, 1, 1)
            before = 0
            for end in ends:
                reader.let_go({"name": "results", "offset": before}, end - before)
                before = end
        return taken

    def test_what_was_read_once_goes_in_large_steps(self) -> None:
        mib = 1024 * 1024
        self.assertEqual(self.let_go(True, [mib, 3 * mib, 5 * mib, 8 * mib, 9 * mib]), [5 * mib, 9 * mib])

    def test_what_is_written_again_stays(self) -> None:
        self.assertEqual(self.let_go(False, [1 << 40]), [])


if __name__ == "__main__":
    unittest.main()
