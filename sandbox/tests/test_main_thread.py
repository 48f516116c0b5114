"""A dead main thread is noticed by another."""

from __future__ import annotations

import platform
import signal
import subprocess
import sys
import unittest

from fake_chief import HARNESS_FOLDER

# The number of exit(2), which ends the thread that calls it, and no other.
EXIT = 60 if platform.machine() == "x86_64" else 93

PROGRAM = f"""
import ctypes, os, sys, threading, time
sys.path.insert(0, {str(HARNESS_FOLDER)!r})
from butcher_harness.main_thread import MainThread
main_thread = MainThread()
def watch():
    for _ in range(600):
        main_thread.check()
        time.sleep(0.01)
    os._exit(3)
threading.Thread(target=watch, daemon=True).start()
time.sleep(0.1)
WORK
"""


def end_of(work: str) -> int:
    return subprocess.run([sys.executable, "-c", PROGRAM.replace("WORK", work)], timeout=60).returncode


class MainThreadTest(unittest.TestCase):
    def test_ends_the_process_as_the_signal_would(self) -> None:
        self.assertEqual(end_of(f"ctypes.CDLL(None).syscall({EXIT}, 0)"), 128 + signal.SIGSYS)

    def test_leaves_alone_what_is_alive(self) -> None:
        self.assertEqual(end_of("os._exit(0)"), 0)

    def test_does_without_its_descriptor(self) -> None:
        self.assertEqual(end_of("os.closerange(3, 100); time.sleep(0.1); os._exit(0)"), 0)


if __name__ == "__main__":
    unittest.main()
