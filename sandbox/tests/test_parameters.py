"""The job's parameters: by keyword to whoever takes them, and the same for every call."""

from __future__ import annotations

import functools
import unittest
from typing import Any

from fake_chief import FakeChief, Message, cut

from butcher_harness.parameters import takes_params

PARAMS = {"word": "né", "numbers": [1, 2.5, None, True], "inner": {"a": {}}}


def plain(fragment: bytes, params: Any) -> None: ...
def by_keyword(fragment: bytes, *, params: Any) -> None: ...
def after_any(*fragments: bytes, params: Any) -> None: ...
def with_default(fragment: bytes, more: int = 1, params: Any = None) -> None: ...
def in_its_place(params: bytes) -> None: ...
def by_position(fragment: bytes, params: Any, /) -> None: ...
def anything(*params: bytes) -> None: ...
def options(fragment: bytes, **params: Any) -> None: ...
def local(fragment: bytes) -> Any:
    params = fragment
    return params


@functools.wraps(plain)
def hands_on(*given: Any, **named: Any) -> None:
    plain(*given, **named)


@functools.wraps(plain)
def keeps_to_itself(fragment: bytes) -> None:
    plain(fragment, {})


class Callable:
    def __call__(self, fragment: bytes, params: Any) -> None: ...

    def method(self, fragment: bytes, params: Any) -> None: ...


class Odd:
    def __call__(self, fragment: bytes) -> None: ...

    @property
    def __signature__(self) -> None:
        raise RuntimeError("none")


def place(failed: Message) -> tuple[str, str, int]:
    return failed["code"], failed["file"], failed["line"]


class Taking(unittest.TestCase):
    def test_who_takes_them(self) -> None:
        for function in (
            *(plain, by_keyword, after_any, with_default, hands_on),
            *(Callable(), Callable().method, functools.partial(plain), functools.lru_cache(plain)),
        ):
            self.assertTrue(takes_params(function, 1), function)

    def test_who_does_not(self) -> None:
        for function in (
            *(in_its_place, by_position, anything, options, local, keeps_to_itself, Odd()),
            *(len, bytes.upper, functools.partial(plain, b"")),
        ):
            self.assertFalse(takes_params(function, 1), function)

    def test_what_stands_in_the_place_of_another_argument(self) -> None:
        self.assertFalse(takes_params(plain, 2))
        self.assertTrue(takes_params(after_any, 2))


class Giving(unittest.TestCase):
    def test_splitter(self) -> None:
        source = "def splitter(dataset_path, params):\n    yield repr(params).encode()\n"
        with FakeChief("splitter", {"Split.py": source}, load={"params": PARAMS}) as chief:
            self.assertEqual(chief.load()["type"], "ready")
            chief.say({"type": "pull", "fragments": 1, "fragmentBytes": 1000})
            message, payload = chief.hear()
            self.assertEqual(cut(payload, message["sizes"]), [repr(PARAMS).encode()])

    def test_worker_gets_them_whole_for_every_fragment(self) -> None:
        source = (
            "def Processor(fragment, params):\n"
            "    params['numbers'].append(params.pop('word'))\n"
            "    return repr(params).encode()\n"
        )
        expected = repr({"numbers": [1, 2.5, None, True, "né"], "inner": {"a": {}}}).encode()
        with FakeChief("worker", {"Processor.py": source}, load={"params": PARAMS}) as chief:
            self.assertEqual(chief.load(), {"type": "ready", "entry": "Processor"})
            chief.say_batch("process", 1, [b"a", b"b"])
            message, payload = chief.hear()
            self.assertEqual(cut(payload, message["sizes"]), [expected, expected])

    def test_merger_and_finish(self) -> None:
        source = (
            "def merger(fragment, job_name, params):\n"
            "    open('merged', 'ab').write(fragment + params.pop('word').encode())\n"
            "def finish(job_name, *, params):\n"
            "    open('finished', 'w').write(job_name + params['word'])\n"
        )
        with FakeChief("merger", {"Merge.py": source}, load={"params": PARAMS}) as chief:
            chief.load()
            chief.say_batch("merge", 1, [b"a", b"b"])
            self.assertEqual(chief.hear()[0], {"type": "merged", "first": 1, "count": 2})
            chief.say({"type": "finish"})
            self.assertEqual(chief.hear()[0], {"type": "finished"})
            self.assertEqual((chief.results / "merged").read_bytes(), "anébné".encode())
            self.assertEqual((chief.results / "finished").read_text("utf-8"), "test-jobné")

    def test_nobody_is_given_what_nobody_declared(self) -> None:
        source = "def Processor(fragment, params='default'):\n    return params.encode()\n"
        with FakeChief("worker", {"Processor.py": source}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b"a"])
            message, payload = chief.hear()
            self.assertEqual(cut(payload, message["sizes"]), [b"default"])

    def test_who_does_not_take_them_is_called_as_ever(self) -> None:
        source = "def Processor(fragment, **options):\n    return fragment + repr(options).encode()\n"
        with FakeChief("worker", {"Processor.py": source}, load={"params": PARAMS}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b"a"])
            message, payload = chief.hear()
            self.assertEqual(cut(payload, message["sizes"]), [b"a{}"])

    def test_failures_are_told_at_the_place_of_the_author_alone(self) -> None:
        source = "def Processor(fragment, params):\n    return 1 if fragment else params['x']\n"
        with FakeChief("worker", {"Processor.py": source}, load={"params": PARAMS}) as chief:
            chief.load()
            chief.say_batch("process", 1, [b"a", b""])
            no_bytes, key_error = chief.hear()[0], chief.hear()[0]
            self.assertEqual(place(no_bytes), ("result-not-bytes", "Processor.py", 1))
            self.assertEqual(place(key_error), ("user-error", "Processor.py", 2))
            self.assertEqual(key_error["traceback"].count("File "), 1)
        source = "def splitter(dataset_path, params):\n    return [b'']\n"
        with FakeChief("splitter", {"Split.py": source}, load={"params": PARAMS}) as chief:
            chief.load()
            chief.say({"type": "pull", "fragments": 1, "fragmentBytes": 1000})
            self.assertEqual(place(chief.hear()[0]), ("splitter-not-generator", "Split.py", 1))

    def test_the_depth_of_recursion_is_the_author_s_own(self) -> None:
        source = (
            "def Processor(fragment, params):\n"
            "    return dive(int(fragment) - 1)\n"
            "def dive(left):\n"
            "    return b'there' if left == 1 else dive(left - 1)\n"
        )
        load = {"params": PARAMS, "recursionDepth": 100}
        with FakeChief("worker", {"Processor.py": source}, load=load) as chief:
            chief.load()
            chief.say_batch("process", 1, [b"100", b"101"])
            message, payload = chief.hear()
            self.assertEqual(cut(payload, message["sizes"]), [b"there"])
            failed = chief.hear()[0]
            self.assertEqual((failed["code"], failed["observed"]), ("recursion-depth", 101))


if __name__ == "__main__":
    unittest.main()
