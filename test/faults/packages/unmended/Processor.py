import os


def Processor(fragment: bytes) -> bytes:
    number, size = map(int, fragment.split())
    # By chance, so that a result that was made anew is another one.
    return b"%d %s v1 %s\n" % (number, os.urandom(8).hex().encode(), b"x" * size)
