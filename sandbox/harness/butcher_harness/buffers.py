"""From what user code hands over to plain bytes."""

OBJECTS_HELP = (
    "An array of Python objects has no bytes of its own: make it one of numbers, `array.astype(float)`, or use "
    "`pickle.dumps(array)`."
)


def to_bytes(value: object) -> bytes | None:
    """The bytes of `value` in C order, copied; None where it has none: text, or no buffer at all.

    Everything with the buffer protocol counts, contiguous or not. A NumPy array of Python objects does not: its bytes
    are addresses.
    """
    if isinstance(value, str):
        return None
    try:
        view = memoryview(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, BufferError):
        return _array_bytes(value)
    with view:
        return None if _holds_objects(view.format) else view.tobytes()


def _holds_objects(buffer_format: str) -> bool:
    """Looks for the type code O in a PEP 3118 format, passing over the names of fields, which stand between colons."""
    return "O" in "".join(buffer_format.split(":")[::2])


def _array_bytes(value: object) -> bytes | None:
    """NumPy's dates and times refuse the buffer protocol, although they are plain numbers."""
    kind = type(value)
    if kind.__module__ != "numpy" or getattr(getattr(value, "dtype", None), "kind", "O") not in "mM":
        return None
    copied = value.tobytes()  # type: ignore[attr-defined]
    return copied if type(copied) is bytes else None


def holds_only_objects(value: object) -> bool:
    """Whether this is a NumPy array of Python objects."""
    return type(value).__module__ == "numpy" and getattr(getattr(value, "dtype", None), "kind", None) == "O"
