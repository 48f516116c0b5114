"""How far a splitter that is left in the middle was in its data."""

from __future__ import annotations

import gzip
import unittest
from pathlib import Path

from fake_chief import FakeChief

DATA = b"".join(b"line %7d\n" % number for number in range(20_000))


class Left(unittest.TestCase):
    def read(self, body: str, data: bytes = DATA, *, pull: int = 3) -> object:
        """What is told with `bye` after `pull` fragments of a splitter with that body."""
        source = "import gzip, mmap\ndef splitter(dataset_path):\n" + body
        with FakeChief("splitter", {"Split.py": source}) as chief:
            Path(chief.load_message["datasetPath"]).write_bytes(data)
            chief.load()
            chief.say({"type": "pull", "fragments": pull, "fragmentBytes": 1 << 20})
            heard = 0
            while heard < pull:
                message, _ = chief.hear()
                if message["type"] == "exhausted":
                    break
                heard = message["first"] + len(message["sizes"]) - 1
            chief.say({"type": "end"})
            message, _ = chief.hear()
            self.assertEqual(message["type"], "bye")
            return message.get("read")

    def test_plain_reading_to_the_byte(self) -> None:
        for body in (
            "    with open(dataset_path, 'rb') as data:\n        yield from data\n",
            "    data = open(dataset_path, 'rb')\n    while line := data.readline():\n        yield line\n",
            "    data = open(dataset_path, 'rb', buffering=0)\n    while line := data.read(13):\n        yield line\n",
        ):
            self.assertEqual(self.read(body), 39, body)

    def test_what_text_and_decompression_have_read(self) -> None:
        text = "    for line in open(dataset_path):\n        yield line.encode()\n"
        read = self.read(text)
        assert isinstance(read, int)
        self.assertTrue(39 <= read < len(DATA), read)
        unzipped = "    yield from gzip.open(dataset_path)\n"
        packed = gzip.compress(DATA)
        read = self.read(unzipped, packed)
        assert isinstance(read, int)
        self.assertTrue(39 <= read <= len(packed), read)

    def test_nothing_where_nothing_is_open_or_known(self) -> None:
        for body in (
            "    data = open(dataset_path, 'rb').read()\n    yield from data.splitlines()\n",
            "    for n in range(9):\n        yield b''\n",
            "    open('/proc/self/status').read(1)\n    for n in range(9):\n        yield b''\n",
        ):
            self.assertIsNone(self.read(body), body)

    def test_nothing_before_the_first_and_after_the_last(self) -> None:
        body = "    with open(dataset_path, 'rb') as data:\n        yield from data\n"
        self.assertIsNone(self.read(body, pull=0))
        self.assertIsNone(self.read(body, b"one\ntwo\n"))


if __name__ == "__main__":
    unittest.main()
