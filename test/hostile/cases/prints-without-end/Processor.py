import os
import sys


def Processor(fragment):
    for number in range(3000):
        print("line", number, "of too many", "x" * 100)
    os.write(1, bytes(range(256)) * 1000)
    os.write(2, b'{"type":"bye","count":1}\n' * 1000)
    sys.stdout = None
    print("nobody hears this")
    return fragment
