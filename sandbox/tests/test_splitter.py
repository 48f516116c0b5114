"""The splitter's part: what it sends for which credit, and how it fails."""

from __future__ import annotations

import random
import unittest
from typing import Any

from fake_chief import FakeChief, Message, cut


def numbers(count: int) -> str:
    return f'def splitter(path):\n    for number in range({count}):\n        yield b"%d" % number\n'


class Fragments:
    """Collects `fragments` messages and checks that their numbers follow one another."""

    def __init__(self, case: unittest.TestCase) -> None:
        self.case = case
        self.items: list[bytes] = []

    def take(self, message: Message, payload: bytes) -> None:
        self.case.assertEqual(message["type"], "fragments", message)
        self.case.assertEqual(message["first"], len(self.items) + 1)
        self.case.assertEqual(message["bytes"], len(payload))
        self.case.assertLessEqual(len(message["sizes"]), 8192)
        self.items += cut(payload, message["sizes"])


class Credit(unittest.TestCase):
    def test_every_fragment_arrives_once_and_in_order_within_the_credit(self) -> None:
        chance = random.Random(3)
        with FakeChief("splitter", {"Split.py": numbers(30_000)}) as chief:
            self.assertEqual(chief.load(), {"type": "ready", "entry": "splitter"})
            heard = Fragments(self)
            fragments_left = bytes_left = 0
            while True:
                if fragments_left <= 0 or bytes_left <= 0:
                    more = {"fragments": chance.randint(0, 9000), "fragmentBytes": chance.randint(0, 40_000)}
                    chief.say({"type": "pull", **more})
                    fragments_left += more["fragments"]
                    bytes_left += more["fragmentBytes"]
                    continue
                message, payload = chief.hear()
                if message["type"] == "exhausted":
                    break
                heard.take(message, payload)
                fragments_left -= len(message["sizes"])
                self.assertGreaterEqual(fragments_left, 0)
                self.assertGreater(bytes_left - message["bytes"] + message["sizes"][-1], 0)
                bytes_left -= message["bytes"]
            self.assertEqual(message["count"], 30_000)
            self.assertEqual(heard.items, [b"%d" % number for number in range(30_000)])
            chief.say({"type": "end"})
            self.assertEqual(chief.hear()[0], {"type": "bye", "count": 30_000})
            self.assertEqual(chief.wait(), 0)

    def test_nothing_is_made_ahead_of_the_credit(self) -> None:
        source = (
            'def splitter(path):\n    for number in range(9):\n        print(number)\n        yield b""\n'
        )
        with FakeChief("splitter", {"Split.py": source}) as chief:
            chief.load()
            chief.say({"type": "pull", "fragments": 3, "fragmentBytes": 1})
            heard = Fragments(self)
            while len(heard.items) < 3:
                heard.take(*chief.hear())
            chief.say({"type": "end"})
            self.assertEqual(chief.hear()[0], {"type": "bye", "count": 3})
            chief.wait()
            self.assertEqual(chief.output.split(), [b"0", b"1", b"2"])

    def test_fragments_are_not_held_back_while_the_generator_is_busy(self) -> None:
        source = (
            "import os, time\n"
            "def splitter(path):\n"
            "    for number in range(40):\n"
            "        yield b'x'\n"
            "    while not os.path.exists('/proc/self/cwd/../go'):\n"
            "        time.sleep(0.005)\n"
            "    yield b'last'\n"
        )
        with FakeChief("splitter", {"Split.py": source}) as chief:
            chief.load()
            chief.say({"type": "pull", "fragments": 1000, "fragmentBytes": 1000})
            heard = Fragments(self)
            while len(heard.items) < 40:
                heard.take(*chief.hear())
            (chief.package.parent / "go").touch()
            heard.take(*chief.hear())
            self.assertEqual(heard.items[-1], b"last")
            self.assertEqual(chief.hear()[0], {"type": "exhausted", "count": 41})

    def test_no_fragments_and_the_old_name(self) -> None:
        source = "def Split(path):\n    return\n    yield\n"
        with FakeChief("splitter", {"Split.py": source}, transport="stdio") as chief:
            self.assertEqual(chief.load(), {"type": "ready", "entry": "Split"})
            chief.say({"type": "pull", "fragments": 1, "fragmentBytes": 1})
            self.assertEqual(chief.hear()[0], {"type": "exhausted", "count": 0})
            chief.say({"type": "pull", "fragments": 1, "fragmentBytes": 1})
            chief.say({"type": "end"})
            self.assertEqual(chief.hear()[0], {"type": "bye", "count": 0})

    def test_large_fragments_travel_alone(self) -> None:
        source = "def splitter(path):\n    for n in range(5):\n        yield bytes([n]) * (5 << 20)\n"
        with FakeChief("splitter", {"Split.py": source}) as chief:
            chief.load()
            chief.say({"type": "pull", "fragments": 100, "fragmentBytes": 1 << 30})
            for number in range(5):
                message, payload = chief.hear()
                self.assertEqual((message["first"], message["sizes"]), (number + 1, [5 << 20]))
                self.assertEqual(payload, bytes([number]) * (5 << 20))


    def test_small_and_large_fragments_together_are_no_more_than_a_batch(self) -> None:
        source = "def splitter(path):\n    for number in range(6000):\n"
        source += "        yield b'x' * (100 if number % 50 else 100_000)\n"
        for credit_bytes in (1 << 40, 3 << 20):
            with FakeChief("splitter", {"Split.py": source}) as chief:
                chief.load()
                heard = Fragments(self)
                credit = {"fragments": 0, "fragmentBytes": 0}
                while True:
                    if min(credit.values()) <= 0:
                        chief.say({"type": "pull", "fragments": 8192, "fragmentBytes": credit_bytes})
                        credit["fragments"] += 8192
                        credit["fragmentBytes"] += credit_bytes
                    message, payload = chief.hear()
                    if message["type"] == "exhausted":
                        break
                    heard.take(message, payload)
                    before_last = message["bytes"] - message["sizes"][-1]
                    self.assertLess(before_last, min(credit["fragmentBytes"], 5 << 20))
                    credit["fragments"] -= len(message["sizes"])
                    credit["fragmentBytes"] -= message["bytes"]
                sizes = [100 if number % 50 else 100_000 for number in range(6000)]
                self.assertEqual([len(item) for item in heard.items], sizes)


