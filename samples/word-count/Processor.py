"""Count the words of one block."""

import json
import re
from collections import Counter

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def Processor(fragment: bytes) -> bytes:
    words = WORD.findall(fragment.decode().lower())
    return json.dumps(Counter(words)).encode()
