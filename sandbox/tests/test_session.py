"""What a harness does around user code: beginning, logs, limits, notes on what is attempted, end."""

from __future__ import annotations

import re
import signal
import time
import unittest

from fake_chief import TOKEN, FakeChief, Message
from butcher_harness.wire import PROTOCOL_VERSION

ECHO = "def Processor(fragment):\n    return fragment\n"


class Beginning(unittest.TestCase):
    def test_hello_comes_first_and_names_what_the_chief_must_know(self) -> None:
        for transport in ("unix", "stdio"):
            with FakeChief("worker", {"Processor.py": ECHO}, transport=transport) as chief:
                hello, _ = chief.hear_anything()
                self.assertEqual(hello["type"], "hello")
                self.assertEqual(
                    (hello["protocol"], hello["role"], hello["token"]), (PROTOCOL_VERSION, "worker", TOKEN)
                )
                self.assertRegex(hello["python"], r"^3\.\d+\.\d+$")
                self.assertEqual(set(hello), {"type", "protocol", "role", "token", "python"})
                chief.say({"type": "end"})
                self.assertEqual(chief.hear()[0], {"type": "bye", "count": 0})
                self.assertEqual(chief.wait(), 0)

    def test_heartbeats_come_while_waiting_and_while_working(self) -> None:
        with (
            FakeChief("worker", {"Processor.py": ECHO}) as waiting,
            FakeChief(
                "worker", {"Processor.py": "def Processor(fragment):\n    while True: pass\n"}
            ) as working,
        ):
            waiting.load()
            working.load()
            working.say_batch("process", 1, [b""])
            self.assertEqual(waiting.hear_anything()[0], {"type": "heartbeat"})
            self.assertEqual(working.hear_anything()[0], {"type": "heartbeat"})


class End(unittest.TestCase):
    def test_without_a_chief_the_harness_ends_at_once(self) -> None:
        busy = "def Processor(fragment):\n    while True: pass\n"
        for source in (ECHO, busy):
            with self.subTest(source):
                with FakeChief("worker", {"Processor.py": source}, transport="stdio") as chief:
                    chief.load()
                    if source is busy:
                        chief.say_batch("process", 1, [b""])
                    chief.hang_up()
                    self.assertEqual(chief.wait(), 71)

    def test_the_end_of_the_chief_is_noticed_between_heartbeats(self) -> None:
        source = (
            "import time\n"
            "def merger(fragment, job_name):\n"
            "    while True:\n"
            "        with open('ticks', 'ab') as file:\n"
            "            file.write(b'x')\n"
            "        time.sleep(0.01)\n"
        )
        with FakeChief("merger", {"Merge.py": source}, transport="stdio") as chief:
            chief.load()
            chief.say_batch("merge", 1, [b""])
            ticks = chief.results / "ticks"
            while not ticks.exists():
                time.sleep(0.001)
            chief.hang_up()
            self.assertEqual(chief.wait(), 71)
            # A heartbeat comes after 200 of them.
            self.assertLess(ticks.stat().st_size, 100)

    def test_nonsense_from_the_chief_is_our_fault_and_says_so(self) -> None:
        with FakeChief("worker", {"Processor.py": ECHO}) as chief:
            chief.load()
            chief.say({"type": "finish"})
            self.assertEqual(chief.hear_all(), [])
            self.assertEqual(chief.wait(), 70)
            self.assertIn(b"butcher harness: internal error", chief.output)

    def test_user_code_that_ends_the_process_says_no_bye(self) -> None:
        cases = {"os._exit(0)": 0, "os.kill(os.getpid(), 9)": -signal.SIGKILL, "os.closerange(3, 200)": 71}
        for statement, exit_code in cases.items():
            with self.subTest(statement):
                source = f"import os\ndef Processor(fragment):\n    {statement}\n    return b''\n"
                with FakeChief("worker", {"Processor.py": source}) as chief:
                    chief.load()
                    chief.say_batch("process", 1, [b""])
                    self.assertNotIn("bye", [message["type"] for message, _ in chief.hear_all()])
                    self.assertEqual(chief.wait(), exit_code)

    def test_a_segmentation_fault_leaves_its_place_in_the_log(self) -> None:
        source = "import faulthandler\ndef Processor(fragment):\n    faulthandler._sigsegv()\n"
        with FakeChief("worker", {"Processor.py": source}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b""])
            chief.hear_all()
            self.assertEqual(chief.wait(), -signal.SIGSEGV)
            self.assertIn(b'Processor.py", line 3 in Processor', chief.output)

    def test_a_forked_child_that_comes_back_cannot_speak_for_its_parent(self) -> None:
        source = "import os\ndef Processor(fragment):\n    os.fork()\n    return b'%d' % os.getpid()\n"
        for transport in ("unix", "stdio"):
            with FakeChief("worker", {"Processor.py": source}, transport=transport) as chief:
                chief.load()
                chief.say_batch("process", 1, [b""])
                chief.say({"type": "end"})
                kinds = [message["type"] for message, _ in chief.hear_all() if message["type"] != "violation"]
                self.assertEqual(kinds, ["results", "bye"])
                self.assertEqual(chief.wait(), 0)


