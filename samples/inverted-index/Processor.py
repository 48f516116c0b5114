"""List, for each word of a book, the verses it occurs in."""

import json

from text.words import index_words


def Processor(fragment: bytes) -> bytes:
    book, *verses = fragment.decode().splitlines()
    places: dict[str, list[str]] = {}
    for verse in verses:
        number, text = verse.split(" ", 1)
        for word in index_words(text):
            places.setdefault(word, []).append(number)
    return json.dumps({"book": book, "places": places}).encode()
