"""The merger's part: in order, in the results folder, everything on disk at the end."""

from __future__ import annotations

import errno
import subprocess
import sys
import unittest

from fake_chief import FakeChief, Message


class Merging(unittest.TestCase):
    def merged(self, chief: FakeChief, first: int, count: int) -> None:
        """Hears `merged` for exactly these numbers, in however many messages."""
        while count:
            message, _ = chief.hear()
            self.assertEqual((message["type"], message["first"]), ("merged", first))
            first += message["count"]
            count -= message["count"]
        self.assertEqual(count, 0)

    def test_results_arrive_in_order_and_the_end_is_announced(self) -> None:
        source = (
            "import os\n"
            "seen = []\n"
            "def merger(fragment, job_name):\n"
            "    seen.append(fragment)\n"
            "    return 'ignored'\n"
            "def finish(job_name):\n"
            "    assert os.path.samefile(os.environ['BUTCHER_RESULTS_DIR'], '.')\n"
            "    with open('out.txt', 'wb') as out:\n"
            "        out.write(job_name.encode() + b':' + b','.join(seen))\n"
        )
        with FakeChief("merger", {"Merge.py": source}) as chief:
            self.assertEqual(chief.load(), {"type": "ready", "entry": "merger"})
            chief.say_batch("merge", 1, [b"%d" % number for number in range(1, 5001)])
            chief.say_batch("merge", 5007, [b"", b"last"])
            self.merged(chief, 1, 5000)
            self.merged(chief, 5007, 2)
            chief.say({"type": "finish"})
            self.assertEqual(chief.hear()[0], {"type": "finished"})
            due = b"test-job:" + b",".join([b"%d" % number for number in range(1, 5001)] + [b"", b"last"])
            self.assertEqual((chief.results / "out.txt").read_bytes(), due)
            chief.say({"type": "end"})
            self.assertEqual(chief.hear()[0], {"type": "bye", "count": 5002})
            self.assertEqual(chief.wait(), 0)

    def test_merges_are_told_while_a_slow_one_goes_on(self) -> None:
        source = (
            "import os, time\n"
            "def merger(fragment, job_name):\n"
            "    while fragment == b'wait' and not os.path.exists('../go'):\n"
            "        time.sleep(0.005)\n"
        )
        with FakeChief("merger", {"Merge.py": source}) as chief:
            chief.load()
            chief.say_batch("merge", 1, [b"a", b"b", b"wait", b"c"])
            self.merged(chief, 1, 2)
            (chief.package.parent / "go").touch()
            self.merged(chief, 3, 2)

    def test_files_left_open_end_as_a_plain_process_leaves_them(self) -> None:
        source = (
            "import atexit, gzip, io\n"
            "plain = open('plain', 'wb')\n"
            "text = open('text', 'w', encoding='utf-8')\n"
            "packed = gzip.GzipFile('packed.gz', 'wb', mtime=0)\n"
            "packed_text = io.TextIOWrapper(gzip.GzipFile('packed-text.gz', 'wb', mtime=0))\n"
            "class Node: pass\n"
            "node = Node(); node.me = node; node.file = open('cycle', 'w')\n"
            "atexit.register(lambda: open('atexit', 'w').write('bye'))\n"
            "def merger(fragment, job_name):\n"
            "    plain.write(fragment); text.write('é'); packed.write(fragment); node.file.write('x')\n"
            "    packed_text.write('y')\n"
        )
        with FakeChief("merger", {"Merge.py": source}) as chief:
            chief.load()
            chief.say_batch("merge", 1, [b"one", b"two"])
            self.merged(chief, 1, 2)
            chief.say({"type": "finish"})
            self.assertEqual(chief.hear()[0], {"type": "finished"})
            self.assertEqual((chief.results / "plain").read_bytes(), b"onetwo")
            self.assertEqual((chief.results / "text").read_bytes(), "éé".encode())
            self.assertEqual((chief.results / "cycle").read_bytes(), b"xx")
            chief.say({"type": "end"})
            self.assertEqual(chief.hear()[0]["type"], "bye")
            self.assertEqual(chief.wait(), 0)

            plainly = chief.package.parent / "plainly"
            plainly.mkdir()
            program = (
                f"import sys; sys.path.insert(0, {str(chief.package)!r}); sys.dont_write_bytecode = True; import Merge\n"
                "Merge.merger(b'one', ''); Merge.merger(b'two', '')"
            )
            subprocess.run(
                [sys.executable, "-X", "utf8", "-c", program], cwd=plainly, check=True, capture_output=True
            )
            due = {path.name: path.read_bytes() for path in plainly.iterdir()}
            self.assertEqual({path.name: path.read_bytes() for path in chief.results.iterdir()}, due)
            self.assertEqual(len(due), 6)


class Failures(unittest.TestCase):
    def fail_with(self, source: str, batch: list[bytes]) -> Message:
        with FakeChief("merger", {"Merge.py": source}) as chief:
            chief.load()
            chief.say_batch("merge", 7, batch)
            chief.say({"type": "finish"})
            merged = 0
            message, _ = chief.hear()
            while message["type"] == "merged":
                merged += message["count"]
                message, _ = chief.hear()
            self.assertEqual(message["type"], "failed")
            self.assertEqual(chief.hear()[0], {"type": "bye", "count": merged})
            self.assertEqual(chief.wait(), 0)
            if message["stage"] == "merge":
                self.assertEqual(message["fragment"], 7 + merged)
            return message

    def test_an_exception_names_the_result_and_spares_those_before(self) -> None:
        source = (
            "def merger(fragment, job_name):\n    if fragment == b'3':\n        raise ValueError(job_name)\n"
        )
        failed = self.fail_with(source, [b"1", b"2", b"3", b"4"])
        self.assertEqual((failed["stage"], failed["fragment"], failed["code"]), ("merge", 9, "user-error"))
        self.assertEqual((failed["message"], failed["line"]), ("ValueError: test-job", 3))

    def test_a_merger_that_yields(self) -> None:
        failed = self.fail_with("def merger(fragment, job_name):\n    yield fragment\n", [b"1"])
        self.assertEqual((failed["code"], failed["fragment"]), ("only-splitter-may-yield", 7))
        self.assertEqual((failed["file"], failed["line"]), ("Merge.py", 1))

    def test_finish_that_fails_belongs_to_no_fragment(self) -> None:
        source = (
            "def merger(fragment, job_name): pass\ndef finish(job_name):\n    raise SystemExit(job_name)\n"
        )
        failed = self.fail_with(source, [b"1"])
        self.assertEqual(
            (failed["stage"], failed["fragment"], failed["code"]), ("finish", None, "exited-early")
        )

    def test_a_full_disk_is_noticed_in_a_file_that_was_left_open(self) -> None:
        source = (
            "import io, resource\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
            "detached = io.TextIOWrapper(io.BytesIO()); detached.detach()\n"
            "out = open('out', 'w')\n"
            "def merger(fragment, job_name):\n    out.write('x')\n"
        )
        failed = self.fail_with(source, [b"1"])
        self.assertEqual(
            (failed["stage"], failed["code"], failed["limit"]), ("finish", "disk-limit", "resultsBytes")
        )
        self.assertIn(f"Errno {errno.EFBIG}", failed["message"])


if __name__ == "__main__":
    unittest.main()
