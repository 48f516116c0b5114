"""Reading pip's log, wheels' sizes, reports and progress; forwarding."""

from __future__ import annotations

import io
import socket
import sys
import tempfile
import threading
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from forwarder import start_forwarder
from install import PipLines, distribution_of, progress_of, supply_options
from pip_log import LONGEST_LINE, MOST_LINES, MOST_TAGS, MOST_VERSIONS, explain
from wheel_size import BadWheelError, unpacked_bytes

STAMP = "2026-01-02T03:04:05,678 "


class PipLog(unittest.TestCase):
    def test_keeps_what_explains(self) -> None:
        told = explain(
            [
                STAMP + "Created temporary directory: /tmp/x\n",
                STAMP + "  Skipping link: none of the wheel's tags (cp311-cp311-manylinux_2_17_x86_64) are compatible "
                "(run pip debug --verbose to show compatible tags): https://example.org/f/Foo_Bar-1.0-cp311-cp311-"
                "manylinux_2_17_x86_64.whl#sha256=ab (from https://example.org/foo-bar/) (requires-python:>=3.9)\n",
                STAMP + "  Skipping link: No sources permitted for foo-bar: https://example.org/f/foo-bar-1.0.tar.gz\n",
                STAMP + "ERROR: No matching distribution found for foo-bar==1.0\n",
                STAMP + "    a 1.0 depends on c==1\n",
                STAMP + "The user requested c==2\n",
                "OSError: [Errno 28] No space left on device\n",
            ]
        )
        self.assertEqual(told["unfit"], {"foo-bar==1.0": ["cp311-manylinux_2_17_x86_64", "source"]})
        self.assertEqual(
            told["errors"],
            [
                "ERROR: No matching distribution found for foo-bar==1.0",
                "a 1.0 depends on c==1",
                "The user requested c==2",
                "OSError: [Errno 28] No space left on device",
            ],
        )

    def test_is_bounded_whatever_the_log_holds(self) -> None:
        link = "Skipping link: none of the wheel's tags (x) are compatible: https://e/"
        told = explain(
            [
                *("ERROR: " + "x" * 100_000 for _ in range(MOST_LINES + 50)),
                *(f"{link}a-{n}-cp39-cp39-linux.whl" for n in range(MOST_VERSIONS + 50)),
                *(f"{link}a-0-cp{n}-cp39-linux.whl" for n in range(MOST_TAGS + 50)),
                link + "/" * 100_000,
                "Skipping link: " + ": " * 100_000,
            ]
        )
        errors, unfit = told["errors"], told["unfit"]
        assert isinstance(errors, list) and isinstance(unfit, dict)
        self.assertEqual((len(errors), max(map(len, errors))), (MOST_LINES, LONGEST_LINE))
        self.assertEqual((len(unfit), len(unfit["a==0"])), (MOST_VERSIONS, MOST_TAGS))


class Wheels(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = str(Path(self.folder.name) / "a-1-py3-none-any.whl")

    def wheel(self, *names: str) -> str:
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, b"\0" * 1000)
        return self.path

    def test_adds_up_what_would_come_out(self) -> None:
        self.assertEqual(unpacked_bytes(self.wheel("a.py", "a-1.dist-info/METADATA")), 2000)

    def test_refuses_names_that_lead_out(self) -> None:
        for name in ("../a", "/etc/a", "a/../../b", "a\\..\\b"):
            with self.assertRaises(BadWheelError, msg=name):
                unpacked_bytes(self.wheel(name))

    def test_refuses_what_is_no_archive(self) -> None:
        Path(self.path).write_bytes(b"PK\x03\x04 not really")
        with self.assertRaises(BadWheelError):
            unpacked_bytes(self.path)


class Reports(unittest.TestCase):
    def test_names_origin_and_hash(self) -> None:
        item = {
            "metadata": {"name": "Foo_Bar", "version": "1.0"},
            "is_direct": False,
            "download_info": {
                "url": "https://user:****@Example.org:8443/f/a%20b.whl",
                "archive_info": {"hashes": {"sha256": "ab"}},
            },
        }
        told = distribution_of(item)
        self.assertEqual((told["name"], told["host"], told["sha256"]), ("foo-bar", "example.org:8443", "ab"))
        self.assertEqual((told["scheme"], told["path"], told["direct"]), ("https", "", False))
        item["download_info"] = {"url": "file:///build/wheels/a%20b.whl"}
        self.assertEqual(distribution_of(item)["path"], "/build/wheels/a b.whl")

    def test_asks_no_index_without_a_way_there(self) -> None:
        plan = {"indexUrl": "https://u:p@example.org/simple", "findLinks": ["/wheels"], "certificates": None, "credentials": None}
        self.assertEqual(supply_options(plan, None), ["--find-links=/wheels", "--no-index"])
        self.assertNotIn("--no-index", supply_options(plan, "http://127.0.0.1:1"))

    def test_progress_is_a_few_words(self) -> None:
        self.assertEqual(progress_of("Collecting pandas==2.3.3 (from -r x (line 1))", "resolve"), "looking for pandas==2.3.3")
        self.assertEqual(progress_of("Downloading a-1-py3-none-any.whl (12.1 MB)", "install"), "downloading a-1-py3-none-any.whl (12.1 MB)")
        self.assertIsNone(progress_of("Collecting six", "install"))
        self.assertIsNone(progress_of("Looking in indexes: https://user:secret@example.org/simple", "resolve"))
        out = io.StringIO()
        lines = PipLines(out, "resolve")
        for part in ("Collec", "ting six\nLooking at ", "x" * 5000, "\n"):
            lines.write(part)
        self.assertEqual(out.getvalue(), '{"type": "progress", "text": "looking for six"}\n')


class Forwarding(unittest.TestCase):
    def test_passes_bytes_both_ways_and_tells_the_end(self) -> None:
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as chief:
            chief.bind(f"{folder}/s")
            chief.listen()
            port = int(start_forwarder(f"{folder}/s").rpartition(":")[2])

            def answer() -> None:
                connection, _ = chief.accept()
                with connection:
                    while chunk := connection.recv(100):
                        connection.sendall(chunk.upper())

            threading.Thread(target=answer, daemon=True).start()
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(b"hello")
                client.shutdown(socket.SHUT_WR)
                received = b""
                while chunk := client.recv(100):
                    received += chunk
            self.assertEqual(received, b"HELLO")


if __name__ == "__main__":
    unittest.main()
