"""Frames: the shared fixtures however they are cut, and a writer that is never in two minds."""

from __future__ import annotations

import json
import os
import random
import threading
import unittest
from pathlib import Path
from socket import SHUT_WR, socketpair
from typing import Any

from fake_chief import HARNESS_FOLDER as _  # puts the harness on the path
from butcher_harness.wire import (
    BridgeClosed,
    FrameError,
    FrameReader,
    FrameWriter,
    decode_sizes,
    encode_sizes,
)

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "frames"
SEED = 20


def decode(stream: bytes, cuts: list[int], max_line: int, max_payload: int) -> tuple[list[Any], str | None]:
    """What a reader makes of a stream that arrives cut at the places given."""
    ours, theirs = socketpair()

    def send() -> None:
        try:
            for start, end in zip([0, *cuts], [*cuts, len(stream)]):
                theirs.sendall(stream[start:end])
            theirs.shutdown(SHUT_WR)
        except OSError:
            pass  # the reader has seen enough and is gone

    sender = threading.Thread(target=send)
    sender.start()
    frames: list[Any] = []
    error = None
    reader = FrameReader(ours.fileno(), max_line, max_payload)
    try:
        while True:
            frames.append(reader.read())
    except BridgeClosed:
        pass
    except FrameError as fault:
        error = fault.fault
    ours.close()
    sender.join()
    theirs.close()
    return frames, error


class FixtureStreams(unittest.TestCase):
    def test_each_decodes_as_the_manifest_says_however_it_is_cut(self) -> None:
        manifest = json.loads((FIXTURES / "frames.json").read_text("utf-8"))
        chance = random.Random(SEED)
        self.assertGreater(len(manifest["streams"]), 20)
        for case in manifest["streams"]:
            stream = (FIXTURES / f"{case['name']}.bin").read_bytes()
            due = [(frame["message"], bytes.fromhex(frame["payloadHex"])) for frame in case["frames"]]
            places = range(1, len(stream))
            ways: list[list[int]] = [[], list(places)] if len(stream) < 5000 else [[]]
            ways += [sorted(chance.sample(places, min(len(places), chance.randint(0, 8)))) for _ in range(6)]
            for cuts in ways:
                with self.subTest(case["name"], cuts=cuts[:20]):
                    frames, error = decode(
                        stream, cuts, manifest["maxLineBytes"], manifest["maxPayloadBytes"]
                    )
                    self.assertEqual(error, case["error"])
                    self.assertEqual(frames, due)


class Sizes(unittest.TestCase):
    def test_are_the_text_that_the_chief_reads_and_writes_too(self) -> None:
        manifest = json.loads((FIXTURES / "frames.json").read_text("utf-8"))
        self.assertGreater(len(manifest["sizes"]), 3)
        for case in manifest["sizes"]:
            self.assertEqual(encode_sizes(case["sizes"]), case["text"])
            self.assertEqual(list(decode_sizes(case["text"])), case["sizes"])


class Writer(unittest.TestCase):
    def setUp(self) -> None:
        self.ours, self.theirs = socketpair()
        self.writer = FrameWriter(self.ours.fileno())
        self.reader = FrameReader(self.theirs.fileno())

    def tearDown(self) -> None:
        self.ours.close()
        self.theirs.close()

    def test_payloads_of_any_size_and_number_arrive_whole(self) -> None:
        chance = random.Random(SEED)
        cases = [[b""], [b"a", b"", b"b"], [b"xyz"] * 5000, [chance.randbytes(1 << 20), b"end"]]
        cases += [
            [chance.randbytes(chance.choice((0, 9, 9000, 300_000))) for _ in range(7)] for _ in range(10)
        ]
        cases += [[chance.randbytes(9000)] * 1500]
        for parts in cases:
            size = sum(map(len, parts))
            sender = threading.Thread(target=self.writer.send, args=(f'{{"bytes":{size}}}', parts))
            sender.start()
            message, payload = self.reader.read()
            sender.join()
            self.assertEqual((message, payload), ({"bytes": size}, b"".join(parts)))

    def test_frames_of_several_threads_do_not_mix(self) -> None:
        def send(letter: bytes) -> None:
            for _ in range(10):
                self.writer.send(f'{{"of":"{letter.decode()}","bytes":1000000}}', [letter * 500_000] * 2)

        senders = [threading.Thread(target=send, args=(letter,)) for letter in (b"a", b"b", b"c")]
        for sender in senders:
            sender.start()
        for _ in range(30):
            message, payload = self.reader.read()
            self.assertEqual(payload, message["of"].encode() * 1_000_000)
        for sender in senders:
            sender.join()

    def test_a_reader_that_is_gone_closes_the_bridge(self) -> None:
        self.theirs.close()
        with self.assertRaises(BridgeClosed):
            self.writer.send('{"type":"heartbeat"}')
        with self.assertRaises(BridgeClosed):
            self.writer.send('{"type":"heartbeat"}')

    def test_nothing_follows_the_last_message(self) -> None:
        self.writer.send_last('{"type":"bye","count":0}')
        with self.assertRaises(BridgeClosed):
            self.writer.send('{"type":"heartbeat"}')
        self.ours.close()
        self.assertEqual(self.reader.read(), ({"type": "bye", "count": 0}, b""))
        with self.assertRaises(BridgeClosed):
            self.reader.read()

    def test_a_forked_child_has_no_bridge(self) -> None:
        child = os.fork()
        if child == 0:
            code = 1
            os.open(os.devnull, os.O_RDWR)  # takes the number that the bridge had
            try:
                self.writer.send('{"type":"forged"}')
            except BridgeClosed:
                code = 0
            finally:
                os._exit(code)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.writer.send('{"type":"heartbeat"}')
        self.assertEqual(self.reader.read()[0]["type"], "heartbeat")


if __name__ == "__main__":
    unittest.main()
