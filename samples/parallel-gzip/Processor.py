"""Compress one block."""

import gzip


def Processor(fragment: bytes) -> bytes:
    # No time stamp, so that the same block always gives the same bytes.
    return gzip.compress(fragment, compresslevel=9, mtime=0)
