"""What the harness tells of what user code attempts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

from fake_chief import HARNESS_FOLDER

PROGRAM = """
import sys
sys.path.insert(0, {harness!r})
from butcher_harness.audit import Witness
from butcher_harness.wire import FrameWriter
Witness({package!r}, FrameWriter(1)).start()
sys.path.insert(0, {package!r})
import attempts
"""


class AuditTest(unittest.TestCase):
    def told(self, code: str) -> list[str]:
        """Lines that are said while a module of a package runs this code."""
        with tempfile.TemporaryDirectory() as package:
            with open(os.path.join(package, "attempts.py"), "w") as file:
                file.write(textwrap.dedent(code))
            program = PROGRAM.format(harness=str(HARNESS_FOLDER), package=package)
            command = [sys.executable, "-c", program]
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    def test_kinds(self) -> None:
        for kind, code in (
            ("network", "import socket\ntry: socket.socket().connect(('127.0.0.1', 1))\nexcept OSError: pass"),
            ("process", "import subprocess, sys\nsubprocess.run([sys.executable, '-c', ''])"),
            ("native-code", "import ctypes\nctypes.CDLL(None)"),
            ("dynamic-code", "eval('1 + 1')"),
            ("kernel", "open('/proc/self/status').close()"),
            ("kernel", "import os\nos.listdir('/sys')"),
            ("other-job", "try: open('/run/butcher/other')\nexcept OSError: pass"),
        ):
            with self.subTest(kind=kind):
                lines = self.told(code)
                self.assertTrue(any(f'"kind":"{kind}"' in line for line in lines), lines)

    def test_honest_work_is_not_told(self) -> None:
        self.assertEqual(self.told("import json, tempfile\njson.dumps(1)\nopen('/dev/null').close()"), [])

    def test_folders_whose_names_only_begin_alike(self) -> None:
        for path in ("/processed/data", "/system/x", "/runs/1", "/var/running/x", "/procedure"):
            with self.subTest(path=path):
                self.assertEqual(self.told(f"try: open({path!r})\nexcept OSError: pass"), [])
        for path in ("/proc", "/proc//self/stat", "//proc/self/stat", "/run", "/var/run", "/usr/../proc/stat"):
            with self.subTest(path=path):
                self.assertEqual(len(self.told(f"try: open({path!r})\nexcept OSError: pass")), 1)

    def test_a_few_for_each_event(self) -> None:
        code = "for number in range(100):\n    try: open(f'/proc/{number}')\n    except OSError: pass"
        self.assertEqual(len(self.told(code)), 3)


if __name__ == "__main__":
    unittest.main()
