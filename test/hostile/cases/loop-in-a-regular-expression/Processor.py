import itertools
import re
import signal
import time


def Processor(fragment):
    re.match(r'(a+)+$', 'a' * 40 + 'b')
    return fragment if itertools and re and signal and time else b""