class Logs(unittest.TestCase):
    def run_with(self, body: str, log_bytes: int = 1000) -> bytes:
        source = "import os, sys\ndef Processor(fragment):\n" + "".join(
            f"    {line}\n" for line in body.splitlines()
        )
        with FakeChief("worker", {"Processor.py": source}, load={"logBytes": log_bytes}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b"", b""])
            message, payload = chief.hear()
            self.assertEqual((message["type"], payload), ("results", b"okok"), message)
            chief.say({"type": "end"})
            self.assertEqual(chief.hear()[0]["type"], "bye")
            self.assertEqual(chief.wait(), 0, chief.output)
            return chief.output

    def test_printing_is_never_a_fault(self) -> None:
        output = self.run_with(
            "print('out \\udc80é', sys.stdin)\nsys.stderr.write('err\\n')\nos.write(1, b'raw\\n')\nreturn b'ok'"
        )
        self.assertIn("out \\udc80é".encode(), output)
        self.assertEqual(set(re.findall(rb"(?m)^\x1e(\d)e\x1eerr$", output)), {b"1", b"2"})
        self.assertEqual(output.count(b"err\n") + output.count(b"\nraw\n"), 4, output)
        for body in (
            "sys.stdout = None; sys.stderr = None",
            "os.close(1)",
            "os.close(2); os.closerange(0, 3)",
        ):
            with self.subTest(body):
                self.run_with(f"try: {body}\nexcept OSError: pass\nprint('x', flush=True)\nreturn b'ok'")

    def test_a_flood_stops_a_little_above_the_limit(self) -> None:
        output = self.run_with("for _ in range(20): print('y' * 100_000)\nreturn b'ok'", log_bytes=150_000)
        self.assertEqual(len(output) - len(b"\x1e1\x1e" * 2), 150_001)

    def test_each_line_says_on_which_fragment_it_was_printed_and_others_say_nothing(self) -> None:
        source = (
            "import threading\n"
            "import sys\n"
            "print('loading')\n"
            "print('loading', file=sys.stderr)\n"
            "def Processor(fragment):\n"
            "    if fragment == b'bad':\n"
            "        print('about to fail')\n"
            "        raise ValueError\n"
            "    print('one\\ntwo', end='', flush=True)\n"
            "    print(' more')\n"
            "    t = threading.Thread(target=print, args=('thread',)); t.start(); t.join()\n"
            "    return fragment\n"
        )
        with FakeChief("worker", {"Processor.py": source}) as chief:
            chief.load()
            chief.say_batch("process", 7, [b"a", b"bad", b"c"])
            kinds = [chief.hear()[0]["type"] for _ in range(3)]
            self.assertEqual(kinds, ["results", "failed", "results"])
            chief.say({"type": "end"})
            self.assertEqual(chief.hear()[0]["type"], "bye")
            chief.wait()
        about = "{0}one\n{0}two more\n{0}thread\n"
        expected = "loading\n\x1ee\x1eloading\n" + about.format("\x1e7\x1e") + "\x1e8\x1eabout to fail\n" + "\x1e8f\x1e\n" * 2 + about.format("\x1e9\x1e")
        self.assertEqual(chief.output.decode(), expected)

    def test_what_was_printed_without_the_end_of_its_line_comes_before_the_failure(self) -> None:
        source = (
            "import sys\n"
            "def Processor(fragment):\n"
            "    print('about to', fragment.decode(), end='', file=sys.stderr if fragment == b'err' else None)\n"
            "    if fragment == b'exit':\n"
            "        sys.exit(3)\n"
            "    if fragment != b'live':\n"
            "        raise ValueError\n"
            "    print(' on')\n"
            "    return b''\n"
        )
        with FakeChief("worker", {"Processor.py": source}) as chief:
            chief.load()
            for number, fragment in enumerate((b"fail", b"exit", b"err"), 1):
                chief.say_batch("process", number, [fragment])
                self.assertEqual(chief.hear()[0]["type"], "failed")
                mark = b"\x1e%d%s\x1e" % (number, b"e" if fragment == b"err" else b"")
                end = b"\x1e%df\x1e\n" % number
                self.assertTrue(chief.output_so_far().endswith(mark + b"about to " + fragment + b"\n" + end * 2))
            chief.say_batch("process", 4, [b"live"])
            self.assertEqual(chief.hear()[0]["type"], "results")
            self.assertTrue(chief.output_so_far().endswith(b"\n\x1e4\x1eabout to live on\n"))

    def test_other_roles_tell_what_they_printed_before_they_failed(self) -> None:
        fail = "    print('about to', end='')\n    raise ValueError\n"
        pull: Message = {"type": "pull", "fragments": 1, "fragmentBytes": 1}
        merge: Message = {"type": "merge", "first": 1, "sizes": [0], "bytes": 0}
        for role, path, source, ask in (
            ("splitter", "Split.py", f"def splitter(path):\n{fail}    yield b''\n", pull),
            ("merger", "Merge.py", f"def merger(result, job_name):\n{fail}", merge),
            ("merger", "Merge.py", f"def merger(*_): pass\ndef finish(job_name):\n{fail}", {"type": "finish"}),
            ("worker", "Processor.py", "print('about to', end='')\nraise ValueError\n", None),
        ):
            with self.subTest(role), FakeChief(role, {path: source}) as chief:
                said = chief.load()
                if ask is not None:
                    chief.say(ask)
                    said = chief.hear()[0]
                self.assertEqual(said["type"], "failed")
                self.assertTrue(chief.output_so_far().endswith(b"about to\n"), chief.output_so_far())

    def test_what_was_printed_is_told_while_user_code_goes_on(self) -> None:
        source = "import time\ndef Processor(fragment):\n    print('about to', end='')\n    time.sleep(60)\n"
        with FakeChief("worker", {"Processor.py": source}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b""])
            while chief.output_so_far() != b"\x1e1\x1eabout to":
                self.assertEqual(chief.hear_anything()[0]["type"], "heartbeat")

    def test_what_was_printed_is_told_when_the_chief_hangs_up_or_user_code_leaves(self) -> None:
        body = "    print('about to', end='', flush=fragment == b'leave')\n"
        source = f"import os\ndef Processor(fragment):\n{body}    if fragment == b'leave': os._exit(5)\n    return b''\n"
        for fragment in (b"stay", b"leave"):
            with self.subTest(fragment), FakeChief("worker", {"Processor.py": source}, transport="stdio") as chief:
                chief.load()
                chief.say_batch("process", 1, [fragment])
                if fragment == b"stay":
                    self.assertEqual(chief.hear()[0]["type"], "results")
                    chief.hang_up()
                chief.wait()
                self.assertTrue(chief.output.endswith(b"about to"), chief.output)

    def test_the_merger_says_which_result_it_prints_about(self) -> None:
        source = (
            "def merger(result, job_name): print(result.decode())\n"
            "def finish(job_name): print('the end')\n"
        )
        with FakeChief("merger", {"Merge.py": source}) as chief:
            chief.load()
            chief.say_batch("merge", 3, [b"a", b"b"])
            self.assertEqual(chief.hear()[0]["type"], "merged")
            chief.say({"type": "finish"})
            self.assertEqual(chief.hear()[0]["type"], "finished")
            chief.say({"type": "end"})
            chief.wait()
        self.assertEqual(chief.output, b"\x1e3\x1ea\n\x1e4\x1eb\nthe end\n")