class Kinds(unittest.TestCase):
    def test_a_buffer_is_copied_before_the_author_reuses_it(self) -> None:
        source = (
            "import array\n"
            "def splitter(path):\n"
            "    kept = bytearray(2)\n"
            "    for n in range(3):\n"
            "        kept[:] = b'%02d' % n\n"
            "        yield kept\n"
            "    yield memoryview(b'a-b-c')[::2]\n"
            "    yield array.array('B', [120, 121])\n"
        )
        with FakeChief("splitter", {"Split.py": source}) as chief:
            chief.load()
            chief.say({"type": "pull", "fragments": 100, "fragmentBytes": 100})
            heard = Fragments(self)
            while len(heard.items) < 5:
                heard.take(*chief.hear())
            self.assertEqual(heard.items, [b"00", b"01", b"02", b"abc", b"xy"])


class Failures(unittest.TestCase):
    def fail_with(self, body: str, *, files: dict[str, str | bytes] | None = None, **load: Any) -> Message:
        """The failure of a splitter with this body; checks that the rest of the conversation is in order."""
        source = "import itertools\n\ndef splitter(path):\n" + "".join(
            f"    {line}\n" for line in body.splitlines()
        )
        with FakeChief("splitter", {"Split.py": source, **(files or {})}, load=load) as chief:
            self.assertEqual(chief.load()["type"], "ready")
            chief.say({"type": "pull", "fragments": 100, "fragmentBytes": 1 << 30})
            heard = Fragments(self)
            message, payload = chief.hear()
            while message["type"] == "fragments":
                heard.take(message, payload)
                message, payload = chief.hear()
            self.assertEqual((message["type"], message["stage"]), ("failed", "split"))
            self.assertEqual(chief.hear()[0], {"type": "bye", "count": len(heard.items)})
            self.assertEqual(chief.wait(), 0)
            return message

    def test_what_is_no_fragment_is_told_with_kind_place_and_remedy(self) -> None:
        cases = {
            "yield": ("None", "bare `yield`"),
            "yield 'text'": ("a str", ".encode()"),
            "yield 7": ("an int", "str(number)"),
            "yield [b'x']": ("a list", "one by one"),
            "yield itertools.count()": ("a count", "see that it ends"),
            "yield object()": ("an object", "pickle"),
        }
        for statement, (kind, remedy) in cases.items():
            with self.subTest(statement):
                failed = self.fail_with(f"yield b'ok'\n{statement}\nyield b'never'")
                self.assertEqual((failed["code"], failed["fragment"]), ("fragment-not-bytes", 2))
                self.assertIn(kind, failed["message"])
                self.assertIn(remedy, failed["help"])
                self.assertEqual((failed["file"], failed["line"]), ("Split.py", 5))

    def test_the_place_of_a_delegated_yield_is_the_inner_one(self) -> None:
        helper = "def pieces():\n    yield b'ok'\n    yield 'text'\n"
        failed = self.fail_with(
            "from text.cut import pieces\nyield from pieces()", files={"text/cut.py": helper}
        )
        self.assertEqual((failed["file"], failed["line"]), ("text/cut.py", 3))

    def test_a_fragment_may_have_the_limit_and_not_one_byte_more(self) -> None:
        failed = self.fail_with("yield bytes(1000)\nyield bytes(1001)", fragmentBytes=1000)
        self.assertEqual((failed["code"], failed["fragment"], failed["line"]), ("fragment-too-large", 2, 5))
        self.assertEqual((failed["limit"], failed["observed"]), ("fragmentBytes", 1001))

    def test_an_exception_belongs_to_the_fragment_being_made(self) -> None:
        failed = self.fail_with("yield b'a'\nyield b'b'\n1 / 0")
        self.assertEqual((failed["code"], failed["fragment"], failed["line"]), ("user-error", 3, 6))
        self.assertEqual(failed["message"], "ZeroDivisionError: division by zero")
        self.assertTrue(
            failed["traceback"].startswith('Traceback (most recent call last):\n  File "Split.py", line 6')
        )
        self.assertNotIn("butcher_harness", failed["traceback"])

    def test_an_exception_before_the_first_fragment_belongs_to_none(self) -> None:
        self.assertIsNone(self.fail_with("open(path)\nyield b''")["fragment"])

    def test_leaving_early(self) -> None:
        for statement in ("raise SystemExit", "exit()", "raise KeyboardInterrupt", "raise GeneratorExit"):
            with self.subTest(statement):
                self.assertEqual(self.fail_with(f"yield b''\n{statement}")["code"], "exited-early")

    def test_what_is_no_generator_is_told_with_what_it_is(self) -> None:
        for statement, said in {
            "return [b'a']": "a list",
            "pass": "None",
            "return iter([b'a'])": "a list_iterator",
        }.items():
            with self.subTest(statement):
                failed = self.fail_with(statement)
                self.assertEqual((failed["code"], failed["fragment"]), ("splitter-not-generator", None))
                self.assertIn(f"returned {said}", failed["message"])
                self.assertEqual((failed["file"], failed["line"]), ("Split.py", 3))


if __name__ == "__main__":
    unittest.main()
