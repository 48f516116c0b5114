import itertools
import re
import signal
import time


def Processor(fragment):
    for number in (1, 2, 3, 15):
        signal.signal(number, signal.SIG_IGN)
    while fragment is not None:
        time.sleep(1)
    return fragment if itertools and re and signal and time else b""
