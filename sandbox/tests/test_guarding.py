"""What user code finds of the harness, and cannot take from it."""

from __future__ import annotations

import json
import os
import unittest
from typing import Any

from fake_chief import FakeChief
from butcher_harness.wire import FrameReader

LOOK = """
import json, os, sys

def down(n):
    return n if n == 0 else down(n - 1)

def Processor(fragment):
    os.write(1, b"said to descriptor 1")
    sys.setrecursionlimit(1_000_000)
    try:
        depth = down(3000)
    except RecursionError:
        depth = "refused"
    names = [name for name in os.environ if name.startswith("BUTCHER")]
    return json.dumps({"environment": names, "input": os.read(0, 10).decode(), "depth": depth}).encode()
"""


class Guarding(unittest.TestCase):
    def look(self, transport: str) -> dict[str, Any]:
        with FakeChief("worker", {"Processor.py": LOOK}, transport=transport) as chief:
            self.assertEqual(chief.load()["type"], "ready")
            chief.say_batch("process", 1, [b""])
            message, payload = chief.hear()
            self.assertEqual(message["type"], "results", message)
            chief.say({"type": "end"})
            self.assertEqual(chief.hear()[0]["type"], "bye")
            chief.wait()
            self.assertIn(b"said to descriptor 1", chief.output)
            seen: dict[str, Any] = json.loads(payload)
            return seen

    def test_no_token_no_input_and_no_other_recursion_limit(self) -> None:
        for transport in ("unix", "stdio"):
            with self.subTest(transport):
                self.assertEqual(self.look(transport), {"environment": [], "input": "", "depth": "refused"})

    def test_the_bridge_is_closed_in_children(self) -> None:
        read_fd, write_fd = os.pipe()
        FrameReader(read_fd)
        child = os.fork()
        if child == 0:
            try:
                os.fstat(read_fd)
            except OSError:
                os._exit(0)
            os._exit(1)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        os.fstat(read_fd)
        os.close(write_fd)


if __name__ == "__main__":
    unittest.main()
