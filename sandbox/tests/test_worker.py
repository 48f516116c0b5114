"""The worker's part: a result or a failure for each fragment, in order."""

from __future__ import annotations

import random
import unittest
from zlib import crc32

from fake_chief import FakeChief, Message, cut

from butcher_harness.wire import decode_sizes  # noqa: E402  (fake_chief puts it on the path)


def answers(case: unittest.TestCase, chief: FakeChief, count: int) -> list[bytes | Message]:
    """What the next `count` fragments came to, in order: results, or `failed` messages."""
    heard: list[bytes | Message] = []
    first = None
    while len(heard) < count:
        message, payload = chief.hear()
        number = message["first"] if message["type"] == "results" else message["fragment"]
        first = number if first is None else first
        case.assertEqual(number, first + len(heard))
        if message["type"] == "results":
            case.assertGreaterEqual(message["seconds"], 0)
            heard += cut(payload, message["sizes"])
        else:
            case.assertEqual((message["type"], message["stage"]), ("failed", "process"))
            heard.append(message)
    return heard


class Results(unittest.TestCase):
    def test_batches_of_every_shape(self) -> None:
        chance = random.Random(5)
        source = "def Processor(fragment):\n    return fragment[::-1]\n"
        for transport in ("unix", "stdio"):
            with FakeChief("worker", {"Processor.py": source}, transport=transport) as chief:
                self.assertEqual(chief.load(), {"type": "ready", "entry": "Processor"})
                first = 1
                for _ in range(40):
                    largest = chance.choice((0, 64, 5000, 200_000))
                    count = chance.choice((1, 2, 50)) if largest > 64 else chance.choice((1, 8192))
                    batch = [chance.randbytes(chance.randint(0, largest)) for _ in range(count)]
                    chief.say_batch("process", first, batch)
                    self.assertEqual(answers(self, chief, count), [fragment[::-1] for fragment in batch])
                    first += count + chance.choice((0, 17))
                chief.say({"type": "end"})
                self.assertEqual(chief.hear()[0]["type"], "bye")
                self.assertEqual(chief.wait(), 0)

    def test_results_say_what_they_were_made_of_where_that_is_asked(self) -> None:
        source = (
            "def Processor(fragment):\n"
            "    if fragment == b'bad':\n"
            "        raise ValueError\n"
            "    return fragment * 2\n"
        )
        fragments = [b"", b"a", b"bad", b"a" * 2, b"x" * 100_000]
        for asked in (True, False):
            with FakeChief("worker", {"Processor.py": source}, load={"crcs": asked}) as chief:
                chief.load()
                chief.say_batch("process", 1, fragments)
                told: dict[int, int] = {}
                answered = 0
                while answered < len(fragments):
                    message, _ = chief.hear()
                    answered += len(message.get("sizes", [None]))
                    if message["type"] != "results":
                        continue
                    self.assertEqual("crcs" in message, asked)
                    if asked:
                        crcs = decode_sizes(message["crcs"])
                        self.assertEqual(len(crcs), len(message["sizes"]))
                        told.update(enumerate(crcs, message["first"]))
                expected = {
                    number: crc32(fragment, len(fragment))
                    for number, fragment in enumerate(fragments, 1)
                    if fragment != b"bad"
                }
                self.assertEqual(told, expected if asked else {})

    def test_results_of_many_quick_fragments_say_nothing_of_what_they_were_made_of(self) -> None:
        source = "def Processor(fragment):\n    return fragment\n"
        with FakeChief("worker", {"Processor.py": source}, load={"crcs": True}) as chief:
            chief.load()
            first = 1
            for count, tells in ((2000, {True}), (2000, {False}), (100, {True})):
                # Where the machine is busy they may not have been quick.
                told: set[bool] = set()
                for _ in range(20):
                    chief.say_batch("process", first, [b"x"] * count)
                    told = set()
                    end = first + count
                    while first < end:
                        message, _payload = chief.hear()
                        told.add("crcs" in message)
                        first += len(message["sizes"])
                    if told == tells:
                        break
                self.assertEqual(told, tells)

    def test_a_small_message_between_makes_quick_fragments_no_slower(self) -> None:
        source = "def Processor(fragment):\n    return fragment\n"
        with FakeChief("worker", {"Processor.py": source}, load={"crcs": True}) as chief:
            chief.load()
            first, told = 1, True
            # Where the machine is busy they may not have been quick.
            for count in (2000, *(100, 2000) * 20):
                chief.say_batch("process", first, [b"x"] * count)
                end = first + count
                while first < end:
                    message, _payload = chief.hear()
                    told = "crcs" in message
                    first += len(message["sizes"])
                if not told:
                    break
            self.assertFalse(told)

    def test_results_of_large_quick_fragments_say_nothing_of_them_but_slow_ones_do(self) -> None:
        source = (
            "import time\n"
            "def Processor(fragment):\n"
            "    time.sleep(0.2 if fragment[:1] == b's' else 0)\n"
            "    return b''\n"
        )
        quick, slow = b"q" * 4 * 1024 * 1024, b"s" * 4 * 1024 * 1024
        with FakeChief("worker", {"Processor.py": source}, load={"crcs": True}) as chief:
            chief.load()
            told = []
            for number, fragment in enumerate((quick, quick, slow, quick, b"q"), 1):
                chief.say_batch("process", number, [fragment])
                message, _payload = chief.hear()
                told.append("crcs" in message)
            self.assertEqual(told, [True, False, False, True, True])

    def test_results_are_not_held_back_behind_a_slow_fragment(self) -> None:
        source = (
            "import os, time\n"
            "def Processor(fragment):\n"
            "    while fragment == b'wait' and not os.path.exists('../go'):\n"
            "        time.sleep(0.005)\n"
            "    return fragment\n"
        )
        with FakeChief("worker", {"Processor.py": source}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b"a", b"b", b"wait", b"c"])
            self.assertEqual(answers(self, chief, 2), [b"a", b"b"])
            (chief.package.parent / "go").touch()
            self.assertEqual(answers(self, chief, 2), [b"wait", b"c"])

    def test_large_results_do_not_pile_up(self) -> None:
        source = "def Processor(fragment):\n    return bytes(600_000)\n"
        with FakeChief("worker", {"Processor.py": source}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b""] * 20)
            left = 20
            while left:
                message, _ = chief.hear()
                self.assertLessEqual(len(message["sizes"]), 7)
                left -= len(message["sizes"])


    def test_an_exception_between_two_fragments_is_that_of_the_second_and_moves_no_number(self) -> None:
        source = (
            "import sys\n"
            "def interrupt(frame, event, function):\n"
            "    if event == 'c_return' and function.__name__ == 'append':\n"
            "        raise TimeoutError\n"
            "def Processor(fragment):\n"
            "    if fragment == b'b':\n"
            "        sys.setprofile(interrupt)\n"
            "    return fragment * 2\n"
        )
        with FakeChief("worker", {"Processor.py": source}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b"a", b"b", b"c", b"d", b""])
            heard = answers(self, chief, 5)
            failed = heard.pop(2)
            assert isinstance(failed, dict)
            self.assertIn("TimeoutError", failed["message"])
            self.assertEqual(heard, [b"aa", b"bb", b"dd", b""])