class Recursion(unittest.TestCase):
    def test_a_tight_limit_is_none_for_the_harness(self) -> None:
        """What is left of it where user code ends is too little to send a large result or to explain an exception."""
        source = (
            "import array\n"
            "def Processor(fragment):\n"
            "    if fragment == b'deep':\n"
            "        return Processor(fragment)\n"
            "    return array.array('B', fragment * 1_000_000)\n"
        )
        for limit in (1, 2, 3, 10, 20):
            with FakeChief("worker", {"Processor.py": source}, load={"recursionDepth": limit}) as chief:
                self.assertEqual(chief.load()["type"], "ready")
                for number, fragment in ((1, b"large"), (2, b"deep"), (3, b"large")):
                    with self.subTest(limit=limit, fragment=fragment):
                        chief.say_batch("process", number, [fragment])
                        answer = chief.hear()[0]
                        self.assertEqual(answer["type"], "failed" if fragment == b"deep" else "results", answer)
                        if fragment == b"deep":
                            self.assertEqual(answer["code"], "recursion-depth")
                            self.assertIn("in Processor", answer["traceback"])

    def test_the_depth_counts_from_the_entry_point(self) -> None:
        source = (
            "import sys\n"
            "sys.setrecursionlimit(1_000_000)\n"
            "def down(depth):\n"
            "    return down(depth - 1) if depth else b''\n"
            "def Processor(fragment):\n"
            "    sys.setrecursionlimit(1_000_000)\n"
            "    return down(int(fragment) - 2)\n"
        )
        for limit in (60, 3000):
            with FakeChief("worker", {"Processor.py": source}, load={"recursionDepth": limit}) as chief:
                self.assertEqual(chief.load()["type"], "ready")
                chief.say_batch("process", 1, [b"%d" % limit, b"%d" % (limit + 1), b"%d" % limit])
                answers = [chief.hear()[0] for _ in range(3)]
                self.assertEqual([answer["type"] for answer in answers], ["results", "failed", "results"])
                failed = answers[1]
                self.assertEqual(
                    (failed["code"], failed["limit"], failed["observed"]),
                    ("recursion-depth", "recursionDepth", limit + 1),
                )

    def test_a_splitter_and_a_merger_have_the_same_depth(self) -> None:
        down = "def down(depth):\n    return down(depth - 1) if depth else 0\n"
        for depth, fine in ((98, True), (99, False)):
            split = f"{down}def splitter(path):\n    down({depth})\n    yield b''\n"
            merge = f"{down}def merger(fragment, name):\n    down({depth})\n"
            with FakeChief("splitter", {"Split.py": split}, load={"recursionDepth": 100}) as chief:
                chief.load()
                chief.say({"type": "pull", "fragments": 1, "fragmentBytes": 1})
                self.assertEqual(chief.hear()[0]["type"], "fragments" if fine else "failed")
            with FakeChief("merger", {"Merge.py": merge}, load={"recursionDepth": 100}) as chief:
                chief.load()
                chief.say_batch("merge", 1, [b""])
                self.assertEqual(chief.hear()[0]["type"], "merged" if fine else "failed")


