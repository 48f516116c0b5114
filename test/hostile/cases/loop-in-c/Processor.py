import itertools
import re
import signal
import time


def Processor(fragment):
    sum(itertools.repeat(1, 10**12))
    return fragment if itertools and re and signal and time else b""
