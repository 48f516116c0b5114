"""Which words of a text belong in an index."""

import re
from pathlib import Path

WORD = re.compile(r"[a-z]+")
STOP_WORDS = frozenset(Path(__file__).with_name("stop-words.txt").read_text().split())


def index_words(text: str) -> list[str]:
    """The words of a text without stop words, each once, in the order in which they first occur."""
    return [word for word in dict.fromkeys(WORD.findall(text.lower())) if word not in STOP_WORDS]