class Attempts(unittest.TestCase):
    def noted(self, body: str) -> list[Message]:
        source = "import os, socket, subprocess, sys\ndef Processor(fragment):\n" + "".join(
            f"    {line}\n" for line in body.splitlines()
        )
        with FakeChief("worker", {"Processor.py": source}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b""] * 4)
            chief.say({"type": "end"})
            heard = [message for message, _ in chief.hear_all()]
            self.assertEqual(heard[-1], {"type": "bye", "count": 4})
            self.assertEqual([message for message in heard if message["type"] == "failed"], [])
            return [message for message in heard if message["type"] == "violation"]

    def test_each_kind_is_noted_once_and_changes_nothing(self) -> None:
        cases = {
            "try: socket.create_connection(('127.0.0.1', 9), 0.1)\nexcept OSError: pass\nreturn b''": {
                ("network", "socket.connect"),
                ("network", "socket.getaddrinfo"),
            },
            "subprocess.run([sys.executable, '-S', '-c', ''])\nreturn b''": {("process", "subprocess.Popen")},
            "import ctypes\nctypes.CDLL('libc.so.6').getpid()\nreturn b''": {
                ("native-code", "ctypes.dlopen"),
                ("native-code", "ctypes.dlsym"),
            },
            "return eval('bytes()')": {("dynamic-code", "compile"), ("dynamic-code", "exec")},
            "open('/proc/self/status').close()\nos.listdir('/sys')\nreturn b''": {
                ("kernel", "open"),
                ("kernel", "os.listdir"),
            },
        }
        for body, due in cases.items():
            with self.subTest(body):
                noted = self.noted(body)
                self.assertLessEqual(due, {(message["kind"], message["event"]) for message in noted})
                self.assertEqual({message["kind"] for message in noted}, {kind for kind, _ in due})
                self.assertTrue(all(set(message) == {"type", "kind", "event", "detail"} for message in noted))
                self.assertLessEqual(len(noted), 4)

    def test_a_flood_of_attempts_is_cut(self) -> None:
        noted = self.noted(
            "for n in range(200):\n    try: open(f'/proc/{n}/x')\n    except OSError: pass\nreturn b''"
        )
        self.assertEqual(len(noted), 3)

    def test_ordinary_work_is_not_noted(self) -> None:
        body = (
            "import collections, dataclasses, enum, json, tempfile, logging\n"
            "Point = collections.namedtuple('Point', 'x y')\n"
            "Made = dataclasses.make_dataclass('Made', ['x'])\n"
            "with tempfile.TemporaryFile() as file: file.write(b'x')\n"
            "json.dumps(list(Point(1, 2)))\n"
            "return b''"
        )
        self.assertEqual(self.noted(body), [])


if __name__ == "__main__":
    unittest.main()