class Failures(unittest.TestCase):
    SOURCE = """\
import errno, sys

def deeper(n):
    return deeper(n + 1) if n else b""

def Processor(fragment):
    match fragment:
        case b"good":
            return b"fine"
        case b"deep":
            return deeper(1)
        case b"system":
            raise SystemExit(0)
        case b"interrupt":
            raise KeyboardInterrupt
        case b"memory":
            bytearray(1 << 60)
        case b"import":
            import no_such_module.part
        case b"thread":
            raise RuntimeError("can't start new thread")
        case b"fork":
            sys.audit("os.fork")
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        case b"full":
            raise OSError(errno.ENOSPC, "No space left on device")
        case b"read-only":
            raise OSError(errno.EROFS, "Read-only file system")
        case b"dynamic":
            exec("1 +")
        case b"ugly":
            raise Ugly
        case b"nameless":
            raise ModuleNotFoundError("x", name=7)
        case b"long name":
            raise ModuleNotFoundError("x", name="y" * 100_000)
        case b"placeless":
            error = SyntaxError("x")
            error.filename, error.lineno = __file__, -3
            raise error
        case b"long":
            raise ValueError("x" * 1_000_000)
        case b"emoji":
            raise ValueError("\\N{GRINNING FACE}\\ud800" * 100_000)
        case b"chained":
            try:
                {}["key"]
            except KeyError as error:
                raise ValueError("outer") from error
        case b"none":
            return None
        case b"text":
            return "text"
        case b"number":
            return 7
        case b"list":
            return [b"x"]
        case b"generator":
            return (byte for byte in fragment)
        case b"coroutine":
            return later()
        case b"limit":
            return bytes(1000)
        case b"beyond":
            return bytes(1001)

class Ugly(RuntimeError):
    def __str__(self):
        raise RuntimeError("no text")

async def later():
    return b""
"""

    def setUp(self) -> None:
        # Every case has good fragments around it, so that a failure is seen to take nothing with it.
        names = [
            line.strip()[7:-2] for line in self.SOURCE.splitlines() if line.strip().startswith('case b"')
        ]
        with FakeChief("worker", {"Processor.py": self.SOURCE}, load={"resultBytes": 1000}) as chief:
            chief.load()
            batch = [part for name in names for part in (b"good", name.encode())] + [b"good"]
            chief.say_batch("process", 11, batch)
            heard = answers(self, chief, len(batch))
            chief.say({"type": "end"})
            self.assertEqual(chief.hear()[0], {"type": "bye", "count": len(batch)})
            self.assertEqual(chief.wait(), 0)
        self.assertEqual(heard[::2], [b"fine"] * (len(names) + 1))
        self.heard = dict(zip(names, heard[1::2]))

    def failed(self, name: str) -> Message:
        message = self.heard[name]
        assert isinstance(message, dict), name
        return message

    def test_each_kind_has_its_code(self) -> None:
        codes = {name: self.failed(name)["code"] for name in self.heard if name not in ("good", "limit")}
        self.assertEqual(
            codes,
            {
                "deep": "recursion-depth",
                "system": "exited-early",
                "interrupt": "exited-early",
                "memory": "out-of-memory",
                "import": "import-error",
                "thread": "user-error",
                "fork": "process-limit",
                "full": "disk-limit",
                "read-only": "user-error",
                "dynamic": "user-error",
                "ugly": "user-error",
                "nameless": "user-error",
                "long name": "import-error",
                "placeless": "import-error",
                "long": "user-error",
                "emoji": "user-error",
                "chained": "user-error",
                "none": "result-not-bytes",
                "text": "result-not-bytes",
                "number": "result-not-bytes",
                "list": "result-not-bytes",
                "generator": "only-splitter-may-yield",
                "coroutine": "only-splitter-may-yield",
                "beyond": "result-too-large",
            },
        )
        self.assertEqual(self.heard["limit"], bytes(1000))

        with self.subTest("limits are named"):
            self.assertEqual(
                (self.failed("deep")["limit"], self.failed("deep")["observed"]), ("recursionDepth", 1001)
            )
            self.assertEqual(
                (self.failed("beyond")["limit"], self.failed("beyond")["observed"]), ("resultBytes", 1001)
            )
            self.assertEqual(self.failed("full")["limit"], "scratchBytes")
            self.assertEqual(self.failed("thread")["limit"], "pids")

        with self.subTest("places are the author's"):
            lines = self.SOURCE.splitlines()
            for name, statement in {
                "system": "SystemExit",
                "chained": "ValueError",
                "import": "no_such_module",
            }.items():
                failed = self.failed(name)
                self.assertEqual(failed["file"], "Processor.py")
                self.assertIn(statement, lines[failed["line"] - 1])
            self.assertEqual(self.failed("none")["line"], lines.index("def Processor(fragment):") + 1)

        with self.subTest("remedies"):
            self.assertIn("return", self.failed("none")["help"])
            self.assertIn("requirements.txt", self.failed("import")["help"])
            self.assertIn("encode", self.failed("text")["help"])

        with self.subTest("tracebacks show the author's frames alone, the cause included"):
            for name in ("deep", "import", "chained", "dynamic", "ugly"):
                traceback = self.failed(name)["traceback"]
                self.assertNotIn("butcher_harness", traceback)
                self.assertIn('File "Processor.py"', traceback)
            self.assertIn("KeyError: 'key'", self.failed("chained")["traceback"])

        with self.subTest("texts are bounded"):
            for answer in self.heard.values():
                if isinstance(answer, dict):
                    self.assertLessEqual(len(answer["message"]), 16_384)
                    self.assertLessEqual(len(answer["help"] or ""), 4096)
                    self.assertLessEqual(len(answer["traceback"] or ""), 65_536)
                    self.assertTrue(answer["line"] is None or answer["line"] >= 1)


if __name__ == "__main__":
    unittest.main()
