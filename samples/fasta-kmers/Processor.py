"""Count the k-mers of one window."""

import json
from collections import Counter

from kmers import kmers


def Processor(fragment: bytes) -> bytes:
    return json.dumps(Counter(kmers(fragment.decode()))).encode()
