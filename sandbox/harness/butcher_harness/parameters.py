"""The job's parameters, for the entry functions that ask for them."""

from __future__ import annotations

from types import CodeType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .loading import Entry

_KEYWORD = "params"
_TAKES_KEYWORDS = 0x08


def given_once(function: Entry, arguments: int, params: dict[str, Any] | None) -> Entry:
    """`function`, which is called once with so many arguments, given the parameters too where it takes them."""
    if params is None or not takes_params(function, arguments):
        return function
    from functools import partial

    bound = partial(function, params=params)
    _remember(bound, function)
    return bound


def given_anew(function: Entry, arguments: int, params: dict[str, Any] | None) -> Entry:
    """The same for one that is called again and again: what it changes in its parameters is gone the next time.

    The function that this may return adds a frame of its own.
    """
    if params is None or not takes_params(function, arguments):
        return function
    from marshal import dumps, loads

    kept = dumps(params)

    def call(*given: object) -> object:
        return function(*given, params=loads(kept))

    _remember(call, function)
    return call


def _remember(bound: Any, function: Entry) -> None:
    """Whoever asks where the author's function stands finds it."""
    bound.__wrapped__ = getattr(function, "__wrapped__", function)


def takes_params(function: object, arguments: int) -> bool:
    """Whether it has a parameter `params` that can be given by keyword beside so many arguments by position."""
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return _signature_takes(function, arguments)
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    if _KEYWORD in names[code.co_posonlyargcount :]:
        index = names.index(_KEYWORD)
        return index >= code.co_argcount or index >= arguments
    wrapped = getattr(function, "__wrapped__", None)
    hands_on = bool(code.co_flags & _TAKES_KEYWORDS)
    return hands_on and wrapped is not None and takes_params(wrapped, arguments)


def _signature_takes(function: object, arguments: int) -> bool:
    from inspect import Parameter, signature

    try:
        parameters = list(signature(function).parameters.values())  # type: ignore[arg-type]
    except Exception:
        return False
    return any(
        each.name == _KEYWORD
        and (
            each.kind is Parameter.KEYWORD_ONLY
            or (each.kind is Parameter.POSITIONAL_OR_KEYWORD and index >= arguments)
        )
        for index, each in enumerate(parameters)
    )
