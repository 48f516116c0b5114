"""What is done waits to be said together: how long, counted in ticks and not by a clock."""

from __future__ import annotations

import json
import unittest
from threading import Lock

import fake_chief  # noqa: F401  (puts the harness on the path)
from butcher_harness.pending import PendingPayload, results_line
from butcher_harness.wire import FrameWriter, decode_sizes


class Said(FrameWriter):
    """Keeps what would be sent: how many results each message has."""

    def __init__(self) -> None:
        self.lock = Lock()  # type: ignore[assignment]
        self.counts: list[int] = []

    def write(self, line: str, parts: object = ()) -> None:
        assert isinstance(parts, list)
        self.counts.append(len(parts))


def pending(gather_ms: int | None) -> tuple[PendingPayload, Said]:
    said = Said()
    made = PendingPayload(said, results_line, None)
    made.begin(1, gather_ms)
    return made, said


def said_after(gather_ms: int | None, ticks: int) -> list[int]:
    """One result is done before each tick."""
    made, said = pending(gather_ms)
    for _ in range(ticks):
        made.items.append(b"result")
        made.tick()
    return said.counts


class Gathering(unittest.TestCase):
    def test_what_is_done_is_said_at_every_tick_but_the_first(self) -> None:
        for gather_ms in (None, 1, 100):
            self.assertEqual(said_after(gather_ms, 6), [2, 1, 1, 1, 1])

    def test_larger_batches_are_said_in_larger_pieces(self) -> None:
        self.assertEqual(said_after(500, 5), [])
        self.assertEqual(said_after(500, 6), [6])
        self.assertEqual(said_after(500, 16), [6, 5, 5])

    def test_a_lone_result_is_said_as_late_and_no_later(self) -> None:
        made, said = pending(300)
        made.items.append(b"result")
        for _ in range(3):
            made.tick()
        self.assertEqual(said.counts, [])
        made.tick()
        self.assertEqual(said.counts, [1])

    def test_the_end_of_a_batch_is_said_at_once_and_counting_begins_anew(self) -> None:
        made, said = pending(300)
        made.items.append(b"result")
        made.tick()
        made.tick()
        made.flush()
        made.begin(2, 300)
        made.items.append(b"result")
        for _ in range(3):
            made.tick()
        self.assertEqual(said.counts, [1])
        made.tick()
        self.assertEqual(said.counts, [1, 1])

    def test_every_batch_says_anew_how_long(self) -> None:
        made, said = pending(500)
        made.begin(1, 100)
        made.items.append(b"result")
        made.tick()
        made.tick()
        self.assertEqual(said.counts, [1])

    def test_what_is_gathered_is_sent_in_order_with_what_is_not_whoever_sends_it(self) -> None:
        for flushes in ("", "f", "t", "tf", "tft", "ttttf"):
            with self.subTest(flushes):
                writer = Written()
                made = PendingPayload(writer, results_line, None)
                made.begin(1)
                wanted = []
                for number in range(1, 40):
                    item = b"%d," % number * (number % 4)
                    wanted.append(item)
                    made.items.append(item if number % 5 == 0 else made.gather(item))
                    if number % 7 == 0 and flushes:
                        turn = flushes[number // 7 % len(flushes)]
                        for say in [made.flush] if turn == "f" else [made.tick, made.tick]:
                            say()
                made.flush()
                self.assertEqual(b"".join(writer.payloads), b"".join(wanted))
                self.assertEqual(writer.sizes, list(map(len, wanted)))
                self.assertEqual(made.bytes, len(b"".join(wanted)))
                self.assertEqual(made.number_at_work(), 40)

    def test_a_piece_that_was_gathered_and_never_appended_is_not_sent(self) -> None:
        writer = Written()
        made = PendingPayload(writer, results_line, None)
        made.begin(1)
        made.items.append(made.gather(b"first"))
        made.gather(b"an exception came between")
        made.flush()
        made.begin(3)
        made.items.append(made.gather(b"third"))
        made.flush()
        self.assertEqual(writer.payloads, [b"first", b"third"])

    def test_room_for_what_is_gathered_is_used_again(self) -> None:
        writer = Written()
        made = PendingPayload(writer, results_line, None)
        for first in range(1, 50):
            made.begin(first)
            made.items.append(made.gather(b"x" * 1000))
            made.tick()
            made.tick()
            made.flush()
        self.assertLess(len(made._gathered.getvalue()), 2001)


class Written(FrameWriter):
    """Takes what is written apart."""

    def __init__(self) -> None:
        self.lock = Lock()  # type: ignore[assignment]
        self.payloads: list[bytes] = []
        self.sizes: list[int] = []

    def write(self, line: str, parts: object = ()) -> None:
        assert isinstance(parts, list)
        self.payloads.append(b"".join(parts))
        self.sizes += decode_sizes(json.loads(line)["sizes"])


if __name__ == "__main__":
    unittest.main()
