"""Anything with the buffer protocol becomes its bytes, in C order."""

from __future__ import annotations

import array
import mmap
import unittest
from collections.abc import Callable
from importlib import import_module
from typing import Any

from fake_chief import HARNESS_FOLDER as _  # puts the harness on the path
from butcher_harness.buffers import to_bytes

try:
    numpy: Any = import_module("numpy")
except ImportError:  # the image has it
    numpy = None


class Surely(bytes):
    def __bytes__(self) -> bytes:
        return b"something else"


class Buffers(unittest.TestCase):
    def test_standard_library(self) -> None:
        self.assertEqual(to_bytes(bytearray(b"ab")), b"ab")
        self.assertEqual(to_bytes(memoryview(b"abcdef")[::-2]), b"fdb")
        self.assertEqual(to_bytes(array.array("H", [1, 256])), array.array("H", [1, 256]).tobytes())
        self.assertEqual(to_bytes(mmap.mmap(-1, 4096)), bytes(4096))
        grid = memoryview(bytes(range(12))).cast("B", (3, 4))
        self.assertEqual(to_bytes(grid), bytes(range(12)))
        subclass = to_bytes(Surely(b"plain"))
        self.assertEqual((subclass, type(subclass)), (b"plain", bytes))

    def test_what_has_no_bytes(self) -> None:
        released = memoryview(b"x")
        released.release()
        for value in (None, "text", 7, 1.5, [1], (b"a",), {}, object(), bytes, iter(b""), released):
            self.assertIsNone(to_bytes(value), value)


@unittest.skipIf(numpy is None, "NumPy is not installed")
class Arrays(unittest.TestCase):
    def test_any_shape_and_layout(self) -> None:
        cube = numpy.arange(24, dtype="<i4").reshape(2, 3, 4)
        turns: list[Callable[[], Any]] = [
            lambda: cube,
            lambda: cube.T,
            lambda: cube[:, ::-1, ::2],
            lambda: numpy.asfortranarray(cube),
            lambda: cube[1, 2, 3],
            lambda: numpy.array(5.5),
            lambda: numpy.zeros((0, 3)),
            lambda: numpy.array([True, False]),
            lambda: numpy.array(["2024-01-01"], dtype="datetime64[D]"),
            lambda: numpy.array([(1, 2.5)], dtype=[("Open", "<i4"), ("Other", "<f8")]),
        ]
        for turn in turns:
            value = turn()
            self.assertEqual(to_bytes(value), value.tobytes(), value)

    def test_objects_and_text_are_refused(self) -> None:
        self.assertIsNone(to_bytes(numpy.array([object()])))
        self.assertIsNone(to_bytes(numpy.zeros(1, dtype=[("a", "O"), ("b", "i4")])))
        self.assertIsNone(to_bytes(numpy.str_("text")))


if __name__ == "__main__":
    unittest.main()
